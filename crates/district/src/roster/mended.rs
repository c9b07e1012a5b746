//! A file as somebody says it is to be read: which sheet, what each column holds, which cells say something else, which lines
//! are left out. Where they say nothing, names of columns decide.

use std::collections::{BTreeMap, BTreeSet};

use super::{
    FileProblem, Opened, Parsed, Reading,
    columns::Columns,
    file, opened,
    parse::parse_records,
    records::{Record, records},
};

/// What a person says about a file.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Saying {
    pub sheet: Option<String>,
    /// The column of a roster that each of the file's holds, by its place.
    pub columns: Option<Vec<Option<&'static str>>>,
    pub mended: BTreeMap<(u64, &'static str), String>,
    pub left_out: BTreeSet<u64>,
}

/// The rows of a file below the names of its columns, and the rest of what is told about it.
pub(super) struct Table {
    pub encoding: &'static str,
    /// The names of a workbook's sheets, whether they are hidden, and how many rows they have.
    pub sheets: Vec<(String, bool, usize)>,
    pub sheet: Option<String>,
    pub columns: Columns,
    /// As they are to be read, and how many were left out.
    pub records: Vec<Record>,
    pub left_out: usize,
}

impl Table {
    /// Finds the table of a file. Only a file that has none is a problem here.
    pub(super) fn of(opened: Opened, saying: &Saying) -> Result<Self, FileProblem> {
        let mapping = saying.columns.as_deref();
        let mut table = match opened {
            Opened::Text(decoded) => {
                file::check_size(&decoded.text)?;
                let columns = Columns::of_text(&decoded.text, mapping)?;
                let below = records(&decoded.text, columns.separator, columns.width()).filter(|record| record.line > columns.line);
                let records = below.collect();
                Table { encoding: decoded.encoding, sheets: Vec::new(), sheet: None, columns, records, left_out: 0 }
            }
            Opened::Sheets(sheets) => {
                let listed = sheets.iter().map(|sheet| (sheet.name.clone(), sheet.is_hidden, sheet.rows.len())).collect();
                let sheet = opened::likeliest(sheets, saying.sheet.as_deref())?;
                let columns = Columns::of_cells(&sheet, mapping)?;
                let name = sheet.name.clone();
                let records = sheet.below(&columns)?.collect();
                Table { encoding: opened::XLSX, sheets: listed, sheet: Some(name), columns, records, left_out: 0 }
            }
        };
        table.say(saying);
        Ok(table)
    }

    /// Puts what somebody typed into its cells, and takes out what they leave out.
    fn say(&mut self, saying: &Saying) {
        let before = self.records.len();
        self.records.retain(|record| !saying.left_out.contains(&record.line));
        self.left_out = before - self.records.len();
        for record in &mut self.records {
            let typed = saying.mended.range((record.line, "")..(record.line + 1, ""));
            if let Ok(cells) = &mut record.cells {
                typed.for_each(|((_, column), value)| self.columns.put(cells, column, value));
            }
        }
    }

    pub(super) fn parse(&self, reading: &Reading) -> Result<Parsed, FileProblem> {
        parse_records(&self.columns, self.records.iter().cloned(), self.records.len(), reading)
    }
}
