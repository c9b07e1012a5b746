//! What one cadre logs on one day, in the order in which it is saved. Pure: the same plan gives the same drafts.

use daylog_domain::{
    assignment::Role,
    entries::{
        Content, LateReason,
        briefing::{Briefing, Rule},
        contact::{Channel, Contact, Reached},
        errand::{Errand, Item, Step},
        note::Note,
        seal::{Seal, SealState},
        temperature::{Celsius, Measured, Method, Temperature},
    },
    ids::{HouseholdId, ResidentId},
    target::Target,
    time::{Instant, MinuteOfDay},
};

use super::{
    draft::{Draft, Drafted, Key},
    plan::{Part, Plan},
    roster::Numbers,
    tasks::{AWAY_PER_MILLE, CORRECTED_PER_MILLE, DAY, Doer, FEVER_DAYS, FEVER_ONE_OF, LATE_PER_MILLE, Task, WITHDRAWN_PER_MILLE, What},
};
use crate::SeededRandom;

/// The drafts of cadre `cadre` on day `day`.
pub(super) fn day(plan: &Plan, numbers: &Numbers, cadre: usize, day: u32) -> Vec<Draft> {
    let is_worker = plan.cadres[cadre].role == Role::Community;
    if !is_worker && plan.random(Part::Day, cadre, day).below(1_000) < AWAY_PER_MILLE {
        return Vec::new();
    }
    let mut written = Written { plan, day, drafts: Vec::new() };
    for home in &plan.cadres[cadre].homes {
        written.door(numbers, *home, if is_worker { Doer::Worker } else { Doer::Cadre });
    }
    written.drafts.sort_by_key(|draft| (draft.saved, draft.key));
    written.drafts
}

struct Written<'a> {
    plan: &'a Plan,
    day: u32,
    drafts: Vec<Draft>,
}

