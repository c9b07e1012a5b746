//! Which checks are due at which local times.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{assignment::Role, ids::PlanItemId, time::MinuteOfDay};

/// What a check asks for. A further kind of check is a further line here.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum CheckKind {
    #[n(0)]
    Contact,
    #[n(1)]
    Temperature,
    #[n(2)]
    Seal,
}

impl CheckKind {
    pub const ALL: [CheckKind; 3] = [CheckKind::Contact, CheckKind::Temperature, CheckKind::Seal];

    /// The name of the kind of entry that satisfies it, as in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            CheckKind::Contact => "contact",
            CheckKind::Temperature => "temperature",
            CheckKind::Seal => "seal",
        }
    }

    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        CheckKind::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// Whether the check is owed to each resident, or once to the door.
    #[must_use]
    pub fn is_per_resident(self) -> bool {
        matches!(self, CheckKind::Contact | CheckKind::Temperature)
    }
}

/// One line of the plan: every day at this local time, for every household in quarantine.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct PlanItem {
    pub id: PlanItemId,
    pub kind: CheckKind,
    pub at: MinuteOfDay,
    /// Whose assignment owes the check.
    pub owed_by: Vec<Role>,
}

/// How far around its time a check may be satisfied, in minutes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Window {
    pub before_minutes: u16,
    pub after_minutes: u16,
}

impl Default for Window {
    fn default() -> Self {
        Window { before_minutes: 30, after_minutes: 90 }
    }
}
