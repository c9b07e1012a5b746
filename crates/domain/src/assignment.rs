//! Who looks after which household, in which role, from when.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ids::CadreId, time::Instant};

/// The role in which a cadre looks after a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Role {
    /// The responsible cadre of "1+N".
    #[n(0)]
    Cadre,
    /// The community worker beside the responsible cadre.
    #[n(1)]
    Community,
    /// Leads a group and is responsible where no cadre is named.
    #[n(2)]
    Lead,
    /// Comes along, such as a doctor or the police: sees the household, and owes nothing unless the plan says so.
    #[n(3)]
    Helper,
}

impl Role {
    pub const ALL: [Role; 4] = [Role::Cadre, Role::Community, Role::Lead, Role::Helper];

    /// The word that files, tables and reports have for it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Role::Cadre => "cadre",
            Role::Community => "community",
            Role::Lead => "lead",
            Role::Helper => "helper",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Role> {
        Role::ALL.into_iter().find(|role| role.name() == name)
    }
}

/// One cadre's responsibility for the household that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Assignment {
    pub cadre: CadreId,
    pub name: String,
    pub office: String,
    pub phone: Option<String>,
    pub role: Role,
    pub from: Instant,
    /// Set when it ended; the former cadre's late entries are accepted all the same.
    pub until: Option<Instant>,
    /// One per enrolled, unrevoked device: up to when that device has reported a complete log, if it ever has.
    /// Empty means that no device of this cadre holds coverage back.
    pub complete_to: Vec<Option<Instant>>,
}

/// From when to when an assignment holds. The end does not belong to it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Term {
    pub from: Instant,
    pub until: Option<Instant>,
}

/// What happens to an assignment, once each.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Event {
    Begins,
    Ends,
}

impl Term {
    #[must_use]
    pub fn is_active_at(self, at: Instant) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }

    /// Whether it is active at some time from `start` to before `end`.
    #[must_use]
    pub fn is_active_within(self, start: Instant, end: Instant) -> bool {
        self.from < end && self.until.is_none_or(|until| until > start.max(self.from))
    }

    /// What has happened by `now` beside what was `told` last. Of one that is over before it was told, only the end is told.
    #[must_use]
    pub fn untold(self, told: Option<Event>, now: Instant) -> Option<Event> {
        match told {
            Some(Event::Ends) => None,
            _ if self.until.is_some_and(|until| until <= now) => Some(Event::Ends),
            None if self.from <= now => Some(Event::Begins),
            _ => None,
        }
    }
}

impl Assignment {
    #[must_use]
    pub fn term(&self) -> Term {
        Term { from: self.from, until: self.until }
    }
}

/// Who looks after a household at some time from `start` to before `end`: the responsible cadre first, then who leads, then others,
/// each once in a role.
#[must_use]
pub fn looking_after(assignments: &[Assignment], start: Instant, end: Instant) -> Vec<&Assignment> {
    let rank = |role: Role| match role {
        Role::Cadre => 0,
        Role::Lead => 1,
        Role::Community => 2,
        Role::Helper => 3,
    };
    let mut found: Vec<&Assignment> = assignments.iter().filter(|assignment| assignment.term().is_active_within(start, end)).collect();
    found.sort_by_key(|assignment| (rank(assignment.role), assignment.cadre, assignment.from));
    found.dedup_by_key(|assignment| (assignment.role, assignment.cadre));
    found
}

/// Until when `cadre` only stands in for somebody at `now`, and for whom: who had the household in the same role before, and has
/// it again from then on.
#[must_use]
pub fn stands_in(assignments: &[Assignment], cadre: CadreId, now: Instant) -> Option<(&Assignment, Instant)> {
    let own = assignments.iter().filter(|own| own.cadre == cadre && own.term().is_active_at(now));
    own.filter_map(|own| {
        let of_role = || assignments.iter().filter(|other| other.role == own.role && other.cadre != cadre);
        let until = own.until?;
        let next = of_role().find(|next| next.from == until && next.term().is_active_at(until))?;
        let had_it =
            of_role().any(|former| former.cadre == next.cadre && former.from < own.from && former.term().is_active_at(former.from));
        had_it.then_some((next, until))
    })
    .next()
}

