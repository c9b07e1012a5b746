//! Checks: what is owed on a day, computed from plan and quarantine and never stored.

use std::{collections::BTreeSet, fmt, str::FromStr};

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use ts_rs::TS;

use crate::{
    household::{Household, Resident},
    ids::{BadId, PlanItemId},
    plan::{CheckKind, PlanItem},
    settings::Settings,
    target::Target,
    time::{Date, Instant},
};

/// Names one obligation: plan item, target, day. Text forms `2020-02-27.2.1.1` of a resident, `2020-02-27.2.1` of a door,
/// `2020-02-27.2.building:1` of a place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, TS)]
#[ts(as = "String")]
pub struct CheckId {
    pub date: Date,
    pub item: PlanItemId,
    pub target: Target,
}

/// One computed obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Check {
    pub id: CheckId,
    pub kind: CheckKind,
    pub opens_at: Instant,
    pub due_at: Instant,
    pub closes_at: Instant,
}

impl Check {
    /// Whether something that happened at `at` can satisfy it; both ends of the window belong to it.
    #[must_use]
    pub fn window_holds(&self, at: Instant) -> bool {
        self.times().hold(at)
    }

    /// Whether it belongs on the list of `date`; at ten past midnight a window of the day before may still be `open_at` now.
    #[must_use]
    pub fn is_listed(&self, date: Date, open_at: Option<Instant>) -> bool {
        self.times().are_listed(self.id.date, date, open_at)
    }

    fn times(&self) -> Times {
        Times { opens_at: self.opens_at, due_at: self.due_at, closes_at: self.closes_at }
    }
}

/// When an item of the plan is due on one day, and from when to when it can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Times {
    pub opens_at: Instant,
    pub due_at: Instant,
    pub closes_at: Instant,
}

impl Times {
    pub(crate) fn of(item: &PlanItem, settings: &Settings, date: Date) -> Self {
        let due_at = settings.zone.at(date, item.at);
        Times {
            opens_at: due_at.plus_minutes(-i64::from(settings.window.before_minutes)),
            due_at,
            closes_at: due_at.plus_minutes(i64::from(settings.window.after_minutes)),
        }
    }

    fn hold(self, at: Instant) -> bool {
        self.opens_at <= at && at <= self.closes_at
    }

    /// Whether these times of day `own` are listed on `date`.
    pub(crate) fn are_listed(self, own: Date, date: Date, open_at: Option<Instant>) -> bool {
        own == date || open_at.is_some_and(|now| self.hold(now))
    }
}

/// What is owed for `household` on `date`, by due time and then in the order of its residents.
///
/// Contact and temperature are owed to each resident who is in quarantine that day, the seal once as soon as anybody is.
#[must_use]
pub fn checks_on(household: &Household, settings: &Settings, date: Date) -> Vec<Check> {
    let running: Vec<&Resident> = household.running_on(date).collect();
    if running.is_empty() {
        return Vec::new();
    }
    let mut ordered = Vec::new();
    for item in &settings.plan {
        let Times { opens_at, due_at, closes_at } = Times::of(item, settings, date);
        let check = |resident| Check {
            id: CheckId { date, item: item.id, target: Target::home(household.id, resident) },
            kind: item.kind,
            opens_at,
            due_at,
            closes_at,
        };
        let owing = || running.iter().enumerate().filter(|(_, resident)| resident.quarantine.owes_at(due_at));
        if item.kind.is_per_resident() {
            ordered.extend(owing().map(|(place, resident)| (place, check(Some(resident.id)))));
        } else if owing().next().is_some() {
            ordered.push((running.len(), check(None)));
        }
    }
    ordered.sort_by_key(|(place, check)| (check.due_at, *place));
    ordered.into_iter().map(|(_, check)| check).collect()
}

/// What is owed for `household` from `first` to `last`, both included, day after day.
#[must_use]
pub fn checks_between(household: &Household, settings: &Settings, first: Date, last: Date) -> Vec<Check> {
    first.iter_days().take_while(|date| *date <= last).flat_map(|date| checks_on(household, settings, date)).collect()
}

/// What is owed for `household` on every day that its page lays out, by date.
#[must_use]
pub fn checks_of_page(household: &Household, settings: &Settings, around: Date) -> Vec<Check> {
    let dates: BTreeSet<Date> =
        household.residents.iter().flat_map(|resident| resident.quarantine.page_dates(around)).map(|(_, date)| date).collect();
    dates.into_iter().flat_map(|date| checks_on(household, settings, date)).collect()
}

