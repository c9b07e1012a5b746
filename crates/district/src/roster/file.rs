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
    #[error("it is {found}")]
    Kind { found: &'static str, advice: Advice },
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

/// What to do with a file of another kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    SaveAsCsv,
    OtherFile,
}

fn columns_missing(missing: &[&str], first: &str, is_none: bool) -> String {
    if is_none {
        format!(
            "the first line must name the columns, and it is \"{}\"; missing: {}",
            daylog_domain::text::shown(first.trim()),
            missing.join(", ")
        )
    } else {
        format!("the first line must name the columns; missing: {}", missing.join(", "))
    }
}

/// Kinds by how they begin.
const KINDS: [(&[u8], &str, Advice); 14] = [
    (b"PK\x03\x04", "a workbook (.xlsx, .et or .ods) or another packed file, not CSV", Advice::SaveAsCsv),
    (b"PK\x05\x06", "an empty packed file", Advice::OtherFile),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an old workbook (.xls) or a workbook with a password, not CSV", Advice::SaveAsCsv),
    (b"%PDF", "a PDF, not CSV", Advice::OtherFile),
    (b"<html", "a web page that calls itself a table, not CSV", Advice::SaveAsCsv),
    (b"<table", "a web page that calls itself a table, not CSV", Advice::SaveAsCsv),
    (b"<!doc", "a web page that calls itself a table, not CSV", Advice::SaveAsCsv),
    (b"<?xml", "an XML file, not CSV", Advice::SaveAsCsv),
    (b"{\\rtf", "a text document (.rtf), not CSV", Advice::OtherFile),
    (b"\x1F\x8B", "a packed file (.gz)", Advice::OtherFile),
    (b"Rar!", "a packed file (.rar)", Advice::OtherFile),
    (b"7z\xBC\xAF", "a packed file (.7z)", Advice::OtherFile),
    (b"\xFF\xD8\xFF", "a picture, not CSV", Advice::OtherFile),
    (b"\x89PNG", "a picture, not CSV", Advice::OtherFile),
];

/// Refuses what is no text at all, by its first bytes, and what would fill the memory.
pub fn check_kind(bytes: &[u8]) -> Result<(), FileProblem> {
    if bytes.len() > FILE_LIMIT {
        return Err(FileProblem::TooLarge { limit: FILE_LIMIT });
    }
    let begin = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes).trim_ascii_start();
    let begins = |magic: &[u8]| begin.get(..magic.len()).is_some_and(|first| first.eq_ignore_ascii_case(magic));
    match KINDS.iter().find(|(magic, ..)| begins(magic)) {
        Some((_, found, advice)) => Err(FileProblem::Kind { found, advice: *advice }),
        None => Ok(()),
    }
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
            (&b"PK\x03\x04\x14\0"[..], ".xlsx"),
            (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0", ".xls"),
            (b"\xEF\xBB\xBF\n<HTML><table>", "web page"),
            (b"%PDF-1.4", "PDF"),
        ] {
            let refused = check_kind(bytes).unwrap_err().to_string();
            assert!(refused.contains(named), "{refused}");
        }
        assert_eq!(check_kind(b"street,community"), Ok(()));
        assert_eq!(check_kind(b""), Ok(()));
    }

    #[test]
    fn a_file_that_would_fill_the_memory_is_named_and_not_read() {
        assert!(matches!(check_kind(&vec![b'x'; FILE_LIMIT + 1]), Err(FileProblem::TooLarge { .. })));
        let long = format!("a\r\nb\n{}", ",".repeat(LINE_LIMIT + 1));
        assert_eq!(check_size(&long), Err(FileProblem::LongLine { line: 3, limit: LINE_LIMIT }));
    }
}
