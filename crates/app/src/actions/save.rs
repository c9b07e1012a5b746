//! Saving entries: what a sheet or a one-tap button sends becomes a durable entry before the answer.

use daylog_domain::{
    clocks::Clocks,
    entries::{Claimed, Entry, Kind, is_late, temperature::Celsius},
    household::Household,
    ids::{EntryId, HouseholdId, ResidentId},
    moment, readings,
    target::Target,
    time::{Instant, LocalReading, Times, typed},
    trust::Basis,
};
use daylog_store::{Beside, Store};

use super::{
    errand,
    idempotency::{self, IdempotencyKey, SaveOptions},
};
use crate::{
    App, Problem, ProblemCode,
    app::Context,
    events::Changed,
    views::{
        build::line::Lines,
        diary::{Draft, Saved},
        draft::ClaimView,
    },
};

/// How long undo is offered.
pub(crate) const UNDO_MS: u64 = 10_000;

impl App {
    pub fn save(&self, draft: &Draft) -> Result<Saved, Problem> {
        let mut saved = self.save_many(std::slice::from_ref(draft))?;
        saved.pop().ok_or_else(|| Problem::new(ProblemCode::Internal))
    }

    /// Saves all of them in one transaction, or none.
    pub fn save_many(&self, drafts: &[Draft]) -> Result<Vec<Saved>, Problem> {
        self.save_with(drafts, SaveOptions::default())
    }

    /// The same for what was typed, with an idempotency key: however often it is asked for, it is saved once.
    pub fn save_with(&self, drafts: &[Draft], options: SaveOptions<'_>) -> Result<Vec<Saved>, Problem> {
        let key = options.key(&drafts);
        let saved = self.with_store(|store, context| {
            if let Some(entries) = standing(store, key.as_ref())? {
                return entries.into_iter().map(|id| saved(store, context, id, None)).collect();
            }
            let clocks = self.clocks(context);
            let previous: Vec<_> = drafts.iter().map(|draft| last_reading(store, draft)).collect::<Result<_, _>>()?;
            let entries: Vec<_> = drafts.iter().map(|draft| entry(store, context, draft, &clocks)).collect::<Result<_, _>>()?;
            // With a server's word in this boot it is known when it is saved; without one a later word may tell.
            let is_untold = context.time.basis != Basis::Elapsed && context.server_time.is_some();
            let claims_now = drafts.iter().enumerate().filter(|(_, draft)| is_untold && draft.at.is_none());
            let untold: Vec<usize> = claims_now.map(|(place, _)| place).collect();
            let ids = idempotency::append(store, &entries, Beside { untold: &untold, ..options.beside() }, key, None)?;
            ids.iter().zip(previous).map(|(id, previous)| saved(store, context, *id, previous)).collect()
        })?;
        self.entries_changed();
        Ok(saved)
    }

    /// The clock facts of an entry saved now.
    pub(crate) fn clocks(&self, context: &Context) -> Clocks {
        Clocks::new(self.ports.clock.read(), context.server_time).doubting(context.time.doubted_server)
    }

    pub(crate) fn entries_changed(&self) {
        self.listeners.tell(Changed::Entries);
        self.listeners.tell(Changed::Sync);
        self.wake.notify_one();
        self.saved.notify_one();
    }
}

/// What the act saved before, unless it was taken back since.
fn standing(store: &Store, key: Option<&IdempotencyKey>) -> Result<Option<Vec<EntryId>>, Problem> {
    let Some(entries) = key.map(|key| key.done_before(store)).transpose()?.flatten() else { return Ok(None) };
    for id in &entries {
        if store.line(*id)?.effective.withdrawn {
            return Ok(None);
        }
    }
    Ok(Some(entries))
}

