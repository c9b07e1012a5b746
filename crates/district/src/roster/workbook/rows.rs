//! The cells of one sheet, row by row: as the text that a person sees there, and the value of a merged region in each of its rows.

use std::{
    collections::BTreeMap,
    io::{Read, Seek},
};

use calamine::{Data, DataRef, Dimensions, ExcelDateTime, Xlsx, XlsxError};

use super::{
    super::{
        FileProblem,
        file::{FILE_LIMIT, FileKind},
        records::Record,
    },
    column_name::column_name,
};

/// Columns that are looked at. A cell beyond them is told, not read.
const COLUMNS_LIMIT: usize = 256;

/// Cells that all sheets together may hold, those before a text in its row too: they are kept, though nothing stands in them.
pub(in super::super) const CELLS_LIMIT: usize = 4_000_000;
/// What a row takes beside its cells, in cells.
const ROW: usize = 4;

/// What all sheets together may hold: a text that stands in the file once can stand in a million cells, and one at the end of each
/// row makes all the cells before it.
pub(super) struct Room {
    cells: usize,
    bytes: usize,
}

impl Default for Room {
    fn default() -> Self {
        Room { cells: CELLS_LIMIT, bytes: FILE_LIMIT * 2 }
    }
}

impl Room {
    fn take(&mut self, cells: usize, text: &str) -> Result<(), FileProblem> {
        let too_large = FileProblem::TooLarge { limit: FILE_LIMIT };
        self.cells = self.cells.checked_sub(cells).ok_or_else(|| too_large.clone())?;
        self.bytes = self.bytes.checked_sub(text.len()).ok_or(too_large)?;
        Ok(())
    }
}

type Rows = BTreeMap<u32, Vec<String>>;

pub(super) fn read<R: Read + Seek>(workbook: &mut Xlsx<R>, name: &str, room: &mut Room) -> Result<Vec<Record>, FileProblem> {
    // Asked for first: the reader of the cells holds the workbook.
    let merged = workbook.merge_cells_by_sheet_name(name).unwrap_or_default();
    let mut cells = workbook.worksheet_cells_reader(name).map_err(|error| problem(&error))?;
    let mut rows = Rows::new();
    while let Some(cell) = cells.next_cell_with_formula_metadata().map_err(|error| problem(&error))? {
        let (row, column) = cell.pos;
        let text = shown(&cell.value, cell.formula.is_some());
        if !text.trim().is_empty() {
            put(&mut rows, (row, column), text, room)?;
        }
    }
    for region in &merged {
        fill(&mut rows, region, room)?;
    }
    let record = |(row, cells): (u32, Vec<String>)| {
        let line = u64::from(row) + 1;
        Record { line, last_line: line, cells: Ok(cells) }
    };
    Ok(rows.into_iter().map(record).collect())
}

fn put(rows: &mut Rows, (row, column): (u32, u32), text: String, room: &mut Room) -> Result<(), FileProblem> {
    let column = usize::try_from(column).unwrap_or(usize::MAX);
    if column >= COLUMNS_LIMIT {
        return Err(FileProblem::FarCell { cell: format!("{}{}", column_name(column), u64::from(row) + 1) });
    }
    let cells = rows.entry(row).or_default();
    let of_row = if cells.is_empty() { ROW } else { 0 };
    let new = (column + 1).saturating_sub(cells.len());
    // One that takes the place of another is one too: many regions can lie over the same rows.
    room.take(new.max(1) + of_row, &text)?;
    if cells.len() <= column {
        cells.resize(column + 1, String::new());
    }
    if let Some(cell) = cells.get_mut(column) {
        *cell = text;
    }
    Ok(())
}

/// What stands in a region's first cell holds for each of its rows: an address that is written once beside the three people of a
/// household. To the right it is not repeated: a title over the whole table names no column.
fn fill(rows: &mut Rows, region: &Dimensions, room: &mut Room) -> Result<(), FileProblem> {
    let (first, column) = region.start;
    let place = usize::try_from(column).unwrap_or(usize::MAX);
    let Some(text) = rows.get(&first).and_then(|cells| cells.get(place)).filter(|text| !text.is_empty()).cloned() else {
        return Ok(());
    };
    // Rows of nothing else stay nothing.
    let below: Vec<u32> = rows.range(first..=region.end.0.max(first)).skip(1).map(|(row, _)| *row).collect();
    for row in below {
        put(rows, (row, column), text.clone(), room)?;
    }
    Ok(())
}

/// A cell's text. A formula that nobody reckoned keeps its sign, so that its row is told about and not read as empty.
fn shown(value: &DataRef<'_>, is_formula: bool) -> String {
    match value {
        DataRef::Empty if is_formula => "=".to_owned(),
        DataRef::Empty => String::new(),
        DataRef::Int(number) => number.to_string(),
        // Whole numbers without a fraction: a telephone number is a number to a spreadsheet.
        DataRef::Float(number) => number.to_string(),
        DataRef::String(text) => text.clone(),
        DataRef::SharedString(text) => (*text).to_owned(),
        DataRef::Bool(is_true) => is_true.to_string().to_uppercase(),
        DataRef::DateTime(at) => date(at),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        DataRef::Error(error) => Data::Error(error.clone()).to_string(),
    }
}

fn date(at: &ExcelDateTime) -> String {
    if !at.is_datetime() {
        return at.as_f64().to_string();
    }
    let (year, month, day, hour, minute, ..) = at.to_ymd_hms_milli();
    let date = format!("{year:04}-{month:02}-{day:02}");
    if (hour, minute) == (0, 0) { date } else { format!("{date} {hour:02}:{minute:02}") }
}

pub(super) fn problem(error: &XlsxError) -> FileProblem {
    match error {
        XlsxError::Password => FileProblem::kind(FileKind::Password),
        _ => FileProblem::Damaged,
    }
}
