//! Who lives where and who looks after whom, planned from a seed. Pure; knows no database and no entry.

use std::collections::BTreeSet;

use daylog_domain::{
    assignment::Role,
    time::{Date, Instant, MinuteOfDay, Zone},
};

use super::{names, tasks::DAWN};
use crate::SeededRandom;

/// How large a city is. Each community has one community worker among the cadres, and at least one other;
/// there are to be more households than cadres, so that everybody has one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Size {
    pub communities: u32,
    pub cadres: u32,
    pub residents: u32,
    pub days: u32,
}

impl Size {
    /// What the gate can make in a moment.
    pub const SMALL: Size = Size { communities: 2, cadres: 8, residents: 60, days: 2 };
    /// A city in its worst fortnight: about 1.5 million entries.
    pub const LARGE: Size = Size { communities: 70, cadres: 900, residents: 9_000, days: 14 };
}

/// A city before anything happened in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plan {
    pub seed: u64,
    pub size: Size,
    pub first_day: Date,
    /// The community workers first, one for each community.
    pub cadres: Vec<Cadre>,
    pub homes: Vec<Home>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cadre {
    pub name: String,
    pub office: String,
    pub role: Role,
    /// Indices of the homes that this cadre looks after.
    pub homes: Vec<usize>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    pub code: String,
    pub street: String,
    pub community: String,
    pub address: String,
    /// The responsible cadre and the community worker, as indices.
    pub cadre: usize,
    pub worker: usize,
    pub people: Vec<Person>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    pub name: String,
    pub phone: String,
    pub origin: &'static str,
    pub first_day: Date,
}

impl Person {
    #[must_use]
    pub fn last_day(&self) -> Date {
        later(self.first_day, QUARANTINE)
    }
}

fn later(date: Date, days: u32) -> Date {
    date.iter_days().nth(usize::try_from(days).unwrap_or(0)).unwrap_or(date)
}

/// Communities of one street.
const OF_STREET: u32 = 10;
/// How many live behind a door; two and a bit on average.
const SIZES: [u32; 6] = [1, 1, 2, 2, 3, 4];
/// Days from a resident's first day to the last.
const QUARANTINE: u32 = 13;

impl Plan {
    #[must_use]
    pub fn new(seed: u64, size: Size) -> Self {
        let first_day = Date::from_ymd_opt(2020, 2, 26).unwrap_or_default();
        let cadres = cadres(seed, size);
        let mut plan = Plan { seed, size, first_day, cadres, homes: Vec::new() };
        let mut random = plan.random(Part::Homes, 0, 0);
        let mut people = 0;
        while people < size.residents {
            let home = plan.home(&mut random, people);
            people += u32::try_from(home.people.len()).unwrap_or(1);
            let index = plan.homes.len();
            for cadre in [home.cadre, home.worker] {
                plan.cadres[cadre].homes.push(index);
            }
            plan.homes.push(home);
        }
        plan
    }

    fn home(&self, random: &mut SeededRandom, people: u32) -> Home {
        let number = u32::try_from(self.homes.len()).unwrap_or(0);
        let (community, of_community) = (number % self.size.communities, number / self.size.communities);
        // Those beside the community worker; where they cannot be dealt out evenly, the first communities have one more.
        let others = (self.size.cadres - community).div_ceil(self.size.communities) - 1;
        let cadre = self.size.communities * (1 + of_community % others) + community;
        let count = random.pick(&SIZES).copied().unwrap_or(1).min(self.size.residents - people);
        let mut known = BTreeSet::new();
        Home {
            code: format!("{}-{:03}", community + 101, of_community + 1),
            street: format!("第{}街道", community / OF_STREET + 1),
            community: community_name(community),
            address: format!(
                "{}号楼{}单元{}0{}",
                of_community / 36 + 1,
                of_community / 12 % 3 + 1,
                of_community / 2 % 6 + 1,
                of_community % 2 + 1
            ),
            cadre: usize::try_from(cadre).unwrap_or(0),
            worker: usize::try_from(community).unwrap_or(0),
            people: (0..count).map(|more| self.person(random, people + more, &mut known)).collect(),
        }
    }

