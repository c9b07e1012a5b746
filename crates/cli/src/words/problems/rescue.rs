//! What the terminal says of unsent work, rescue files and a forgotten PIN.

use super::said::{KEPT, Said, UNCHANGED};

pub const CARRIES_TOO_MUCH: Said = Said {
    what: "The file was not taken along.",
    why: "{most} files of others wait here already, or as much as there is room for",
    record: KEPT,
    next: "Run `sync` first.",
};

pub const FILE_EXISTS: Said = Said {
    what: "No file was written.",
    why: "{file} exists already and may hold somebody else's work",
    record: KEPT,
    next: "Name a file that does not exist yet.",
};

pub const FILE_UNREADABLE: Said =
    Said { what: "Nothing was done.", why: "{file} cannot be read", record: UNCHANGED, next: "Check its name, and that you may read it." };

pub const FILE_UNWRITABLE: Said =
    Said { what: "No file was written.", why: "{file} cannot be written", record: KEPT, next: "Name another place for it." };

pub const NO_ENVELOPE_KEY: Said = Said {
    what: "No rescue file was written.",
    why: "the district has not told its key yet",
    record: KEPT,
    next: "Run `sync` once with a network.",
};

pub const NO_RECOVERY: Said = Said {
    what: "The district cannot help yet.",
    why: "it has no copy of this record's key",
    record: KEPT,
    next: "Run `recover` without an answer first.",
};

pub const NOT_A_RESCUE_FILE: Said = Said {
    what: "The file was not taken.",
    why: "it is no rescue file",
    record: UNCHANGED,
    next: "Take the file as the other device made it.",
};

pub const NOTHING_ENCRYPTED: Said = Said {
    what: "No rescue file was written.",
    why: "nothing lies encrypted beside the lost record",
    record: "what the server received is safe there",
    next: "Run `enrol` with a new invite.",
};

pub const RECOVERY_FOREIGN: Said = Said {
    what: "The PIN was not changed.",
    why: "the answer is to another request",
    record: KEPT,
    next: "Send the text of `recover` once more.",
};

pub const RECOVERY_UNREADABLE: Said =
    Said { what: "The PIN was not changed.", why: "that is not the district's whole answer", record: KEPT, next: "Copy all of it." };

pub const REFUSED_FILL_ROOM: Said = Said {
    what: "The file was not taken along.",
    why: "what the district did not take of others' files fills the room for them",
    record: KEPT,
    next: "Tell the district's technician; `sign-out --rescue FILE` takes it away from here in files.",
};

pub const RELAY_REFUSED: Said = Said {
    what: "The file was not handed over.",
    why: "the other device did not take it",
    record: KEPT,
    next: "See what it says, or carry the file there.",
};

pub const RELAY_UNREACHABLE: Said = Said {
    what: "The file was not handed over.",
    why: "nothing answers there",
    record: KEPT,
    next: "Check the address, and that `relay` runs there.",
};

pub const RESCUE_FILE_DAMAGED: Said = Said {
    what: "The file was not taken.",
    why: "it was cut or changed on its way",
    record: KEPT,
    next: "Have it made and sent once more.",
};

pub const RESCUE_FILE_NEWER: Said =
    Said { what: "The file was not taken.", why: "a newer program made it", record: UNCHANGED, next: "Install the newer version." };

pub const RESCUE_FILE_TOO_LARGE: Said =
    Said { what: "The file was not taken.", why: "it is larger than any rescue file", record: UNCHANGED, next: "Check which file it is." };

pub const UNSENT_WORK: Said = Said {
    what: "You are still signed in.",
    why: "not at the district yet: entries of this record ({entries}), encrypted entries of others ({carried})",
    record: KEPT,
    next: "Run `sync` first, or add --rescue FILE and hand that file in.",
};
