//! What lasts from one sync and one background delivery to the next: the connection, how the last attempt went, and what the
//! district said that it does not take. All of it is gone with the program.

use std::collections::BTreeSet;

use daylog_store::{Enrolled, envelopes::Name};
use daylog_sync::{Backoff, http::Http};

use crate::{Problem, ProblemCode};

/// What lasts from one sync to the next.
#[derive(Default)]
pub(crate) struct SyncSession {
    /// Background delivery uses the same connection, so they share it.
    pub(crate) backoff: Backoff,
    pub(crate) connection: Option<Connection>,
}

/// A client kept warm: a handshake costs more bytes than a whole day's entries.
pub(crate) struct Connection {
    addresses: Vec<String>,
    authorities: Vec<Vec<u8>>,
    pub(crate) http: Http,
}

impl Connection {
    pub(crate) fn new(enrolled: &Enrolled) -> Result<Self, Problem> {
        let (addresses, authorities) = (enrolled.addresses.clone(), enrolled.authorities.clone());
        Ok(Connection { http: Http::pinned(addresses.clone(), authorities.clone())?, addresses, authorities })
    }

    pub(crate) fn leads_to(&self, enrolled: &Enrolled) -> bool {
        self.addresses == enrolled.addresses && self.authorities == enrolled.authorities
    }
}

/// How the last attempt went.
#[derive(Debug, Clone, Default)]
pub(crate) struct SyncStatus {
    pub(crate) running: bool,
    /// What went wrong at the last attempt.
    pub(crate) problem: Option<ProblemCode>,
    pub(crate) wait_seconds: u64,
}

/// What background delivery found out since the program started, so that it does not try the same in vain all day.
#[derive(Default)]
pub(crate) struct Rounds {
    /// Envelopes that the district does not take.
    pub(crate) refused: BTreeSet<Name>,
    /// The district takes nothing from this delivery key.
    pub(crate) is_revoked: bool,
    /// What came of rounds that broke off: the next one that does not says it too.
    pub(crate) untold: DeliveryReport,
}

/// What one round of background delivery came to, in envelopes.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize)]
pub struct DeliveryReport {
    /// Held by the district now.
    pub delivered: u64,
    /// Not taken; they stay where they are.
    pub refused: u64,
}
