//! Searching the register by what was typed: part of a code, an address, a resident's name or telephone number, or the name of a
//! cadre who looks after the household now. Texts are compared by what they mean.

use daylog_domain::{fold, places::Place, time::Instant};

use super::home::Home;

/// What is asked for.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub place: Place,
    /// Nothing typed finds everything.
    pub text: &'a str,
    /// By the name of a cadre those households are found that they look after now.
    pub now: Instant,
}

/// What of a household is searched, by what it means.
#[derive(Debug)]
pub struct Folded {
    code: String,
    address: String,
    residents: Vec<String>,
    phones: Vec<String>,
    /// In the order of its assignments.
    cadres: Vec<String>,
}

impl Folded {
    pub fn of(home: &Home) -> Self {
        let residents = || home.household.residents.iter();
        Folded {
            code: fold::code(&home.household.code),
            address: fold::code(&home.household.address),
            residents: residents().map(|resident| fold::name(&resident.name)).collect(),
            phones: residents().filter_map(|resident| resident.phone.as_deref()).map(fold::phone).collect(),
            cadres: home.assignments.iter().map(|assignment| fold::name(&assignment.name)).collect(),
        }
    }
}

/// What was typed, as it is compared.
pub struct Typed {
    code: String,
    /// Empty where nothing of a name was typed: a name of nothing but dots would stand in everything.
    name: String,
    /// Empty where no telephone number was typed: a text without a digit would stand in everything.
    phone: String,
}

impl Typed {
    pub fn of(text: &str) -> Self {
        let code = fold::code(text);
        let is_number = code.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
        let phone = if is_number { fold::phone(text) } else { String::new() };
        Typed { name: fold::name(text), phone, code }
    }

    pub fn is_in(&self, home: &Home, folded: &Folded, now: Instant) -> bool {
        let any = |texts: &[String], typed: &str| !typed.is_empty() && texts.iter().any(|text| text.contains(typed));
        let looks_after = || {
            let active = home.assignments.iter().zip(&folded.cadres).filter(|(assignment, _)| assignment.term().is_active_at(now));
            !self.name.is_empty() && active.into_iter().any(|(_, name)| name.contains(&self.name))
        };
        folded.code.contains(&self.code)
            || folded.address.contains(&self.code)
            || any(&folded.residents, &self.name)
            || any(&folded.phones, &self.phone)
            || looks_after()
    }
}
