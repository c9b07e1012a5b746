//! Why a file holds no roster at all, and what other kinds of files people hand in.

use super::records;

/// The longest file, in bytes: the rows of a hundred thousand residents.
pub const FILE_LIMIT: usize = 32 * 1024 * 1024;
const LINE_LIMIT: usize = records::MOST_BYTES;

/// Why nothing of a file was read.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    #[error("the file is empty")]
    Empty,
    #[error("there are column names and not a single row below them")]
    NoRows,
    #[error("it is {}", .kind.name())]
    Kind { kind: FileKind, advice: Advice },
    #[error("it is a workbook that is damaged: not all of it can be unpacked or read")]
    Damaged,
    #[error("its cell {cell} holds something, far beside any table")]
    FarCell { cell: String },
    #[error("several of its sheets may be the roster: {}", shown_names(.names))]
    Sheets { names: Vec<String> },
    #[error("it has no sheet {name}; it has {}", shown_names(.names))]
    NoSheet { name: String, names: Vec<String> },
    #[error(
        "its text is in no encoding that can be told for certain: neither UTF-8, UTF-16, GB18030 nor CP949, or the names read in it are none"
    )]
    Encoding,
    #[error("it was read as {wrong} once and saved so, though it was {right}: its characters are others now")]
    Misread { wrong: &'static str, right: &'static str },
    #[error("it is not {encoding} throughout")]
    NotIn { encoding: &'static str },
    #[error("{found} stands between its cells")]
    Separator { found: &'static str },
    #[error("{}", columns_missing(.missing, .first, *.is_none))]
    Columns { missing: Vec<&'static str>, first: String, is_none: bool },
    #[error("two columns are called {column}, or mean the same")]
    TwiceNamed { column: &'static str },
    #[error("larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("line {line} is longer than {limit} bytes")]
    LongLine { line: usize, limit: usize },
}

impl FileProblem {
    /// The same text in answers of every version.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            FileProblem::Empty => "empty",
            FileProblem::NoRows => "no_rows",
            FileProblem::Kind { kind, .. } => kind.code(),
            FileProblem::Damaged => "damaged",
            FileProblem::FarCell { .. } => "far_cell",
            FileProblem::Sheets { .. } => "sheets",
            FileProblem::NoSheet { .. } => "no_sheet",
            FileProblem::Encoding | FileProblem::NotIn { .. } => "encoding",
            FileProblem::Misread { .. } => "misread",
            FileProblem::Separator { .. } => "separator",
            FileProblem::Columns { .. } => "columns",
            FileProblem::TwiceNamed { .. } => "twice_named",
            FileProblem::TooLarge { .. } => "too_large",
            FileProblem::LongLine { .. } => "long_line",
        }
    }

    pub(super) fn kind(kind: FileKind) -> Self {
        FileProblem::Kind { kind, advice: kind.advice() }
    }
}

/// What people hand in instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileKind {
    OldWorkbook,
    Password,
    /// `.xlsb` or `.ods`.
    OtherWorkbook,
    WebPage,
    Xml,
    Packed,
    Pdf,
    Document,
    Picture,
}

impl FileKind {
    /// The same text in answers of every version.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            FileKind::OldWorkbook => "old_workbook",
            FileKind::Password => "password",
            FileKind::OtherWorkbook => "other_workbook",
            FileKind::WebPage => "web_page",
            FileKind::Xml => "xml",
            FileKind::Packed => "packed",
            FileKind::Pdf => "pdf",
            FileKind::Document => "document",
            FileKind::Picture => "picture",
        }
    }

    fn name(self) -> &'static str {
        match self {
            FileKind::OldWorkbook => "an old workbook (.xls or .et)",
            FileKind::Password => "a workbook with a password",
            FileKind::OtherWorkbook => "a workbook of another kind (.xlsb or .ods)",
            FileKind::WebPage => "a web page that calls itself a table",
            FileKind::Xml => "an XML file",
            FileKind::Packed => "a packed file (.zip, .rar, .7z, .gz) or another one that is packed like a workbook (.docx)",
            FileKind::Pdf => "a PDF",
            FileKind::Document => "a text document (.rtf)",
            FileKind::Picture => "a picture",
        }
    }

    fn advice(self) -> Advice {
        match self {
            FileKind::OldWorkbook | FileKind::OtherWorkbook | FileKind::WebPage | FileKind::Xml => Advice::SaveAgain,
            FileKind::Password => Advice::NoPassword,
            FileKind::Packed | FileKind::Pdf | FileKind::Document | FileKind::Picture => Advice::OtherFile,
        }
    }
}

