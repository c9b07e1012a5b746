//! Entries as the tests of a district write them.

use daylog_domain::{
    clocks::{BootId, Clocks},
    entries::{
        Claimed, Content, Entry,
        contact::{Channel, Contact, Reached},
        temperature::{Celsius, Measured, Method, Temperature},
    },
    ids::{HouseholdId, ResidentId},
    target::Target,
    time::Zone,
};

/// An entry about resident `household` of household `household`, claimed at this local time and saved a minute later.
pub fn entry(household: u32, local: &str, content: Content) -> Entry {
    let at = Zone::SHANGHAI.parse(local).unwrap();
    Entry {
        about: Target::home(HouseholdId(household), Some(ResidentId(household))).into(),
        at: Claimed { instant: at, zone: Zone::SHANGHAI },
        clocks: Clocks { wall: at.plus_minutes(1), elapsed_ms: 1, boot: BootId([1; 8]), server: None, doubted: None },
        content,
        note: None,
        late: None,
        origin: None,
    }
}

pub fn contact(household: u32, local: &str) -> Entry {
    entry(household, local, Content::Contact(Contact { channel: Channel::Phone, outcome: Reached::Reached }))
}

pub fn reading(household: u32, local: &str, tenths: u16) -> Entry {
    let result = Measured::Reading(Celsius(tenths));
    entry(household, local, Content::Temperature(Temperature { result, method: Method::SelfReported, site: None }))
}
