//! Entries in the proportions of the diary page that it all began with: per household and day a contact,
//! two temperatures, a seal, and now and then an errand, a note or a briefing.

use daylog_domain::{
    clocks::{BootId, Clocks, ServerTime},
    entries::{
        Claimed, Content, Entry,
        briefing::{Briefing, Rule},
        contact::{Channel, Contact, Reached},
        errand::{Errand, Item, Step},
        note::Note,
        seal::{Seal, SealState},
        temperature::{Celsius, Measured, Method, Temperature},
    },
    ids::{HouseholdId, ResidentId},
    target::Target,
    time::{Instant, MinuteOfDay, Zone},
};

use crate::SeededRandom;

/// Makes entries day after day for a number of households, one resident each.
#[derive(Debug)]
pub struct Mix {
    random: SeededRandom,
    households: u32,
    made: u64,
    boot: [u8; 8],
}

/// 26 February 2020, 00:00 in the district.
const FIRST_DAY: Instant = Instant(1_582_646_400_000);
const DAY_MS: i64 = 86_400_000;
/// Local minute of each entry of a household's day.
const DAY: [MinuteOfDay; 5] = [MinuteOfDay(540), MinuteOfDay(650), MinuteOfDay(1080), MinuteOfDay(1215), MinuteOfDay(1230)];

/// What a phone's clocks say when an entry is saved: its wall clock is behind, and it hears from the server every half hour or so.
pub(crate) fn clocks(saved: Instant, booted: Instant, boot: BootId) -> Clocks {
    let since_boot = saved.millis_since(booted).unsigned_abs() + 40_000;
    let ago = saved.0.rem_euclid(1_800_000).unsigned_abs();
    let elapsed_ms = since_boot.saturating_sub(ago);
    let server = saved.plus_millis(-i64::try_from(ago).unwrap_or(0));
    let round_trip_ms = u32::try_from(80 + ago % 40).unwrap_or(80);
    let wall = server.plus_millis(-3_217);
    Clocks {
        wall: saved.plus_millis(-3_217),
        elapsed_ms: since_boot,
        boot,
        server: Some(ServerTime { server, elapsed_ms, boot, round_trip_ms, wall }),
        doubted: None,
    }
}

impl Mix {
    #[must_use]
    pub fn new(seed: u64, households: u32) -> Self {
        let mut random = SeededRandom::new(seed);
        let boot = random.next_u64().to_be_bytes();
        Mix { random, households: households.max(1), made: 0, boot }
    }

    /// The next `count` entries.
    pub fn entries(&mut self, count: usize) -> Vec<Entry> {
        (0..count).map(|_| self.entry()).collect()
    }

    fn entry(&mut self) -> Entry {
        // Check by check, then household by household, then day by day: as a cadre walks.
        let of_day = u64::from(self.households) * DAY.len() as u64;
        let (day, in_day) = (self.made / of_day, self.made % of_day);
        let (slot, household) = (in_day / u64::from(self.households), in_day % u64::from(self.households));
        self.made += 1;
        let household = u32::try_from(household + 1).unwrap_or(1);
        let minute = DAY.get(usize::try_from(slot).unwrap_or(0)).copied().unwrap_or(MinuteOfDay(0));
        let start = FIRST_DAY.plus_millis(i64::try_from(day).unwrap_or(0) * DAY_MS);
        let claimed = start.plus_minutes(i64::from(minute.0)).plus_millis(i64::from(household) * 61_000);
        let saved = claimed.plus_millis(self.millis(20_000));
        Entry {
            about: Target::home(HouseholdId(household), Some(ResidentId(household))).into(),
            at: Claimed { instant: claimed, zone: Zone::SHANGHAI },
            clocks: clocks(saved, FIRST_DAY, BootId(self.boot)),
            content: self.content(slot),
            note: (self.random.below(20) == 0).then(|| "已提醒开窗通风".to_owned()),
            late: None,
            origin: None,
        }
    }

    fn content(&mut self, slot: u64) -> Content {
        match slot {
            0 => Content::Contact(Contact {
                channel: *self.random.pick(&[Channel::Wechat, Channel::Phone]).unwrap_or(&Channel::Phone),
                outcome: Reached::Reached,
            }),
            1 | 2 => {
                let result = match self.random.below(10) {
                    0 => Measured::NoAnswer,
                    1..=5 => Measured::Normal,
                    tenths => Measured::Reading(Celsius(360 + u16::try_from(tenths).unwrap_or(5))),
                };
                Content::Temperature(Temperature { result, method: Method::SelfReported, site: None })
            }
            3 => Content::Seal(Seal { state: SealState::Intact, serial: None, reason: None }),
            _ => self.other(),
        }
    }

    fn other(&mut self) -> Content {
        match self.random.below(9) {
            0 | 1 => Content::Note(Note { text: "老人行动不便，已联系社区送药".to_owned() }),
            2 => Content::Briefing(Briefing { rules: [Rule::AirRooms, Rule::Waste].into(), privacy_notice: false }),
            _ => Content::Errand(Errand {
                errand: None,
                step: *self.random.pick(&[Step::Asked, Step::Done]).unwrap_or(&Step::Asked),
                items: vec![Item {
                    what: (*self.random.pick(&["beer", "groceries", "parcel", "medicine", "waste"]).unwrap_or(&"parcel")).to_owned(),
                    quantity: u32::try_from(1 + self.random.below(6)).unwrap_or(1),
                    unit: None,
                }],
                floor: None,
                seal_after: None,
            }),
        }
    }

    fn millis(&mut self, limit: u64) -> i64 {
        i64::try_from(self.random.below(limit)).unwrap_or(0)
    }
}
