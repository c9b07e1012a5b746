//! Receipts: the server's signed word that it holds a log up to here, on disk.

use daylog_domain::{ids::LogId, time::Instant};
use minicbor::{Decode, Encode};

use crate::{
    Unreadable,
    chain::Head,
    keys::{PublicKey, Signature, SigningKey},
    shape,
};

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Receipt {
    #[n(0)]
    pub log: LogId,
    /// Everything up to and including this entry is held.
    #[n(1)]
    pub sequence: u64,
    #[n(2)]
    pub head: Head,
    #[n(3)]
    pub received: Instant,
    #[n(4)]
    pub signature: Signature,
}

impl Receipt {
    #[must_use]
    pub fn sign(key: &SigningKey, log: LogId, sequence: u64, head: Head, received: Instant) -> Self {
        let signature = key.sign(&statement(log, sequence, head, received));
        Receipt { log, sequence, head, received, signature }
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        shape::message(bytes)
    }

    #[must_use]
    pub fn is_from(&self, server: &PublicKey) -> bool {
        server.verifies(&statement(self.log, self.sequence, self.head, self.received), &self.signature)
    }
}

fn statement(log: LogId, sequence: u64, head: Head, received: Instant) -> Vec<u8> {
    [b"daylog receipt 1".as_slice(), &log.0, &sequence.to_be_bytes(), &head.0, &received.0.to_be_bytes()].concat()
}
