//! What the terminal says of its own problems: what was typed, where it runs, where it writes.

use daylog_domain::text::shown;

use super::said::{KEPT, Said, UNCHANGED};
use crate::{problem::TerminalProblem, words::fill::fill};

pub fn problem(problem: &TerminalProblem) -> String {
    let text = said(problem).text();
    fill(&text, |name| match (name, problem) {
        ("typed", TerminalProblem::Ambiguous { typed, .. })
        | ("typed", TerminalProblem::NoSuchHousehold { typed } | TerminalProblem::NoSuchResident { typed }) => Some(shown(typed)),
        // A list of lines; its texts were made harmless one by one.
        ("candidates", TerminalProblem::Ambiguous { candidates, .. }) => {
            Some(candidates.iter().map(|candidate| format!("\n    {candidate}")).collect())
        }
        ("folder", TerminalProblem::NoProfile { folder }) => Some(shown(&folder.display().to_string())),
        ("address", TerminalProblem::RelayCannotListen { address, .. }) => Some(address.to_string()),
        ("reason", TerminalProblem::RelayCannotListen { reason, .. }) => Some(reason.to_string()),
        _ => None,
    })
}

fn said(problem: &TerminalProblem) -> Said {
    match problem {
        TerminalProblem::Ambiguous { .. } => AMBIGUOUS,
        TerminalProblem::NoProfile { .. } => NO_PROFILE,
        TerminalProblem::NoSuchHousehold { .. } => NO_SUCH_HOUSEHOLD,
        TerminalProblem::NoSuchResident { .. } => NO_SUCH_RESIDENT,
        TerminalProblem::NotShown => NOT_SHOWN,
        TerminalProblem::PinNeeded => PIN_NEEDED,
        TerminalProblem::PinsDiffer => PINS_DIFFER,
        TerminalProblem::RelayCannotListen { .. } => RELAY_CANNOT_LISTEN,
    }
}

const AMBIGUOUS: Said = Said {
    what: "Nothing was saved.",
    why: "{typed} may be:{candidates}",
    record: KEPT,
    next: "Write one of them: the number of a person, the code of a household.",
};

const NO_PROFILE: Said = Said {
    what: "There is no record in {folder}.",
    why: "no device was enrolled there",
    record: UNCHANGED,
    next: "Check --profile, or run `enrol` first.",
};

const NO_SUCH_HOUSEHOLD: Said = Said {
    what: "Nothing was saved.",
    why: "no household on this device has the code or address {typed}",
    record: KEPT,
    next: "Check it with `today`; a new one arrives with `sync`.",
};

const NO_SUCH_RESIDENT: Said = Said {
    what: "Nothing was saved.",
    why: "no resident on this device is called {typed}",
    record: KEPT,
    next: "Write the whole name or the number; a new one arrives with `sync`.",
};

const NOT_SHOWN: Said = Said {
    what: "It was done, and what it says could not be shown.",
    why: "standard output cannot be written; its disk may be full",
    record: KEPT,
    next: "Run it again where its output can be read.",
};

const PIN_NEEDED: Said = Said {
    what: "The record stays locked.",
    why: "there is no terminal to ask for the PIN",
    record: UNCHANGED,
    next: "Run it in a terminal, or set DAYLOG_PIN.",
};

const PINS_DIFFER: Said = Said { what: "No record was made.", why: "the two PINs differ", record: UNCHANGED, next: "Try again." };

const RELAY_CANNOT_LISTEN: Said = Said {
    what: "Nothing listens.",
    why: "{address} cannot be used ({reason})",
    record: UNCHANGED,
    next: "Choose another address or port.",
};
