//! Workbooks (.xlsx) as spreadsheets write them, cell by cell, and as nobody should: each part's text can be given whole.

#![allow(clippy::unwrap_used, reason = "writing to memory does not fail, and a test shows the line")]

use std::io::{Cursor, Write};

use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

/// One cell.
#[derive(Debug, Clone, PartialEq)]
pub enum Cell {
    Text(String),
    Number(f64),
    /// A day as the workbook counts it, in the format of a date.
    Day(u32),
    /// A formula, with what it gave where somebody reckoned it.
    Formula(&'static str, Option<f64>),
}

impl From<&str> for Cell {
    fn from(text: &str) -> Self {
        Cell::Text(text.to_owned())
    }
}

/// One sheet: rows of cells from A1 on, and regions such as `D4:D6` that are merged.
#[derive(Debug, Clone, Default)]
pub struct Sheet {
    pub name: String,
    pub is_hidden: bool,
    pub rows: Vec<Vec<Cell>>,
    pub merged: Vec<&'static str>,
}

impl Sheet {
    /// A sheet of texts, as a CSV file without quotation marks has them.
    #[must_use]
    pub fn of_csv(name: &str, csv: &str) -> Self {
        let rows = csv.lines().map(|line| line.split(',').map(Cell::from).collect()).collect();
        Sheet { name: name.to_owned(), rows, ..Sheet::default() }
    }

    fn xml(&self) -> String {
        let mut xml = r#"<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>"#.to_owned();
        for (row, cells) in self.rows.iter().enumerate() {
            xml += &format!(r#"<row r="{}">"#, row + 1);
            for (column, cell) in cells.iter().enumerate() {
                xml += &cell_xml(&format!("{}{}", letters(column), row + 1), cell);
            }
            xml += "</row>";
        }
        xml += "</sheetData>";
        if !self.merged.is_empty() {
            let regions: Vec<_> = self.merged.iter().map(|region| format!(r#"<mergeCell ref="{region}"/>"#)).collect();
            xml += &format!(r#"<mergeCells count="{}">{}</mergeCells>"#, regions.len(), regions.concat());
        }
        xml + "</worksheet>"
    }
}

fn cell_xml(at: &str, cell: &Cell) -> String {
    match cell {
        Cell::Text(text) => format!(r#"<c r="{at}" t="inlineStr"><is><t xml:space="preserve">{}</t></is></c>"#, escaped(text)),
        Cell::Number(number) => format!(r#"<c r="{at}"><v>{number}</v></c>"#),
        Cell::Day(day) => format!(r#"<c r="{at}" s="1"><v>{day}</v></c>"#),
        Cell::Formula(formula, Some(value)) => format!(r#"<c r="{at}"><f>{}</f><v>{value}</v></c>"#, escaped(formula)),
        Cell::Formula(formula, None) => format!(r#"<c r="{at}"><f>{}</f></c>"#, escaped(formula)),
    }
}

fn letters(column: usize) -> String {
    let letter = |number: usize| char::from(b'A' + u8::try_from(number).unwrap_or(25));
    if column < 26 { letter(column).to_string() } else { format!("{}{}", letter(column / 26 - 1), letter(column % 26)) }
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;")
}

/// The bytes of a workbook with these sheets.
#[must_use]
pub fn workbook(sheets: &[Sheet]) -> Vec<u8> {
    workbook_with(sheets, false, &[])
}

/// The same, with days counted from 1904 where that is said, and with parts instead of or beside its own.
#[must_use]
pub fn workbook_with(sheets: &[Sheet], is_1904: bool, parts: &[(&str, &[u8])]) -> Vec<u8> {
    let numbered: Vec<_> = sheets.iter().enumerate().map(|(at, sheet)| (at + 1, sheet)).collect();
    let list = |line: &dyn Fn(usize, &Sheet) -> String| numbered.iter().map(|(at, sheet)| line(*at, sheet)).collect::<String>();
    let named = list(&|at, sheet| {
        let state = if sheet.is_hidden { r#" state="hidden""# } else { "" };
        format!(r#"<sheet name="{}" sheetId="{at}"{state} r:id="rId{at}"/>"#, escaped(&sheet.name))
    });
    let related = list(&|at, _| {
        format!(
            r#"<Relationship Id="rId{at}" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet" Target="worksheets/sheet{at}.xml"/>"#
        )
    });
    let own = [
        ("[Content_Types].xml".to_owned(), r#"<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="xml" ContentType="application/xml"/></Types>"#.to_owned()),
        ("_rels/.rels".to_owned(), r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>"#.to_owned()),
        ("xl/workbook.xml".to_owned(), format!(r#"<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"><workbookPr date1904="{is_1904}"/><sheets>{named}</sheets></workbook>"#)),
        ("xl/_rels/workbook.xml.rels".to_owned(), format!(r#"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{related}</Relationships>"#)),
        ("xl/styles.xml".to_owned(), r#"<styleSheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>"#.to_owned()),
    ];
    let of_sheets = numbered.iter().map(|(at, sheet)| (format!("xl/worksheets/sheet{at}.xml"), sheet.xml()));
    let kept = own.into_iter().chain(of_sheets).filter(|(name, _)| parts.iter().all(|(other, _)| other != name));
    let all: Vec<(String, Vec<u8>)> = kept.map(|(name, text)| (name, text.into_bytes())).collect();
    packed(all.iter().map(|(name, bytes)| (name.as_str(), bytes.as_slice())).chain(parts.iter().copied()))
}

/// A packed file with these parts.
pub fn packed<'a>(parts: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Vec<u8> {
    let mut packed = ZipWriter::new(Cursor::new(Vec::new()));
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    for (name, bytes) in parts {
        packed.start_file(name, options).unwrap();
        packed.write_all(bytes).unwrap();
    }
    packed.finish().unwrap().into_inner()
}
