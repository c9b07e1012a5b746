//! `daylog-server checkpoint`: this moment's signed checkpoint, for whoever wants to hold the district to it later.

use daylog_district::ingest::checkpoints;

use super::{arguments::CheckpointArguments, messages::CommandError, open::open, output::print};

pub(super) fn run(arguments: &CheckpointArguments) -> Result<(), CommandError> {
    let (folder, database) = open(&arguments.folder)?;
    let checkpoint = database.read(checkpoints::checkpoint)?;
    let note = checkpoint.sign(&folder.keys()?.signing);
    print(String::from_utf8_lossy(&note).trim_end());
    Ok(())
}
