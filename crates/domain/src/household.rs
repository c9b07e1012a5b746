//! A household, its residents and their home quarantine: which day it is, and when it ends.

use chrono::Days;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{
    ids::{HouseholdId, ResidentId},
    time::{Date, Instant},
};

/// One door: address, residents, guarantor.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Household {
    pub id: HouseholdId,
    /// The roster's code, such as `YJ-001`; unique in the district.
    pub code: String,
    pub street: String,
    pub community: String,
    pub address: String,
    pub guarantor: Option<String>,
    pub guarantor_workplace: Option<String>,
    pub residents: Vec<Resident>,
}

/// One person in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Resident {
    pub id: ResidentId,
    pub name: String,
    pub phone: Option<String>,
    pub origin: Option<String>,
    pub quarantine: Quarantine,
}

impl Household {
    /// Those of its residents who are in quarantine on `date`, in the household's order.
    pub fn running_on(&self, date: Date) -> impl Iterator<Item = &Resident> {
        self.residents.iter().filter(move |resident| resident.quarantine.is_running_on(date))
    }

    /// The last day on which content about it is kept when that ends so many days after the last quarantine. A household
    /// without residents has no such day.
    #[must_use]
    pub fn content_ends(&self, days: u16) -> Option<Date> {
        let last = self.residents.iter().map(|resident| resident.quarantine.last()).max()?;
        last.checked_add_days(Days::new(u64::from(days)))
    }
}

/// How many days of one quarantine a page lays out one by one. A longer one is a slip of the pen.
const PAGE_DAYS: u64 = 120;

/// A resident's period at home.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Quarantine {
    pub first_day: Date,
    /// As it is planned.
    pub last_day: Date,
    /// Set where it ended before or otherwise than planned.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[ts(optional)]
    pub ended: Option<End>,
}

/// The end of a quarantine. What was owed before `at` stays owed; nothing is from then on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct End {
    pub at: Instant,
    /// The day of `at` in the district.
    pub on: Date,
    pub reason: EndReason,
}

/// Why a quarantine ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum EndReason {
    Released,
    /// To a central isolation site.
    Moved,
    Hospital,
    /// Left the district, or was never there.
    Left,
    Died,
    /// Was taken in by mistake.
    Error,
}

impl EndReason {
    pub const ALL: [EndReason; 6] =
        [EndReason::Released, EndReason::Moved, EndReason::Hospital, EndReason::Left, EndReason::Died, EndReason::Error];

    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            EndReason::Released => "released",
            EndReason::Moved => "moved",
            EndReason::Hospital => "hospital",
            EndReason::Left => "left",
            EndReason::Died => "died",
            EndReason::Error => "error",
        }
    }

    #[must_use]
    pub fn named(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }
}

impl Quarantine {
    #[must_use]
    pub fn planned(first_day: Date, last_day: Date) -> Self {
        Quarantine { first_day, last_day, ended: None }
    }

    /// The last day that it really has: an end may come before the planned one.
    #[must_use]
    pub fn last(&self) -> Date {
        self.ended.map_or(self.last_day, |end| self.last_day.min(end.on))
    }

    /// Whether what is due at this time is owed still; on which days anything is, `is_running_on` says.
    #[must_use]
    pub fn owes_at(&self, due_at: Instant) -> bool {
        self.ended.is_none_or(|end| due_at < end.at)
    }

    /// Which day of the quarantine `date` is, from 1; `None` outside it.
    /// The one function that says which day it is: screen, notice and certificate all ask here.
    #[must_use]
    pub fn day_on(&self, date: Date) -> Option<u16> {
        let day = (date - self.first_day).num_days() + 1;
        if date > self.last() { None } else { u16::try_from(day).ok().filter(|day| *day > 0) }
    }

    /// How many days it lasts in all.
    #[must_use]
    pub fn length(&self) -> u16 {
        u16::try_from((self.last_day - self.first_day).num_days() + 1).unwrap_or(0)
    }

    #[must_use]
    pub fn is_running_on(&self, date: Date) -> bool {
        self.day_on(date).is_some()
    }