impl Written<'_> {
    fn door(&mut self, numbers: &Numbers, home: usize, by: Doer) {
        let mut random = self.plan.random(Part::Door, home * 2 + usize::from(by == Doer::Worker), self.day);
        let (household, residents) = &numbers.0[home];
        let people = self.plan.homes[home].people.iter().zip(residents).filter(|(person, _)| person.first_day <= self.plan.date(self.day));
        let people: Vec<ResidentId> = people.map(|(_, resident)| *resident).collect();
        if people.is_empty() {
            return;
        }
        if by == Doer::Cadre && self.day == 0 {
            let rules = [Rule::StayHome, Rule::NoVisitors, Rule::Temperature, Rule::Waste].into();
            self.add(&mut random, (*household, None), 480, Content::Briefing(Briefing { rules, privacy_notice: true }));
        }
        for task in DAY.iter().filter(|task| task.by == by) {
            let of_each = people.iter().map(|resident| Some(*resident)).collect();
            let about: Vec<Option<ResidentId>> = if task.what.is_per_resident() { of_each } else { vec![None] };
            for resident in about {
                if random.below(1_000) < task.per_mille {
                    self.task(&mut random, (*household, resident), task);
                }
            }
        }
    }

    fn task(&mut self, random: &mut SeededRandom, about: (HouseholdId, Option<ResidentId>), task: &Task) {
        let minute = task.from + u16::try_from(random.below(u64::from(task.spread))).unwrap_or(0);
        let content = match task.what {
            What::Errand => return self.errand(random, about, minute),
            What::Contact => contact(random),
            What::Temperature => temperature(random, self.has_fever(about.1)),
            What::Seal => seal(random),
            What::Note => Content::Note(Note { text: random.pick(NOTES).copied().unwrap_or_default().to_owned() }),
        };
        let key = self.add(random, about, minute, content);
        self.amend(random, key);
    }

    /// Saves it half a minute or so later, now and then hours later.
    fn add(&mut self, random: &mut SeededRandom, about: (HouseholdId, Option<ResidentId>), minute: u16, content: Content) -> Key {
        let claimed = self.plan.at(self.day, MinuteOfDay(minute)).plus_millis(millis(random, 60_000));
        let is_late = random.below(1_000) < LATE_PER_MILLE;
        let (after, late) = if is_late {
            let why = random.pick(&[LateReason::Busy, LateReason::NoPhoneAtHand, LateReason::Remembered]).copied();
            (45 * 60_000 + millis(random, 4 * 3_600_000), why)
        } else {
            (5_000 + millis(random, 60_000), None)
        };
        let note = (random.below(20) == 0).then_some("已提醒开窗通风");
        self.push(about, (claimed, claimed.plus_millis(after)), Drafted::Alone(content), note, late)
    }

    fn push(
        &mut self,
        (household, resident): (HouseholdId, Option<ResidentId>),
        (claimed, saved): (Instant, Instant),
        content: Drafted,
        note: Option<&'static str>,
        late: Option<LateReason>,
    ) -> Key {
        let key = u64::from(self.day) << 32 | self.drafts.len() as u64;
        self.drafts.push(Draft { key, claimed, saved, target: Target::home(household, resident), content, note, late });
        key
    }

    fn errand(&mut self, random: &mut SeededRandom, about: (HouseholdId, Option<ResidentId>), minute: u16) {
        let what = *random.pick(&["beer", "groceries", "parcel", "medicine", "waste"]).unwrap_or(&"parcel");
        let item = Item { what: what.to_owned(), quantity: 1 + u32::try_from(random.below(5)).unwrap_or(0), unit: None };
        let step = |step, items| Errand { errand: None, step, items, floor: None, seal_after: None };
        let asked = self.plan.at(self.day, MinuteOfDay(minute)).plus_millis(millis(random, 60_000));
        let times = |at: Instant| (at, at.plus_millis(8_000));
        let key = self.push(about, times(asked), Drafted::Alone(Content::Errand(step(Step::Asked, vec![item]))), None, None);
        let accepted = asked.plus_minutes(2).plus_millis(millis(random, 900_000));
        self.push(about, times(accepted), Drafted::Step(key, step(Step::Accepted, Vec::new())), None, None);
        if random.below(100) < 95 {
            let done = accepted.plus_minutes(15).plus_millis(millis(random, 5_400_000));
            self.push(about, times(done), Drafted::Step(key, step(Step::Done, Vec::new())), None, None);
        }
    }

    /// A reading is corrected, or what was just tapped is taken back.
    fn amend(&mut self, random: &mut SeededRandom, key: Key) {
        let chance = random.below(1_000);
        let Some(draft) = self.drafts.last().cloned() else { return };
        let Target::Household { household, resident } = draft.target else { return };
        let after = |seconds: i64| draft.saved.plus_millis(seconds * 1_000);
        match &draft.content {
            Drafted::Alone(Content::Temperature(temperature)) if chance < CORRECTED_PER_MILLE => {
                let result = Measured::Reading(Celsius(362 + u16::try_from(random.below(8)).unwrap_or(0)));
                let content = Content::Temperature(Temperature { result, ..*temperature });
                self.push((household, resident), (after(300), after(300)), Drafted::Correction(key, content), None, None);
            }
            _ if chance >= 1_000 - WITHDRAWN_PER_MILLE => {
                self.push((household, resident), (after(6), after(6)), Drafted::Withdrawal(key), None, None);
            }
            _ => {}
        }
    }

    fn has_fever(&self, resident: Option<ResidentId>) -> bool {
        let index = resident.and_then(|resident| usize::try_from(resident.0).ok()).unwrap_or(0);
        let mut random = self.plan.random(Part::Fever, index, 0);
        let begins = u32::try_from(random.below(u64::from(self.plan.size.days.max(1)))).unwrap_or(0);
        random.below(FEVER_ONE_OF) == 0 && (begins..begins + FEVER_DAYS).contains(&self.day)
    }
}

const NOTES: &[&str] = &[
    "老人行动不便，已联系社区送药",
    "情绪稳定",
    "생필품을 문 앞에 두었음",
    "反映暖气不热，已报物业",
    "자가격리 안내문 전달",
    "孩子需要网课资料，已打印送达",
];

fn contact(random: &mut SeededRandom) -> Content {
    let outcome = match random.below(100) {
        0..=2 => Reached::NoAnswer,
        3 => Reached::Refused,
        _ => Reached::Reached,
    };
    Content::Contact(Contact {
        channel: random.pick(&[Channel::Wechat, Channel::Phone, Channel::Intercom]).copied().unwrap_or(Channel::Phone),
        outcome,
    })
}

fn temperature(random: &mut SeededRandom, has_fever: bool) -> Content {
    let tenths = |from: u16, random: &mut SeededRandom, spread| Celsius(from + u16::try_from(random.below(spread)).unwrap_or(0));
    let result = match random.below(100) {
        _ if has_fever => Measured::Reading(tenths(373, random, 18)),
        0..=2 => Measured::NoAnswer,
        3..=32 => Measured::Normal,
        _ => Measured::Reading(tenths(360, random, 11)),
    };
    Content::Temperature(Temperature { result, method: Method::SelfReported, site: None })
}

fn seal(random: &mut SeededRandom) -> Content {
    let (state, reason) = match random.below(400) {
        0 => (SealState::Broken, None),
        1..=8 => (SealState::Opened, Some("就医".to_owned())),
        _ => (SealState::Intact, None),
    };
    Content::Seal(Seal { state, serial: None, reason })
}

fn millis(random: &mut SeededRandom, limit: u64) -> i64 {
    i64::try_from(random.below(limit)).unwrap_or(0)
}
