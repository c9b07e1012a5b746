//! What the terminal says where the district's server is away, in trouble or without room.

use super::problems::{KEPT, Said};

pub(super) const PROBLEMS: &[Said] = &[
    (
        "server_busy",
        "The district's server has too much to do.",
        "it said so itself",
        KEPT,
        "Try again in a minute; what waits is sent then.",
    ),
    (
        "server_failed",
        "The district's server is in trouble.",
        "it said itself that it could not take anything in",
        KEPT,
        "Try again later; if it stays so, tell the district's technician.",
    ),
    (
        "server_full",
        "The district has no room.",
        "its server's disk is full; your entries are safe on this device",
        KEPT,
        "Go on logging: what waits is sent when there is room. Tell the district's technician.",
    ),
    (
        "server_timed_out",
        "The server did not answer in time.",
        "the connection is too slow, or something on the way swallows requests",
        KEPT,
        "Try again, or on another network.",
    ),
    (
        "server_unexpected",
        "Something other than the district's server answered.",
        "the answer had status {status}",
        KEPT,
        "Try again later, or on another network.",
    ),
    (
        "server_unreachable",
        "The district's server cannot be reached.",
        "no connection, or it was cut",
        KEPT,
        "Try again with a network; what waits is sent then.",
    ),
];
