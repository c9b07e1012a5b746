//! The watermark: the server's signed word that a log is in a backup, up to here, which was read back and found whole.
//! Devices evict nothing behind it.

use daylog_domain::{ids::LogId, time::Instant};
use minicbor::{Decode, Encode};

use crate::{
    chain::Head,
    keys::{PublicKey, Signature, SigningKey},
};

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Watermark {
    #[n(0)]
    pub log: LogId,
    /// Everything up to and including this entry is in the backup.
    #[n(1)]
    pub sequence: u64,
    #[n(2)]
    pub head: Head,
    /// When the backup was made.
    #[n(3)]
    pub backed_up: Instant,
    #[n(4)]
    pub signature: Signature,
}

impl Watermark {
    #[must_use]
    pub fn sign(key: &SigningKey, log: LogId, sequence: u64, head: Head, backed_up: Instant) -> Self {
        let signature = key.sign(&statement(log, sequence, head, backed_up));
        Watermark { log, sequence, head, backed_up, signature }
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    #[must_use]
    pub fn is_from(&self, server: &PublicKey) -> bool {
        server.verifies(&statement(self.log, self.sequence, self.head, self.backed_up), &self.signature)
    }
}

fn statement(log: LogId, sequence: u64, head: Head, backed_up: Instant) -> Vec<u8> {
    [b"daylog watermark 1".as_slice(), &log.0, &sequence.to_be_bytes(), &head.0, &backed_up.0.to_be_bytes()].concat()
}
