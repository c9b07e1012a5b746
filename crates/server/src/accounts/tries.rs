//! How often anybody may try anything that a secret decides.

use std::net::IpAddr;

use super::{
    admission::Admission,
    limits::{Limits, Rate},
};

/// Who may try how often. Addresses are those of a network: `accounts::limits::network`.
pub struct ServerLimits {
    pub enrol_by_address: Limits<IpAddr>,
    pub enrol: Limits<()>,
    pub sign_in: Admission,
    /// Codes of the second factor, by the account's name.
    pub codes: Limits<String>,
    /// The own password, shown once more in an open session.
    pub own_password: Limits<String>,
}

impl Default for ServerLimits {
    fn default() -> Self {
        ServerLimits {
            // An office that enrols thirty phones has one address, and its people mistype: this bounds the work, and fifty bits
            // of secret do the rest. At one try in a second they last longer than any invite holds, ten million times over.
            enrol_by_address: Limits::new(Rate { tries: 60, refill_ms: 1_000 }),
            // Far above what one address is let through, so that none can use it up for the others.
            enrol: Limits::new(Rate { tries: 600, refill_ms: 100 }),
            sign_in: Admission::default(),
            // Three of a million codes are right at any time: who has the password and guesses needs years for an even chance.
            codes: Limits::new(Rate { tries: 5, refill_ms: 300_000 }),
            own_password: Limits::new(Rate { tries: 5, refill_ms: 20_000 }),
        }
    }
}
