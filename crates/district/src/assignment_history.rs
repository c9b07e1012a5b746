//! Who looked after a household before and behind an act, as the history keeps it: stretches of time with cadres by their numbers.

use std::collections::{BTreeMap, HashMap};

use daylog_domain::{
    change::{Field, Subject},
    handover::{Stretch, Timeline},
    ids::{CadreId, HouseholdId},
    time::Instant,
};
use daylog_storage::{
    Read, StorageError,
    cadres::StoredCadre,
    changes::{self, AssignedByHand, NewChange},
    id,
};
use serde::{Deserialize, Serialize};

/// One side of a change, as JSON.
#[derive(Debug, Serialize, Deserialize)]
struct Side {
    stretches: Vec<Stretch>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    note: Option<String>,
}

/// What one act made of one household's assignments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Written {
    pub before: Timeline,
    pub after: Timeline,
}

impl Written {
    /// The row of the history for it.
    pub fn change(&self, household: HouseholdId, note: Option<&str>) -> Result<NewChange, StorageError> {
        let household = i64::from(household.0);
        Ok(NewChange {
            subject: Subject::Household,
            id: household,
            household: Some(household),
            field: Field::Assignments,
            before: Some(text(&self.before, None)?),
            after: Some(text(&self.after, note)?),
        })
    }

    fn read(change: &NewChange) -> Option<Self> {
        Some(Written { before: timeline(change.before.as_deref()?)?, after: timeline(change.after.as_deref()?)? })
    }
}

/// Whether this makes a difference from `now` on: a cover that is over makes none. What this version cannot read does.
#[must_use]
pub fn still_counts(done: &AssignedByHand, now: Instant) -> bool {
    let sides = timeline(&done.before).zip(timeline(&done.after));
    sides.is_none_or(|(before, after)| before.from(now) != after.from(now))
}

/// By household; what content went of, or what this version cannot read, is left out.
pub fn of_act(db: &Read<'_>, act: i64) -> Result<BTreeMap<HouseholdId, Written>, StorageError> {
    let mut found = BTreeMap::new();
    for stored in changes::of_act(db, act)? {
        let household = stored.change.household.filter(|_| stored.change.field == Field::Assignments);
        if let Some((household, written)) = household.zip(Written::read(&stored.change)) {
            found.insert(HouseholdId(id(household)?), written);
        }
    }
    Ok(found)
}

/// One side of a change in words of names: who looks after the household, and until when where that has an end. None where this
/// version cannot read it.
pub fn told(text: &str, cadres: &HashMap<CadreId, StoredCadre>, until_text: impl Fn(Instant) -> String) -> Option<String> {
    let Side { stretches, note } = serde_json::from_str(text).ok()?;
    let one = |stretch: &Stretch| {
        let name = cadres.get(&stretch.cadre).map_or_else(|| stretch.cadre.to_string(), |cadre| cadre.name.clone());
        let until = stretch.term.until.map(|until| format!(" → {}", until_text(until))).unwrap_or_default();
        format!("{name}{until}")
    };
    let mut in_order: Vec<&Stretch> = stretches.iter().collect();
    in_order.sort_by_key(|stretch| (stretch.role, stretch.term.from));
    let mut told: Vec<String> = in_order.into_iter().map(one).collect();
    told.extend(note);
    Some(told.join("; "))
}

fn text(timeline: &Timeline, note: Option<&str>) -> Result<String, StorageError> {
    let side = Side { stretches: timeline.stretches(), note: note.map(str::to_owned) };
    serde_json::to_string(&side).map_err(|_| StorageError::Unreadable { what: "change" })
}

fn timeline(text: &str) -> Option<Timeline> {
    Some(serde_json::from_str::<Side>(text).ok()?.stretches.into_iter().collect())
}
