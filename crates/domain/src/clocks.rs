//! The four clocks of an entry, and what can be said about when it was really saved. Reads no clock itself.

mod bounds;

pub use bounds::Bounds;
use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

pub use crate::clock_readings::{BootId, Reading, ServerTime, offset_millis};
use crate::{
    time::Instant,
    trust::{Basis, Now, Trust},
};

/// What an entry carries beside the time that the cadre claims.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
pub struct Clocks {
    #[n(0)]
    pub wall: Instant,
    #[n(1)]
    pub elapsed_ms: u64,
    #[n(2)]
    pub boot: BootId,
    #[n(3)]
    pub server: Option<ServerTime>,
    /// What a server would have said then that the device did not believe.
    #[n(4)]
    pub doubted: Option<Instant>,
}

impl Clocks {
    #[must_use]
    pub fn new(reading: Reading, server: Option<ServerTime>) -> Self {
        Clocks { wall: reading.wall, elapsed_ms: reading.elapsed_ms, boot: reading.boot, server, doubted: None }
    }

    #[must_use]
    pub fn doubting(self, doubted: Option<Instant>) -> Self {
        Clocks { doubted, ..self }
    }

    #[must_use]
    pub fn reading(&self) -> Reading {
        Reading { wall: self.wall, elapsed_ms: self.elapsed_ms, boot: self.boot }
    }

    /// The best single guess at when the entry was saved.
    #[must_use]
    pub fn saved_at(&self) -> Instant {
        self.now().at
    }

    /// Whether the device did not know how late it was: the time is the earliest that it can have been.
    #[must_use]
    pub fn is_uncertain(&self) -> bool {
        self.now().basis == Basis::Floor
    }

    /// When the entry was saved, by a server's word that came later in the same boot.
    #[must_use]
    pub fn saved_at_by(&self, later: ServerTime) -> Option<Instant> {
        let before = (later.boot == self.boot).then(|| later.elapsed_ms.checked_sub(self.elapsed_ms)).flatten()?;
        Some(later.server.plus_millis(i64::try_from(before).ok()?.saturating_neg()))
    }

    fn now(&self) -> Now {
        Trust::of(self.server).now(self.reading())
    }

    /// Between which instants the entry was saved, as far as it can be proven.
    ///
    /// In the boot of a server contact: server time plus elapsed, give or take the round trip.
    /// After an offline reboot: between the previous entry's earliest instant and the receipt; the wall clock moves neither.
    /// Where these contradict each other, or a server was doubted, the bounds are wide or unknown.
    #[must_use]
    pub fn bounds(&self, previous_earliest: Option<Instant>, received: Option<Instant>) -> Bounds {
        let narrowed = |bounds: Bounds| bounds.between(previous_earliest, received);
        let believed = narrowed(self.believed());
        // Each is narrowed alone: a receipt of the doubted server's fits what that server said.
        self.doubted.map_or(believed, |doubted| believed.or(narrowed(Bounds::at(doubted))))
    }

    /// The same by the server's word alone that the device believed.
    #[must_use]
    pub(crate) fn believed(&self) -> Bounds {
        let measured = self.server.filter(|server| server.boot == self.boot).and_then(|server| {
            let since = self.elapsed_ms.checked_sub(server.elapsed_ms)?;
            let at = server.server.plus_millis(i64::try_from(since).ok()?);
            Some(Bounds { earliest: Some(at), latest: Some(at.plus_millis(i64::from(server.round_trip_ms))) })
        });
        measured.unwrap_or(Bounds { earliest: self.server.map(|server| server.server), latest: None })
    }
}

/// What a device takes for "now" that knows this word of a server: server time plus elapsed in the same boot, else the wall
/// clock plus the last known offset, and never before that word.
#[must_use]
pub fn now(reading: Reading, server: Option<ServerTime>) -> Instant {
    Trust::of(server).now(reading).at
}

#[cfg(test)]
mod tests;
