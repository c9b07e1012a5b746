//! From text to records: cells by separator and quotation marks, each record with the lines that it takes.
//!
//! Not a CSV library: those read on when a quotation mark stays open, to the end of the file if need be, and the people in
//! between are gone without a word. Here every line that is not blank belongs to exactly one record or is named as wrong.

/// The cells of one row as they were written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Record {
    /// The first line, counted from 1.
    pub(super) line: u64,
    /// The last line, where a cell goes over several.
    pub(super) last_line: u64,
    pub(super) cells: Result<Vec<String>, BadQuotes>,
}

/// A quotation mark that is never closed, or text behind a closing one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct BadQuotes;

/// Lines that one cell may take, as people break them with Alt and Enter, and bytes of all of them.
const MOST_LINES: usize = 12;
pub(super) const MOST_BYTES: usize = 64 * 1024;

/// The records of a text; blank lines and lines of separators only are none. `width` is how many cells a row has at least, and
/// so the sign of a row that goes over several lines.
pub(super) fn records(text: &str, separator: char, width: usize) -> impl Iterator<Item = Record> + '_ {
    let (mut rest, mut number) = (text, 0);
    std::iter::from_fn(move || {
        loop {
            let (line, behind) = next_line(rest)?;
            number += 1;
            if is_blank(line, separator) {
                rest = behind;
                continue;
            }
            let begins = number;
            let (cells, behind) = match split(line, separator) {
                Split::Whole(cells) => (Ok(cells), behind),
                Split::Wrong => (Err(BadQuotes), behind),
                Split::Open => match over_lines(line, behind, separator, width) {
                    Some((cells, more, behind)) => {
                        number += more;
                        (Ok(cells), behind)
                    }
                    None => (Err(BadQuotes), behind),
                },
            };
            rest = behind;
            return Some(Record { line: begins, last_line: number, cells });
        }
    })
}

/// A line without its end, and what follows. Line ends are those of every system, mixed as they may be.
fn next_line(text: &str) -> Option<(&str, &str)> {
    if text.is_empty() {
        return None;
    }
    let end = text.find(['\n', '\r']).unwrap_or(text.len());
    let (line, behind) = text.split_at_checked(end)?;
    Some((line, behind.strip_prefix("\r\n").or_else(|| behind.strip_prefix(['\n', '\r'])).unwrap_or_default()))
}

fn is_blank(line: &str, separator: char) -> bool {
    line.chars().all(|c| c == separator || c == '"' || c == '\u{FEFF}' || c.is_whitespace())
}

enum Split {
    Whole(Vec<String>),
    /// A quotation mark was opened and the line ended.
    Open,
    Wrong,
}

/// A cell over several lines is one only when they make one row of the right width, and none of them is a row by itself:
/// a quotation mark that somebody forgot would otherwise swallow the people below it.
fn over_lines<'a>(first: &str, mut rest: &'a str, separator: char, width: usize) -> Option<(Vec<String>, u64, &'a str)> {
    let mut joined = first.to_owned();
    for more in 1..MOST_LINES as u64 {
        let (line, behind) = next_line(rest)?;
        rest = behind;
        if line.matches(separator).count() + 1 >= width || joined.len() + line.len() > MOST_BYTES {
            return None;
        }
        joined.push('\n');
        joined.push_str(line);
        match split(&joined, separator) {
            Split::Whole(cells) => return (cells.len() == width).then_some((cells, more, rest)),
            Split::Open => {}
            Split::Wrong => return None,
        }
    }
    None
}

