//! The due screen: what is owed on a day and what became of it.

mod news;

use std::collections::HashMap;

use daylog_domain::{
    assignment::Assignment,
    coverage::{CheckState, Covered, Neighbours, Responsible, cover, tally},
    entries::errand::progress::{Progress, progress},
    household::Household,
    ids::HouseholdId,
    plan::CheckKind,
    settings::Settings,
    text::natural,
    time::Date,
};
use daylog_store::{KnownHousehold, Store, StoredLine};

use crate::{
    App, Problem,
    app::Context,
    local_text,
    views::{
        due::{DueCounts, DueRow, DueView, OpenErrand, PersonName},
        household::TodayRow,
    },
};

impl App {
    /// What is due on `date`; or today, with what is still open of yesterday and open already of tomorrow.
    pub fn due(&self, date: Option<Date>) -> Result<DueView, Problem> {
        self.with_store(|store, context| {
            let settings = &context.enrolled()?.settings;
            let today = settings.zone.date_of(context.now);
            let open_at = date.is_none().then_some(context.now);
            let date = date.unwrap_or(today);
            let households = with_own_report(store.households()?, context)?;
            let mut covered = cover_neighbours(store, context, &households, &Neighbours::of(settings, date, open_at))?;
            covered.retain(|covered| covered.check.is_listed(date, open_at));
            let known: HashMap<_, _> = households.iter().map(|known| (known.household.id, known)).collect();
            let counts = counts(&covered, &known);
            let mut errands = open_errands(store, context, None)?;
            let doors = doors(&households);
            let mut rows = Vec::with_capacity(covered.len());
            for covered in &covered {
                if let Some(known) = covered.check.id.target.household().and_then(|household| known.get(&household)) {
                    let on_the_way = if covered.check.kind == CheckKind::Seal {
                        errands.remove(&known.household.id).unwrap_or_default()
                    } else {
                        Vec::new()
                    };
                    let door = doors.get(&known.household.id).copied().unwrap_or_default();
                    rows.push(DueRow { door, ..row(store, covered, &known.household, settings, on_the_way)? });
                }
            }
            rows.sort_by_key(|row| (urgency(row.state), row.due_at, row.door, row.resident));
            let news = if open_at.is_some() { news::of(&store.roster_news()?, context, &known)? } else { None };
            Ok(DueView { now: context.now, date, today, counts, news, rows })
        })
    }

    /// The same as plain rows, for scripts.
    pub fn today(&self, date: Option<Date>) -> Result<Vec<TodayRow>, Problem> {
        let view = self.due(date)?;
        let mut rows = view.rows;
        rows.sort_by_key(|row| (row.due_at, row.household, row.resident));
        self.with_store(|store, context| {
            let zone = context.enrolled()?.settings.zone;
            let codes: HashMap<_, _> = store.households()?.into_iter().map(|known| (known.household.id, known.household.code)).collect();
            Ok(rows
                .iter()
                .map(|row| TodayRow {
                    check: row.check.to_string(),
                    kind: row.kind,
                    household: codes.get(&row.household).cloned().unwrap_or_default(),
                    resident: row
                        .resident
                        .and_then(|id| row.residents.iter().find(|resident| resident.id == id))
                        .map(|resident| resident.name.clone()),
                    due_at: zone.local(row.due_at).format("%Y-%m-%dT%H:%M").to_string(),
                    state: row.state,
                })
                .collect())
        })
    }
}

/// This device knows its own log to be complete up to now, whatever the server has heard of it.
pub(crate) fn with_own_report(mut households: Vec<KnownHousehold>, context: &Context) -> Result<Vec<KnownHousehold>, Problem> {
    let own = context.enrolled()?.cadre;
    for assignment in households.iter_mut().flat_map(|known| known.assignments.iter_mut()).filter(|assignment| assignment.cadre == own) {
        assignment.complete_to.push(Some(context.now));
    }
    Ok(households)
}

/// Coverage of one day and its neighbours: what is of these alone is to be left out.
fn cover_neighbours(
    store: &Store,
    context: &Context,
    households: &[KnownHousehold],
    neighbours: &Neighbours,
) -> Result<Vec<Covered>, Problem> {
    let settings = &context.enrolled()?.settings;
    let checks: Vec<_> = households.iter().flat_map(|known| neighbours.checks(&known.household, settings)).collect();
    let observations = store.observations_between(neighbours.from, neighbours.until, settings.late_after_minutes)?;
    Ok(cover(&checks, &observations, &responsible(settings, households), context.now))
}

