//! From text to rows. A wrong row is refused with its line and the reason; the others go on.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use csv::{ReaderBuilder, StringRecord, Trim};
use daylog_domain::{assignment::Role, time::Date};

use super::{Carer, RefusedRow, RosterRow};

const COLUMNS: [&str; 13] = [
    "street",
    "community",
    "household",
    "address",
    "resident",
    "document",
    "phone",
    "from",
    "first_day",
    "last_day",
    "guarantor",
    "guarantor_workplace",
    "cadres",
];
/// Characters in one field; the cadres' column holds several people.
const FIELD_LIMIT: usize = 400;
const CARERS_LIMIT: usize = 4000;
/// The longest file, in bytes: the rows of a hundred thousand residents.
pub const FILE_LIMIT: usize = 32 * 1024 * 1024;
const LINE_LIMIT: usize = 64 * 1024;
/// Refused rows that are listed.
const MOST_REFUSED: usize = 10_000;
/// No quarantine is that long; more is a slip of the pen.
const DAYS_LIMIT: i64 = 90;

/// Why a file holds no roster at all.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum FileProblem {
    #[error("the first line must name the columns; missing: {}", .missing.join(", "))]
    Columns { missing: Vec<&'static str> },
    #[error("larger than {limit} bytes")]
    TooLarge { limit: usize },
    #[error("line {line} is longer than {limit} bytes")]
    LongLine { line: usize, limit: usize },
}

struct Refusal {
    code: &'static str,
    column: Option<&'static str>,
    reason: String,
}

/// Reads every row; `shift_days` moves all dates.
pub fn parse(text: &str, shift_days: i64) -> Result<(Vec<RosterRow>, Vec<RefusedRow>), FileProblem> {
    check_size(text)?;
    let mut reader = ReaderBuilder::new().has_headers(false).flexible(true).trim(Trim::All).from_reader(text.as_bytes());
    let mut records = reader.records();
    let header = records.next().and_then(Result::ok).unwrap_or_default();
    let places: BTreeMap<&str, usize> = header.iter().enumerate().map(|(place, name)| (name, place)).collect();
    let missing: Vec<_> = COLUMNS.into_iter().filter(|column| !places.contains_key(column)).collect();
    if !missing.is_empty() {
        return Err(FileProblem::Columns { missing });
    }
    let mut seen = Seen::default();
    let (mut good, mut refused) = (Vec::new(), Vec::new());
    for record in records {
        // Reading text from memory: the only errors are of form, and the reader goes on behind them.
        let Ok(record) = record else { continue };
        let line = record.position().map_or(0, |position| line_of(text, position));
        let fields = Fields { record: &record, places: &places, width: header.len() };
        match fields.row(line, shift_days).and_then(|row| seen.check(row)) {
            Ok(row) => good.push(row),
            Err(_) if refused.len() == MOST_REFUSED => {
                let reason = format!("{MOST_REFUSED} rows were refused; nothing from this line on was looked at");
                refused.push(RefusedRow { line, code: "too_many_refused", column: None, reason });
                break;
            }
            Err(Refusal { code, column, reason }) => refused.push(RefusedRow { line, code, column, reason }),
        }
    }
    Ok((good, refused))
}

/// A few bytes of a strange file would otherwise become many in memory: a line of commas is a row of as many columns.
fn check_size(text: &str) -> Result<(), FileProblem> {
    if text.len() > FILE_LIMIT {
        return Err(FileProblem::TooLarge { limit: FILE_LIMIT });
    }
    match text.split('\n').position(|line| line.split('\r').any(|part| part.len() > LINE_LIMIT)) {
        Some(place) => Err(FileProblem::LongLine { line: place + 1, limit: LINE_LIMIT }),
        None => Ok(()),
    }
}

/// The reader's position stands before empty lines; the row begins behind them.
fn line_of(text: &str, position: &csv::Position) -> u64 {
    let before = usize::try_from(position.byte()).ok().and_then(|start| text.get(start..)).unwrap_or_default();
    let empty = before.chars().take_while(|c| matches!(c, '\n' | '\r')).filter(|c| *c == '\n').count();
    position.line() + empty as u64
}

/// What earlier rows of the file said, so that a later one that contradicts them is refused.
#[derive(Default)]
struct Seen {
    residents: BTreeSet<(String, String)>,
    doors: BTreeMap<String, (String, String, String)>,
}

impl Seen {
    fn check(&mut self, row: RosterRow) -> Result<RosterRow, Refusal> {
        let door = (row.street.clone(), row.community.clone(), row.address.clone());
        if self.doors.get(&row.household).is_some_and(|known| *known != door) {
            return Err(refusal("household_differs", Some("household"), "another row gives this household another community or address"));
        }
        if !self.residents.insert((row.household.clone(), row.resident.clone())) {
            return Err(refusal("resident_twice", Some("resident"), "this resident is already in the file, in the same household"));
        }
        self.doors.insert(row.household.clone(), door);
        Ok(row)
    }
}

