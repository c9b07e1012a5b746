//! What the terminal says of the record, its key and the disk it lies on.

use super::said::{KEPT, Said, UNCHANGED};

pub const ALREADY_ENROLLED: Said = Said {
    what: "This device is enrolled already.",
    why: "its record belongs to a cadre",
    record: UNCHANGED,
    next: "Use another --profile folder for another cadre.",
};

pub const DISK_FULL: Said = Said {
    what: "Nothing of this was saved.",
    why: "the disk is full",
    record: KEPT,
    next: "Make room on the disk, then save it again. Until then the record can be read, sent and rescued to another disk.",
};

pub const DISK_UNREADABLE: Said = Said {
    what: "Nothing was done.",
    why: "the disk with the record cannot be read just now",
    record: "nothing was changed or moved",
    next: "Try again; if it stays so, copy the --profile folder to another disk and tell the technician.",
};

pub const DISK_UNWRITABLE: Said = Said {
    what: "This may not be saved.",
    why: "the disk takes no write: your share of it is used up, it is protected, or it fails",
    record: KEPT,
    next: "Make room or let the disk be written, and save it again if `diary` does not show it. Until then the record can be read, sent and rescued to another disk.",
};

pub const FILE_BUSY: Said = Said {
    what: "Nothing of this was saved.",
    why: "another program holds the record",
    record: KEPT,
    next: "Close it, or try again in a moment.",
};

pub const FILE_DAMAGED: Said = Said {
    what: "The record on this device is damaged.",
    why: "its file cannot be read as a database",
    record: "the damaged file is kept beside as {kept}; what the server received is safe there; unsent entries encrypted beside it: {encrypted}",
    next: "Keep that file for the technician. `deliver` sends what is encrypted beside it, `rescue FILE` writes it into a file; then `enrol` with a new invite.",
};

pub const FILE_DAMAGED_PAGE: Said = Said {
    what: "The record on this device is damaged.",
    why: "a page of its file cannot be read",
    record: "nothing was deleted; what the server received is safe there",
    next: "Run `daylog sync` to send what can still be read, and tell the technician.",
};

pub const FILE_NEWER: Said = Said {
    what: "This program is too old for the record.",
    why: "a newer version (schema {found}, this one knows {known}) has written it",
    record: UNCHANGED,
    next: "Install the newer version.",
};

pub const FOLDER_UNUSABLE: Said = Said {
    what: "The profile's folder cannot be used.",
    why: "it cannot be made, read or written",
    record: UNCHANGED,
    next: "Check the path and its permissions.",
};

pub const KEY_LOST: Said = Said {
    what: "The record cannot be opened.",
    why: "its key file is missing or unreadable",
    record: "the record itself was not touched",
    next: "Put the folder's file key.json back, from a copy of the folder say.",
};

pub const KEYRING_LOST: Said = Said {
    what: "The record cannot be opened.",
    why: "the device's keyring does not give its part of the key",
    record: KEPT,
    next: "Unlock the keyring and try again.",
};

pub const NOT_ENROLLED: Said = Said {
    what: "This device is not enrolled yet.",
    why: "the district has not answered an invite here{encrypted}",
    record: UNCHANGED,
    next: "Run `enrol` with the invite's link and the same PIN.{left}",
};

pub const PROFILE_EXISTS: Said = Said {
    what: "No record was made.",
    why: "there is one in this folder already",
    record: UNCHANGED,
    next: "Use its PIN, or another folder.",
};

pub const RECORD_LOST: Said = Said {
    what: "The record on this device is lost or damaged.",
    why: "{lost}",
    record: "what the server received is safe there; {encrypted}",
    next: "{left}`enrol` with a new invite begins a new record, which takes nothing's place.",
};

pub const SHORT_PIN: Said =
    Said { what: "No record was made.", why: "a PIN has {least} digits or more", record: UNCHANGED, next: "Choose a longer one." };

pub const SLOW_DOWN: Said = Said {
    what: "No PIN or code is looked at now.",
    why: "too many were wrong or broken off",
    record: KEPT,
    next: "Wait {wait_seconds} seconds, then try the right one.",
};

pub const WRONG_PIN: Said = Said {
    what: "The record stays locked.",
    why: "the PIN is wrong ({tries} in a row)",
    record: "a wrong PIN deletes nothing",
    next: "Try again{wait}.",
};
