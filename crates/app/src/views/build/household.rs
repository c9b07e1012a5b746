//! One household's page.

use daylog_domain::{
    assignment::looking_after,
    check::checks_of_page,
    coverage::{Covered, cover, strip},
    household::{Household, Resident},
    ids::HouseholdId,
    readings::{self, Reading},
    settings::Settings,
    time::Date,
};
use daylog_store::{Store, StoredLine};

use super::{
    due::{open_errands, responsible, row, with_own_report},
    line::Lines,
};
use crate::{
    App, Problem, ProblemCode,
    app::Context,
    views::household::{Curve, HouseholdView, Strip},
};

/// More lines than fourteen days of a busy household; older ones are reached through the diary.
const TIMELINE_LINES: u32 = 300;

impl App {
    pub fn household(&self, id: HouseholdId) -> Result<HouseholdView, Problem> {
        self.with_store(|store, context| {
            let settings = &context.enrolled()?.settings;
            let known = store.household(id)?.ok_or_else(|| Problem::new(ProblemCode::UnknownHousehold))?;
            let known = with_own_report(vec![known], context)?;
            let (household, assignments) = known
                .first()
                .map(|known| (&known.household, &known.assignments))
                .ok_or_else(|| Problem::new(ProblemCode::UnknownHousehold))?;
            let today = settings.zone.date_of(context.now);
            let checks = checks_of_page(household, settings, today);
            let covered =
                cover(&checks, &store.observations_of(id, settings.late_after_minutes)?, &responsible(settings, &known), context.now);
            let readings = store.readings_of(id)?;
            let errands = open_errands(store, context, Some(id))?.remove(&id).unwrap_or_default();
            let lines = Lines::new(store, context)?;
            let timeline = store.lines_of(id, TIMELINE_LINES)?;
            let gives_notice = |line: &StoredLine| line.effective.counts() && line.effective.content.gives_privacy_notice();
            Ok(HouseholdView {
                now: context.now,
                minute: settings.zone.minute_of(context.now),
                today,
                assignments: looking_after(assignments, context.now, context.now.plus_millis(1)).into_iter().cloned().collect(),
                day: household.residents.iter().filter_map(|resident| resident.quarantine.day_on(today)).max(),
                days: household.residents.iter().map(|resident| resident.quarantine.length()).max().unwrap_or(0),
                seal: store.last_seal(id, settings.zone.day(today).1)?,
                privacy_notice: timeline.iter().any(gives_notice),
                strips: household.residents.iter().map(|resident| resident_strip(resident, &covered, &readings, settings, today)).collect(),
                curves: household.residents.iter().map(|resident| curve(resident, &readings, settings)).collect(),
                checks: todays_rows(store, context, household, &covered, today)?,
                errands,
                timeline: timeline.iter().map(|line| lines.show(line)).collect(),
                household: household.clone(),
            })
        })
    }
}

fn resident_strip(resident: &Resident, covered: &[Covered], readings: &[Reading], settings: &Settings, today: Date) -> Strip {
    Strip { resident: resident.id, name: resident.name.clone(), days: strip(resident, covered, readings, settings, today) }
}

fn curve(resident: &Resident, readings: &[Reading], settings: &Settings) -> Curve {
    Curve { resident: resident.id, fever_from: settings.fever_from, points: readings::curve(readings, resident.id, settings) }
}

fn todays_rows(
    store: &Store,
    context: &Context,
    household: &Household,
    covered: &[Covered],
    today: Date,
) -> Result<Vec<crate::views::due::DueRow>, Problem> {
    let settings = &context.enrolled()?.settings;
    let of_today = covered.iter().filter(|covered| covered.check.is_listed(today, Some(context.now)));
    of_today.map(|covered| row(store, covered, household, settings, Vec::new())).collect()
}
