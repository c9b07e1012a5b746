//! What an import tells: how the file was read, what became of each row, what is new, what changed from what, what was refused.

use std::io::Write;

use chrono::NaiveDateTime;
use daylog_district::roster::Imported;
use daylog_domain::{
    roster::{AssignmentChange, Change, New, Remark, RosterRow, Turn},
    text::shown,
    time::Date,
};
use serde::Serialize;

use super::super::{
    messages::{CommandError, remarks},
    output::print,
};

/// Rows shown by a dry run as they were read.
const FIRST_ROWS: usize = 3;
/// Lines of each list on a terminal, unless all are asked for.
const SHOWN: usize = 20;

#[derive(Serialize)]
pub(super) struct Report<'a> {
    dry_run: bool,
    encoding: &'static str,
    separator: &'static str,
    /// Of a workbook.
    sheet: Option<&'a str>,
    /// Each row is in one of the four numbers that follow.
    rows: u64,
    added: u32,
    changed: u32,
    unchanged: u32,
    refused_rows: u64,
    /// The first ten thousand of them.
    refused: Vec<Told>,
    warnings: Vec<Told>,
    new: &'a New,
    changes: &'a [Change],
    /// What the file says otherwise and stays, because it was corrected by hand.
    kept: &'a [Change],
    assignments: &'a [AssignmentChange],
    unread_columns: &'a [String],
    today: Date,
    /// Where the file's dates lie, when that is far from today.
    dates_around: Option<Date>,
    /// As they were read, where it was a dry run.
    first_rows: Vec<Vec<(&'static str, String)>>,
    /// Lines that hold nobody: sums, and rows that were only numbered.
    skipped: &'a [u64],
}

/// A remark with its words.
#[derive(Serialize)]
struct Told {
    line: u64,
    code: &'static str,
    column: Option<&'static str>,
    reason: String,
}

impl Told {
    fn of(remark: &Remark) -> Self {
        Told { line: remark.line, code: remark.code(), column: remark.column, reason: remarks::reason(&remark.kind) }
    }
}

impl<'a> Report<'a> {
    pub(super) fn new(dry_run: bool, imported: &'a Imported) -> Self {
        let Imported { encoding, sheet, parsed, applied, today, .. } = imported;
        let first_rows = if dry_run { parsed.rows.iter().take(FIRST_ROWS).map(fields).collect() } else { Vec::new() };
        let taken = u64::from(applied.added) + u64::from(applied.changed) + u64::from(applied.unchanged);
        Report {
            dry_run,
            encoding,
            separator: parsed.separator,
            sheet: sheet.as_deref(),
            rows: taken + parsed.refused.count,
            added: applied.added,
            changed: applied.changed,
            unchanged: applied.unchanged,
            refused_rows: parsed.refused.count,
            refused: parsed.refused.listed.iter().map(Told::of).collect(),
            warnings: parsed.warnings.listed.iter().map(Told::of).collect(),
            new: &applied.new,
            changes: &applied.changes,
            kept: &applied.kept,
            assignments: &applied.assignments,
            unread_columns: &parsed.unread_columns,
            today: *today,
            dates_around: parsed.elsewhere,
            first_rows,
            skipped: &parsed.skipped,
        }
    }

    /// An import that refused anything has not succeeded; one line says what became of the rest.
    pub(super) fn outcome(&self) -> Result<(), CommandError> {
        let taken = self.rows - self.refused_rows;
        match self.refused_rows {
            0 => Ok(()),
            refused => Err(CommandError::rows_refused(refused, taken, self.dry_run)),
        }
    }

    pub(super) fn print(&self, is_all: bool, backup: Option<(NaiveDateTime, &str)>) {
        let most = if is_all { usize::MAX } else { SHOWN };
        print(&format!(
            "{} rows read ({}, {}): {} added, {} changed, {} unchanged, {} refused",
            self.rows,
            self.encoding,
            self.separated(),
            self.added,
            self.changed,
            self.unchanged,
            self.refused_rows
        ));
        if !self.skipped.is_empty() {
            let lines: Vec<_> = self.skipped.iter().take(SHOWN).map(u64::to_string).collect();
            print(&format!("lines that hold nobody ({}): {}", self.skipped.len(), lines.join(", ")));
        }
        if !self.unread_columns.is_empty() {
            print(&format!(
                "columns that were not read: {}",
                self.unread_columns.iter().map(|name| shown(name)).collect::<Vec<_>>().join(", ")
            ));
        }
        if let Some(around) = self.dates_around {
            print(&format!(
                "warning: the dates lie around {around}, and today is {} by this computer's clock: is the file old, or the clock wrong?",
                self.today
            ));
        }
        for row in &self.first_rows {
            let cells: Vec<_> = row.iter().map(|(column, value)| format!("  {column:<20} {}", shown(value))).collect();
            print(&format!("\nas it was read:\n{}", cells.join("\n")));
        }
        self.print_new(most);
        list("changed", most, self.changes.iter().map(change));
        list("corrected by hand, and kept; --over-edits takes the file's word", most, self.kept.iter().map(change));
        list("cadres", most, self.assignments.iter().map(assignment));
        list("warnings", most, self.warnings.iter().map(remark));
        self.print_way_back(backup);
        let mut err = std::io::stderr().lock();
        for row in self.refused.iter().take(most) {
            let _written = writeln!(err, "{}", remark(row));
        }
        let unlisted = self.refused_rows.saturating_sub(self.refused.len().min(most) as u64);
        if unlisted > 0 {
            let _written = writeln!(err, "and {unlisted} more rows; --report FILE writes them down, --all shows them");
        }
    }

