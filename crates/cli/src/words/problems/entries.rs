//! What the terminal says of an entry that cannot be saved, corrected or withdrawn as it was typed.

use super::said::{KEPT, Said, UNCHANGED};

pub const ALREADY_WITHDRAWN: Said =
    Said { what: "Nothing was changed.", why: "the entry was withdrawn before", record: UNCHANGED, next: "Log a new entry instead." };

pub const BAD_TIME: Said =
    Said { what: "Nothing was saved.", why: "the time cannot be read", record: KEPT, next: "Write it as 2020-02-27T10:50." };

pub const EMPTY_FIELD: Said = Said { what: "Nothing was saved.", why: "{field} is empty", record: KEPT, next: "Say something for it." };

pub const ENTRY_TOO_LARGE: Said =
    Said { what: "Nothing was saved.", why: "the entry is larger than {limit} bytes", record: KEPT, next: "Use fewer words." };

pub const ERRAND_CLOSED: Said = Said {
    what: "Nothing was saved.",
    why: "the errand is done or declined already",
    record: KEPT,
    next: "Log a new errand, or correct the last step.",
};

pub const ERRAND_ELSEWHERE: Said = Said {
    what: "Nothing was saved.",
    why: "the errand belongs to another household",
    record: KEPT,
    next: "Take the id from this household's entries in `diary --format json`.",
};

pub const ERRAND_OF_ITSELF: Said = Said {
    what: "Nothing was changed.",
    why: "an entry cannot be a step of itself",
    record: UNCHANGED,
    next: "Name the entry that opened the errand.",
};

pub const ERRAND_WITHDRAWN: Said = Said {
    what: "Nothing was saved.",
    why: "the entry named by --errand was withdrawn",
    record: KEPT,
    next: "Name another step of the errand, or log a new one.",
};

pub const HOUSEHOLD_NEEDED: Said = Said {
    what: "Nothing was saved.",
    why: "this kind of entry is about a household, not about a place",
    record: KEPT,
    next: "Log it about the household that it concerns.",
};

pub const NOT_A_NUMBER: Said =
    Said { what: "Nothing was saved.", why: "this is not a number", record: KEPT, next: "Write a reading with one decimal, such as 36.5." };

pub const NOT_AN_ERRAND: Said = Said {
    what: "Nothing was saved.",
    why: "the entry named by --errand is no errand",
    record: KEPT,
    next: "Take the id of an errand from `diary --format json`.",
};

pub const NOT_OWN_ENTRY: Said = Said {
    what: "Nothing was changed.",
    why: "the entry is another cadre's",
    record: UNCHANGED,
    next: "Ask that cadre to correct it, or log a note.",
};

pub const READING_FAHRENHEIT: Said = Said {
    what: "Nothing was saved.",
    why: "this looks like degrees Fahrenheit, and readings are in Celsius",
    record: KEPT,
    next: "Read the thermometer in Celsius: between 34.0 and 42.0.",
};

pub const READING_OUT_OF_RANGE: Said =
    Said { what: "Nothing was saved.", why: "a reading lies between 34.0 and 42.0 °C", record: KEPT, next: "Check the digits." };

pub const READING_POINT_MISSING: Said = Said {
    what: "Nothing was saved.",
    why: "a reading lies between 34.0 and 42.0 °C, and its point may be missing",
    record: KEPT,
    next: "Write {meant} if that is what was meant.",
};

pub const READING_TOO_FINE: Said = Said {
    what: "Nothing was saved.",
    why: "a reading has one decimal",
    record: KEPT,
    next: "Write one digit after the point, as in 36.5.",
};

pub const RESIDENT_NEEDED: Said =
    Said { what: "Nothing was saved.", why: "this kind of entry names one resident", record: KEPT, next: "Add --resident." };

pub const TOO_LONG: Said =
    Said { what: "Nothing was saved.", why: "{field} is longer than {limit} characters", record: KEPT, next: "Use fewer words." };

pub const UNKNOWN_ENTRY: Said = Said {
    what: "Nothing was changed.",
    why: "no entry on this device has this id",
    record: UNCHANGED,
    next: "Take the id from `diary --format json`.",
};

pub const UNKNOWN_ERRAND: Said = Said {
    what: "Nothing was saved.",
    why: "no entry on this device has the id named by --errand",
    record: KEPT,
    next: "Take the id from `diary --format json`; one of a colleague arrives with `sync`.",
};

pub const UNKNOWN_HOUSEHOLD: Said =
    Said { what: "Nothing was saved.", why: "the household is not on this device", record: KEPT, next: "Run `sync`, then try again." };

pub const UNKNOWN_RESIDENT: Said =
    Said { what: "Nothing was saved.", why: "nobody of this household has this number", record: KEPT, next: "Run `sync`, then try again." };
