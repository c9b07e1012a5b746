//! What the terminal says of invites and the district's addresses.

use super::said::{Said, UNCHANGED};

pub const BAD_INVITE: Said = Said {
    what: "Nothing was enrolled.",
    why: "this is neither an invite link nor HOST:PORT with a code of twenty characters",
    record: UNCHANGED,
    next: "Copy the whole link, or type the address and the code as they stand.",
};

pub const DIRECTORY_NOT_TRUSTED: Said = Said {
    what: "The directory is not followed.",
    why: "it is another district's, was changed on its way, is older than the one here, or names an authority that nobody trusted announced",
    record: UNCHANGED,
    next: "Ask the district for the present one, as `daylog-server directory` prints it.",
};

pub const DIRECTORY_UNREADABLE: Said = Said {
    what: "The directory is not followed.",
    why: "this is no directory of a district",
    record: UNCHANGED,
    next: "Copy the whole line, from `daylog-directory:` to its end.",
};

pub const ENROLMENT_REFUSED: Said = Said {
    what: "Nothing was enrolled.",
    why: "the district refused, for a reason that this version does not know",
    record: "the record was made and waits, with this PIN, for an invite",
    next: "Install the newest version and try again; if it stays so, tell the district's technician.",
};

pub const INVITE_EXPIRED: Said = Said {
    what: "Nothing was enrolled.",
    why: "the invite has expired",
    record: "the record was made and waits, with this PIN, for an invite",
    next: "Ask for a new invite and run `enrol` with it.",
};

pub const INVITE_UNKNOWN: Said = Said {
    what: "Nothing was enrolled.",
    why: "the district does not know this invite",
    record: "the record was made and waits, with this PIN, for an invite",
    next: "Check the code, or ask for a new invite.",
};

pub const INVITE_USED: Said = Said {
    what: "Nothing was enrolled.",
    why: "another device has used this invite",
    record: "the record was made and waits, with this PIN, for an invite",
    next: "Ask for an invite of its own for this device.",
};
