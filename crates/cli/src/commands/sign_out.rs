//! `sign-out`: removes the record from this device, and leaves no unsent work behind.

use std::path::Path;

use daylog_app::Rescuing;

use crate::{failure::Failure, output::Format, profile, words::rescue as words};

pub fn run(folder: &Path, rescue: Option<&Path>, format: Format) -> Result<(), Failure> {
    let app = profile::open(folder)?;
    let rescue = rescue.map(|to| Rescuing { to: Some(to) });
    format.print(&profile::wait_for(app.sign_out(rescue))??, words::signed_out)
}
