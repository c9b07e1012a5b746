//! Between which instants something happened, of what several clocks say of it. Clocks that contradict each other prove
//! nothing: then the bounds are wide, or there are none.

use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Instant;

/// Earliest and latest instant, where anything bounds that side.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Bounds {
    pub earliest: Option<Instant>,
    pub latest: Option<Instant>,
}

/// Clocks that are right contradict each other by this much: they drift, and are set right by it.
const DRIFT_MS: i64 = 5_000;

impl Bounds {
    /// Narrowed to after what came before, and to before the receipt.
    #[must_use]
    pub(super) fn between(self, after: Option<Instant>, receipt: Option<Instant>) -> Bounds {
        let narrowed = Bounds { earliest: self.earliest.max(after), latest: [self.latest, receipt].into_iter().flatten().min() };
        let (Some(earliest), Some(latest)) = (narrowed.earliest, narrowed.latest) else { return narrowed };
        let off_ms = earliest.millis_since(latest);
        if off_ms <= 0 {
            return narrowed;
        }
        if off_ms <= DRIFT_MS {
            return Bounds {
                earliest: Some(self.earliest.map_or(latest, |own| own.min(latest)).plus_millis(-off_ms)),
                latest: self.latest.max(Some(earliest)).map(|at| at.plus_millis(off_ms)),
            };
        }
        self.beside(after, receipt)
    }

    /// What remains where somebody's clock was wrong, and nobody knows whose.
    fn beside(self, after: Option<Instant>, receipt: Option<Instant>) -> Bounds {
        let latest = self.latest.zip(receipt).map(|(own, receipt)| own.max(receipt));
        match receipt {
            // The entry and those before it may have been dated by one server that was ahead, or the receipt by one that fell back.
            Some(receipt) if self.earliest.max(after) > Some(receipt) => Bounds { earliest: None, latest },
            _ => Bounds { earliest: self.earliest, latest },
        }
    }

    /// Of one instant.
    #[must_use]
    pub(super) fn at(instant: Instant) -> Bounds {
        Bounds { earliest: Some(instant), latest: Some(instant) }
    }

    /// Wide enough for both, where nobody knows which are right.
    #[must_use]
    pub(super) fn or(self, other: Bounds) -> Bounds {
        let earliest = self.earliest.zip(other.earliest).map(|(one, other)| one.min(other));
        Bounds { earliest, latest: self.latest.zip(other.latest).map(|(one, other)| one.max(other)) }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MINUTE: i64 = 60_000;

    fn bounds((earliest, latest): (Option<i64>, Option<i64>)) -> Bounds {
        let at = |minute: i64| Instant(minute * MINUTE);
        Bounds { earliest: earliest.map(at), latest: latest.map(at) }
    }

    #[test]
    fn clocks_that_contradict_each_other_bound_nothing_or_little() {
        for (rule, own, after, before, expected) in [
            ("nothing is known", (None, None), None, None, (None, None)),
            ("they agree", (Some(100), Some(104)), Some(50), Some(200), (Some(100), Some(104))),
            ("each is sharper on one side", (Some(100), Some(104)), Some(101), Some(103), (Some(101), Some(103))),
            ("after the entry before, until the receipt", (Some(100), None), Some(120), Some(200), (Some(120), Some(200))),
            ("the entry before is after it", (Some(100), Some(104)), Some(110), None, (Some(100), None)),
            ("and the receipt is too", (Some(100), Some(104)), Some(110), Some(200), (Some(100), Some(200))),
            ("the receipt is before it", (Some(100), Some(104)), Some(50), Some(90), (None, Some(104))),
            ("the receipt is before the contact", (Some(100), None), Some(50), Some(90), (None, None)),
            ("and before the entry before", (Some(100), Some(104)), Some(300), Some(200), (None, Some(200))),
            ("never met a server, received before the entry before", (None, None), Some(2000), Some(100), (None, None)),
        ] {
            let at = |minute: i64| Instant(minute * MINUTE);
            assert_eq!(bounds(own).between(after.map(at), before.map(at)), bounds(expected), "{rule}");
        }
    }

    #[test]
    fn clocks_that_drift_apart_by_seconds_make_bounds_wider_by_as_much() {
        let second = |second: i64| Some(Instant(second * 1000));
        let own = Bounds { earliest: second(100), latest: second(101) };
        assert_eq!(own.between(None, second(97)), Bounds { earliest: second(94), latest: second(104) });
        assert_eq!(own.between(second(103), second(200)), Bounds { earliest: second(98), latest: second(105) });
        assert_eq!(own.between(None, second(94)), Bounds { earliest: None, latest: second(101) });
    }

    #[test]
    fn bounds_for_both_are_as_wide_as_the_wider_one_on_each_side() {
        for (own, other, expected) in [
            ((Some(100), Some(104)), (Some(500), Some(500)), (Some(100), Some(500))),
            ((Some(100), Some(104)), (Some(20), Some(500)), (Some(20), Some(500))),
            ((Some(100), None), (Some(20), Some(20)), (Some(20), None)),
            ((None, Some(104)), (Some(20), Some(20)), (None, Some(104))),
        ] {
            assert_eq!(bounds(own).or(bounds(other)), bounds(expected));
            assert_eq!(bounds(other).or(bounds(own)), bounds(expected));
        }
    }

    proptest! {
        #[test]
        fn the_truth_lies_within_where_witnesses_contradict_each_other(
            truth in -10_000_i64..10_000, off in 1_i64..10_000, before in 0_i64..1000, later in 0_i64..1000, length in 0_i64..20,
        ) {
            let at = |minute: i64| Instant(minute * MINUTE);
            let holds = |bounds: Bounds| {
                bounds.earliest.is_none_or(|earliest| earliest <= at(truth)) && bounds.latest.is_none_or(|latest| at(truth) <= latest)
            };
            let measured = |at: i64| bounds((Some(at), Some(at + length)));
            let (previous, receipt) = (at(truth - before), at(truth + later));
            prop_assert!(holds(measured(truth).between(Some(previous), Some(receipt))), "all are right");
            prop_assert!(holds(measured(truth).between(Some(previous), Some(at(truth - off)))), "the receipt's clock was behind");
            prop_assert!(holds(bounds((Some(truth - before), None)).between(None, Some(at(truth - before - off)))), "and there was a boot");
            prop_assert!(holds(measured(truth).between(Some(at(truth + length + off)), Some(receipt))), "the entry before was ahead");
            let ahead = at(truth + later + off - before);
            prop_assert!(holds(measured(truth + later + off).between(Some(ahead), Some(receipt))), "both were ahead");
            let behind = measured(truth - before - length - off);
            prop_assert!(holds(behind.between(Some(previous), Some(receipt))), "its own clock was behind");
        }
    }
}