fn refusal(code: &'static str, column: Option<&'static str>, reason: impl Into<String>) -> Refusal {
    Refusal { code, column, reason: reason.into() }
}

struct Fields<'a> {
    record: &'a StringRecord,
    places: &'a BTreeMap<&'a str, usize>,
    width: usize,
}

impl Fields<'_> {
    fn row(&self, line: u64, shift_days: i64) -> Result<RosterRow, Refusal> {
        if self.record.len() != self.width {
            let reason = format!("{} columns where the header names {}", self.record.len(), self.width);
            return Err(refusal("column_count", None, reason));
        }
        let (first_day, last_day) = (self.date("first_day", shift_days)?, self.date("last_day", shift_days)?);
        match (last_day - first_day).num_days() {
            days if days < 0 => return Err(refusal("dates_reversed", Some("last_day"), "the last day lies before the first")),
            days if days >= DAYS_LIMIT => {
                return Err(refusal("period_too_long", Some("last_day"), format!("longer than {DAYS_LIMIT} days")));
            }
            _ => {}
        }
        Ok(RosterRow {
            line,
            street: self.needed("street")?,
            community: self.needed("community")?,
            household: self.needed("household")?,
            address: self.needed("address")?,
            resident: self.needed("resident")?,
            document: self.optional("document")?,
            phone: self.phone()?,
            origin: self.optional("from")?,
            first_day,
            last_day,
            guarantor: self.optional("guarantor")?,
            guarantor_workplace: self.optional("guarantor_workplace")?,
            carers: carers(&self.text("cadres", CARERS_LIMIT)?)?,
        })
    }

    fn text(&self, column: &'static str, limit: usize) -> Result<String, Refusal> {
        let text = self.places.get(column).and_then(|place| self.record.get(*place)).unwrap_or_default().trim();
        if text.contains('\u{FFFD}') {
            return Err(refusal("not_text", Some(column), "bytes that are neither UTF-8 nor GB18030 text"));
        }
        if text.chars().any(char::is_control) {
            return Err(refusal("not_text", Some(column), "line breaks or control characters within the field"));
        }
        if text.chars().count() > limit {
            return Err(refusal("too_long", Some(column), format!("longer than {limit} characters")));
        }
        Ok(text.to_owned())
    }

    fn needed(&self, column: &'static str) -> Result<String, Refusal> {
        let text = self.text(column, FIELD_LIMIT)?;
        if text.is_empty() { Err(refusal("empty", Some(column), "must not be empty")) } else { Ok(text) }
    }

    fn optional(&self, column: &'static str) -> Result<Option<String>, Refusal> {
        Ok(Some(self.text(column, FIELD_LIMIT)?).filter(|text| !text.is_empty()))
    }

    fn phone(&self) -> Result<Option<String>, Refusal> {
        let phone = self.optional("phone")?;
        match &phone {
            Some(text) if !is_phone(text) => Err(refusal("bad_phone", Some("phone"), "a phone number has 5 to 20 digits")),
            _ => Ok(phone),
        }
    }

    fn date(&self, column: &'static str, shift_days: i64) -> Result<Date, Refusal> {
        let text = self.needed(column)?;
        // Excel writes 2020/2/26 where the roster said 2020-02-26.
        Date::parse_from_str(&text.replace(['/', '.'], "-"), "%Y-%m-%d")
            .ok()
            .and_then(|date| date.checked_add_signed(TimeDelta::try_days(shift_days)?))
            .ok_or_else(|| refusal("bad_date", Some(column), "not a date of the form 2020-02-26"))
    }
}

fn is_phone(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    (5..=20).contains(&digits) && text.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c))
}

