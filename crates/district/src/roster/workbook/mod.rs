//! From a workbook's bytes to the rows of its sheets, each cell as the text that it shows. Only cells are read, and only as many
//! as a roster can have; which sheet is meant, and which row names the columns, is not decided here.

mod column_name;
mod inflate;
mod rows;

#[cfg(test)]
mod tests;

use std::{
    io::Cursor,
    panic::{AssertUnwindSafe, catch_unwind},
};

use calamine::{Reader, SheetType, SheetVisible, Xlsx};

pub use column_name::column_name;
pub(super) use rows::CELLS_LIMIT;

use super::{FileProblem, records::Record};

/// One sheet of a workbook.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sheet {
    pub name: String,
    pub is_hidden: bool,
    /// Rows that hold anything, by their numbers.
    pub(super) rows: Vec<Record>,
    pub(super) epoch: Epoch,
}

/// From when a workbook counts days.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Epoch {
    Of1900,
    Of1904,
}

const SHEETS_LIMIT: usize = 64;

/// Reads every sheet.
pub(super) fn read(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    inflate::check(bytes)?;
    // What the library reckons with numbers of a damaged file may overflow: that must cost the file, not the program.
    catch_unwind(AssertUnwindSafe(|| read_checked(bytes))).unwrap_or(Err(FileProblem::Damaged))
}

fn read_checked(bytes: &[u8]) -> Result<Vec<Sheet>, FileProblem> {
    let mut workbook: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).map_err(|error| rows::problem(&error))?;
    let epoch = if workbook.has_1904_epoch() { Epoch::Of1904 } else { Epoch::Of1900 };
    let named: Vec<_> = workbook
        .sheets_metadata()
        .iter()
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .take(SHEETS_LIMIT)
        .map(|sheet| (sheet.name.clone(), sheet.visible != SheetVisible::Visible))
        .collect();
    let mut room = rows::Room::default();
    let mut sheets = Vec::with_capacity(named.len());
    for (name, is_hidden) in named {
        let rows = rows::read(&mut workbook, &name, &mut room)?;
        sheets.push(Sheet { name, is_hidden, rows, epoch });
    }
    Ok(sheets)
}
