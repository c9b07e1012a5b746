//! One cell as a spreadsheet wrote it: what was meant is read, what the spreadsheet destroyed is told. Holds no column's rule.

use daylog_domain::{
    text::{clean_line, digits},
    time::typed,
};

/// Why a cell cannot be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Bad {
    /// Bytes of no text, or control characters.
    NotText,
    /// An error or a formula where a value should be, or question marks where characters were.
    Destroyed,
}

/// The text of a cell, cleaned. A code that was written as `="001"` so that its zeros stay is `001`.
pub(super) fn read(raw: &str) -> Result<String, Bad> {
    let is_control = |c: char| c.is_control() && !matches!(c, '\n' | '\r' | '\t');
    if raw.contains(|c: char| c == '\u{FFFD}' || is_control(c)) {
        return Err(Bad::NotText);
    }
    let text = clean_line(raw);
    let text = unprotected(&text);
    let is_formula = text.starts_with('=');
    if is_formula || is_spreadsheet_error(text) || text.contains("??") || text.contains("？？") {
        return Err(Bad::Destroyed);
    }
    Ok(text.to_owned())
}

/// What people and programs write around a number so that a spreadsheet leaves it alone.
fn unprotected(text: &str) -> &str {
    if let Some(inner) = text.strip_prefix("=\"").and_then(|text| text.strip_suffix('"')) {
        return inner.trim();
    }
    match text.strip_prefix(['\'', '’', '`']) {
        Some(number) if number.starts_with(|c: char| c.is_ascii_digit()) => number,
        _ => text,
    }
}