/// What to do with a file of another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    SaveAgain,
    NoPassword,
    OtherFile,
}

fn shown_names(names: &[String]) -> String {
    names.iter().map(|name| daylog_domain::text::shown(name)).collect::<Vec<_>>().join(", ")
}

fn columns_missing(missing: &[&str], first: &str, is_none: bool) -> String {
    if is_none {
        format!(
            "a line above the rows must name the columns, and the first is \"{}\"; missing: {}",
            daylog_domain::text::shown(first.trim()),
            missing.join(", ")
        )
    } else {
        format!("the line of the column names lacks some; missing: {}", missing.join(", "))
    }
}

/// How a workbook of today begins.
const WORKBOOK: &[u8] = b"PK\x03\x04";

/// Other kinds by how they begin.
const KINDS: [(&[u8], FileKind); 13] = [
    (b"PK\x05\x06", FileKind::Packed),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", FileKind::OldWorkbook),
    (b"%PDF", FileKind::Pdf),
    (b"<html", FileKind::WebPage),
    (b"<table", FileKind::WebPage),
    (b"<!doc", FileKind::WebPage),
    (b"<?xml", FileKind::Xml),
    (b"{\\rtf", FileKind::Document),
    (b"\x1F\x8B", FileKind::Packed),
    (b"Rar!", FileKind::Packed),
    (b"7z\xBC\xAF", FileKind::Packed),
    (b"\xFF\xD8\xFF", FileKind::Picture),
    (b"\x89PNG", FileKind::Picture),
];

/// What a file is, by its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    Text,
    Workbook,
}

/// Refuses what is neither text nor a workbook by its first bytes, and what would fill the memory.
pub fn form_of(bytes: &[u8]) -> Result<Form, FileProblem> {
    if bytes.len() > FILE_LIMIT {
        return Err(FileProblem::TooLarge { limit: FILE_LIMIT });
    }
    let begin = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |magic: &[u8]| begin.get(..magic.len()).is_some_and(|first| first.eq_ignore_ascii_case(magic));
    if bytes.starts_with(WORKBOOK) {
        return Ok(Form::Workbook);
    }
    match KINDS.iter().find(|(magic, _)| begins(magic)) {
        Some((_, FileKind::OldWorkbook)) if has_password(bytes) => Err(FileProblem::kind(FileKind::Password)),
        Some((_, kind)) => Err(FileProblem::kind(*kind)),
        None => Ok(Form::Text),
    }
}

/// A workbook with a password lies in the frame of an old one, under this name.
fn has_password(bytes: &[u8]) -> bool {
    let name: Vec<u8> = "EncryptedPackage".encode_utf16().flat_map(u16::to_le_bytes).collect();
    bytes.windows(name.len()).any(|part| part == name)
}

/// A few bytes of a strange file would otherwise become many in memory: a line of commas is a row of as many columns.
pub(super) fn check_size(text: &str) -> Result<(), FileProblem> {
    // Text from another encoding is up to half as long again.
    if text.len() > FILE_LIMIT * 2 {
        return Err(FileProblem::TooLarge { limit: FILE_LIMIT });
    }
    match text.split('\n').position(|line| line.split('\r').any(|part| part.len() > LINE_LIMIT)) {
        Some(place) => Err(FileProblem::LongLine { line: place + 1, limit: LINE_LIMIT }),
        None => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_of_another_kind_is_named() {
        for (bytes, named) in [
            (&b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0"[..], ".xls"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1..E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0", "password"),
            (b"\xEF\xBB\xBF\n<HTML><table>", "web page"),
            (b"%PDF-1.4", "PDF"),
        ] {
            let refused = form_of(bytes).unwrap_err().to_string();
            assert!(refused.contains(named), "{refused}");
        }
        assert_eq!(form_of(b"PK\x03\x04\x14\0"), Ok(Form::Workbook));
        assert_eq!(form_of(b"street,community"), Ok(Form::Text));
        assert_eq!(form_of(b""), Ok(Form::Text));
    }

    #[test]
    fn a_file_that_would_fill_the_memory_is_named_and_not_read() {
        assert!(matches!(form_of(&vec![b'x'; FILE_LIMIT + 1]), Err(FileProblem::TooLarge { .. })));
        let long = format!("a\r\nb\n{}", ",".repeat(LINE_LIMIT + 1));
        assert_eq!(check_size(&long), Err(FileProblem::LongLine { line: 3, limit: LINE_LIMIT }));
    }
}
