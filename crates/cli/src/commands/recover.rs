//! `recover`: a forgotten PIN. Without an answer it shows what to send to the district; with one it takes a new PIN.

use std::path::Path;

use daylog_app::{App, Ports, Problem, views::account::Stage};

use crate::{failure::Failure, output::Format, profile, words};

pub fn run(folder: &Path, answer: Option<&str>, format: Format) -> Result<(), Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    if app.start()?.stage == Stage::Fresh {
        return Err(Problem::new("no_profile").with("folder", folder.display()).into());
    }
    let asked = app.ask_recovery()?;
    let Some(answer) = answer else { return format.print(&asked, words::rescue::recovery) };
    app.check_recovery(answer)?;
    let pin = profile::new_pin(asked.pin_digits)?;
    format.print(&app.recover(answer, &pin)?, |_| words::rescue::RECOVERED.to_owned())
}
