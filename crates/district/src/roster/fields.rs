//! One row: its cells by column, checked one by one. A bad telephone number costs a warning, anything else the row.

use chrono::TimeDelta;
use daylog_domain::{
    roster::{Remark, RosterRow},
    text::digits,
    time::Date,
};

use super::{
    assignees,
    cell::{self, Bad},
    columns::Columns,
    dates,
    document::{self, Document},
    phone, plausible,
};

/// Characters in one field; the cadres' column holds several people.
const FIELD_LIMIT: usize = 400;
const ASSIGNEES_LIMIT: usize = 4000;
/// No quarantine is that long; more is a slip of the pen.
const DAYS_LIMIT: i64 = 90;
/// Fourteen days are usual, and twice as many happen.
const DAYS_USUAL: i64 = 30;

pub(super) struct Fields<'a> {
    pub(super) line: u64,
    pub(super) columns: &'a Columns,
    pub(super) cells: &'a [String],
    pub(super) shift_days: i64,
    pub(super) warnings: Vec<Remark>,
}

impl Fields<'_> {
    pub(super) fn row(&mut self) -> Result<RosterRow, Remark> {
        self.check_width()?;
        if self.columns.is_header(self.cells) {
            return Err(self.refusal("header_again", None, "the names of the columns once more"));
        }
        let (first_day, last_day) = (self.date("first_day")?, self.date("last_day")?);
        self.check_period(first_day, last_day)?;
        let row = RosterRow {
            line: self.line,
            street: self.name("street")?,
            community: self.name("community")?,
            household: self.code()?,
            address: self.address()?,
            resident: self.name_of_person("resident")?,
            document: self.document()?,
            phone: self.phone()?,
            origin: self.optional("from")?,
            first_day,
            last_day,
            guarantor: self.optional_name("guarantor", cell::is_name_of_person)?,
            guarantor_workplace: self.optional_name("guarantor_workplace", cell::is_name)?,
            assignees: self.assignees()?,
        };
        Ok(row)
    }

    fn check_width(&self) -> Result<(), Remark> {
        let names = self.columns.width();
        if self.cells.len() < names || self.columns.has_orphans(self.cells) {
            let reason = format!("{} columns where the header names {names}", self.cells.len());
            return Err(self.refusal("column_count", None, reason));
        }
        Ok(())
    }

    fn check_period(&mut self, first_day: Date, last_day: Date) -> Result<(), Remark> {
        match (last_day - first_day).num_days() {
            days if days < 0 => Err(self.refusal("dates_reversed", Some("last_day"), "the last day lies before the first")),
            days if days >= DAYS_LIMIT => Err(self.refusal("period_too_long", Some("last_day"), format!("longer than {DAYS_LIMIT} days"))),
            days if days >= DAYS_USUAL => {
                self.warn("period_long", "last_day", format!("{} days are an unusually long quarantine", days + 1));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn refusal(&self, code: &'static str, column: Option<&'static str>, reason: impl Into<String>) -> Remark {
        Remark::new(self.line, code, column, reason)
    }

    fn warn(&mut self, code: &'static str, column: &'static str, reason: impl Into<String>) {
        self.warnings.push(Remark::new(self.line, code, Some(column), reason));
    }

    fn text(&mut self, column: &'static str, limit: usize) -> Result<String, Remark> {
        let text = cell::read(self.columns.cell(self.cells, column)).map_err(|bad| match bad {
            Bad::NotText => self.refusal("not_text", Some(column), "bytes that are no text, or control characters"),
            Bad::Destroyed => self.refusal(
                "destroyed",
                Some(column),
                "a formula, an error or question marks of a spreadsheet instead of what stood there",
            ),
        })?;
        if text.chars().count() > limit {
            return Err(self.refusal("too_long", Some(column), format!("longer than {limit} characters")));
        }
        if text.contains(plausible::is_private) {
            self.warn("private_character", column, "holds a character that other computers and phones cannot show");
        }
        Ok(text)
    }

    fn needed(&mut self, column: &'static str) -> Result<String, Remark> {
        let text = self.text(column, FIELD_LIMIT)?;
        if cell::is_nothing(&text) { Err(self.refusal("empty", Some(column), "must not be empty")) } else { Ok(text) }
    }

    fn optional(&mut self, column: &'static str) -> Result<Option<String>, Remark> {
        Ok(Some(self.text(column, FIELD_LIMIT)?).filter(|text| !cell::is_nothing(text)))
    }

    fn name(&mut self, column: &'static str) -> Result<String, Remark> {
        let name = self.needed(column)?;
        self.check_name(column, &name, cell::is_name)?;
        Ok(name)
    }

    fn name_of_person(&mut self, column: &'static str) -> Result<String, Remark> {
        let name = self.needed(column)?;
        self.check_name(column, &name, cell::is_name_of_person)?;
        Ok(name)
    }

    fn optional_name(&mut self, column: &'static str, is_name: fn(&str) -> bool) -> Result<Option<String>, Remark> {
        let name = self.optional(column)?;
        name.as_deref().map_or(Ok(()), |name| self.check_name(column, name, is_name))?;
        Ok(name)
    }

    fn check_name(&self, column: &'static str, name: &str, is_name: fn(&str) -> bool) -> Result<(), Remark> {
        if is_name(name) {
            return Ok(());
        }
        Err(self.refusal(
            "not_a_name",
            Some(column),
            "no name: letters are missing, or a number, a date, an address, a formula or question marks stand there; the columns may be \
             exchanged",
        ))
    }

    fn code(&mut self) -> Result<String, Remark> {
        let code = self.needed("household")?;
        if cell::is_date(&code) || cell::is_rounded(&code) || code.strip_suffix(".0").is_some_and(cell::is_digits) {
            return Err(self.refusal("destroyed", Some("household"), "a spreadsheet made a date or another number of this code"));
        }
        // A code is typed again on phones, whose digits are plain.
        Ok(digits::folded(&code))
    }

    fn address(&mut self) -> Result<String, Remark> {
        let address = self.needed("address")?;
        if cell::is_date(&address) || cell::is_rounded(&address) {
            return Err(self.refusal("destroyed", Some("address"), "a spreadsheet made a date or a number of this address"));
        }
        let is_long_number = address.len() >= 11 && cell::is_digits(&digits::folded(&address));
        if is_long_number || !address.contains(char::is_alphanumeric) {
            return Err(self.refusal("not_an_address", Some("address"), "no address: the columns may be exchanged"));
        }
        Ok(address)
    }

    fn document(&mut self) -> Result<Option<String>, Remark> {
        let Some(text) = self.optional("document")? else { return Ok(None) };
        let refuse = |code, reason| Err(self.refusal(code, Some("document"), reason));
        match document::read(&text) {
            Document::Good(number) => Ok(Some(number)),
            Document::WithZeros(number) => {
                self.warn(
                    "document_zeros",
                    "document",
                    "ends with three zeros, as numbers do of which a spreadsheet took the end away: compare it",
                );
                Ok(Some(number))
            }
            Document::Destroyed => refuse(
                "document_destroyed",
                "a spreadsheet took the last digits away: give the column the format of text, and type the number again",
            ),
            Document::Wrong => refuse("document_wrong", "not the number of an identity card: its last character does not fit the others"),
            Document::Phone => refuse("document_phone", "a mobile phone's number: the columns may be exchanged"),
            Document::NoNumber => {
                self.warn("document_lost", "document", format!("no number in it, left out: {text}"));
                Ok(None)
            }
        }
    }

    fn phone(&mut self) -> Result<Option<String>, Remark> {
        let Some(text) = self.optional("phone")? else { return Ok(None) };
        let phones = phone::read(&text);
        if let Some(left_out) = phones.left_out {
            self.warn("bad_phone", "phone", format!("no telephone number, left out: {left_out}"));
        }
        Ok(phones.numbers)
    }

    fn date(&mut self, column: &'static str) -> Result<Date, Remark> {
        let text = self.needed(column)?;
        let date = dates::read(&text).map_err(|reason| self.refusal("bad_date", Some(column), reason))?;
        let shifted = TimeDelta::try_days(self.shift_days).and_then(|days| date.checked_add_signed(days));
        shifted.ok_or_else(|| self.refusal("bad_date", Some(column), dates::FORM))
    }

    fn assignees(&mut self) -> Result<Vec<daylog_domain::roster::Assignee>, Remark> {
        let text = self.text("cadres", ASSIGNEES_LIMIT)?;
        let (assignees, lost) = assignees::read(&text).map_err(|bad| self.refusal(bad.code, Some("cadres"), bad.reason))?;
        for left_out in lost {
            self.warn("bad_phone", "cadres", format!("no telephone number, left out: {left_out}"));
        }
        Ok(assignees)
    }
}