impl fmt::Display for CheckId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}.", self.date, self.item)?;
        match self.target {
            Target::Household { household, resident: None } => write!(f, "{household}"),
            Target::Household { household, resident: Some(resident) } => write!(f, "{household}.{resident}"),
            Target::Place(premises) => write!(f, "{premises}"),
        }
    }
}

impl FromStr for CheckId {
    type Err = BadId;

    fn from_str(text: &str) -> Result<Self, BadId> {
        let mut parts = text.split('.');
        let mut number = || parts.next().ok_or(BadId);
        let date = number()?.parse().map_err(|_| BadId)?;
        let item = number()?.parse().map_err(|_| BadId)?;
        let target = number()?;
        let resident = parts.next().map(str::parse).transpose().map_err(|_| BadId)?;
        let target = match (target.parse(), resident) {
            (Ok(premises), None) => Target::Place(premises),
            (Ok(_), Some(_)) => return Err(BadId),
            (Err(_), resident) => Target::home(target.parse().map_err(|_| BadId)?, resident),
        };
        if parts.next().is_some() { Err(BadId) } else { Ok(CheckId { date, item, target }) }
    }
}

impl Serialize for CheckId {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CheckId {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer)?.parse().map_err(de::Error::custom)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        household::Quarantine,
        ids::{BuildingId, HouseholdId, ResidentId},
        places::Premises,
        plan::Window,
        time::Zone,
    };

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    /// 安某 is at home from 26 February, 金某 from 5 March, both for fourteen days.
    fn household() -> Household {
        let resident = |id, name: &str, first_day, last_day| Resident {
            id: ResidentId(id),
            name: name.into(),
            phone: None,
            origin: None,
            quarantine: Quarantine::planned(date(first_day), date(last_day)),
        };
        Household {
            id: HouseholdId(1),
            code: "YJ-001".into(),
            street: "公园街道".into(),
            community: "园锦社区".into(),
            address: "3-2-501".into(),
            guarantor: None,
            guarantor_workplace: None,
            residents: vec![resident(7, "安某", "2020-02-26", "2020-03-10"), resident(3, "金某", "2020-03-05", "2020-03-18")],
        }
    }

    /// Such as `10:50 temperature 7`, in the plan's zone.
    fn words(checks: &[Check], zone: Zone) -> Vec<String> {
        let word = |check: &Check| {
            let target = check.id.target.resident().map_or("door".to_owned(), |resident| resident.to_string());
            format!("{} {:?} {target}", zone.minute_of(check.due_at), check.kind).to_lowercase()
        };
        checks.iter().map(word).collect()
    }

    #[test]
    fn a_day_owes_what_the_plan_says_to_those_who_are_in_quarantine() {
        let alone = ["09:00 contact 7", "10:50 temperature 7", "18:00 temperature 7", "20:15 seal door"];
        let last = ["09:00 contact 3", "10:50 temperature 3", "18:00 temperature 3", "20:15 seal door"];
        let both = [
            "09:00 contact 7",
            "09:00 contact 3",
            "10:50 temperature 7",
            "10:50 temperature 3",
            "18:00 temperature 7",
            "18:00 temperature 3",
            "20:15 seal door",
        ];
        for (rule, day, expected) in [
            ("the day before", "2020-02-25", &[][..]),
            ("the first day", "2020-02-26", &alone),
            ("the day before the second arrives", "2020-03-04", &alone),
            ("both, in the household's order", "2020-03-05", &both),
            ("the first one's last day", "2020-03-10", &both),
            ("the second one alone", "2020-03-11", &last),
            ("the last day", "2020-03-18", &last),
            ("the day after", "2020-03-19", &[]),
        ] {
            let checks = checks_on(&household(), &Settings::default_in(Zone::SHANGHAI), date(day));
            assert_eq!(words(&checks, Zone::SHANGHAI), expected, "{rule}");
        }
    }

    #[test]
    fn the_day_is_in_order_of_time_whatever_the_order_of_the_plan() {
        let mut settings = Settings::default_in(Zone::SHANGHAI);
        settings.plan.reverse();
        let checks = checks_on(&household(), &settings, date("2020-02-27"));
        assert!(checks.is_sorted_by_key(|check| check.due_at), "{checks:?}");
        assert_eq!(checks.len(), 4);
    }

    #[test]
    fn at_one_time_each_residents_checks_stay_together_and_the_door_comes_last() {
        let mut settings = Settings::default_in(Zone::SHANGHAI);
        settings.plan.rotate_right(1);
        settings.plan.iter_mut().for_each(|item| item.at = "09:00".parse().unwrap());
        let checks = checks_on(&household(), &settings, date("2020-03-05"));
        let expected = ["contact 7", "temperature 7", "temperature 7", "contact 3", "temperature 3", "temperature 3", "seal door"];
        assert_eq!(words(&checks, Zone::SHANGHAI), expected.map(|text| format!("09:00 {text}")));
    }

    #[test]
    fn due_and_window_follow_the_districts_zone_and_settings() {
        for (rule, zone, day, time, window, expected) in [
            ("as by default", "Asia/Shanghai", "2020-02-27", "10:50", (30, 90), ["02-27T02:20Z", "02-27T02:50Z", "02-27T04:20Z"]),
            ("a window of its own", "Asia/Shanghai", "2020-02-27", "10:50", (0, 15), ["02-27T02:50Z", "02-27T02:50Z", "02-27T03:05Z"]),
            ("a window over midnight", "Asia/Shanghai", "2020-02-27", "23:30", (30, 90), ["02-27T15:00Z", "02-27T15:30Z", "02-27T17:00Z"]),
            (
                "a gap gives the next valid instant",
                "Europe/Berlin",
                "2020-03-29",
                "02:30",
                (30, 90),
                ["03-29T00:30Z", "03-29T01:00Z", "03-29T02:30Z"],
            ),
            (
                "a window over a gap keeps its length",
                "Europe/Berlin",
                "2020-03-29",
                "01:30",
                (30, 90),
                ["03-29T00:00Z", "03-29T00:30Z", "03-29T02:00Z"],
            ),
        ] {
            let mut settings = Settings::default_in(zone.parse().unwrap());
            settings.window = Window { before_minutes: window.0, after_minutes: window.1 };
            settings.plan.truncate(1);
            settings.plan[0].at = time.parse().unwrap();
            let mut home = household();
            home.residents[0].quarantine.last_day = date("2020-12-31");
            home.residents.truncate(1);
            let check = checks_on(&home, &settings, date(day))[0];
            let utc = |at: Instant| chrono::DateTime::from_timestamp_millis(at.0).unwrap().format("%m-%dT%RZ").to_string();
            assert_eq!([check.opens_at, check.due_at, check.closes_at].map(utc), expected, "{rule}");
        }
    }

    #[test]
    fn several_days_are_the_days_one_after_another() {
        let settings = Settings::default_in(Zone::SHANGHAI);
        let days = ["2020-03-09", "2020-03-10", "2020-03-11"].map(date);
        let expected: Vec<Check> = days.iter().flat_map(|day| checks_on(&household(), &settings, *day)).collect();
        assert_eq!(checks_between(&household(), &settings, days[0], days[2]), expected);
        assert_eq!(checks_between(&household(), &settings, days[2], days[0]), []);
    }

    #[test]
    fn a_page_owes_each_day_once_and_a_quarantine_without_end_does_not_make_it_endless() {
        let settings = Settings::default_in(Zone::SHANGHAI);
        let all = checks_between(&household(), &settings, date("2020-02-26"), date("2020-03-18"));
        assert_eq!(checks_of_page(&household(), &settings, date("2020-02-27")), all);
        let mut endless = household();
        endless.residents[0].quarantine.last_day = Date::MAX;
        let days: BTreeSet<Date> = checks_of_page(&endless, &settings, date("2020-06-30")).iter().map(|check| check.id.date).collect();
        assert!(days.contains(&date("2020-03-05")) && days.contains(&date("2020-06-30")) && days.len() < 200, "{}", days.len());
    }

    #[test]
    fn a_check_id_survives_its_text_form_and_nonsense_is_refused() {
        for (text, target) in [
            ("2020-02-27.2.1.7", Target::home(HouseholdId(1), Some(ResidentId(7)))),
            ("2020-02-27.4.1", Target::home(HouseholdId(1), None)),
            ("2020-02-27.4.building:1", Target::Place(Premises::Building(BuildingId(1)))),
        ] {
            let id: CheckId = text.parse().unwrap();
            assert_eq!((id.date, id.target), (date("2020-02-27"), target));
            assert_eq!(id.to_string(), text);
        }
        for nonsense in [
            "",
            "2020-02-27",
            "2020-02-27.2",
            "2020-02-30.2.1",
            "2020-02-27.2.1.",
            "2020-02-27.2.1.7.9",
            "2020-02-27.x.1",
            "2020-02-27.2.building:1.7",
            "2020-02-27.2.street:1",
            "2020-02-27.2.building:",
        ] {
            assert_eq!(nonsense.parse::<CheckId>(), Err(BadId), "{nonsense}");
        }
    }
}
