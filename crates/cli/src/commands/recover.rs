//! `recover`: a forgotten PIN. Without an answer it shows what to send to the district; with one it takes a new PIN.

use std::path::Path;

use crate::{failure::Failure, output::Format, profile, words};

pub fn run(folder: &Path, answer: Option<&str>, format: Format) -> Result<(), Failure> {
    let app = profile::at(folder)?;
    let asked = app.ask_recovery()?;
    let Some(answer) = answer else { return format.print(&asked, words::rescue::recovery) };
    app.check_recovery(answer)?;
    let pin = profile::new_pin(asked.pin_digits)?;
    format.print(&app.recover(answer, &pin)?, |_| words::rescue::RECOVERED.to_owned())
}
