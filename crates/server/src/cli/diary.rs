//! `daylog-server diary`: a day's entries as the server holds them.

use daylog_district::views;
use daylog_domain::{places::Premises, text::shown};
use serde::Serialize;

use super::{
    arguments::{DiaryArguments, Format},
    invite::find_cadre,
    messages::{CommandError, summary, where_it_is},
    open::open,
    output::{print, print_json},
};

#[derive(Serialize)]
struct DiaryLine {
    entry: String,
    at: String,
    kind: String,
    summary: String,
    cadre: String,
    household: Option<u32>,
    place: Option<Premises>,
    address: String,
    resident: Option<String>,
    note: Option<String>,
    recorded: String,
    received: String,
    late: bool,
    ahead: bool,
    time_uncertain: bool,
    corrected: bool,
    withdrawn: bool,
}

pub(super) fn run(arguments: &DiaryArguments) -> Result<(), CommandError> {
    let (_, database) = open(&arguments.folder)?;
    let cadre = arguments.cadre.as_deref().map(|name| find_cadre(&database, name)).transpose()?;
    let rows = database.read(|db| views::diary(db, arguments.date, cadre.map(|cadre| cadre.id)))?;
    let lines: Vec<DiaryLine> = rows
        .into_iter()
        .map(|(row, address)| DiaryLine {
            entry: row.entry.to_string(),
            at: format!("{}T{}", row.date, row.minute),
            kind: row.kind,
            summary: summary(&row.summary),
            cadre: row.cadre,
            household: row.household.map(|household| household.0),
            place: row.place,
            address: where_it_is(row.household, row.place, address),
            resident: row.resident_name,
            note: row.note,
            recorded: row.recorded_text,
            received: row.received_text,
            late: row.is_late,
            ahead: row.ahead,
            time_uncertain: row.is_uncertain,
            corrected: row.corrected,
            withdrawn: row.withdrawn,
        })
        .collect();
    if arguments.format == Format::Json {
        return print_json(&lines);
    }
    if lines.is_empty() {
        print(&format!("No entry of {} was received.", arguments.date));
    }
    for line in &lines {
        let marks = [
            (line.late, "late"),
            (line.ahead, "ahead of its time"),
            (line.time_uncertain, "time not certain"),
            (line.corrected, "corrected"),
            (line.withdrawn, "withdrawn"),
        ];
        let marks: String = marks.into_iter().filter(|(is_set, _)| *is_set).map(|(_, mark)| format!(" [{mark}]")).collect();
        let time = line.at.rsplit('T').next().unwrap_or_default();
        let who = shown(line.resident.as_deref().unwrap_or_default());
        let (address, cadre) = (shown(&line.address), shown(&line.cadre));
        print(&format!("{time}  {}  {address} {who}  {cadre}{marks}  received {}", line.summary, line.received));
        if let Some(note) = &line.note {
            print(&format!("       {}", shown(note)));
        }
    }
    Ok(())
}
