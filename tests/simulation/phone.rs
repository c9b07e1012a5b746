//! One device of a world: the real parts, and what it is waiting for. Exchanges go the way that `daylog_sync::run` goes.

use std::collections::BTreeSet;

use daylog_sync::{Next, Request};
use daylog_wire::keys::SigningKey;

use super::fault_plan::Version;
use crate::parts::{Device, text};

/// A request whose answer has not come.
pub struct Asking {
    pub request: Request,
    pub exchange: u64,
    pub since: u64,
}

pub struct Phone {
    pub device: Device,
    pub cadre: u32,
    /// The district's number of it; a copy has the same one.
    pub number: u32,
    pub key: SigningKey,
    pub version: Version,
    /// What it wrote and keeps, readable or only encrypted.
    pub holds: BTreeSet<String>,
    pub asking: Option<Asking>,
    /// What the last answer left to be asked.
    pub next: Next,
    /// Counts up; an answer to an earlier exchange is thrown away, as a closed connection's is.
    pub exchange: u64,
    /// Exchanges since the device last came to rest.
    pub rounds: u32,
}

/// An entry of an own log, as it stands on the device.
pub struct Own {
    pub text: String,
    pub is_received: bool,
}

impl Phone {
    #[must_use]
    pub fn new(mut device: Device, cadre: u32, number: u32, version: Version) -> Self {
        let key = device.store().device().unwrap().signing_key().unwrap();
        Phone { device, cadre, number, key, version, holds: BTreeSet::new(), asking: None, next: Next::Again, exchange: 0, rounds: 0 }
    }

    /// The exchange that was under way is over, however it ended.
    pub fn forget_exchange(&mut self) {
        (self.asking, self.next, self.rounds) = (None, Next::Again, 0);
    }

    /// What this device wrote and can read, in any of its logs.
    #[must_use]
    pub fn own(&self) -> Vec<Own> {
        let lines = self.device.lines();
        let own = lines.iter().filter(|line| line.stored.own);
        own.map(|line| Own { text: text(&line.effective.content), is_received: line.stored.received }).collect()
    }

    #[must_use]
    pub fn waiting(&self) -> Vec<String> {
        self.own().into_iter().filter(|own| !own.is_received).map(|own| own.text).collect()
    }
}
