//! One household of the file with all its rows: where it is, who vouches for it, and what is counted of it.

use daylog_domain::{
    change::{Field, Subject},
    fold,
    household::Quarantine,
    roster::{OfDistrict, Remark, RosterRow},
};
use daylog_storage::roster::{HouseholdFields, KnownResident};

use super::{About, Decider, Id, Kept, RowChange, Step, index::Home};

impl Decider {
    pub(super) fn home(&mut self, rows: &[&RosterRow]) {
        let Some(first) = rows.first() else { return };
        if !self.is_within(rows) {
            let refused = rows.iter().map(|row| Remark::new(row.line, Some("community"), OfDistrict::OutsideScope));
            self.decision.applied.refused.extend(refused);
            return;
        }
        if let Some(other) = self.known.other_with_zeros(&first.household) {
            let zeros = OfDistrict::CodeZeros { other: other.to_owned() };
            let refused = rows.iter().map(|row| Remark::new(row.line, Some("household"), zeros.clone()));
            self.decision.applied.refused.extend(refused);
            return;
        }
        let home = self.known.home(&first.household);
        let (household, mut of_home) = match &home {
            Some(home) => (Id::Stored(home.household.id), self.change_household(home, first, rows)),
            None => (self.add_household(first, rows), RowChange::Added),
        };
        let (residents, assignments) = home.map(|home| (home.residents, home.assignments)).unwrap_or_default();
        let is_whole = self.is_whole(&residents, rows);
        let changes: Vec<_> = rows.iter().map(|row| self.resident(household, row, &residents, rows)).collect();
        of_home = of_home.max(self.assign(household, &assignments, rows, is_whole));
        self.count(household, of_home, &changes);
    }

    /// Whether whoever imports may do so at every place that the household has or had.
    fn is_within(&self, rows: &[&RosterRow]) -> bool {
        let before = rows.first().and_then(|row| self.known.place_of_home(&row.household));
        let named = rows.iter().map(|row| self.known.place_named(&row.street, &row.community));
        named.chain(before).all(|place| self.covers(place))
    }

    /// Whether the file holds everybody of the household whose quarantine is not over.
    fn is_whole(&self, residents: &[KnownResident], rows: &[&RosterRow]) -> bool {
        let is_named = |known: &KnownResident| self.line_of(known, residents, rows).is_some();
        let today = self.zone.date_of(self.now);
        // One that ended today is over from that moment on.
        let is_over = |quarantine: Quarantine| quarantine.last() < today || !quarantine.owes_at(self.now);
        self.taking.is_complete || residents.iter().filter(|known| !is_over(known.quarantine)).all(is_named)
    }

    /// Each row once: what changed of the household as a whole counts with its first row.
    fn count(&mut self, household: Id, of_home: RowChange, changes: &[RowChange]) {
        for (place, change) in changes.iter().enumerate() {
            let of_row = if place == 0 { of_home } else { RowChange::Same };
            match (*change, of_row) {
                (RowChange::Added, _) => self.decision.applied.added += 1,
                (RowChange::Same, RowChange::Same) => self.decision.applied.unchanged += 1,
                _ => self.decision.applied.changed += 1,
            }
        }
        if of_home > RowChange::Same || changes.iter().any(|change| *change > RowChange::Same) {
            self.changed.insert(household);
        }
    }

    fn add_household(&mut self, first: &RosterRow, rows: &[&RosterRow]) -> Id {
        let community = self.community(first).id;
        let fields = HouseholdFields {
            address: first.address.clone(),
            guarantor: said(rows, |row| row.guarantor.as_deref()).map(str::to_owned),
            guarantor_workplace: said(rows, |row| row.guarantor_workplace.as_deref()).map(str::to_owned),
        };
        self.known.remember_number(&first.household);
        self.decision.applied.new.households.push(first.household.clone());
        self.add(Step::AddHousehold { community, code: first.household.clone(), fields })
    }

    fn change_household(&mut self, home: &Home, first: &RosterRow, rows: &[&RosterRow]) -> RowChange {
        let said_community = self.community(first);
        let stored = &home.household;
        let place = self.known.places.get(&stored.community).cloned();
        let (guarantor, workplace) = (said(rows, |row| row.guarantor.as_deref()), said(rows, |row| row.guarantor_workplace.as_deref()));
        let of = |field| Some(Kept { subject: Subject::Household, id: stored.id, household: Some(stored.id), field });
        let about = |field, kept| About { line: first.line, of: &first.household, field, kept: of(kept) };
        let place = self.field(about("community", Field::Community), place.as_deref(), Some(&said_community.full), fold::name);
        let address = self.field(about("address", Field::Address), Some(&stored.address), Some(&first.address), fold::code);
        let guarantor = self.field(about("guarantor", Field::Guarantor), stored.guarantor.as_deref(), guarantor, fold::name);
        let workplace = self.field(
            about("guarantor_workplace", Field::GuarantorWorkplace),
            stored.guarantor_workplace.as_deref(),
            workplace,
            fold::name,
        );
        let change = place.change.max(address.change).max(guarantor.change).max(workplace.change);
        if change > RowChange::Same {
            // A community that an older version stored in two spellings is not moved to the other.
            let community = if place.change > RowChange::Same { said_community.id } else { Id::Stored(stored.community) };
            let fields = HouseholdFields {
                address: address.value.unwrap_or_default(),
                guarantor: guarantor.value,
                guarantor_workplace: workplace.value,
            };
            self.decision.steps.push(Step::ChangeHousehold { household: stored.id, community, fields });
        }
        change
    }
}

/// What the first of the rows says that says anything.
fn said<'a>(rows: &[&'a RosterRow], of: impl Fn(&'a RosterRow) -> Option<&'a str>) -> Option<&'a str> {
    rows.iter().find_map(|row| of(row))
}
