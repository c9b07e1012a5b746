//! Which fields a correction changes: a pure function of what is stored and what was typed.

use daylog_domain::{
    change::Field,
    fold,
    household::{Household, Resident},
};

use crate::{
    acts::{ActRefused, FieldRefusal},
    roster::typed,
    types::{CorrectHousehold, CorrectResident},
};

/// One field that says something else.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Correction {
    pub field: Field,
    pub before: Option<String>,
    pub after: Option<String>,
}

pub(super) fn household(stored: &Household, asked: &CorrectHousehold) -> Result<Vec<Correction>, ActRefused> {
    let mut found = Found::default();
    found.look(Field::Address, Some(&stored.address), asked.address.as_deref(), |text| typed::address(text).map(Some))?;
    found.look(Field::Guarantor, stored.guarantor.as_deref(), asked.guarantor.as_deref(), typed::optional_person)?;
    let workplace = stored.guarantor_workplace.as_deref();
    found.look(Field::GuarantorWorkplace, workplace, asked.guarantor_workplace.as_deref(), typed::optional_office)?;
    Ok(found.0)
}

pub(super) fn resident(household: &Household, stored: &Resident, asked: &CorrectResident) -> Result<Vec<Correction>, ActRefused> {
    let mut found = Found::default();
    found.look(Field::Name, Some(&stored.name), asked.name.as_deref(), |text| name(household, stored, text).map(Some))?;
    found.look(Field::Phone, stored.phone.as_deref(), asked.phone.as_deref(), typed::optional_phone)?;
    found.look(Field::Origin, stored.origin.as_deref(), asked.origin.as_deref(), typed::optional)?;
    Ok(found.0)
}

/// No two of a household have names that mean the same: a roster could not tell them apart.
fn name(household: &Household, stored: &Resident, text: &str) -> Result<String, FieldRefusal> {
    let name = typed::person(text)?;
    let means = fold::name(&name);
    let is_taken = household.residents.iter().any(|other| other.id != stored.id && fold::name(&other.name) == means);
    if is_taken { Err(FieldRefusal::NameTaken) } else { Ok(name) }
}

#[derive(Default)]
struct Found(Vec<Correction>);

impl Found {
    fn look(
        &mut self,
        field: Field,
        stored: Option<&str>,
        typed: Option<&str>,
        read: impl FnOnce(&str) -> Result<Option<String>, FieldRefusal>,
    ) -> Result<(), ActRefused> {
        let Some(typed) = typed else { return Ok(()) };
        let after = read(typed).map_err(|why| ActRefused::field(field.code(), why))?;
        if after.as_deref() != stored {
            self.0.push(Correction { field, before: stored.map(str::to_owned), after });
        }
        Ok(())
    }
}
