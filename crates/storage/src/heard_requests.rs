//! Requests of a device that were answered before, so that a recording of one is told from the device itself.

use daylog_faults::{Fault, broken};

/// What tells one signed request from every other: the beginning of its signature, which is over every byte.
pub type Mark = [u8; 16];

/// Requests that are remembered of a device. What is older shows a clone token that is long superseded, unless so many
/// answers were lost in a row.
const MARKS: usize = 32;

/// The marks that are remembered of one device, the newest last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heard(Vec<u8>);

impl Heard {
    pub(crate) fn new(stored: Vec<u8>) -> Self {
        Heard(stored)
    }

    pub(crate) fn stored(&self) -> &[u8] {
        &self.0
    }

    /// Whether the very bytes of this request were answered before.
    #[must_use]
    pub fn has(&self, mark: Mark) -> bool {
        !broken(Fault::RepeatedRequestCounts) && self.0.chunks(mark.len()).any(|known| known == mark)
    }

    /// With this request. Not to be used for one that shows an old token: old recordings would push out the newest.
    #[must_use]
    pub fn with(&self, mark: Mark) -> Self {
        let oldest = (self.0.len() + mark.len()).saturating_sub(MARKS * mark.len());
        Heard([self.0.get(oldest..).unwrap_or_default(), &mark].concat())
    }
}
