//! `daylog-server take`: a rescue file that the district hands in itself; works while the server runs.

use std::fs;

use daylog_district::deliveries::take_rescue;
use daylog_wire::refusal::Code;

use super::{
    arguments::{Format, TakeArguments},
    messages::CommandError,
    open::open,
    output::{print, print_json},
};

pub(super) fn run(arguments: &TakeArguments) -> Result<(), CommandError> {
    let (folder, database) = open(&arguments.folder)?;
    let bytes = fs::read(&arguments.file).map_err(|error| CommandError::file(&arguments.file, &error))?;
    let taken = take_rescue(&database, &folder.keys()?, &crate::clock::system(), &bytes)?;
    let not_taken: u64 = taken.refused.iter().map(|refused| u64::from(refused.envelopes)).sum();
    let outcome = if not_taken > 0 { Err(CommandError::not_taken(not_taken)) } else { Ok(()) };
    if arguments.format == Format::Json {
        return print_json(&taken).and(outcome);
    }
    let mut text =
        format!("{} new entries taken in; {} of {} pieces were held already", taken.new_entries, taken.known_envelopes, taken.envelopes);
    for refused in &taken.refused {
        text.push_str(&format!("\n{} pieces not taken ({}): keep the file", refused.envelopes, refused.reason.text()));
    }
    print(&text);
    outcome
}