fn split(line: &str, separator: char) -> Split {
    let mut cells = Vec::new();
    let mut rest = line;
    loop {
        let trimmed = rest.trim_start_matches([' ', '\u{3000}', '\u{FEFF}']);
        let (cell, behind) = match trimmed.strip_prefix('"') {
            Some(quoted) => match quoted_cell(quoted) {
                Some(found) => found,
                None => return Split::Open,
            },
            None => {
                let end = rest.find(separator).unwrap_or(rest.len());
                let (cell, behind) = rest.split_at_checked(end).unwrap_or((rest, ""));
                (cell.to_owned(), behind)
            }
        };
        cells.push(cell);
        let behind = if trimmed.starts_with('"') { behind.trim_start_matches([' ', '\u{3000}']) } else { behind };
        match behind.strip_prefix(separator) {
            Some(more) => rest = more,
            None if behind.is_empty() => return Split::Whole(cells),
            None => return Split::Wrong,
        }
    }
}

/// What stands up to the closing quotation mark, and what follows it. Two of them are one within the cell.
fn quoted_cell(text: &str) -> Option<(String, &str)> {
    let mut cell = String::new();
    let mut rest = text;
    loop {
        let (before, behind) = rest.split_once('"')?;
        cell.push_str(before);
        match behind.strip_prefix('"') {
            Some(more) => {
                cell.push('"');
                rest = more;
            }
            None => return Some((cell, behind)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str, width: usize) -> Vec<(u64, u64, Option<Vec<String>>)> {
        records(text, ',', width).map(|record| (record.line, record.last_line, record.cells.ok())).collect()
    }

    #[test]
    fn a_line_becomes_its_cells() {
        for (line, expected) in [
            ("a,b,,c", &["a", "b", "", "c"][..]),
            ("a, \"b,c\" ,d", &["a", "b,c", "d"]),
            ("\"say \"\"yes\"\"\",b", &["say \"yes\"", "b"]),
            ("3\"楼,b", &["3\"楼", "b"]),
            ("=\"001\",b", &["=\"001\"", "b"]),
            ("\"=\"\"001\"\"\",b", &["=\"001\"", "b"]),
            ("a,\"two\nlines\",b", &["a", "two\nlines", "b"]),
            ("a,\"\"", &["a", ""]),
            ("a,b,", &["a", "b", ""]),
        ] {
            let cells: Vec<_> = expected.iter().map(ToString::to_string).collect();
            assert_eq!(read(line, expected.len()).pop().unwrap().2, Some(cells), "{line}");
        }
        for wrong in ["a,\"b\"c,d", "a,\"b,c", "\"a\"\"b,c"] {
            assert_eq!(read(wrong, 3).pop().unwrap().2, None, "{wrong}");
        }
    }

    #[test]
    fn line_ends_are_those_of_every_system_and_blank_lines_are_none() {
        let numbers = |text: &str| read(text, 3).into_iter().map(|(line, ..)| line).collect::<Vec<_>>();
        assert_eq!(numbers("a\r\nb\rc\nd"), [1, 2, 3, 4]);
        assert_eq!(numbers("a\n\n,,,\n \u{3000}, ,\n\"\",\"\"\nb\n\n"), [1, 6]);
        assert_eq!(numbers(""), [0; 0]);
    }

    #[test]
    fn an_open_quotation_mark_swallows_nobody() {
        let lines = |text: &str| read(text, 3).into_iter().map(|(line, last, cells)| (line, last, cells.is_some())).collect::<Vec<_>>();
        // Rows below are rows, whether they are whole or not.
        assert_eq!(lines("1,b,c\n\"2,b,c\n3,b,c\n4,b,c\"\n5,b,c"), [(1, 1, true), (2, 2, false), (3, 3, true), (4, 4, true), (5, 5, true)]);
        assert_eq!(lines("1,\"b\n2,b\n3\"\n4,b,c"), [(1, 1, false), (2, 2, true), (3, 3, true), (4, 4, true)]);
        // A cell that really goes on does so, blank lines in it too.
        assert_eq!(lines("1,\"b\n\nbb\",c\n4,b,c"), [(1, 3, true), (4, 4, true)]);
        assert_eq!(lines("1,b,\"c"), [(1, 1, false)]);
    }
}
