//! Who lives in a household: added, or brought up to date field by field.

use daylog_domain::{
    fold,
    roster::{Change, OfDistrict, RosterRow},
};
use daylog_storage::roster::{KnownResident, ResidentFields};

use super::{About, Decider, Id, RowChange, Step};

impl Decider {
    pub(super) fn resident(&mut self, household: Id, row: &RosterRow, stored: &[KnownResident]) -> RowChange {
        let folded = fold::name(&row.resident);
        // An older version may have stored the same person in two spellings.
        let same = |known: &&KnownResident| known.name == row.resident;
        let known = stored.iter().find(same).or_else(|| stored.iter().find(|known| fold::name(&known.name) == folded));
        match known {
            Some(known) => self.change_resident(row, known),
            None => self.add_resident(household, row, &folded),
        }
    }

    fn add_resident(&mut self, household: Id, row: &RosterRow, folded: &str) -> RowChange {
        let known = row.document.as_deref().and_then(|document| self.known.documents.get(&fold::code(document)));
        if let Some(known) = known {
            let household = known.household.clone();
            let is_same_name = known.name == folded;
            let known = if is_same_name { OfDistrict::PersonKnown { household } } else { OfDistrict::DocumentKnown { household } };
            self.warn(row.line, "document", known);
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
        let about = |field| About { line: row.line, of: &of, field };
        let document = self.field(about("document"), known.document.as_deref(), row.document.as_deref(), fold::code);
        let phone = self.field(about("phone"), known.phone.as_deref(), row.phone.as_deref(), fold::phone);
        let origin = self.field(about("from"), known.origin.as_deref(), row.origin.as_deref(), fold::name);
        let mut change = document.change.max(phone.change).max(origin.change);
        for (field, from, to) in [("first_day", known.first_day, row.first_day), ("last_day", known.last_day, row.last_day)] {
            if from != to {
                change = RowChange::Changed;
                let (from, to) = (Some(from.to_string()), Some(to.to_string()));
                self.decision.applied.changes.push(Change { line: row.line, of: of.clone(), field, from, to });
            }
        }
        if change > RowChange::Same {
            let (first_day, last_day) = (row.first_day, row.last_day);
            let fields = ResidentFields { document: document.value, phone: phone.value, origin: origin.value, first_day, last_day };
            self.decision.steps.push(Step::ChangeResident { resident: known.id, fields });
        }
        change
    }
}
