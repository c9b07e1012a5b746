//! Who lives in a household: added, or brought up to date field by field.

use daylog_domain::{
    change::{Field, Subject},
    fold,
    household::Quarantine,
    roster::{OfDistrict, RosterRow},
    time::Date,
};
use daylog_storage::{
    changes::NewChange,
    roster::{KnownResident, ResidentFields},
};

use super::{About, Decider, Id, Kept, RowChange, Step, index::numbers};
use crate::quarantine::end_text;

impl Decider {
    pub(super) fn resident(&mut self, household: Id, row: &RosterRow, stored: &[KnownResident], rows: &[&RosterRow]) -> RowChange {
        let folded = fold::name(&row.resident);
        // An older version may have stored the same person in two spellings.
        let same = |known: &&KnownResident| known.name == row.resident;
        let known = stored.iter().find(same).or_else(|| stored.iter().find(|known| fold::name(&known.name) == folded));
        // Whose name was corrected is the same person under the old one.
        match known.or_else(|| stored.iter().find(|known| self.line_of(known, stored, rows) == Some(row.line))) {
            Some(known) => self.change_resident(row, known),
            None => self.add_resident(household, row, &folded),
        }
    }

    /// The line of the household's rows that means this resident: by the name, or else the first by one that was corrected since.
    /// A name that somebody else of the household has means them, and so does one beside another document.
    pub(super) fn line_of(&self, known: &KnownResident, stored: &[KnownResident], rows: &[&RosterRow]) -> Option<u64> {
        let is_called = |known: &KnownResident, row: &RosterRow| fold::name(&known.name) == fold::name(&row.resident);
        let former = self.known.former_names.get(&known.id);
        let was_called = |row: &RosterRow| {
            former.is_some_and(|names| names.contains(&fold::name(&row.resident)))
                && !has_other_document(known, row)
                && !stored.iter().any(|other| is_called(other, row))
        };
        let present = rows.iter().find(|row| is_called(known, row));
        present.or_else(|| rows.iter().find(|row| was_called(row))).map(|row| row.line)
    }

    fn add_resident(&mut self, household: Id, row: &RosterRow, folded: &str) -> RowChange {
        let by_document = row.document.as_deref().and_then(|document| self.known.documents.get(&fold::code(document)));
        let (known, column) = match by_document {
            Some(known) => (Some(known), "document"),
            None => {
                let mut found = numbers(row.phone.as_deref()).filter_map(|number| self.known.dialled.get(&(folded.to_owned(), number)));
                (found.next(), "phone")
            }
        };
        // Whoever sees one street only learns nothing of the others here.
        if let Some(known) = known.filter(|known| self.covers(self.known.place_of(known.community))) {
            let household = known.household.clone();
            let is_same_name = known.name == folded;
            let known = if is_same_name { OfDistrict::PersonKnown { household } } else { OfDistrict::DocumentKnown { household } };
            self.warn(row.line, column, known);
        }
        let fields = ResidentFields {
            document: row.document.clone(),
            phone: row.phone.clone(),
            origin: row.origin.clone(),
            first_day: row.first_day,
            last_day: row.last_day,
        };
        self.decision.steps.push(Step::AddResident { household, name: row.resident.clone(), fields });
        self.decision.applied.new.residents.push(format!("{} {}", row.household, row.resident));
        RowChange::Added
    }

    fn change_resident(&mut self, row: &RosterRow, known: &KnownResident) -> RowChange {
        let of = format!("{} {}", row.household, known.name);
        let kept_as = |field| Kept { subject: Subject::Resident, id: known.id, household: Some(known.household), field };
        let about = |field, of_history| About { line: row.line, of: &of, field, kept: Some(kept_as(of_history)) };
        let name = self.field(about("resident", Field::Name), Some(&known.name), Some(&row.resident), fold::name);
        let document = self.field(about("document", Field::Document), known.document.as_deref(), row.document.as_deref(), fold::code);
        let phone = self.field(about("phone", Field::Phone), known.phone.as_deref(), row.phone.as_deref(), fold::phone);
        let origin = self.field(about("from", Field::Origin), known.origin.as_deref(), row.origin.as_deref(), fold::name);
        let mut change = document.change.max(phone.change).max(origin.change);
        let comes_back = comes_back(known.quarantine, row);
        if comes_back {
            // What was said by hand was said of the quarantine before.
            let of_days = [Field::FirstDay, Field::LastDay].map(|field| (Subject::Resident, known.id, field));
            self.known.by_hand.retain(|by_hand| !of_days.contains(by_hand));
        }
        let mut day = |about: About<'_>, from: Date, to: Date| {
            let changes = from != to && self.changes(about, Some(&from.to_string()), Some(&to.to_string()));
            change = change.max(if changes { RowChange::Changed } else { RowChange::Same });
            if changes { to } else { from }
        };
        let first_day = day(about("first_day", Field::FirstDay), known.quarantine.first_day, row.first_day);
        let last_day = day(about("last_day", Field::LastDay), known.quarantine.last_day, row.last_day);
        if name.change > RowChange::Same {
            let step = Step::RenameResident { resident: known.id, household: known.household, name: name.value.unwrap_or_default() };
            self.decision.steps.push(step);
        }
        if change > RowChange::Same {
            let fields = ResidentFields { document: document.value, phone: phone.value, origin: origin.value, first_day, last_day };
            self.decision.steps.push(Step::ChangeResident { resident: known.id, fields });
        }
        if let Some(end) = known.quarantine.ended.filter(|_| comes_back) {
            self.decision.steps.push(Step::TakeEndAway { resident: known.id });
            let Kept { subject, id, household, field } = kept_as(Field::Ended);
            let before = Some(end_text(end, self.zone));
            self.decision.history.push(NewChange { subject, id, household, field, before, after: None });
        }
        change.max(name.change)
    }
}

/// Whether a row is about another quarantine than the stored one: it begins when that was over. One that was over before it
/// began is the same as long as its first day is.
fn comes_back(stored: Quarantine, row: &RosterRow) -> bool {
    row.first_day > stored.last().max(stored.first_day)
}

fn has_other_document(known: &KnownResident, row: &RosterRow) -> bool {
    known.document.as_deref().zip(row.document.as_deref()).is_some_and(|(one, other)| fold::code(one) != fold::code(other))
}
