//! A day with its neighbours: whose checks compete for entries with those of a day, and when what was logged can satisfy them, so
//! that an entry near midnight counts once.

use chrono::Days;

use crate::{
    check::{Check, Times, checks_between},
    household::Household,
    plan::CheckKind,
    settings::Settings,
    time::{Date, Instant},
};

/// How many days on each side are looked at. Only a plan whose windows meet round the clock reaches further.
const MOST_DAYS: u64 = 3;

/// What has to be read to say what became of the checks of one day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Neighbours {
    /// The days whose checks compete for entries, the day itself among them.
    pub first: Date,
    pub last: Date,
    /// When entries may lie that count on that day: the whole day, and what the windows reach beyond it.
    pub from: Instant,
    pub until: Instant,
}

impl Neighbours {
    /// Of the checks that are listed on `date`: its own, and with `open_at` also others whose windows are open then.
    #[must_use]
    pub fn of(settings: &Settings, date: Date, open_at: Option<Instant>) -> Self {
        let (from, until) = settings.zone.day(date);
        let mut found = Neighbours { first: date, last: date, from, until };
        let windows = windows(settings, date);
        // All windows are of one length: in the order in which they open, each meets the next one or nothing that follows.
        for meeting in windows.chunk_by(|one, next| one.kind == next.kind && next.times.opens_at <= one.times.closes_at) {
            if meeting.iter().any(|window| window.times.are_listed(window.date, date, open_at)) {
                meeting.iter().for_each(|window| found.take_in(window));
            }
        }
        found
    }

    /// What a household owes on these days.
    #[must_use]
    pub fn checks(&self, household: &Household, settings: &Settings) -> Vec<Check> {
        checks_between(household, settings, self.first, self.last)
    }

    fn take_in(&mut self, window: &Window) {
        self.first = self.first.min(window.date);
        self.last = self.last.max(window.date);
        self.from = self.from.min(window.times.opens_at);
        // Both ends of a window belong to it.
        self.until = self.until.max(window.times.closes_at.plus_millis(1));
    }
}

/// When one item of the plan can be done on one day.
struct Window {
    date: Date,
    kind: CheckKind,
    times: Times,
}

