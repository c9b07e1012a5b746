//! Which envelopes are wanted, decided from what waits and what lies there. Pure.

use daylog_domain::ids::LogId;
use daylog_wire::envelope::ENVELOPE_ENTRIES;

use super::Name;

/// One of this device's logs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Waiting {
    pub log: LogId,
    /// What the server has receipted.
    pub have: u64,
    pub last: u64,
}

/// What is to be done about the files.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Plan {
    /// Where a new envelope begins, per log in order, and up to where it must reach.
    pub begin: Vec<(LogId, u64)>,
    pub unwanted: Vec<Name>,
}

/// Envelopes of logs that this record does not know are wanted: they are from a record that was lost.
pub(super) fn plan(logs: &[Waiting], files: &[Name]) -> Plan {
    let mut plan = Plan::default();
    for log in logs {
        let of_log: Vec<Name> = files.iter().filter(|name| name.log == log.log).copied().collect();
        let wanted = chain(log, &of_log);
        let covered = wanted.last().map_or(log.have, |name| name.last);
        if covered < log.last {
            // The last one grows until it is full, so that a day is a few files and not hundreds.
            let growing = wanted.last().filter(|name| name.last - name.first + 1 < ENVELOPE_ENTRIES as u64);
            plan.begin.push((log.log, growing.map_or(covered + 1, |name| name.first)));
        }
        plan.unwanted.extend(of_log.into_iter().filter(|name| !wanted.contains(name)));
    }
    plan
}

/// The fewest files that cover what waits without a gap, from its beginning on.
fn chain(log: &Waiting, files: &[Name]) -> Vec<Name> {
    let mut wanted = Vec::new();
    let mut covered = log.have;
    while covered < log.last {
        let next = files.iter().filter(|name| name.first <= covered + 1 && covered < name.last && name.last <= log.last);
        let Some(next) = next.max_by_key(|name| (name.last, name.first)) else { break };
        covered = next.last;
        wanted.push(*next);
    }
    wanted
}

#[cfg(test)]
mod tests {
    use super::*;

    const LOG: LogId = LogId([1; 16]);

    fn name(first: u64, last: u64) -> Name {
        Name { log: LOG, first, last }
    }

    #[test]
    fn what_waits_is_covered_and_what_was_receipted_or_replaced_is_not_wanted() {
        let full = ENVELOPE_ENTRIES as u64;
        // have, last, files → begin, unwanted
        let table = [
            ("nothing waits", (0, 0), vec![], None, vec![]),
            ("the first entry", (0, 1), vec![], Some(1), vec![]),
            ("covered", (0, 3), vec![name(1, 3)], None, vec![]),
            ("one more: the last grows", (0, 4), vec![name(1, 3)], Some(1), vec![]),
            ("grown: the shorter goes", (0, 4), vec![name(1, 3), name(1, 4)], None, vec![name(1, 3)]),
            ("full: a new one begins", (0, full + 1), vec![name(1, full)], Some(full + 1), vec![]),
            ("receipted", (3, 3), vec![name(1, 3)], None, vec![name(1, 3)]),
            ("receipted in part", (2, 4), vec![name(1, 4)], None, vec![]),
            ("a missing one is made again", (0, full * 2), vec![name(full + 1, full * 2)], Some(1), vec![name(full + 1, full * 2)]),
            ("moved to another log", (2, 2), vec![name(1, 4)], None, vec![name(1, 4)]),
            ("the server lost what it had", (0, 9), vec![name(7, 9)], Some(1), vec![name(7, 9)]),
        ];
        for (what, (have, last), files, begin, unwanted) in table {
            let expected = Plan { begin: begin.map(|first| (LOG, first)).into_iter().collect(), unwanted };
            assert_eq!(plan(&[Waiting { log: LOG, have, last }], &files), expected, "{what}");
        }
    }

    #[test]
    fn an_envelope_of_a_log_that_is_not_known_here_stays() {
        let other = Name { log: LogId([2; 16]), first: 1, last: 2 };
        assert_eq!(plan(&[Waiting { log: LOG, have: 5, last: 5 }], &[other]), Plan::default());
    }
}