    fn separated(&self) -> String {
        self.sheet.map_or_else(|| self.separator.to_owned(), |sheet| format!("sheet {}", shown(sheet)))
    }

    fn print_new(&self, most: usize) {
        let New { streets, communities, cadres, households, residents } = self.new;
        for (what, names) in [
            ("new streets", streets),
            ("new communities", communities),
            ("new cadres", cadres),
            ("new households", households),
            ("new people", residents),
        ] {
            list(what, most, names.iter().map(|name| shown(name)));
        }
    }

    fn print_way_back(&self, backup: Option<(NaiveDateTime, &str)>) {
        let is_change = self.added > 0 || self.changed > 0;
        let kept = match backup {
            Some((at, name)) => format!("the latest verified backup is {} of {}", shown(name), at.format("%Y-%m-%d %H:%M")),
            None => "no verified backup was made yet; `daylog-server backup` makes one".to_owned(),
        };
        match (self.dry_run, is_change) {
            (true, true) => print(&format!("\nThis was a dry run: nothing was changed. Before the import, {kept}.")),
            (true, false) => print("\nThis was a dry run: nothing was changed."),
            (false, true) => print(&format!("\nThe way back: {kept}; fields above can be put back by importing what they were.")),
            (false, false) => {}
        }
    }
}

fn list(what: &str, most: usize, lines: impl ExactSizeIterator<Item = String>) {
    let count = lines.len();
    if count == 0 {
        return;
    }
    let mut text = format!("\n{what} ({count}):");
    for line in lines.take(most) {
        text.push_str("\n  ");
        text.push_str(&line);
    }
    if count > most {
        text.push_str(&format!("\n  and {} more; --report FILE writes them down, --all shows them", count - most));
    }
    print(&text);
}

fn remark(row: &Told) -> String {
    let column = row.column.map(|column| format!("{column}: ")).unwrap_or_default();
    format!("line {}: {column}{} ({})", row.line, shown(&row.reason), row.code)
}

fn change(change: &Change) -> String {
    let value = |value: &Option<String>| value.as_deref().map_or_else(|| "nothing".to_owned(), shown);
    format!("line {}: {}, {}: {} -> {}", change.line, shown(&change.of), change.field, value(&change.from), value(&change.to))
}

fn assignment(change: &AssignmentChange) -> String {
    let AssignmentChange { line, household, cadre, role, turn, has_device } = change;
    let what = match (turn, has_device) {
        (Turn::Begins, true) => "begins",
        (Turn::Begins, false) => "begins, and has no device yet",
        (Turn::Ends, true) => "ends: the household leaves this cadre's device",
        (Turn::Ends, false) => "ends",
        (Turn::Stays, _) => "stays, though not named: --complete ends it",
    };
    format!("line {line}: {}: {} ({role}) {what}", shown(household), shown(cadre))
}

fn fields(row: &RosterRow) -> Vec<(&'static str, String)> {
    let optional = |value: &Option<String>| value.clone().unwrap_or_default();
    let assignees: Vec<_> = row
        .assignees
        .iter()
        .map(|assignee| {
            let phone = assignee.phone.as_deref().map(|phone| format!("/{phone}")).unwrap_or_default();
            format!("{}/{}/{}{phone}", assignee.name, assignee.office, assignee.role.name())
        })
        .collect();
    vec![
        ("line", row.line.to_string()),
        ("street", row.street.clone()),
        ("community", row.community.clone()),
        ("household", row.household.clone()),
        ("address", row.address.clone()),
        ("resident", row.resident.clone()),
        ("document", optional(&row.document)),
        ("phone", optional(&row.phone)),
        ("from", optional(&row.origin)),
        ("first_day", row.first_day.to_string()),
        ("last_day", row.last_day.to_string()),
        ("guarantor", optional(&row.guarantor)),
        ("guarantor_workplace", optional(&row.guarantor_workplace)),
        ("cadres", assignees.join("; ")),
    ]
}
