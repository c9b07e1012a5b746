//! What clocks show: the device's own, and a server's as the device last heard it.

use minicbor::{Decode, Encode};
use serde::{Deserialize, Serialize};

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

/// How far the wall clock was behind the server at the last contact; negative when it ran ahead.
#[must_use]
pub fn offset_millis(server: ServerTime) -> i64 {
    server.server.millis_since(server.wall)
}
