//! What the terminal says of the way to the district and what it answers.

use super::said::{KEPT, Said};

pub const ANSWER_UNREADABLE: Said = Said {
    what: "The server's answer cannot be read.",
    why: "it is no answer of a Daylog server of this version",
    record: KEPT,
    next: "Try again later; if it stays so, tell the district's technician.",
};

pub const DEVICE_REVOKED: Said = Said {
    what: "The district no longer takes entries from this device.",
    why: "the device was revoked",
    record: KEPT,
    next: "Ask the district for a new invite, or to rescue what waits here.",
};

pub const LOG_REFUSED: Said = Said {
    what: "The server refused this device's log.",
    why: "its form does not fit, and that of a fresh log neither",
    record: KEPT,
    next: "Tell the district's technician; go on logging.",
};

pub const NOT_THE_DISTRICT: Said = Said {
    what: "The server is not the district's.",
    why: "its certificate is not from the district that this device trusts",
    record: KEPT,
    next: "Check the address and the invite; do not go on if somebody else sent them.",
};

pub const REQUEST_TOO_LARGE: Said = Said {
    what: "The server cannot be reached properly.",
    why: "something on the way refuses large requests",
    record: KEPT,
    next: "Try again, or on another network.",
};

pub const SERVER_BUSY: Said = Said {
    what: "The district's server cannot take it just now.",
    why: "it said so itself",
    record: KEPT,
    next: "Try again in a minute; what waits is sent then.",
};

pub const SERVER_FAILED: Said = Said {
    what: "The district's server is in trouble.",
    why: "it said itself that it could not take anything in",
    record: KEPT,
    next: "Try again later; if it stays so, tell the district's technician.",
};

pub const SERVER_FULL: Said = Said {
    what: "The district has no room.",
    why: "its server's disk is full; your entries are safe on this device",
    record: KEPT,
    next: "Go on logging: what waits is sent when there is room. Tell the district's technician.",
};

pub const SERVER_TIMED_OUT: Said = Said {
    what: "The server did not answer in time.",
    why: "the connection is too slow, or something on the way swallows requests",
    record: KEPT,
    next: "Try again, or on another network.",
};

pub const SERVER_UNEXPECTED: Said = Said {
    what: "Something other than the district's server answered.",
    why: "the answer had status {status}",
    record: KEPT,
    next: "Try again later, or on another network.",
};

pub const SERVER_UNREACHABLE: Said = Said {
    what: "The district's server cannot be reached.",
    why: "no connection, or it was cut",
    record: KEPT,
    next: "Try again with a network; what waits is sent then.",
};

pub const UPDATE_NEEDED: Said = Said {
    what: "The server needs a newer version of this program.",
    why: "this one is too old to sync",
    record: KEPT,
    next: "Install the newer version; go on logging until then.",
};

pub const WRONG_CHECKPOINT: Said = Said {
    what: "The server's history does not go on from what it signed.",
    why: "it shows another past than before; the earlier word is kept as evidence",
    record: KEPT,
    next: "Tell the district's technician; go on logging.",
};

pub const WRONG_RECEIPT: Said = Said {
    what: "The server's answer was not believed.",
    why: "its receipt does not fit this log, or is not signed by the district",
    record: KEPT,
    next: "Tell the district's technician; go on logging.",
};
