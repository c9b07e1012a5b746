//! Opening the record in a profile's folder with the PIN from DAYLOG_PIN or the keyboard.

use std::{path::Path, sync::Arc};

use daylog_app::{App, Ports, Problem, ProblemCode, views::account::Stage};

use crate::{failure::Failure, output, problem::TerminalProblem, words};

/// The app on a folder in which there is a record, or what is left of one.
pub fn at(folder: &Path) -> Result<Arc<App>, Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    if app.start()?.stage == Stage::Fresh {
        return Err(TerminalProblem::NoProfile { folder: folder.to_owned() }.into());
    }
    Ok(app)
}

/// The app with the record open. Fails when there is none, and when it is lost.
pub fn open(folder: &Path) -> Result<Arc<App>, Failure> {
    let app = at(folder)?;
    app.not_lost()?;
    app.unlock(&pin(words::PIN_PROMPT)?)?;
    Ok(app)
}

/// The app with the record open; made first when there is none any more.
pub fn open_or_make(folder: &Path) -> Result<Arc<App>, Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    let start = app.start()?;
    if !matches!(start.stage, Stage::Fresh | Stage::Lost) {
        return open(folder);
    }
    app.choose_pin(&new_pin(start.pin_digits)?)?;
    Ok(app)
}

/// A new PIN, typed twice where it is typed.
pub fn new_pin(least: u8) -> Result<String, Failure> {
    let chosen = pin(&words::new_pin_prompt(least))?;
    if std::env::var_os("DAYLOG_PIN").is_none() && pin(words::PIN_AGAIN_PROMPT)? != chosen {
        return Err(TerminalProblem::PinsDiffer.into());
    }
    Ok(chosen)
}

fn pin(prompt: &str) -> Result<String, Failure> {
    match std::env::var("DAYLOG_PIN") {
        Ok(pin) => Ok(pin),
        Err(_) => rpassword::prompt_password(prompt).map_err(|_| TerminalProblem::PinNeeded.into()),
    }
}

/// Says beside an answer that a clock is in doubt. What cannot be asked is no doubt.
pub fn say_doubts(app: &App) {
    if let Some(doubt) = app.sync_state().ok().and_then(|state| state.clock) {
        output::print_error(&words::clock::note(&doubt));
    }
}

/// Runs what needs the network.
pub fn wait_for<T>(future: impl Future<Output = T>) -> Result<T, Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(|_| Problem::new(ProblemCode::Internal))?;
    Ok(runtime.block_on(future))
}
