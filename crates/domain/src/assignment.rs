//! Who looks after which household, in which role, from when.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::{ids::CadreId, time::Instant};

/// The role in which a cadre looks after a household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, Encode, Decode, TS)]
#[serde(rename_all = "snake_case")]
#[cbor(index_only)]
pub enum Role {
    /// The responsible cadre of "1+N".
    #[n(0)]
    Cadre,
    /// The community worker beside the responsible cadre.
    #[n(1)]
    Community,
    /// Leads a group and is responsible where no cadre is named.
    #[n(2)]
    Lead,
}

/// One cadre's responsibility for the household that holds it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Assignment {
    pub cadre: CadreId,
    pub name: String,
    pub office: String,
    pub phone: Option<String>,
    pub role: Role,
    pub from: Instant,
    /// Set when it ended; the former cadre's late entries are accepted all the same.
    pub until: Option<Instant>,
    /// One per enrolled, unrevoked device: up to when that device has reported a complete log, if it ever has.
    /// Empty means that no device of this cadre holds coverage back.
    pub complete_to: Vec<Option<Instant>>,
}

impl Assignment {
    #[must_use]
    pub fn is_active_at(&self, at: Instant) -> bool {
        self.from <= at && self.until.is_none_or(|until| at < until)
    }
}
