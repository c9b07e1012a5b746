//! One row: its cells by column, checked one by one. A bad telephone number costs a warning, anything else the row.

use chrono::TimeDelta;
use daylog_domain::{
    roster::{OfRow, Remark, RosterRow},
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
pub(super) const FIELD_LIMIT: usize = 400;
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
            return Err(self.refusal(None, OfRow::HeaderAgain));
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
            return Err(self.refusal(None, OfRow::ColumnCount { found: self.cells.len(), named: names }));
        }
        Ok(())
    }

    fn check_period(&mut self, first_day: Date, last_day: Date) -> Result<(), Remark> {
        match (last_day - first_day).num_days() {
            days if days < 0 => Err(self.refusal(Some("last_day"), OfRow::DatesReversed)),
            days if days >= DAYS_LIMIT => Err(self.refusal(Some("last_day"), OfRow::PeriodTooLong { limit_days: DAYS_LIMIT })),
            days if days >= DAYS_USUAL => {
                self.warn("last_day", OfRow::PeriodLong { days: days + 1 });
                Ok(())
            }
            _ => Ok(()),
        }
    }

    pub(super) fn refusal(&self, column: Option<&'static str>, why: OfRow) -> Remark {
        Remark::new(self.line, column, why)
    }

    fn warn(&mut self, column: &'static str, of: OfRow) {
        self.warnings.push(Remark::new(self.line, Some(column), of));
    }

    fn text(&mut self, column: &'static str, limit: usize) -> Result<String, Remark> {
        let text = cell::read(self.columns.cell(self.cells, column)).map_err(|bad| match bad {
            Bad::NotText => self.refusal(Some(column), OfRow::NotText),
            Bad::Destroyed => self.refusal(Some(column), OfRow::Destroyed),
        })?;
        if text.chars().count() > limit {
            return Err(self.refusal(Some(column), OfRow::TooLong { limit }));
        }
        if text.contains(plausible::is_private) {
            self.warn(column, OfRow::PrivateCharacter);
        }
        Ok(text)
    }

    fn needed(&mut self, column: &'static str) -> Result<String, Remark> {
        let text = self.text(column, FIELD_LIMIT)?;
        if cell::is_nothing(&text) { Err(self.refusal(Some(column), OfRow::Empty)) } else { Ok(text) }
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
        Err(self.refusal(Some(column), OfRow::NotAName))
    }

    fn code(&mut self) -> Result<String, Remark> {
        let code = self.needed("household")?;
        if cell::is_date(&code) || cell::is_rounded(&code) || code.strip_suffix(".0").is_some_and(cell::is_digits) {
            return Err(self.refusal(Some("household"), OfRow::CodeDestroyed));
        }
        // A code is typed again on phones, whose digits are plain.
        Ok(digits::folded(&code))
    }

    fn address(&mut self) -> Result<String, Remark> {
        let address = self.needed("address")?;
        if cell::is_date(&address) || cell::is_rounded(&address) {
            return Err(self.refusal(Some("address"), OfRow::AddressDestroyed));
        }
        if !cell::is_address(&address) {
            return Err(self.refusal(Some("address"), OfRow::NotAnAddress));
        }
        Ok(address)
    }

    fn document(&mut self) -> Result<Option<String>, Remark> {
        let Some(text) = self.optional("document")? else { return Ok(None) };
        let refuse = |why| Err(self.refusal(Some("document"), why));
        match document::read(&text) {
            Document::Good(number) => Ok(Some(number)),
            Document::WithZeros(number) => {
                self.warn("document", OfRow::DocumentZeros);
                Ok(Some(number))
            }
            Document::Destroyed => refuse(OfRow::DocumentDestroyed),
            Document::Wrong => refuse(OfRow::DocumentWrong),
            Document::Phone => refuse(OfRow::DocumentPhone),
            Document::NoNumber => {
                self.warn("document", OfRow::DocumentLost { left_out: text });
                Ok(None)
            }
        }
    }

    fn phone(&mut self) -> Result<Option<String>, Remark> {
        let Some(text) = self.optional("phone")? else { return Ok(None) };
        let phones = phone::read(&text);
        if let Some(left_out) = phones.left_out {
            self.warn("phone", OfRow::BadPhone { left_out });
        }
        Ok(phones.numbers)
    }

    fn date(&mut self, column: &'static str) -> Result<Date, Remark> {
        let text = self.needed(column)?;
        let date = dates::read(&text, self.columns.epoch).map_err(|why| self.refusal(Some(column), why))?;
        let shifted = TimeDelta::try_days(self.shift_days).and_then(|days| date.checked_add_signed(days));
        shifted.ok_or_else(|| self.refusal(Some(column), OfRow::BadDate))
    }

    fn assignees(&mut self) -> Result<Vec<daylog_domain::roster::Assignee>, Remark> {
        let text = self.text("cadres", ASSIGNEES_LIMIT)?;
        let (assignees, lost) = assignees::read(&text).map_err(|why| self.refusal(Some("cadres"), why))?;
        for left_out in lost {
            self.warn("cadres", OfRow::BadPhone { left_out });
        }
        Ok(assignees)
    }
}