fn entry(store: &Store, context: &Context, draft: &Draft, clocks: &Clocks) -> Result<Entry, Problem> {
    if draft.content.amends().is_some() {
        return Err(Problem::new(ProblemCode::NotADraft));
    }
    let household = known(store, draft.household)?;
    check_resident(&household, draft.resident)?;
    let zone = context.enrolled()?.settings.zone;
    let instant = claimed(draft, context, None)?.unwrap_or(context.now);
    let entry = Entry {
        about: Target::home(household.id, draft.resident).into(),
        at: Claimed { instant, zone },
        clocks: clocks.clone(),
        content: errand::of_its_errand(store, Some(household.id), draft.content.clone(), None)?,
        note: draft.note.clone(),
        late: draft.late,
        origin: None,
    };
    Ok(entry.cleaned())
}

impl App {
    /// How the core reads a time that somebody is choosing, so that a sheet shows it as it will be stored: a local time with its
    /// date, or a bare time of day; `of` is the entry that it corrects.
    pub fn claim(&self, at: &str, of: Option<EntryId>) -> Result<ClaimView, Problem> {
        self.with_store(|store, context| {
            let of = of.map(|id| store.line(id)).transpose()?.map(|line| line.effective.at.instant);
            let LocalReading { instant, times } = read_claim(at, context, of)?;
            let settings = &context.enrolled()?.settings;
            Ok(ClaimView {
                date: settings.zone.date_of(instant),
                minute: settings.zone.minute_of(instant),
                times,
                is_late: is_late(instant, context.now, settings.late_after_minutes),
                is_ahead: moment::is_ahead(instant, context.now),
            })
        })
    }
}

/// The time that the draft claims, if it claims one; `of` is the time of the entry that it corrects.
pub(crate) fn claimed(draft: &Draft, context: &Context, of: Option<Instant>) -> Result<Option<Instant>, Problem> {
    draft.at.as_deref().map(|text| Ok(read_claim(text, context, of)?.instant)).transpose()
}

fn read_claim(text: &str, context: &Context, of: Option<Instant>) -> Result<LocalReading, Problem> {
    let zone = context.enrolled()?.settings.zone;
    let Ok(minute) = typed::minute(text) else { return Ok(zone.read(typed::local(text)?)) };
    let instant = match of {
        Some(of) => moment::correcting(zone, minute, of, context.now),
        None => moment::latest(zone, minute, context.now),
    };
    // Of a time that clocks show twice, the rule has said which one is meant.
    let times = if zone.minute_of(instant) == minute { Times::Once } else { Times::Never };
    Ok(LocalReading { instant, times })
}

fn known(store: &Store, id: Option<HouseholdId>) -> Result<Household, Problem> {
    let known = id.map(|id| store.household(id)).transpose()?.flatten();
    Ok(known.ok_or_else(|| Problem::new(ProblemCode::UnknownHousehold))?.household)
}

pub(crate) fn check_resident(household: &Household, resident: Option<ResidentId>) -> Result<(), Problem> {
    match resident {
        Some(id) if !household.residents.iter().any(|resident| resident.id == id) => Err(Problem::new(ProblemCode::UnknownResident)),
        _ => Ok(()),
    }
}

fn last_reading(store: &Store, draft: &Draft) -> Result<Option<Celsius>, Problem> {
    let (Some(_), Some(household)) = (draft.content.reading(), draft.household) else { return Ok(None) };
    Ok(readings::last(&store.readings_of(household)?, draft.resident))
}

pub(crate) fn saved(store: &Store, context: &Context, id: EntryId, previous: Option<Celsius>) -> Result<Saved, Problem> {
    let settings = &context.enrolled()?.settings;
    let line = store.line(id)?;
    let content = &line.effective.content;
    let odd = content.reading().is_some_and(|reading| reading.is_odd_after(previous));
    Ok(Saved {
        entry: line.stored.id,
        alarm: line.effective.alarm(settings.fever_from),
        odd,
        undo_until: context.now.plus_millis(UNDO_MS.cast_signed()),
        secretary_phone: settings.secretary_phone.clone(),
        fever_clinic_phone: settings.fever_clinic_phone.clone(),
        received: line.stored.received,
        line: Lines::new(store, context)?.show(&line),
    })
}
