//! The tables that a roster is about: streets, communities, households, residents, cadres, assignments. What is there is read
//! once for a whole file, and single rows are written. What a roster means for them is decided in the district.

mod known;
mod rows;

pub use known::{Known, KnownAssignment, KnownCadre, KnownCommunity, KnownHousehold, KnownResident, KnownStreet, cadres, known};
pub use rows::{
    HouseholdFields, NewAssignment, NewHousehold, NewResident, ResidentFields, add_cadre, add_community, add_household, add_households,
    add_resident, add_residents, add_street, begin_assignment, begin_assignments, change_household, change_resident, end_assignments,
    next_household, set_all_changed, set_changed, set_phone,
};

use daylog_domain::assignment::Role;

use crate::StorageError;

pub(super) fn role_of(text: &str) -> Result<Role, StorageError> {
    Role::named(text).ok_or(StorageError::Unreadable { what: "role" })
}