/// The windows of the days around `date`, by kind, in the order in which they open.
fn windows(settings: &Settings, date: Date) -> Vec<Window> {
    let first = date.checked_sub_days(Days::new(MOST_DAYS)).unwrap_or(date);
    let last = date.checked_add_days(Days::new(MOST_DAYS)).unwrap_or(date);
    // What no instant lies on has no windows either.
    let has_instants = |day: &Date| settings.zone.day(*day).0 < settings.zone.day(*day).1;
    let days = first.iter_days().take_while(|day| *day <= last).filter(has_instants);
    let of_day = |date| settings.plan.iter().map(move |item| Window { date, kind: item.kind, times: Times::of(item, settings, date) });
    let mut windows: Vec<Window> = days.flat_map(of_day).collect();
    windows.sort_by_key(|window| (window.kind, window.times.opens_at));
    windows
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        check::CheckId,
        coverage::{
            Observation, Responsible, cover,
            tests::{AN, HOME, entry, household, plan},
        },
        entries::Outcome,
        ids::EntryId,
        plan,
        target::Target,
        time::Zone,
    };

    fn date(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn planned(text: &str, before_minutes: u16, after_minutes: u16) -> Settings {
        let settings = if text.is_empty() { Settings { plan: Vec::new(), ..plan("seal 09:00") } } else { plan(text) };
        Settings { window: plan::Window { before_minutes, after_minutes }, ..settings }
    }

    #[test]
    fn a_day_is_looked_at_with_the_days_whose_windows_meet_its_own() {
        let hourly = (0..24).map(|hour| format!("temperature {hour:02}:00")).collect::<Vec<_>>().join(", ");
        for (rule, zone, plan, window, day, days, span) in [
            ("by day", "Asia/Shanghai", "contact 09:00, seal 20:15", (30, 90), "2020-02-27", (0, 0), ["27T00:00", "28T00:00"]),
            (
                "into the night, where nothing else is due",
                "Asia/Shanghai",
                "seal 23:30",
                (30, 90),
                "2020-02-27",
                (0, 0),
                ["27T00:00", "28T01:00"],
            ),
            ("from the evening before", "Asia/Shanghai", "seal 00:15", (30, 90), "2020-02-27", (0, 0), ["26T23:45", "28T00:00"]),
            (
                "two that meet over midnight",
                "Asia/Shanghai",
                "temperature 23:30, temperature 00:15",
                (30, 90),
                "2020-02-27",
                (-1, 1),
                ["26T23:00", "28T01:45"],
            ),
            (
                "of two kinds, which never compete",
                "Asia/Shanghai",
                "temperature 23:30, seal 00:15",
                (30, 90),
                "2020-02-27",
                (0, 0),
                ["26T23:45", "28T01:00"],
            ),
            (
                "they touch in one instant",
                "Asia/Shanghai",
                "temperature 22:15, temperature 00:15",
                (30, 90),
                "2020-02-27",
                (-1, 1),
                ["26T21:45", "28T01:45"],
            ),
            // Clocks go from midnight to one o'clock: ten past one is ten minutes after midnight.
            (
                "a midnight that clocks skip",
                "Asia/Beirut",
                "temperature 22:10, temperature 01:10",
                (30, 100),
                "2020-03-29",
                (-1, 0),
                ["28T21:40", "30T00:00"],
            ),
            (
                "the day before it",
                "Asia/Beirut",
                "temperature 22:10, temperature 01:10",
                (30, 100),
                "2020-03-28",
                (0, 1),
                ["28T00:00", "29T02:50"],
            ),
            ("round the clock", "Asia/Shanghai", hourly.as_str(), (30, 90), "2020-02-27", (-3, 3), ["23T23:30", "02T00:30"]),
            ("no plan at all", "Asia/Shanghai", "", (30, 90), "2020-02-27", (0, 0), ["27T00:00", "28T00:00"]),
        ] {
            let settings = Settings { zone: zone.parse().unwrap(), ..planned(plan, window.0, window.1) };
            let found = Neighbours::of(&settings, date(day), None);
            let away = |other: Date| (other - date(day)).num_days();
            assert_eq!((away(found.first), away(found.last)), days, "{rule}");
            let shown = [found.from, found.until].map(|at| settings.zone.local(at).format("%dT%H:%M").to_string());
            assert_eq!(shown, span, "{rule}");
        }
    }

    #[test]
    fn what_is_open_now_is_looked_at_with_its_own_neighbours() {
        let settings = planned("temperature 22:00, temperature 23:30", 30, 90);
        let at = |text: &str| Zone::SHANGHAI.parse(&format!("2020-02-{text}")).unwrap();
        for (now, first, from) in
            [("28T00:10", "2020-02-27", "27T21:30"), ("28T01:00", "2020-02-27", "27T21:30"), ("28T01:01", "2020-02-28", "28T00:00")]
        {
            let found = Neighbours::of(&settings, date("2020-02-28"), Some(at(now)));
            assert_eq!((found.first, found.last, found.from), (date(first), date("2020-02-28"), at(from)), "{now}");
        }
    }

    #[test]
    fn the_ends_of_the_calendar_have_no_neighbours_beyond_them() {
        let settings = planned("temperature 23:30, temperature 00:15", 30, 90);
        for end in [Date::MIN, Date::MAX] {
            let found = Neighbours::of(&settings, end, None);
            assert_eq!((found.first, found.last, found.from), (end, end, found.until), "no instant lies on it, and nothing is due");
        }
    }

    fn any_plan() -> impl Strategy<Value = String> {
        // Mostly near a midnight, where days meet.
        let item = (prop_oneof![0_u32..4, 44_u32..48, 0_u32..48], prop::sample::select(vec!["temperature", "seal"]));
        prop::collection::vec(item, 1..5).prop_map(|items| {
            let item = |(half, kind): &(u32, &str)| format!("{kind} {:02}:{:02}", half / 2, half % 2 * 30);
            items.iter().map(item).collect::<Vec<_>>().join(", ")
        })
    }

    /// Over five days, most of them near a midnight.
    fn any_observations() -> impl Strategy<Value = Vec<Observation>> {
        let observation = (0_i64..5, -30_i64..30, any::<bool>(), any::<bool>());
        prop::collection::vec(observation, 0..24).prop_map(|observations| {
            let start = Zone::SHANGHAI.parse("2020-03-01T00:00").unwrap();
            let observation = |(sequence, (day, tenths, at_door, done))| {
                let at = start.plus_minutes(day * 24 * 60 + tenths * 10);
                Observation {
                    entry: entry(sequence),
                    target: Target::home(HOME, Some(AN)),
                    kind: if at_door { CheckKind::Seal } else { CheckKind::Temperature },
                    outcome: if done { Outcome::Done } else { Outcome::Tried },
                    at,
                    said_at: at,
                    is_late: false,
                }
            };
            (1..).zip(observations).map(observation).collect()
        })
    }

    proptest! {
        #[test]
        fn what_became_of_a_days_checks_is_the_same_however_many_days_more_are_looked_at(
            plan in any_plan(),
            (before, after) in (0_u16..150, 0_u16..150),
            observations in any_observations(),
        ) {
            let (settings, home, day) = (planned(&plan, before, after), household(HOME, [1]), date("2020-03-03"));
            let near = Neighbours::of(&settings, day, None);
            let is_within = |date: Date| (date - day).num_days().unsigned_abs() < MOST_DAYS;
            prop_assume!(is_within(near.first) && is_within(near.last));
            let of_day = |first, last, observations: &[Observation]| -> Vec<(CheckId, Option<EntryId>)> {
                let checks = checks_between(&home, &settings, first, last);
                let covered = cover(&checks, observations, &Responsible::new(&[], []), near.until);
                covered.iter().filter(|covered| covered.check.id.date == day).map(|covered| (covered.check.id, covered.entry)).collect()
            };
            let read: Vec<Observation> = observations.iter().filter(|one| (near.from..near.until).contains(&one.at)).copied().collect();
            prop_assert_eq!(of_day(near.first, near.last, &read), of_day(date("2020-02-26"), date("2020-03-10"), &observations));
        }
    }
}
