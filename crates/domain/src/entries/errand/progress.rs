//! How far an errand has come: several entries, perhaps of several cadres who knew nothing of each other, as one errand.

use super::{Errand, Item, Step};
use crate::{
    ids::{CadreId, EntryId},
    time::Instant,
};

/// One entry of an errand as it stands: corrected where it was corrected, and not withdrawn.
#[derive(Debug, Clone, Copy)]
pub struct ErrandEntry<'a> {
    pub id: EntryId,
    pub cadre: CadreId,
    pub errand: &'a Errand,
    /// The time that it claims.
    pub at: Instant,
    /// Ahead of its time: what was asked for is asked for all the same, and nothing is accepted, done or declined by it.
    pub ahead: bool,
}

/// An errand as a whole.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// When it was asked for: as the entry that opened it claims, or where that one is gone, the earliest of the others.
    pub asked_at: Instant,
    /// What was last said to be wanted or brought.
    pub items: Vec<Item>,
    pub step: Step,
    /// Everybody whose acceptance stands, the first one first.
    pub accepted_by: Vec<CadreId>,
    /// Who did it, else the first whose acceptance stands.
    pub doer: Option<CadreId>,
}

impl Progress {
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.step.is_open()
    }
}

/// Folds the entries of one errand; none when there are none.
///
/// `entries` come in the order that the server gave them, those that it has not seen last. That order names the doer
/// among several and the newest items; the step does not depend on it, except that a cadre's own last word counts.
/// Done implies the steps before and stays; a cadre who declines takes back only their own acceptance.
#[must_use]
pub fn progress(entries: &[ErrandEntry<'_>]) -> Option<Progress> {
    let entries: Vec<_> = entries.iter().filter(|entry| !entry.ahead || entry.errand.step == Step::Asked).collect();
    let last = entries.last()?;
    let items = entries.iter().rev().find(|entry| !entry.errand.items.is_empty()).unwrap_or(last).errand.items.clone();
    let opened = entries.iter().find(|entry| entry.errand.errand.is_none());
    let asked_at = opened.or_else(|| entries.iter().min_by_key(|entry| entry.at)).unwrap_or(last).at;
    let done_by = entries.iter().find(|entry| entry.errand.step == Step::Done).map(|entry| entry.cadre);
    let mut accepted_by: Vec<CadreId> = Vec::new();
    for entry in &entries {
        match entry.errand.step {
            Step::Accepted | Step::Done if !accepted_by.contains(&entry.cadre) => accepted_by.push(entry.cadre),
            Step::Declined => accepted_by.retain(|cadre| *cadre != entry.cadre),
            _ => {}
        }
    }
    let step = if done_by.is_some() {
        Step::Done
    } else if !accepted_by.is_empty() {
        Step::Accepted
    } else if entries.iter().any(|entry| entry.errand.step == Step::Declined) {
        Step::Declined
    } else {
        Step::Asked
    };
    Some(Progress { asked_at, items, step, doer: done_by.or_else(|| accepted_by.first().copied()), accepted_by })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LogId;

    fn step_named(name: &str) -> Step {
        match name {
            "asked" => Step::Asked,
            "accepted" => Step::Accepted,
            "done" => Step::Done,
            "declined" => Step::Declined,
            _ => panic!("{name}"),
        }
    }

    /// Entries such as `1 asked 6, 2 accepted ahead`: the cadre, the step, how many bottles where it says so, and `ahead` of its time.
    fn errand(text: &str) -> Option<Progress> {
        let entry = |text: &str| {
            let ahead = text.ends_with(" ahead");
            let mut parts = text.trim_end_matches(" ahead").split(' ');
            let cadre = CadreId(parts.next().unwrap().parse().unwrap());
            let step = step_named(parts.next().unwrap());
            let item = |quantity: &str| Item { what: "beer".into(), quantity: quantity.parse().unwrap(), unit: None };
            (cadre, Errand { errand: None, step, items: parts.map(item).collect(), floor: None, seal_after: None }, ahead)
        };
        let entries: Vec<_> = text.split(", ").filter(|text| !text.is_empty()).map(entry).collect();
        let id = |sequence| EntryId { log: LogId([1; 16]), sequence };
        let entries: Vec<_> = (1..)
            .zip(&entries)
            .map(|(sequence, (cadre, errand, ahead))| ErrandEntry {
                id: id(sequence),
                cadre: *cadre,
                errand,
                at: Instant(0),
                ahead: *ahead,
            })
            .collect();
        progress(&entries)
    }

    #[test]
    fn an_errand_was_asked_for_when_the_entry_that_opened_it_says() {
        let root = EntryId { log: LogId([1; 16]), sequence: 1 };
        for (rule, steps, asked_at) in [
            ("it stands alone", &[(1, 20)][..], 20),
            ("a further step claims an earlier time", &[(1, 20), (2, 10)], 20),
            ("whatever came first", &[(2, 30), (1, 20)], 20),
            ("the one that opened it is gone", &[(3, 40), (2, 30)], 30),
        ] {
            let errand = |sequence: u64| Errand {
                errand: (sequence > 1).then_some(root),
                step: if sequence > 1 { Step::Accepted } else { Step::Asked },
                items: Vec::new(),
                floor: None,
                seal_after: None,
            };
            let errands: Vec<Errand> = steps.iter().map(|(sequence, _)| errand(*sequence)).collect();
            let entry = |((sequence, at), errand): (&(u64, i64), _)| ErrandEntry {
                id: EntryId { sequence: *sequence, ..root },
                cadre: CadreId(1),
                errand,
                at: Instant(*at),
                ahead: false,
            };
            let entries: Vec<_> = steps.iter().zip(&errands).map(entry).collect();
            assert_eq!(progress(&entries).unwrap().asked_at, Instant(asked_at), "{rule}");
        }
    }

    #[test]
    fn an_errand_stands_where_its_entries_put_it() {
        for (rule, entries, step, accepted_by, doer, quantity) in [
            ("just asked", "1 asked 6", Step::Asked, &[][..], None, 6),
            ("accepted", "1 asked 6, 1 accepted", Step::Accepted, &[1], Some(1), 6),
            ("done", "1 asked 6, 1 accepted, 1 done", Step::Done, &[1], Some(1), 6),
            ("done in one save implies the steps before", "1 done 6", Step::Done, &[1], Some(1), 6),
            ("declined", "1 asked 6, 1 declined", Step::Declined, &[], None, 6),
            (
                "two acceptances both stand, the first names the doer",
                "1 asked 6, 3 accepted, 2 accepted",
                Step::Accepted,
                &[3, 2],
                Some(3),
                6,
            ),
            ("accepted twice by one", "1 asked 6, 2 accepted, 2 accepted", Step::Accepted, &[2], Some(2), 6),
            ("who did it is the doer", "1 asked 6, 3 accepted, 2 accepted, 2 done", Step::Done, &[3, 2], Some(2), 6),
            ("who declines takes back only their own", "1 asked 6, 3 accepted, 2 accepted, 3 declined", Step::Accepted, &[2], Some(2), 6),
            ("the only acceptance taken back", "1 asked 6, 3 accepted, 3 declined", Step::Declined, &[], None, 6),
            ("declined by one, accepted by another", "1 asked 6, 3 declined, 2 accepted", Step::Accepted, &[2], Some(2), 6),
            ("done stays done", "1 asked 6, 1 done, 2 accepted, 2 declined", Step::Done, &[1], Some(1), 6),
            ("done arrives before what it implies", "1 done, 1 accepted, 1 asked 6", Step::Done, &[1], Some(1), 6),
            ("what is ahead of its time closes nothing", "1 asked 6, 1 done 4 ahead", Step::Asked, &[], None, 6),
            ("nor declines nor accepts", "1 asked 6, 2 accepted, 3 accepted ahead, 2 declined ahead", Step::Accepted, &[2], Some(2), 6),
            ("asked for ahead of its time is asked for", "1 asked 6 ahead", Step::Asked, &[], None, 6),
            ("what was brought is what counts", "1 asked 6, 1 done 4", Step::Done, &[1], Some(1), 4),
        ] {
            let progress = errand(entries).unwrap();
            let accepted: Vec<u32> = progress.accepted_by.iter().map(|cadre| cadre.0).collect();
            assert_eq!((progress.step, &accepted[..], progress.doer), (step, accepted_by, doer.map(CadreId)), "{rule}");
            assert_eq!(progress.items[0].quantity, quantity, "{rule}");
            assert_eq!(progress.is_open(), matches!(step, Step::Asked | Step::Accepted), "{rule}");
        }
        assert_eq!(errand(""), None);
        assert_eq!(errand("1 done 6 ahead"), None, "done in one save, ahead of its time");
    }
}
