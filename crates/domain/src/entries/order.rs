//! Which of several entries that stand is the last.

use crate::{ids::EntryId, time::Instant};

/// Where an entry stands among others: by the time that it claims, of two that claim one time by when they were said, and where
/// that is one too by identity, of one that moved to another log by its first. The same on every device and on the server,
/// whatever came in first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct ClaimOrder {
    pub at: Instant,
    pub said_at: Instant,
    pub entry: EntryId,
}

/// The last of `standing` that claims a time before `until`.
#[must_use]
pub fn latest<T>(standing: impl IntoIterator<Item = T>, until: Instant, order: impl Fn(&T) -> ClaimOrder) -> Option<T> {
    standing.into_iter().filter(|one| order(one).at < until).max_by_key(&order)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::LogId;

    #[test]
    fn the_last_is_the_last_by_claim_then_by_when_it_was_said_whatever_came_first() {
        // A claimed time, when it was said, log and number; which one is the last before 100.
        type Row = (i64, i64, u8, u64);
        for (rule, standing, last) in [
            ("nothing stands", &[][..], None),
            ("the later claim", &[(10, 11, 1, 1), (20, 21, 1, 2)], Some(1)),
            ("the later claim, though it was said first", &[(20, 20, 1, 1), (10, 30, 1, 2)], Some(0)),
            ("of one time what was said last", &[(10, 30, 1, 1), (10, 20, 2, 1)], Some(0)),
            ("said at one time too: by log", &[(10, 10, 1, 9), (10, 10, 2, 1)], Some(1)),
            ("and by number", &[(10, 10, 1, 1), (10, 10, 1, 2)], Some(1)),
            ("none from the end on", &[(10, 10, 1, 1), (100, 10, 1, 2)], Some(0)),
        ] {
            let order = |(at, said_at, log, sequence): &Row| ClaimOrder {
                at: Instant(*at),
                said_at: Instant(*said_at),
                entry: EntryId { log: LogId([*log; 16]), sequence: *sequence },
            };
            let expected: Option<Row> = last.map(|place: usize| standing[place]);
            let reversed: Vec<Row> = standing.iter().rev().copied().collect();
            for standing in [standing, reversed.as_slice()] {
                assert_eq!(latest(standing.iter().copied(), Instant(100), order), expected, "{rule}");
            }
        }
    }
}