/// Since when a device is taken for lost, unless it was heard of again. One that is lost holds no coverage back.
#[must_use]
pub fn lost_since(lost_at: Option<Instant>, last_seen: Option<Instant>) -> Option<Instant> {
    lost_at.filter(|lost_at| last_seen.is_none_or(|seen| seen <= *lost_at))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Such as `10-20`, or `10-` for one without an end.
    fn term(text: &str) -> Term {
        let (from, until) = text.split_once('-').unwrap();
        Term { from: Instant(from.parse().unwrap()), until: until.parse().ok().map(Instant) }
    }

    #[test]
    fn an_assignment_is_active_from_its_beginning_to_before_its_end() {
        for (held, at, is_active) in [
            ("10-20", 9, false),
            ("10-20", 10, true),
            ("10-20", 19, true),
            ("10-20", 20, false),
            ("10-", 9, false),
            ("10-", 10, true),
            ("10-", i64::MAX, true),
            ("10-10", 10, false),
            ("10-5", 7, false),
        ] {
            assert_eq!(term(held).is_active_at(Instant(at)), is_active, "{held} at {at}");
            // A span of one instant says the same.
            let (start, end) = (Instant(at), Instant(at.saturating_add(1)));
            assert!(at == i64::MAX || term(held).is_active_within(start, end) == is_active, "{held} within {at}");
        }
    }

    #[test]
    fn a_span_holds_an_assignment_that_is_active_at_any_of_its_times() {
        for (held, start, end, is_active) in [
            ("10-20", 0, 10, false),
            ("10-20", 0, 11, true),
            ("10-20", 12, 15, true),
            ("10-20", 0, 30, true),
            ("10-20", 19, 30, true),
            ("10-20", 20, 30, false),
            ("10-", 90, 99, true),
            // Given back in the moment in which it was given: nobody ever looked after it.
            ("10-10", 0, 30, false),
            ("10-5", 0, 30, false),
        ] {
            assert_eq!(term(held).is_active_within(Instant(start), Instant(end)), is_active, "{held} within {start} to {end}");
        }
    }

    #[test]
    fn the_beginning_and_the_end_are_told_once_each_and_of_what_is_over_only_the_end() {
        use Event::{Begins, Ends};
        for (held, told, now, untold) in [
            ("10-20", None, 9, None),
            ("10-20", None, 10, Some(Begins)),
            ("10-20", Some(Begins), 11, None),
            ("10-20", Some(Begins), 20, Some(Ends)),
            ("10-20", Some(Ends), 21, None),
            ("10-20", None, 20, Some(Ends)),
            ("10-", None, 99, Some(Begins)),
            ("10-", Some(Begins), 99, None),
            ("10-5", None, 7, Some(Ends)),
        ] {
            assert_eq!(term(held).untold(told, Instant(now)), untold, "{held} at {now}, told {told:?}");
        }
    }

    #[test]
    fn those_who_look_after_a_household_are_named_once_and_the_responsible_one_first() {
        let assignment = |(cadre, role, held): (u32, Role, &str)| Assignment {
            cadre: CadreId(cadre),
            name: String::new(),
            office: String::new(),
            phone: None,
            role,
            from: term(held).from,
            until: term(held).until,
            complete_to: Vec::new(),
        };
        let all = [
            (1, Role::Community, "0-"),
            (4, Role::Lead, "0-"),
            (3, Role::Cadre, "0-20"),
            (2, Role::Cadre, "20-"),
            (2, Role::Community, "20-"),
            (1, Role::Community, "30-"),
            (5, Role::Cadre, "90-"),
        ]
        .map(assignment);
        for (rule, start, end, expected) in [
            ("before the handover", 10, 11, &[(3, Role::Cadre), (4, Role::Lead), (1, Role::Community)][..]),
            ("from the handover on", 20, 21, &[(2, Role::Cadre), (4, Role::Lead), (1, Role::Community), (2, Role::Community)]),
            (
                "a day with a handover",
                10,
                40,
                &[(2, Role::Cadre), (3, Role::Cadre), (4, Role::Lead), (1, Role::Community), (2, Role::Community)],
            ),
        ] {
            let found: Vec<_> = looking_after(&all, Instant(start), Instant(end)).iter().map(|found| (found.cadre.0, found.role)).collect();
            assert_eq!(found, expected, "{rule}");
        }
    }

    #[test]
    fn somebody_stands_in_for_whoever_had_it_before_and_has_it_again() {
        let assignment = |text: &str| {
            let mut words = text.split(' ');
            let mut word = || words.next().unwrap();
            let (cadre, role, held) = (word(), word(), word());
            Assignment {
                cadre: CadreId(cadre.parse().unwrap()),
                name: String::new(),
                office: String::new(),
                phone: None,
                role: Role::named(role).unwrap(),
                from: term(held).from,
                until: term(held).until,
                complete_to: Vec::new(),
            }
        };
        for (rule, assignments, of) in [
            ("a cover", &["1 cadre 0-10", "2 cadre 10-30", "1 cadre 30-"][..], Some((1, 30))),
            ("has it for good", &["1 cadre 0-10", "2 cadre 10-"], None),
            ("somebody new follows", &["1 cadre 0-10", "2 cadre 10-30", "3 cadre 30-"], None),
            ("nobody follows", &["1 cadre 0-10", "2 cadre 10-30"], None),
            ("not begun", &["1 cadre 0-25", "2 cadre 25-30", "1 cadre 30-"], None),
            ("over", &["1 cadre 0-10", "2 cadre 10-15", "1 cadre 15-"], None),
            ("another role", &["1 community 0-", "2 cadre 10-30", "1 cadre 30-"], None),
            ("one that never held", &["1 cadre 0-0", "2 cadre 10-30", "1 cadre 30-"], None),
        ] {
            let assignments: Vec<Assignment> = assignments.iter().map(|text| assignment(text)).collect();
            let found = stands_in(&assignments, CadreId(2), Instant(20)).map(|(of, until)| (of.cadre.0, until.0));
            assert_eq!(found, of, "{rule}");
        }
    }

    #[test]
    fn a_lost_device_is_lost_until_it_is_heard_of_again() {
        for (lost_at, last_seen, lost) in [
            (None, None, None),
            (None, Some(5), None),
            (Some(10), None, Some(10)),
            (Some(10), Some(5), Some(10)),
            (Some(10), Some(10), Some(10)),
            (Some(10), Some(11), None),
        ] {
            assert_eq!(lost_since(lost_at.map(Instant), last_seen.map(Instant)), lost.map(Instant), "{lost_at:?} {last_seen:?}");
        }
    }
}
