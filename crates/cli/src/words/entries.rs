//! What the terminal says when an entry cannot be saved as it was typed: readings, errands, texts.

use super::problems::{KEPT, Said, UNCHANGED};

pub(super) const PROBLEMS: &[Said] = &[
    ("empty_field", "Nothing was saved.", "{field} is empty", KEPT, "Say something for it."),
    ("errand_closed", "Nothing was saved.", "the errand is done or declined already", KEPT, "Log a new errand, or correct the last step."),
    (
        "errand_elsewhere",
        "Nothing was saved.",
        "the errand belongs to another household",
        KEPT,
        "Take the id from this household's entries in `diary --format json`.",
    ),
    ("errand_needed", "Nothing was saved.", "a further step names its errand", KEPT, "Add --errand with the entry that opened it."),
    (
        "errand_of_itself",
        "Nothing was changed.",
        "an entry cannot be a step of itself",
        UNCHANGED,
        "Name the entry that opened the errand.",
    ),
    (
        "errand_withdrawn",
        "Nothing was saved.",
        "the entry named by --errand was withdrawn",
        KEPT,
        "Name another step of the errand, or log a new one.",
    ),
    ("not_a_number", "Nothing was saved.", "this is not a number", KEPT, "Write a reading with one decimal, such as 36.5."),
    (
        "not_an_errand",
        "Nothing was saved.",
        "the entry named by --errand is no errand",
        KEPT,
        "Take the id of an errand from `diary --format json`.",
    ),
    (
        "reading_fahrenheit",
        "Nothing was saved.",
        "this looks like degrees Fahrenheit, and readings are in Celsius",
        KEPT,
        "Read the thermometer in Celsius: between 34.0 and 42.0.",
    ),
    ("reading_out_of_range", "Nothing was saved.", "a reading lies between 34.0 and 42.0 °C", KEPT, "Check the digits."),
    (
        "reading_point_missing",
        "Nothing was saved.",
        "a reading lies between 34.0 and 42.0 °C, and its point may be missing",
        KEPT,
        "Write {meant} if that is what was meant.",
    ),
    ("reading_too_fine", "Nothing was saved.", "a reading has one decimal", KEPT, "Write one digit after the point, as in 36.5."),
    ("too_long", "Nothing was saved.", "{field} is longer than {limit} characters", KEPT, "Use fewer words."),
    (
        "unknown_errand",
        "Nothing was saved.",
        "no entry on this device has the id named by --errand",
        KEPT,
        "Take the id from `diary --format json`; one of a colleague arrives with `sync`.",
    ),
];
