//! The page of who owes what, by reason: the same checks as the attention page has, and those that nobody was there to do.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use daylog_domain::{coverage::CheckState, ids::HouseholdId, places::Place, plan::CheckKind, time::Date};
use daylog_storage::{StorageError, changes};

use super::{
    day::{Day, count},
    overdue::{self, Asking},
    overnight, pages,
};
use crate::{
    District,
    register::Register,
    types::{OverdueDoor, OverdueOfReason, OverdueReason, OverdueWork, OverdueWorkRow},
};

/// One day's checks that somebody must see to, within `place`.
pub fn overdue_work(district: &District, place: Place, date: Option<Date>) -> Result<OverdueWork, StorageError> {
    pages::with_day(district, place, date, |db, register, day, yesterday| Ok(page(register, place, changes::newest(db)?, day, yesterday)))
}

fn page(register: &Register, place: Place, seen: i64, day: &Day, yesterday: Option<&Day>) -> OverdueWork {
    let mut asking = yesterday.map(overnight::overdue).unwrap_or_default();
    asking.extend(overdue::asking(day));
    asking.extend(overdue::in_state(day, CheckState::NotAssigned));
    let mut of_reason: BTreeMap<OverdueReason, Vec<&Asking<'_>>> = BTreeMap::new();
    for one in &asking {
        of_reason.entry(reason(one)).or_default().push(one);
    }
    OverdueWork {
        head: day.page_head(day.cadres()),
        community: match place {
            Place::Community(community) => register.community_named(community),
            _ => None,
        },
        seen,
        checks: count(asking.len()),
        reasons: of_reason.into_iter().map(|(reason, asking)| counted(reason, &asking)).collect(),
    }
}

fn reason(asking: &Asking<'_>) -> OverdueReason {
    let (people, cadres) = (&asking.day.people, || asking.owed_by.iter().map(|assignment| assignment.cadre));
    let has_phone = || cadres().any(|cadre| !people.devices(cadre).is_empty());
    // While its window is open nobody can say that it was missed: what a phone did since it was last heard is not known.
    let is_heard = || people.last_report(cadres()).is_some_and(|heard| heard >= asking.covered.check.due_at);
    match asking.covered.state {
        CheckState::Unknown => OverdueReason::Silent,
        CheckState::Overdue if has_phone() && !is_heard() => OverdueReason::Silent,
        CheckState::Tried => OverdueReason::Tried,
        _ if asking.owed_by.is_empty() => OverdueReason::NotAssigned,
        _ if has_phone() => OverdueReason::NotDone,
        _ => OverdueReason::NoPhone,
    }
}

fn counted(reason: OverdueReason, asking: &[&Asking<'_>]) -> OverdueOfReason {
    let (households, people) = overdue::reach(asking.iter().copied());
    let rows = match reason {
        OverdueReason::NotAssigned => by_door(asking),
        _ => overdue::groups(asking.iter().copied()).iter().map(|group| row(group.key.clone(), &group.asking)).collect(),
    };
    OverdueOfReason { reason, checks: count(asking.len()), households, people, rows }
}

fn by_door(asking: &[&Asking<'_>]) -> Vec<OverdueWorkRow> {
    let (mut order, mut doors) = (Vec::new(), HashMap::<HouseholdId, Vec<&Asking<'_>>>::new());
    for one in asking {
        let household = one.shown.household().id;
        let of_door = doors.entry(household).or_insert_with(|| {
            order.push(household);
            Vec::new()
        });
        of_door.push(one);
    }
    let rows = order.iter().filter_map(|household| Some(row(format!("door {household}"), doors.get(household)?)));
    rows.collect()
}

fn row(key: String, asking: &[&Asking<'_>]) -> OverdueWorkRow {
    let of = |kind: CheckKind| count(asking.iter().filter(|asking| asking.covered.check.kind == kind).count());
    let (_, people) = overdue::reach(asking.iter().copied());
    OverdueWorkRow {
        key,
        owed_by: overdue::owed_by(asking),
        checks: count(asking.len()),
        contacts: of(CheckKind::Contact),
        temperatures: of(CheckKind::Temperature),
        seals: of(CheckKind::Seal),
        people,
        longest_minutes: asking.iter().map(|asking| asking.minutes_overdue()).max().unwrap_or(0),
        doors: doors(asking),
    }
}

/// Each once, in the order of their checks.
fn doors(asking: &[&Asking<'_>]) -> Vec<OverdueDoor> {
    let mut seen = BTreeSet::new();
    let each = asking.iter().filter(|asking| seen.insert(asking.shown.household().id));
    each.map(|asking| {
        let (household, date) = (asking.shown.household(), asking.day.date);
        OverdueDoor {
            door: asking.shown.home().door.clone(),
            day: household.running_on(date).filter_map(|resident| resident.quarantine.day_on(date)).min(),
            people: count(household.running_on(date).count()),
        }
    })
    .collect()
}