pub(crate) fn responsible<'a>(settings: &'a Settings, households: &'a [KnownHousehold]) -> Responsible<'a> {
    Responsible::new(&settings.plan, households.iter().map(|known| (known.household.id, known.assignments.as_slice() as &[Assignment])))
}

/// For each household, how many doors come before it on a walk.
fn doors(households: &[KnownHousehold]) -> HashMap<HouseholdId, u32> {
    let mut walk: Vec<_> = households.iter().map(|known| &known.household).collect();
    walk.sort_by(|a, b| natural(&a.community, &b.community).then_with(|| natural(&a.address, &b.address)).then_with(|| a.id.cmp(&b.id)));
    walk.iter().map(|household| household.id).zip(0..).collect()
}

fn counts(covered: &[Covered], households: &HashMap<HouseholdId, &KnownHousehold>) -> DueCounts {
    let tally = tally(covered, |id| households.get(&id).map(|known| &known.household));
    DueCounts {
        total: tally.total.checks,
        done: tally.done.checks,
        tried: tally.tried.checks,
        missed: tally.missed.checks,
        unknown: tally.unknown.checks,
        not_assigned: tally.not_assigned.checks,
        households: tally.total.households,
        people: tally.total.people,
    }
}

pub(crate) fn row(
    store: &Store,
    covered: &Covered,
    household: &Household,
    settings: &Settings,
    on_the_way: Vec<OpenErrand>,
) -> Result<DueRow, Problem> {
    let check = &covered.check;
    let in_quarantine: Vec<_> = household.running_on(check.id.date).collect();
    let concerned =
        check.id.target.resident().and_then(|id| in_quarantine.iter().find(|resident| resident.id == id)).or(in_quarantine.first());
    let summary = covered
        .entry
        .map(|entry| store.line(entry))
        .transpose()?
        .map(|line| daylog_domain::entries::Kind::summary(&line.effective.content));
    Ok(DueRow {
        check: check.id,
        kind: check.kind,
        state: covered.state,
        at: settings.zone.minute_of(check.due_at),
        due_at: check.due_at,
        household: household.id,
        address: household.address.clone(),
        community: household.community.clone(),
        door: 0,
        resident: check.id.target.resident(),
        residents: in_quarantine
            .iter()
            .map(|resident| PersonName { id: resident.id, name: resident.name.clone(), phone: resident.phone.clone() })
            .collect(),
        day: concerned.and_then(|resident| resident.quarantine.day_on(check.id.date)).unwrap_or(0),
        days: concerned.map_or(0, |resident| resident.quarantine.length()),
        entry: covered.entry,
        summary,
        late: covered.late,
        on_the_way,
    })
}

/// What needs somebody first comes first; what is finished comes last.
fn urgency(state: CheckState) -> u8 {
    match state {
        CheckState::Overdue => 0,
        CheckState::Due => 1,
        CheckState::Later => 2,
        CheckState::Tried => 3,
        CheckState::Missed => 4,
        CheckState::Unknown => 5,
        CheckState::NotAssigned => 6,
        CheckState::Done => 7,
    }
}

/// Open errands by household.
pub(crate) fn open_errands(
    store: &Store,
    context: &Context,
    household: Option<HouseholdId>,
) -> Result<HashMap<HouseholdId, Vec<OpenErrand>>, Problem> {
    let zone = context.enrolled()?.settings.zone;
    let mut open: HashMap<HouseholdId, Vec<OpenErrand>> = HashMap::new();
    for lines in store.open_errands(household)? {
        let steps: Vec<_> = lines.iter().filter_map(StoredLine::errand_entry).collect();
        let opened = lines.iter().find(|line| line.errand() == Some(line.stored.id)).or(lines.first());
        let (Some(line), Some(Progress { items, step, asked_at, .. })) = (opened, progress(&steps)) else { continue };
        let Some(household) = line.stored.entry.household() else { continue };
        open.entry(household).or_default().push(OpenErrand {
            errand: line.errand().unwrap_or(line.stored.id),
            items,
            step,
            asked_at,
            asked_text: local_text::short(asked_at, context.now, zone),
            resident: line.stored.entry.resident(),
        });
    }
    Ok(open)
}
