//! What earlier rows of the file said, so that a later one that contradicts them is refused. Spellings that mean the same are.

use std::{
    collections::{BTreeMap, BTreeSet},
    hash::{BuildHasher, Hash, RandomState},
};

use daylog_domain::{
    assignment::Role,
    fold,
    roster::{Assignee, OfFile, Remark, RosterRow},
};

use super::zeros;

/// Stands for a folded text, or for several of them: a file's texts are not held twice. Its key is drawn for each file, and that
/// two texts of one file share it is as good as impossible.
type Print = u64;

#[derive(Default)]
pub(super) struct Seen {
    key: RandomState,
    /// A household and a resident's name.
    residents: BTreeSet<Print>,
    /// Each by household.
    doors: BTreeMap<Print, Print>,
    guarantors: BTreeMap<Print, Print>,
    workplaces: BTreeMap<Print, Print>,
    /// Codes of digits only, without their zeros in front, and how many of those were written.
    numbers: BTreeMap<Print, usize>,
    phones: BTreeMap<Print, Print>,
    /// Roles by household and cadre.
    roles: BTreeMap<(Print, Print), Role>,
    /// Where the person of a document was, as it was written, and the name.
    documents: BTreeMap<Print, (Box<str>, Print)>,
}

impl Seen {
    /// A row, or what it contradicts; with a warning where one document is two people's. Only a row that stands is remembered.
    pub(super) fn check(&mut self, row: &RosterRow) -> Result<Option<Remark>, Remark> {
        let code = fold::code(&row.household);
        let (household, name) = (self.print(&code), self.print(fold::name(&row.resident)));
        let resident = self.print((household, name));
        let refuse = |column, why: OfFile| Err(Remark::new(row.line, Some(column), why));
        if let Some((number, zeros)) = zeros::number_of(&code)
            && let Some(others) = self.numbers.get(&self.print(number)).filter(|others| **others != zeros)
        {
            let other = "0".repeat(*others) + number;
            return refuse("household", OfFile::CodeZeros { other });
        }
        if self.residents.contains(&resident) {
            return refuse("resident", OfFile::ResidentTwice);
        }
        if differs(self.doors.get(&household), Some(self.door_of(row))) {
            return refuse("household", OfFile::HouseholdDiffers);
        }
        if differs(self.guarantors.get(&household), self.name_of(row.guarantor.as_deref())) {
            return refuse("guarantor", OfFile::GuarantorDiffers);
        }
        if differs(self.workplaces.get(&household), self.name_of(row.guarantor_workplace.as_deref())) {
            return refuse("guarantor_workplace", OfFile::WorkplaceDiffers);
        }
        let role_of = |assignee| self.roles.get(&(household, self.cadre(assignee)));
        if row.assignees.iter().any(|assignee| role_of(assignee).is_some_and(|role| *role != assignee.role)) {
            return refuse("cadres", OfFile::CadreDiffers);
        }
        if row.assignees.iter().any(|assignee| differs(self.phones.get(&self.cadre(assignee)), self.phone_of(assignee))) {
            return refuse("cadres", OfFile::CadrePhoneDiffers);
        }
        let mut warning = None;
        if let Some(document) = &row.document
            && let Some((home, other)) = self.documents.get(&self.print(document))
        {
            if *other == name {
                return refuse("document", OfFile::PersonTwice);
            }
            let shared = OfFile::DocumentShared { household: home.to_string() };
            warning = Some(Remark::new(row.line, Some("document"), shared));
        }
        if let Some((number, zeros)) = zeros::number_of(&code) {
            self.numbers.insert(self.print(number), zeros);
        }
        self.residents.insert(resident);
        self.remember(row, household, name);
        Ok(warning)
    }

    fn remember(&mut self, row: &RosterRow, household: Print, name: Print) {
        if let Some(document) = &row.document {
            self.documents.entry(self.key.hash_one(document)).or_insert_with(|| (row.household.as_str().into(), name));
        }
        for assignee in &row.assignees {
            let cadre = self.cadre(assignee);
            self.roles.insert((household, cadre), assignee.role);
            if let Some(phone) = self.phone_of(assignee) {
                self.phones.insert(cadre, phone);
            }
        }
        self.doors.insert(household, self.door_of(row));
        if let Some(guarantor) = self.name_of(row.guarantor.as_deref()) {
            self.guarantors.insert(household, guarantor);
        }
        if let Some(workplace) = self.name_of(row.guarantor_workplace.as_deref()) {
            self.workplaces.insert(household, workplace);
        }
    }

    fn print(&self, what: impl Hash) -> Print {
        self.key.hash_one(what)
    }

    fn name_of(&self, name: Option<&str>) -> Option<Print> {
        name.map(|name| self.print(fold::name(name)))
    }

    fn door_of(&self, row: &RosterRow) -> Print {
        self.print((fold::name(&row.street), fold::name(&row.community), fold::code(&row.address)))
    }

    fn cadre(&self, assignee: &Assignee) -> Print {
        self.print(fold::cadre(&assignee.name, &assignee.office))
    }

    fn phone_of(&self, assignee: &Assignee) -> Option<Print> {
        assignee.phone.as_deref().map(|phone| self.print(fold::phone(phone)))
    }
}

fn differs(known: Option<&Print>, said: Option<Print>) -> bool {
    known.zip(said).is_some_and(|(known, said)| *known != said)
}
