//! From text to rows. A wrong row is refused with its line and the reason; the others go on. Every row is one or the other.

use daylog_domain::{
    roster::{OfRow, Remark, RosterRow},
    time::Date,
};

use super::{
    FileProblem,
    columns::Columns,
    dates::Present,
    fields::Fields,
    file::{self, FILE_LIMIT},
    records::{Record, records},
    remarks::Remarks,
    seen::Seen,
    workbook::{CELLS_LIMIT, Sheet},
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
    /// Lines that were passed over: sums below a table, and rows that were only numbered.
    pub skipped: Vec<u64>,
    /// Columns that mean nothing to a roster and were not read.
    pub unread_columns: Vec<String>,
    /// Where the file's dates lie, when that is far from today.
    pub elsewhere: Option<Date>,
}

/// Bytes that hardly any row is shorter than.
const USUAL_ROW: usize = 48;

/// Reads every row of a text.
pub fn parse(text: &str, reading: &Reading) -> Result<Parsed, FileProblem> {
    file::check_size(text)?;
    let columns = Columns::read(text)?;
    let records = records(text, columns.separator, columns.width()).filter(|record| record.line > columns.line);
    parse_records(&columns, records, expected_rows(text), reading)
}

/// Reads every row of a sheet.
pub fn parse_sheet(sheet: Sheet, reading: &Reading) -> Result<Parsed, FileProblem> {
    let columns = Columns::of_sheet(&sheet)?;
    let expected = sheet.rows.len();
    parse_records(&columns, sheet.below(&columns)?, expected, reading)
}

impl Sheet {
    /// The rows below the names. Cells keep their columns whatever stands beside them: what is empty at the end was not lost, and
    /// a remark moves nothing. Refused where names far to the right would make more cells than a roster has.
    pub(super) fn below(self, columns: &Columns) -> Result<impl Iterator<Item = Record> + use<>, FileProblem> {
        let (line, width) = (columns.line, columns.width());
        if self.rows.len().saturating_mul(width) > CELLS_LIMIT {
            return Err(FileProblem::TooLarge { limit: FILE_LIMIT });
        }
        let below = self.rows.into_iter().filter(move |record| record.line > line).map(move |mut record| {
            if let Ok(cells) = &mut record.cells {
                cells.resize(width, String::new());
            }
            record
        });
        Ok(below)
    }
}

pub(super) fn parse_records(
    columns: &Columns,
    records: impl Iterator<Item = Record>,
    expected: usize,
    reading: &Reading,
) -> Result<Parsed, FileProblem> {
    let mut parsed = Parsed {
        rows: Vec::with_capacity(expected),
        refused: Remarks::default(),
        warnings: Remarks::default(),
        separator: columns.separator_name,
        skipped: Vec::new(),
        unread_columns: columns.unread(),
        elsewhere: None,
    };
    for record in records {
        if is_nobody(columns, &record) {
            parsed.skipped.push(record.line);
            continue;
        }
        let mut warnings = Vec::new();
        match row(columns, &record, reading.shift_days, &mut warnings) {
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

/// A sum below a table, or a row in which only what is not read stands.
fn is_nobody(columns: &Columns, record: &Record) -> bool {
    const SUMS: [&str; 7] = ["合计", "小计", "总计", "总数", "합계", "소계", "총계"];
    let Ok(cells) = &record.cells else { return false };
    let first = cells.iter().map(|cell| cell.trim()).find(|cell| !cell.is_empty()).unwrap_or_default();
    let is_empty = |column| columns.cell(cells, column).trim().is_empty();
    let is_sum = SUMS.iter().any(|sum| first.starts_with(sum)) && is_empty("resident") && is_empty("household");
    let is_whole = cells.len() >= columns.width() && !columns.has_orphans(cells);
    is_whole && (is_sum || columns.is_blank(cells))
}

fn row(columns: &Columns, record: &Record, shift_days: i64, warnings: &mut Vec<Remark>) -> Result<RosterRow, Remark> {
    let line = record.line;
    let cells = record.cells.as_ref().map_err(|_| Remark::new(line, None, OfRow::Quotes))?;
    let mut fields = Fields { line, columns, cells, shift_days, warnings: Vec::new() };
    let row = fields.row()?;
    warnings.append(&mut fields.warnings);
    Ok(row)
}

fn refuse_strange_dates(parsed: &mut Parsed, today: Option<Date>) {
    let Some(today) = today else { return };
    let present = Present::of(today, &parsed.rows);
    retain(parsed, |row| {
        let strange = [("first_day", row.first_day), ("last_day", row.last_day)].into_iter().find(|(_, date)| !present.believes(*date));
        match strange {
            Some((column, date)) => Err(Remark::new(row.line, Some(column), present.far(date))),
            None => Ok(None),
        }
    });
    parsed.elsewhere = present.is_elsewhere().filter(|_| !parsed.rows.is_empty());
}

fn refuse_contradictions(parsed: &mut Parsed) {
    let mut seen = Seen::default();
    retain(parsed, |row| seen.check(row));
}

/// Keeps the rows that stand, some with a warning. What was warned of goes with its row.
fn retain(parsed: &mut Parsed, mut check: impl FnMut(&RosterRow) -> Result<Option<Remark>, Remark>) {
    let Parsed { rows, refused, warnings, .. } = parsed;
    // By line, as the rows are.
    let mut lines = Vec::new();
    rows.retain(|row| match check(row) {
        Ok(warning) => {
            warning.into_iter().for_each(|warning| warnings.push(warning));
            true
        }
        Err(refusal) => {
            lines.push(refusal.line);
            refused.push(refusal);
            false
        }
    });
    let before = warnings.listed.len();
    warnings.listed.retain(|remark| lines.binary_search(&remark.line).is_err());
    warnings.count -= (before - warnings.listed.len()) as u64;
    warnings.sort();
    refused.sort();
}

/// About as many rows as the text holds, so that they are not moved, and held twice, while they become more. A text of many
/// short lines holds no rows that would be so many.
fn expected_rows(text: &str) -> usize {
    let count = |end: u8| text.bytes().filter(|byte| *byte == end).count();
    count(b'\n').max(count(b'\r')).min(text.len() / USUAL_ROW) + 1
}

#[cfg(test)]
mod tests;
