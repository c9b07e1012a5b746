//! `rescue`, `carry` and `deliver`: unsent work in a file, a colleague's file taken along, and envelopes that go without the PIN.

use std::{fs, path::Path};

use daylog_app::{App, Ports, Problem};

use crate::{failure::Failure, output::Format, profile, words::rescue as words};

pub fn write(folder: &Path, file: &Path, format: Format) -> Result<(), Failure> {
    let app = profile::open(folder)?;
    format.print(&app.rescue(Some(file))?, words::written)
}

pub fn carry(folder: &Path, file: &Path, format: Format) -> Result<(), Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    let bytes = fs::read(file).map_err(|_| Problem::new("file_unreadable").with("file", file.display()))?;
    format.print(&app.carry(&bytes)?, words::carried)
}

pub fn deliver(folder: &Path, format: Format) -> Result<(), Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    format.print(&profile::wait_for(app.courier())??, words::delivered)
}
