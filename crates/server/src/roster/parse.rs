//! From text to rows. A wrong row is refused with its line and the reason; the others go on. Every row is one or the other.

use daylog_domain::time::Date;

use super::{
    FileProblem, RosterRow,
    columns::Columns,
    dates::Present,
    fields::Fields,
    file,
    records::{Record, records},
    remarks::{Remark, Remarks},
    seen::Seen,
};

/// How a file is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Reading {
    /// Moves all dates.
    pub shift_days: i64,
    /// The district's day, which dates are held against; none believes every date.
    pub today: Option<Date>,
}

/// What a file holds: good rows, and remarks about the others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Parsed {
    /// By line.
    pub rows: Vec<RosterRow>,
    pub refused: Remarks,
    pub warnings: Remarks,
    /// What separates the cells, by its name.
    pub separator: &'static str,
    /// Columns that mean nothing to a roster and were not read.
    pub unread_columns: Vec<String>,
    /// Where the file's dates lie, when that is far from today.
    pub elsewhere: Option<Date>,
}

/// Reads every row.
pub fn parse(text: &str, reading: &Reading) -> Result<Parsed, FileProblem> {
    file::check_size(text)?;
    let columns = Columns::read(text)?;
    let mut parsed = Parsed {
        rows: Vec::new(),
        refused: Remarks::default(),
        warnings: Remarks::default(),
        separator: columns.separator_name,
        unread_columns: columns.unread(),
        elsewhere: None,
    };
    for record in records(text, columns.separator, columns.width()).filter(|record| record.line > columns.line) {
        let mut warnings = Vec::new();
        match row(&columns, &record, reading.shift_days, &mut warnings) {
            Ok(row) => {
                parsed.rows.push(row);
                warnings.into_iter().for_each(|warning| parsed.warnings.push(warning));
            }
            Err(refusal) => parsed.refused.push(refusal),
        }
    }
    if parsed.rows.is_empty() && parsed.refused.count == 0 {
        return Err(FileProblem::NoRows);
    }
    refuse_strange_dates(&mut parsed, reading.today);
    refuse_contradictions(&mut parsed);
    Ok(parsed)
}

fn row(columns: &Columns, record: &Record, shift_days: i64, warnings: &mut Vec<Remark>) -> Result<RosterRow, Remark> {
    let line = record.line;
    let cells = record.cells.as_ref().map_err(|_| {
        Remark::new(line, "quotes", None, "a quotation mark is open at the end of the line, or text stands behind a closing one")
    })?;
    let mut fields = Fields { line, columns, cells, shift_days, warnings: Vec::new() };
    let row = fields.row()?;
    warnings.append(&mut fields.warnings);
    Ok(row)
}

fn refuse_strange_dates(parsed: &mut Parsed, today: Option<Date>) {
    let Some(today) = today else { return };
    let present = Present::of(today, &parsed.rows);
    let mut refused = Vec::new();
    parsed.rows.retain(|row| {
        let strange = [("first_day", row.first_day), ("last_day", row.last_day)].into_iter().find(|(_, date)| !present.believes(*date));
        if let Some((column, date)) = strange {
            refused.push(Remark::new(row.line, "date_far", Some(column), present.reason(date)));
        }
        strange.is_none()
    });
    parsed.elsewhere = present.is_elsewhere().filter(|_| !parsed.rows.is_empty());
    refuse(parsed, refused);
}

fn refuse_contradictions(parsed: &mut Parsed) {
    let (mut seen, mut refused, mut warnings) = (Seen::default(), Vec::new(), Vec::new());
    parsed.rows.retain(|row| match seen.check(row) {
        Ok(warning) => {
            warnings.extend(warning);
            true
        }
        Err(refusal) => {
            refused.push(refusal);
            false
        }
    });
    parsed.warnings.extend(warnings);
    refuse(parsed, refused);
}

/// What was warned of goes with its row.
fn refuse(parsed: &mut Parsed, refused: Vec<Remark>) {
    let lines: std::collections::BTreeSet<u64> = refused.iter().map(|remark| remark.line).collect();
    let before = parsed.warnings.listed.len();
    parsed.warnings.listed.retain(|remark| !lines.contains(&remark.line));
    parsed.warnings.count -= (before - parsed.warnings.listed.len()) as u64;
    parsed.refused.extend(refused);
}

#[cfg(test)]
mod tests;
