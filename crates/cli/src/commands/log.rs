//! `log`: saves one entry. Sends nothing; `sync` does.

use std::path::Path;

use daylog_app::{
    App, Problem, ProblemCode,
    views::diary::{Draft, Saved},
};
use daylog_domain::{
    entries::{Content, Kind, Targets},
    ids::{HouseholdId, ResidentId},
};

use crate::{
    failure::Failure,
    kinds::{KindToLog, ToLog},
    output::Format,
    profile,
    rows::{Rows, SavedRow},
    words,
};

pub fn run(folder: &Path, kind: &KindToLog, format: Format) -> Result<(), Failure> {
    let to_log = kind.parts();
    let content = to_log.flags.content(None)?;
    check_usage(to_log, &content)?;
    let app = profile::open(folder)?;
    let (household, resident) = whom(&app, to_log)?;
    let draft =
        Draft { household: Some(household), resident, content, at: to_log.rest.at.clone(), note: to_log.rest.note.clone(), late: None };
    print_saved(&app, app.save(&draft)?, format)
}

fn check_usage(to_log: ToLog<'_>, content: &Content) -> Result<(), Failure> {
    let target = to_log.target;
    match () {
        () if content.targets() == Targets::Resident && target.resident.is_none() => Err(Failure::usage("--resident is needed")),
        () if target.resident.is_none() && target.household.is_none() && to_log.flags.belongs_to().is_none() => {
            Err(Failure::usage("--household or --resident is needed"))
        }
        () => Ok(()),
    }
}

/// The entry that could not be found was to be an errand.
fn of_errand(problem: Problem) -> Problem {
    if problem.code == ProblemCode::UnknownEntry { Problem::new(ProblemCode::UnknownErrand) } else { problem }
}

/// The household and resident typed, else those of the entry that this one belongs to.
fn whom(app: &App, to_log: ToLog<'_>) -> Result<(HouseholdId, Option<ResidentId>), Failure> {
    match (to_log.target.resolve(&app.households()?)?, to_log.flags.belongs_to()) {
        (Some(found), _) => Ok(found),
        (None, Some(entry)) => {
            let line = app.entry(entry).map_err(of_errand)?.line;
            let household = line.household.ok_or_else(|| Problem::new(ProblemCode::NotAnErrand))?;
            Ok((household, line.resident))
        }
        (None, None) => Err(Problem::new(ProblemCode::UnknownHousehold).into()),
    }
}

pub(super) fn print_saved(app: &App, saved: Saved, format: Format) -> Result<(), Failure> {
    let line = Rows::new(app)?.row(saved.line);
    let row = SavedRow { line, odd: saved.odd, pending: app.sync_state()?.pending, today: app.device()?.today };
    app.flush();
    profile::say_doubts(app);
    format.print(&row, words::saved)
}
