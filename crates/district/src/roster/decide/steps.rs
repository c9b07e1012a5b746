//! What a decision is made of: one step for each row that is written.

use daylog_domain::assignment::Role;
use daylog_storage::roster::{HouseholdFields, ResidentFields};

/// A row that is stored, or the one that the nth adding step adds, from 0. A resident's is never asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(in crate::roster) enum Id {
    Stored(i64),
    New(usize),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::roster) enum Step {
    AddStreet {
        name: String,
    },
    AddCommunity {
        street: Id,
        name: String,
    },
    AddCadre {
        name: String,
        office: String,
        phone: Option<String>,
    },
    SetPhone {
        cadre: Id,
        phone: Option<String>,
    },
    AddHousehold {
        community: Id,
        code: String,
        fields: HouseholdFields,
    },
    ChangeHousehold {
        household: i64,
        community: Id,
        fields: HouseholdFields,
    },
    AddResident {
        household: Id,
        name: String,
        fields: ResidentFields,
    },
    ChangeResident {
        resident: i64,
        fields: ResidentFields,
    },
    /// Whoever comes back has no end of the quarantine before.
    TakeEndAway {
        resident: i64,
    },
    RenameResident {
        resident: i64,
        household: i64,
        name: String,
    },
    EndAssignment {
        household: i64,
        assignment: i64,
    },
    BeginAssignment {
        household: Id,
        cadre: Id,
        role: Role,
    },
    /// Devices hear the household's record again.
    TellHousehold {
        household: Id,
    },
}