    fn person(&self, random: &mut SeededRandom, number: u32, known: &mut BTreeSet<String>) -> Person {
        Person {
            name: unlike(random, known),
            phone: names::phone(number + 1),
            origin: random.pick(&["韩国", "日本", "北京", "境外"]).copied().unwrap_or("境外"),
            // All of them are at home on the fourteenth day.
            first_day: self.date(u32::try_from(random.below(3)).unwrap_or(0)),
        }
    }

    /// The day with this number; 0 is the first.
    #[must_use]
    pub fn date(&self, day: u32) -> Date {
        later(self.first_day, day)
    }

    /// An instant of a day in the city's zone.
    #[must_use]
    pub fn at(&self, day: u32, minute: MinuteOfDay) -> Instant {
        let midnight = self.date(day).and_hms_opt(0, 0, 0).unwrap_or_default();
        Zone::SHANGHAI.instant(midnight).plus_minutes(i64::from(minute.0))
    }

    /// When the roster is taken in, before anybody works.
    #[must_use]
    pub fn start(&self) -> Instant {
        self.at(0, DAWN)
    }

    /// The evening of the last day, when the last check's window is still open.
    #[must_use]
    pub fn end(&self) -> Instant {
        self.at(self.size.days.max(1) - 1, MinuteOfDay(21 * 60 + 30))
    }

    /// Chance of its own for one part of the city on one day, whatever else was drawn before.
    pub(super) fn random(&self, part: Part, index: usize, day: u32) -> SeededRandom {
        let index = u64::try_from(index).unwrap_or(0);
        SeededRandom::new((self.seed << 52) ^ ((part as u64) << 44) ^ (u64::from(day) << 32) ^ index)
    }
}

/// What chance is drawn for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Homes,
    Cadres,
    Door,
    Day,
    Fever,
    Line,
    Phone,
    Silent,
}

fn community_name(community: u32) -> String {
    const FIRST: [&str; 10] = ["园", "长", "白", "河", "新", "光", "延", "海", "民", "文"];
    const SECOND: [&str; 10] = ["锦", "海", "山", "南", "兴", "明", "春", "林", "昌", "化"];
    let part = |names: &[&'static str; 10], number: u32| names[usize::try_from(number % 10).unwrap_or(0)];
    let more = if community < 100 { String::new() } else { (community / 100 + 1).to_string() };
    format!("{}{}{more}社区", part(&FIRST, community), part(&SECOND, community / 10))
}

fn cadres(seed: u64, size: Size) -> Vec<Cadre> {
    let empty = Plan { seed, size, first_day: Date::default(), cadres: Vec::new(), homes: Vec::new() };
    let (mut random, mut known) = (empty.random(Part::Cadres, 0, 0), BTreeSet::new());
    let cadre = |number: u32| match number.checked_sub(size.communities) {
        None => Cadre {
            name: format!("{}网格员", community_name(number).trim_end_matches("社区")),
            office: community_name(number),
            role: Role::Community,
            homes: Vec::new(),
        },
        Some(other) => Cadre {
            name: unlike(&mut random, &mut known),
            office: format!("市直单位{:02}", other % 40 + 1),
            role: if other % 10 == 9 { Role::Lead } else { Role::Cadre },
            homes: Vec::new(),
        },
    };
    (0..size.cadres).map(cadre).collect()
}

/// A name that is not among those known; where all are, with a number behind it.
fn unlike(random: &mut SeededRandom, known: &mut BTreeSet<String>) -> String {
    let mut name = names::name(random);
    while !known.insert(name.clone()) {
        name = format!("{}{}", names::name(random), random.below(100));
    }
    name
}
