//! What earlier rows of the file said, so that a later one that contradicts them is refused. Spellings that mean the same are.

use std::collections::{BTreeMap, BTreeSet};

use daylog_domain::{assignment::Role, fold};

use super::{RosterRow, remarks::Remark};

/// A cadre's folded name and office.
type CadreKey = (String, String);

#[derive(Default)]
pub(super) struct Seen {
    residents: BTreeSet<(String, String)>,
    homes: BTreeMap<String, Home>,
    /// Codes of digits only, without their zeros in front, and as they were written.
    numbers: BTreeMap<String, String>,
    phones: BTreeMap<CadreKey, String>,
    /// Where the person of a document was.
    documents: BTreeMap<String, (String, String)>,
}

#[derive(Default)]
struct Home {
    door: Option<(String, String, String)>,
    guarantor: Option<String>,
    guarantor_workplace: Option<String>,
    roles: BTreeMap<CadreKey, Role>,
}

impl Seen {
    /// A row, or what it contradicts; with a warning where one document is two people's. Only a row that stands is remembered.
    pub(super) fn check(&mut self, row: &RosterRow) -> Result<Option<Remark>, Remark> {
        let household = fold::code(&row.household);
        let resident = (household.clone(), fold::name(&row.resident));
        let refuse = |code, column, reason: &str| Err(Remark::new(row.line, code, Some(column), reason));
        if let Some(other) = self.numbers.get(without_zeros(&household)).filter(|other| **other != household) {
            return refuse(
                "code_zeros",
                "household",
                &format!("{other} stands in the file too: a spreadsheet takes zeros away, write the code as text"),
            );
        }
        if self.residents.contains(&resident) {
            return refuse("resident_twice", "resident", "this resident is already in the file, in the same household");
        }
        if let Some(home) = self.homes.get(&household) {
            if home.door.as_ref().is_some_and(|door| *door != door_of(row)) {
                return refuse("household_differs", "household", "another row gives this household another community or address");
            }
            if differs(home.guarantor.as_deref(), row.guarantor.as_deref()) {
                return refuse("guarantor_differs", "guarantor", "another row gives this household another guarantor");
            }
            if differs(home.guarantor_workplace.as_deref(), row.guarantor_workplace.as_deref()) {
                return refuse(
                    "guarantor_differs",
                    "guarantor_workplace",
                    "another row gives this household another workplace of its guarantor",
                );
            }
            if row.carers.iter().any(|carer| home.roles.get(&key_of(carer)).is_some_and(|role| *role != carer.role)) {
                return refuse("cadre_differs", "cadres", "another row gives a cadre of this household another role");
            }
        }
        let phone_of = |carer: &super::Carer| carer.phone.as_deref().map(fold::phone);
        if row
            .carers
            .iter()
            .any(|carer| phone_of(carer).is_some_and(|phone| self.phones.get(&key_of(carer)).is_some_and(|known| *known != phone)))
        {
            return refuse("cadre_phone_differs", "cadres", "another row gives this cadre another telephone number");
        }
        let mut warning = None;
        if let Some(document) = &row.document
            && let Some((home, name)) = self.documents.get(document)
        {
            if *name == resident.1 {
                return refuse("person_twice", "document", "this person is already in the file, in another household");
            }
            let reason = format!("the same document as another person's of household {home}");
            warning = Some(Remark::new(row.line, "document_shared", Some("document"), reason));
        }
        self.remember(row, household, resident);
        Ok(warning)
    }

    fn remember(&mut self, row: &RosterRow, household: String, resident: (String, String)) {
        if let Some(document) = &row.document {
            self.documents.entry(document.clone()).or_insert((row.household.clone(), resident.1.clone()));
        }
        self.residents.insert(resident);
        if household.bytes().all(|byte| byte.is_ascii_digit()) {
            self.numbers.insert(without_zeros(&household).to_owned(), household.clone());
        }
        for carer in &row.carers {
            if let Some(phone) = &carer.phone {
                self.phones.insert(key_of(carer), fold::phone(phone));
            }
        }
        let home = self.homes.entry(household).or_default();
        home.door.get_or_insert_with(|| door_of(row));
        home.guarantor = home.guarantor.take().or_else(|| row.guarantor.clone());
        home.guarantor_workplace = home.guarantor_workplace.take().or_else(|| row.guarantor_workplace.clone());
        home.roles.extend(row.carers.iter().map(|carer| (key_of(carer), carer.role)));
    }
}

/// A code of digits without the zeros in front; another code as it is.
pub(crate) fn without_zeros(code: &str) -> &str {
    if code.bytes().all(|byte| byte.is_ascii_digit()) { code.trim_start_matches('0') } else { code }
}

fn differs(one: Option<&str>, other: Option<&str>) -> bool {
    one.zip(other).is_some_and(|(one, other)| fold::name(one) != fold::name(other))
}

fn door_of(row: &RosterRow) -> (String, String, String) {
    (fold::name(&row.street), fold::name(&row.community), fold::code(&row.address))
}

fn key_of(carer: &super::Carer) -> CadreKey {
    (fold::name(&carer.name), fold::name(&carer.office))
}