    /// Its days that a page lays out, each with its number: all of them, or those about `around` where a slip of the pen makes
    /// it last for years.
    pub fn page_dates(&self, around: Date) -> impl Iterator<Item = (u16, Date)> + use<> {
        let (quarantine, half) = (*self, Days::new(PAGE_DAYS / 2));
        let from = if (self.last() - self.first_day).num_days() < PAGE_DAYS.cast_signed() {
            self.first_day
        } else {
            let middle = around.min(self.last().checked_sub_days(half).unwrap_or(self.last())).max(self.first_day);
            middle.checked_sub_days(half).unwrap_or(self.first_day).max(self.first_day)
        };
        let dates = (0..PAGE_DAYS).filter_map(move |day| from.checked_add_days(Days::new(day)));
        dates.filter_map(move |date| quarantine.day_on(date).map(|day| (day, date)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quarantine(first_day: &str, last_day: &str) -> Quarantine {
        Quarantine::planned(first_day.parse().unwrap(), last_day.parse().unwrap())
    }

    #[test]
    fn the_first_day_is_day_1_and_the_fourteenth_the_last() {
        let fourteen = quarantine("2020-02-26", "2020-03-10");
        assert_eq!(fourteen.length(), 14);
        for (date, day) in [
            ("2019-02-26", None),
            ("2020-02-25", None),
            ("2020-02-26", Some(1)),
            ("2020-02-27", Some(2)),
            // 2020 is a leap year.
            ("2020-02-29", Some(4)),
            ("2020-03-01", Some(5)),
            ("2020-03-10", Some(14)),
            ("2020-03-11", None),
            ("2220-01-01", None),
        ] {
            let date: Date = date.parse().unwrap();
            assert_eq!(fourteen.day_on(date), day, "{date}");
            assert_eq!(fourteen.is_running_on(date), day.is_some(), "{date}");
        }
    }

    #[test]
    fn an_end_shortens_a_quarantine_and_what_was_due_before_it_stays_owed() {
        let planned = quarantine("2020-02-26", "2020-03-10");
        let end = |on: &str| End { at: Instant(1_000), on: on.parse().unwrap(), reason: EndReason::Hospital };
        for (on, last, day_of_march_3) in
            [("2020-03-02", "2020-03-02", None), ("2020-03-03", "2020-03-03", Some(7)), ("2020-04-01", "2020-03-10", Some(7))]
        {
            let ended = Quarantine { ended: Some(end(on)), ..planned };
            assert_eq!((ended.last(), ended.day_on("2020-03-03".parse().unwrap())), (last.parse().unwrap(), day_of_march_3), "{on}");
            assert_eq!(ended.length(), 14, "what was planned stays known");
        }
        let ended = Quarantine { ended: Some(end("2020-03-02")), ..planned };
        assert_eq!([999, 1_000, 1_001].map(|at| ended.owes_at(Instant(at))), [true, false, false]);
        assert!(planned.owes_at(Instant(i64::MAX)));
    }

    #[test]
    fn a_page_lays_out_every_day_of_a_quarantine_and_of_one_that_lasts_for_ever_those_about_the_day_that_is_looked_at() {
        for (first_day, last_day, around, laid_out) in [
            ("2020-02-26", "2020-03-10", "2020-03-01", Some((1, 14))),
            ("2020-02-26", "2020-03-10", "2021-01-01", Some((1, 14))),
            ("2020-02-26", "2020-02-25", "2020-02-26", None),
            ("2020-02-26", "9999-12-31", "2020-03-01", Some((1, 120))),
            ("2020-02-26", "9999-12-31", "2020-12-31", Some((250, 369))),
            ("0001-01-01", "0001-12-31", "2020-02-26", Some((245, 364))),
            ("-262143-01-01", "+262142-12-31", "2020-02-26", None),
        ] {
            let days: Vec<u16> = quarantine(first_day, last_day).page_dates(around.parse().unwrap()).map(|(day, _)| day).collect();
            assert_eq!(days.first().copied().zip(days.last().copied()), laid_out, "{first_day} to {last_day}, {around}");
        }
    }

    #[test]
    fn the_dates_of_a_quarantine_are_its_days_from_the_first_to_the_last() {
        for (first_day, last_day, length) in [
            ("2020-02-26", "2020-03-10", 14),
            ("2020-02-26", "2020-03-17", 21),
            ("2020-02-26", "2020-02-26", 1),
            // Ended before it began, as a roster's slip of the pen has it: no day at all, and no panic.
            ("2020-02-26", "2020-02-25", 0),
            ("2020-02-26", "2019-02-26", 0),
        ] {
            let quarantine = quarantine(first_day, last_day);
            let days: Vec<u16> = quarantine.page_dates(quarantine.first_day).map(|(day, _)| day).collect();
            assert_eq!(days, (1..=length).collect::<Vec<u16>>(), "{first_day} to {last_day}");
        }
    }
}
