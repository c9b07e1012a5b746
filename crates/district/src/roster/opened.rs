//! A roster file as it came, opened: text in one encoding, or a workbook of which one sheet is meant.

use encoding_rs::Encoding;

use super::{
    Decoded, FileProblem, Parsed, Reading, decode,
    file::{Form, form_of},
    header, parse, parse_sheet,
    workbook::{self, Sheet},
};

/// How a workbook is called where a text's encoding is.
pub(super) const XLSX: &str = "XLSX";

/// What a file holds, before anything is known of its rows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Opened {
    Text(Decoded),
    Sheets(Vec<Sheet>),
}

/// Opens a file. `encoding` is the one that somebody named; a workbook has none.
pub fn open(bytes: &[u8], encoding: Option<&'static Encoding>) -> Result<Opened, FileProblem> {
    match form_of(bytes)? {
        Form::Text => Ok(Opened::Text(decode(bytes, encoding)?)),
        Form::Workbook => Ok(Opened::Sheets(workbook::read(bytes)?)),
    }
}

/// A file's rows, and how they were found.
pub(super) struct Found {
    pub encoding: &'static str,
    /// Of a workbook.
    pub sheet: Option<String>,
    pub parsed: Parsed,
}

impl Opened {
    /// Reads the rows, of the sheet that is named or of the only one that can be meant.
    pub(super) fn read(self, sheet: Option<&str>, reading: &Reading) -> Result<Found, FileProblem> {
        match self {
            Opened::Text(decoded) => Ok(Found { encoding: decoded.encoding, sheet: None, parsed: parse(&decoded.text, reading)? }),
            Opened::Sheets(sheets) => {
                let sheet = chosen(sheets, sheet)?;
                Ok(Found { encoding: XLSX, sheet: Some(sheet.name.clone()), parsed: parse_sheet(sheet, reading)? })
            }
        }
    }
}

/// The sheet of this name; without one that which names the most columns, where no other names as many. Hidden ones are nobody's
/// guess.
pub(super) fn chosen(mut sheets: Vec<Sheet>, name: Option<&str>) -> Result<Sheet, FileProblem> {
    let found = match name {
        Some(name) => sheets.iter().position(|sheet| sheet.name.trim() == name.trim()),
        None => only(&sheets)?,
    };
    match (found, name) {
        (Some(found), _) => Ok(sheets.swap_remove(found)),
        (None, None) => Err(FileProblem::Empty),
        (None, Some(name)) => {
            let names = sheets.into_iter().map(|sheet| sheet.name).collect();
            Err(FileProblem::NoSheet { name: name.to_owned(), names })
        }
    }
}

fn only(sheets: &[Sheet]) -> Result<Option<usize>, FileProblem> {
    let shown = || sheets.iter().enumerate().filter(|(_, sheet)| !sheet.is_hidden && !sheet.rows.is_empty());
    let most = shown().map(|(_, sheet)| header::columns_named(&sheet.rows)).max();
    let mut best = shown().filter(|(_, sheet)| Some(header::columns_named(&sheet.rows)) == most);
    match (best.next(), best.next()) {
        (Some((found, _)), None) => Ok(Some(found)),
        (None, _) => Ok(None),
        (Some(_), Some(_)) => {
            let names = shown().filter(|(_, sheet)| Some(header::columns_named(&sheet.rows)) == most);
            Err(FileProblem::Sheets { names: names.map(|(_, sheet)| sheet.name.clone()).collect() })
        }
    }
}

/// The sheet of this name, or a guess that somebody looks at: of those that are shown the first that names the most columns.
pub(super) fn likeliest(mut sheets: Vec<Sheet>, name: Option<&str>) -> Result<Sheet, FileProblem> {
    if name.is_some() {
        return chosen(sheets, name);
    }
    let worth = |sheet: &Sheet| (!sheet.is_hidden, header::columns_named(&sheet.rows), !sheet.rows.is_empty());
    let best = (0..sheets.len()).reduce(|best, next| {
        let worth = |place: usize| sheets.get(place).map(worth);
        if worth(next) > worth(best) { next } else { best }
    });
    best.map(|best| sheets.swap_remove(best)).ok_or(FileProblem::Empty)
}
