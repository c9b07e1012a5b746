//! `daylog-server forks`: what stands on the other branches of forks, so that nobody's work is out of sight.

use daylog_district::views;
use daylog_domain::{entries::Kind, places::Premises, text::shown};
use serde::Serialize;

use super::{
    arguments::{ForksArguments, Format},
    messages::{CommandError, summary, where_it_is},
    open::open,
    output::{print, print_json},
};

#[derive(Serialize)]
struct ForkLine {
    entry: String,
    device: u32,
    cadre: String,
    at: String,
    summary: String,
    household: Option<u32>,
    place: Option<Premises>,
    address: String,
    note: Option<String>,
}

pub(super) fn run(arguments: &ForksArguments) -> Result<(), CommandError> {
    let (_, database) = open(&arguments.folder)?;
    let rows = database.read(views::branches)?;
    let lines: Vec<ForkLine> = rows
        .into_iter()
        .map(|row| ForkLine {
            entry: row.id.to_string(),
            device: row.device,
            cadre: row.cadre,
            at: row.at_text,
            summary: summary(&row.entry.content.summary()),
            household: row.entry.household().map(|household| household.0),
            place: row.entry.place(),
            address: where_it_is(row.entry.household(), row.entry.place(), row.address),
            note: row.entry.note,
        })
        .collect();
    if arguments.format == Format::Json {
        return print_json(&lines);
    }
    for line in &lines {
        let (address, cadre) = (shown(&line.address), shown(&line.cadre));
        print(&format!("{}  {}  {address}  {cadre}  device {}", line.at, line.summary, line.device));
        if let Some(note) = &line.note {
            print(&format!("       {}", shown(note)));
        }
    }
    if lines.is_empty() {
        print("No log has another branch.");
    }
    Ok(())
}
