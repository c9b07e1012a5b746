//! `enrol`: the invite is read before anything is made, so that a mistyped one leaves nothing behind.

use std::path::Path;

use daylog_app::Problem;
use daylog_wire::enrol::Invite;

use crate::{failure::Failure, output::Format, profile, words};

pub fn run(folder: &Path, invite: &str, format: Format) -> Result<(), Failure> {
    invite.parse::<Invite>().map_err(Problem::from)?;
    let app = profile::open_or_make(folder)?;
    let me = profile::wait_for(app.enrol(invite))??;
    app.flush();
    format.print(&me, words::enrolled)
}