fn is_spreadsheet_error(text: &str) -> bool {
    const ERRORS: [&str; 10] = ["#NAME?", "#REF!", "#VALUE!", "#DIV/0!", "#N/A", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA"];
    ERRORS.contains(&text) || (text.len() >= 3 && text.chars().all(|c| c == '#'))
}

/// What people write where there is nothing.
pub(super) fn is_nothing(text: &str) -> bool {
    matches!(
        text,
        "" | "-"
            | "--"
            | "—"
            | "——"
            | "/"
            | "\\"
            | "无"
            | "無"
            | "없음"
            | "없다"
            | "N/A"
            | "n/a"
            | "NULL"
            | "null"
            | "None"
            | "nan"
            | "NaN"
    )
}

/// `2.22401E+17`: a long number of which a spreadsheet kept six digits.
pub(super) fn is_rounded(text: &str) -> bool {
    let text = digits::folded(text).to_ascii_uppercase();
    let Some((number, exponent)) = text.split_once('E') else { return false };
    let signed = exponent.starts_with(['+', '-']);
    let exponent = exponent.trim_start_matches(['+', '-']);
    let number_digits = number.replace(['.', ','], "");

    is_digits(&number_digits) && is_digits(exponent) && (signed || number.len() > number_digits.len())
}

/// `3月2日`, `2-Mar`, `2020/3/2`: what a spreadsheet makes of `3-2`.
pub(super) fn is_date(text: &str) -> bool {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let text = digits::folded(text);
    let without_year = |month: char, day: char| {
        text.strip_suffix(day).and_then(|text| text.split_once(month)).is_some_and(|(month, day)| is_digits(month) && is_digits(day.trim()))
    };
    let by_name = text.split_once('-').is_some_and(|(one, other)| {
        let is_month = |text: &str| MONTHS.contains(&text.to_ascii_lowercase().as_str());
        (is_month(one) && is_digits(other)) || (is_digits(one) && is_month(other))
    });
    without_year('月', '日') || without_year('월', '일') || by_name || (!is_digits(&text) && typed::date(&text).is_ok())
}

/// An address has a letter or a digit, and is no telephone or document number.
pub(super) fn is_address(text: &str) -> bool {
    let is_long_number = text.len() >= 11 && is_digits(&digits::folded(text));
    !is_long_number && text.contains(char::is_alphanumeric)
}

/// Plain digits, and at least one.
pub(super) fn is_digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Characters of a name; the longest ones of people and offices stay far below it.
const NAME_LIMIT: usize = 100;

/// A name of a person or a place has letters, and no telephone number, date or question mark in it. It begins neither as formulas
/// do that a spreadsheet did not reckon, nor with an accent that lost its letter.
pub(super) fn is_name(text: &str) -> bool {
    let folded = digits::folded(text);
    let longest_number = folded.split(|c: char| !c.is_ascii_digit()).map(str::len).max().unwrap_or(0);
    let is_damaged = folded.starts_with(|c| matches!(c, '+' | '-' | '@' | '\u{300}'..='\u{36F}')) || text.contains(['?', '？', '"', '□']);
    text.contains(char::is_alphabetic) && text.chars().count() <= NAME_LIMIT && longest_number < 7 && !is_damaged && !is_date(text)
}

/// A person's name has one number at most, as in `住户1`; an address has several.
pub(super) fn is_name_of_person(text: &str) -> bool {
    let folded = digits::folded(text);
    is_name(text) && folded.split(|c: char| !c.is_ascii_digit()).filter(|number| !number.is_empty()).count() <= 1
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_cell_is_read_as_it_was_meant_or_told_to_be_destroyed() {
        for (raw, read_as) in [
            (" 安某\u{3000}", Ok("安某")),
            ("=\"001\"", Ok("001")),
            ("'001", Ok("001")),
            ("'t Hooft", Ok("'t Hooft")),
            ("3号楼\n501", Ok("3号楼 501")),
            ("安\u{200b}某\u{202e}", Ok("安某")),
            ("=A1&B1", Err(Bad::Destroyed)),
            ("#NAME?", Err(Bad::Destroyed)),
            ("#########", Err(Bad::Destroyed)),
            ("???", Err(Bad::Destroyed)),
            ("安\u{fffd}", Err(Bad::NotText)),
            ("安\0某", Err(Bad::NotText)),
            ("安\u{85}某", Err(Bad::NotText)),
        ] {
            assert_eq!(read(raw), read_as.map(str::to_owned), "{raw:?}");
        }
    }

    #[test]
    fn what_a_spreadsheet_made_of_codes_is_known() {
        for text in ["2.22401E+17", "2,22401E+17", "2.22401e17", "1E+05", "２．２Ｅ＋１７", "2.2E-5"] {
            assert!(is_rounded(text), "{text}");
        }
        for text in ["E12345678", "12E45", "2E1", "EB+1", "3-2-501", "1E", ""] {
            assert!(!is_rounded(text), "{text}");
        }
        for text in ["3月2日", "2-Mar", "Mar-02", "2020/3/2", "2020-03-02", "2020年3月2日", "3월 2일", "3월2일"] {
            assert!(is_date(text), "{text}");
        }
        for text in ["3-2-501", "3-2", "20200302", "YJ-001", "2020-03-02-01", "3号楼", "月日"] {
            assert!(!is_date(text), "{text}");
        }
    }

    #[test]
    fn a_name_is_told_from_a_number() {
        for text in ["安某", "住户1", "Anna", "김철수", "ئەخمەت", "买买提·阿不都", "r", "公园街道"] {
            assert!(is_name(text), "{text}");
        }
        for text in ["13843312345", "安某13843312345", "2020-02-26", "", "安?", "12", "222401198001010011", "-", "安□"] {
            assert!(!is_name(text), "{text}");
        }
        for text in ["+李四", "＋李四", "@SUM(A1)", "-王五", "\u{301}李", &"李".repeat(101)] {
            assert!(!is_name(text), "{text}");
        }
        for (text, is_person) in [("住户1", true), ("白山住户01甲", true), ("3号楼2单元501", false), ("３-２", false), ("安某", true)]
        {
            assert_eq!(is_name_of_person(text), is_person, "{text}");
        }
    }
}