/// `name/office/role` separated by semicolons, Western or Chinese; a fourth part is the phone number.
fn carers(text: &str) -> Result<Vec<Carer>, Refusal> {
    let mut found: Vec<Carer> = Vec::new();
    for part in text.split([';', '；']).map(str::trim).filter(|part| !part.is_empty()) {
        let mut fields = part.split('/').map(str::trim);
        let (name, office) = (fields.next().unwrap_or_default(), fields.next().unwrap_or_default());
        let role = match fields.next().unwrap_or("cadre") {
            "cadre" => Role::Cadre,
            "community" => Role::Community,
            "lead" => Role::Lead,
            _ => return Err(refusal("bad_role", Some("cadres"), "a role is cadre, community or lead")),
        };
        let phone = fields.next().filter(|phone| !phone.is_empty());
        if name.is_empty() || office.is_empty() || fields.next().is_some() {
            return Err(refusal("bad_cadre", Some("cadres"), "a cadre is written name/office/role"));
        }
        if phone.is_some_and(|phone| !is_phone(phone)) {
            return Err(refusal("bad_phone", Some("cadres"), "a phone number has 5 to 20 digits"));
        }
        let carer = Carer { name: name.to_owned(), office: office.to_owned(), role, phone: phone.map(str::to_owned) };
        if !found.contains(&carer) {
            found.push(carer);
        }
    }
    if found.is_empty() { Err(refusal("empty", Some("cadres"), "must name at least one cadre")) } else { Ok(found) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str =
        "street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres";

    fn refusal_of(row: &str) -> (u64, &'static str, Option<&'static str>) {
        let (good, refused) = parse(&format!("{HEADER}\n{row}\n"), 0).unwrap();
        assert!(good.is_empty(), "{row} was taken in");
        (refused[0].line, refused[0].code, refused[0].column)
    }

    #[test]
    fn a_wrong_row_is_refused_with_its_line_and_reason() {
        for (row, code, column) in [
            ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,", "column_count", None),
            ("s,c,h,a,,,,,2020-02-26,2020-03-10,,,n/o/cadre", "empty", Some("resident")),
            ("s,c,,a,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "empty", Some("household")),
            ("s,c,h,a,r,,,,2020-02-30,2020-03-10,,,n/o/cadre", "bad_date", Some("first_day")),
            ("s,c,h,a,r,,,,2020-02-26,soon,,,n/o/cadre", "bad_date", Some("last_day")),
            ("s,c,h,a,r,,,,2020-03-10,2020-02-26,,,n/o/cadre", "dates_reversed", Some("last_day")),
            ("s,c,h,a,r,,,,2020-02-26,2021-02-26,,,n/o/cadre", "period_too_long", Some("last_day")),
            ("s,c,h,a,r,,call me,,2020-02-26,2020-03-10,,,n/o/cadre", "bad_phone", Some("phone")),
            ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,,", "empty", Some("cadres")),
            ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,,n", "bad_cadre", Some("cadres")),
            ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,,n/o/boss", "bad_role", Some("cadres")),
            ("s,c,h,a\u{FFFD},r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "not_text", Some("address")),
        ] {
            assert_eq!(refusal_of(row), (2, code, column), "{row}");
        }
    }

    #[test]
    fn good_rows_go_in_beside_wrong_ones_and_contradictions_are_named() {
        let text = format!(
            "{HEADER}\n\
             s,c,h1,a,r1,,10000000001,k,2020/2/26,2020-03-10,g,w,甲/市委办/cadre；乙/园锦社区/community\n\
             s,c,h1,a,r1,,,,2020-02-26,2020-03-10,,,n/o/cadre\n\
             s,other,h1,a,r2,,,,2020-02-26,2020-03-10,,,n/o/cadre\n\
             \n\
             s,c,h2,\"b,\"\"x\"\"\",r1,,,,2020-02-26,2020-03-10,,,n/o\n"
        );
        let (good, refused) = parse(&text, 3).unwrap();
        assert_eq!(good.iter().map(|row| (row.line, row.household.as_str())).collect::<Vec<_>>(), [(2, "h1"), (6, "h2")]);
        assert_eq!(good[0].first_day.to_string(), "2020-02-29");
        assert_eq!(
            good[0].carers.iter().map(|carer| (carer.name.as_str(), carer.role)).collect::<Vec<_>>(),
            [("甲", Role::Cadre), ("乙", Role::Community)]
        );
        assert_eq!(good[1].address, "b,\"x\"");
        assert_eq!(refused.iter().map(|row| (row.line, row.code)).collect::<Vec<_>>(), [(3, "resident_twice"), (4, "household_differs")]);
    }

    #[test]
    fn a_file_that_would_fill_the_memory_is_named_and_not_read() {
        let row = "s,c,h,a,r,,,,2020-02-26,2020-03-10,,,n/o/cadre";
        let long = format!("{HEADER}\r\n{row}\n{}", ",".repeat(LINE_LIMIT + 1));
        assert!(matches!(parse(&long, 0), Err(FileProblem::LongLine { line: 3, .. })));
        assert!(matches!(parse(&"\n".repeat(FILE_LIMIT + 1), 0), Err(FileProblem::TooLarge { .. })));
        let (good, refused) = parse(&format!("{HEADER}\n{row}\n{}{row}", "x\n".repeat(MOST_REFUSED + 1)), 0).unwrap();
        assert_eq!((good.len(), refused.len()), (1, MOST_REFUSED + 1));
        assert_eq!(refused.last().map(|row| (row.code, row.line)), Some(("too_many_refused", MOST_REFUSED as u64 + 3)));
    }

    #[test]
    fn a_file_without_the_header_is_no_roster() {
        assert!(matches!(parse("s,c,h,a,r\n", 0), Err(FileProblem::Columns { missing }) if missing.len() == 13));
        assert!(parse("", 0).is_err());
    }
}
