//! The four clocks of an entry, and what can be said about when it was really saved. Reads no clock itself.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

use crate::time::Instant;

/// Names one run of the device since it was switched on; a new one after every boot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize, Encode, Decode)]
#[cbor(transparent)]
pub struct BootId(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub [u8; 8],
);

/// One reading of the device's own clocks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reading {
    pub wall: Instant,
    /// Milliseconds since boot, running on in sleep.
    pub elapsed_ms: u64,
    pub boot: BootId,
}

/// The last time a server told this device the time.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, Encode, Decode)]
pub struct ServerTime {
    #[n(0)]
    pub server: Instant,
    /// The device's elapsed time when the answer arrived.
    #[n(1)]
    pub elapsed_ms: u64,
    #[n(2)]
    pub boot: BootId,
    /// How long the exchange took; the server's word is no older than this when it arrives.
    #[n(3)]
    pub round_trip_ms: u32,
    /// The device's wall clock when the answer arrived.
    #[n(4)]
    pub wall: Instant,
}

/// What an entry carries beside the time that the cadre claims.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Clocks {
    #[n(0)]
    pub wall: Instant,
    #[n(1)]
    pub elapsed_ms: u64,
    #[n(2)]
    pub boot: BootId,
    #[n(3)]
    pub server: Option<ServerTime>,
}

impl Clocks {
    #[must_use]
    pub fn new(reading: Reading, server: Option<ServerTime>) -> Self {
        Clocks { wall: reading.wall, elapsed_ms: reading.elapsed_ms, boot: reading.boot, server }
    }

    /// The best single guess at when the entry was saved.
    #[must_use]
    pub fn saved_at(&self) -> Instant {
        now(Reading { wall: self.wall, elapsed_ms: self.elapsed_ms, boot: self.boot }, self.server)
    }

    /// Between which instants the entry was saved, as far as it can be proven.
    ///
    /// In the boot of a server contact: server time plus elapsed, give or take the round trip.
    /// After an offline reboot: between the previous entry's earliest instant and the receipt; the wall clock moves neither.
    #[must_use]
    pub fn bounds(&self, previous_earliest: Option<Instant>, received: Option<Instant>) -> Bounds {
        let measured = self.server.filter(|server| server.boot == self.boot).and_then(|server| {
            let since = self.elapsed_ms.checked_sub(server.elapsed_ms)?;
            let at = server.server.plus_millis(i64::try_from(since).ok()?);
            Some(Bounds { earliest: Some(at), latest: Some(at.plus_millis(i64::from(server.round_trip_ms))) })
        });
        let Bounds { earliest, latest } = measured.unwrap_or(Bounds { earliest: self.server.map(|server| server.server), latest: None });
        Bounds { earliest: earliest.max(previous_earliest), latest: [latest, received].into_iter().flatten().min() }
    }
}

/// Earliest and latest instant, where anything bounds that side.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Bounds {
    pub earliest: Option<Instant>,
    pub latest: Option<Instant>,
}

/// What a device takes for "now": server time plus elapsed in the same boot, else the wall clock plus the last known offset.
#[must_use]
pub fn now(reading: Reading, server: Option<ServerTime>) -> Instant {
    let Some(server) = server else { return reading.wall };
    let same_boot = (server.boot == reading.boot).then(|| reading.elapsed_ms.checked_sub(server.elapsed_ms)).flatten();
    match same_boot.and_then(|since| i64::try_from(since).ok()) {
        Some(since) => server.server.plus_millis(since),
        None => reading.wall.plus_millis(offset_millis(server)),
    }
}

/// How far the wall clock was behind the server at the last contact; negative when it ran ahead.
#[must_use]
pub fn offset_millis(server: ServerTime) -> i64 {
    server.server.millis_since(server.wall)
}
