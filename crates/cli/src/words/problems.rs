//! What the terminal says of problems: what happened, why, what it means for the record, what to do.

use daylog_app::Problem;
use daylog_domain::text::shown;

use super::{fill, lost};

pub(super) const KEPT: &str = "everything that was saved is still on this device";
pub(super) const UNCHANGED: &str = "nothing was changed";

/// Code, what happened, why, what it means for the record, what to do.
pub(super) type Said = (&'static str, &'static str, &'static str, &'static str, &'static str);

pub(super) const PROBLEMS: &[Said] = &[
    (
        "already_enrolled",
        "This device is enrolled already.",
        "its record belongs to a cadre",
        UNCHANGED,
        "Use another --profile folder for another cadre.",
    ),
    ("already_withdrawn", "Nothing was changed.", "the entry was withdrawn before", UNCHANGED, "Log a new entry instead."),
    (
        "ambiguous",
        "Nothing was saved.",
        "{typed} may be:{candidates}",
        KEPT,
        "Write one of them: the number of a person, the code of a household.",
    ),
    (
        "answer_unreadable",
        "The server's answer cannot be read.",
        "it is no answer of a Daylog server of this version",
        KEPT,
        "Try again later; if it stays so, tell the district's technician.",
    ),
    (
        "bad_invite",
        "Nothing was enrolled.",
        "this is neither an invite link nor HOST:PORT with a code of twenty characters",
        UNCHANGED,
        "Copy the whole link, or type the address and the code as they stand.",
    ),
    ("bad_time", "Nothing was saved.", "the time cannot be read", KEPT, "Write it as 2020-02-27T10:50."),
    (
        "device_revoked",
        "The district no longer takes entries from this device.",
        "the device was revoked",
        KEPT,
        "Ask the district for a new invite, or to rescue what waits here.",
    ),
    (
        "directory_not_trusted",
        "The directory is not followed.",
        "it is another district's, was changed on its way, is older than the one here, or names an authority that nobody trusted announced",
        UNCHANGED,
        "Ask the district for the present one, as `daylog-server directory` prints it.",
    ),
    (
        "directory_unreadable",
        "The directory is not followed.",
        "this is no directory of a district",
        UNCHANGED,
        "Copy the whole line, from `daylog-directory:` to its end.",
    ),
    (
        "disk_full",
        "Nothing of this was saved.",
        "the disk is full",
        KEPT,
        "Make room on the disk, then save it again. Until then the record can be read, sent and rescued to another disk.",
    ),
    (
        "disk_unreadable",
        "Nothing was done.",
        "the disk with the record cannot be read just now",
        "nothing was changed or moved",
        "Try again; if it stays so, copy the --profile folder to another disk and tell the technician.",
    ),
    (
        "disk_unwritable",
        "This may not be saved.",
        "the disk takes no write: your share of it is used up, it is protected, or it fails",
        KEPT,
        "Make room or let the disk be written, and save it again if `diary` does not show it. Until then the record can be read, sent and rescued to another disk.",
    ),
    ("entry_too_large", "Nothing was saved.", "the entry is larger than {limit} bytes", KEPT, "Use fewer words."),
    ("file_busy", "Nothing of this was saved.", "another program holds the record", KEPT, "Close it, or try again in a moment."),
    (
        "file_damaged",
        "The record on this device is damaged.",
        "its file cannot be read as a database",
        "the damaged file is kept beside as {kept}; what the server received is safe there; unsent entries encrypted beside it: {encrypted}",
        "Keep that file for the technician. `deliver` sends what is encrypted beside it, `rescue FILE` writes it into a file; then `enrol` with a new invite.",
    ),
    (
        "file_damaged_page",
        "The record on this device is damaged.",
        "a page of its file cannot be read",
        "nothing was deleted; what the server received is safe there",
        "Run `daylog sync` to send what can still be read, and tell the technician.",
    ),
    (
        "file_newer",
        "This program is too old for the record.",
        "a newer version (schema {found}, this one knows {known}) has written it",
        UNCHANGED,
        "Install the newer version.",
    ),
    (
        "folder_unusable",
        "The profile's folder cannot be used.",
        "it cannot be made, read or written",
        UNCHANGED,
        "Check the path and its permissions.",
    ),
    (
        "invite_expired",
        "Nothing was enrolled.",
        "the invite has expired",
        "the record was made and waits, with this PIN, for an invite",
        "Ask for a new invite and run `enrol` with it.",
    ),
    (
        "invite_unknown",
        "Nothing was enrolled.",
        "the district does not know this invite",
        "the record was made and waits, with this PIN, for an invite",
        "Check the code, or ask for a new invite.",
    ),
    (
        "invite_used",
        "Nothing was enrolled.",
        "another device has used this invite",
        "the record was made and waits, with this PIN, for an invite",
        "Ask for an invite of its own for this device.",
    ),
    (
        "key_lost",
        "The record cannot be opened.",
        "its key file is missing or unreadable",
        "the record itself was not touched",
        "Put the folder's file key.json back, from a copy of the folder say.",
    ),
    (
        "keyring_lost",
        "The record cannot be opened.",
        "the device's keyring does not give its part of the key",
        KEPT,
        "Unlock the keyring and try again.",
    ),
    (
        "log_refused",
        "The server refused this device's log.",
        "its form does not fit, and that of a fresh log neither",
        KEPT,
        "Tell the district's technician; go on logging.",
    ),
    ("no_profile", "There is no record in {folder}.", "no device was enrolled there", UNCHANGED, "Check --profile, or run `enrol` first."),
    (
        "no_such_household",
        "Nothing was saved.",
        "no household on this device has the code or address {typed}",
        KEPT,
        "Check it with `today`; a new one arrives with `sync`.",
    ),
    (
        "no_such_resident",
        "Nothing was saved.",
        "no resident on this device is called {typed}",
        KEPT,
        "Write the whole name or the number; a new one arrives with `sync`.",
    ),
    (
        "not_enrolled",
        "This device is not enrolled yet.",
        "the district has not answered an invite here{encrypted}",
        UNCHANGED,
        "Run `enrol` with the invite's link and the same PIN.{left}",
    ),
    ("not_own_entry", "Nothing was changed.", "the entry is another cadre's", UNCHANGED, "Ask that cadre to correct it, or log a note."),
    (
        "not_shown",
        "It was done, and what it says could not be shown.",
        "standard output cannot be written; its disk may be full",
        KEPT,
        "Run it again where its output can be read.",
    ),
    (
        "not_the_district",
        "The server is not the district's.",
        "its certificate is not from the district that this device trusts",
        KEPT,
        "Check the address and the invite; do not go on if somebody else sent them.",
    ),
    (
        "pin_needed",
        "The record stays locked.",
        "there is no terminal to ask for the PIN",
        UNCHANGED,
        "Run it in a terminal, or set DAYLOG_PIN.",
    ),
    ("pins_differ", "No record was made.", "the two PINs differ", UNCHANGED, "Try again."),
    ("profile_exists", "No record was made.", "there is one in this folder already", UNCHANGED, "Use its PIN, or another folder."),
    (
        "record_lost",
        "The record on this device is lost or damaged.",
        "{lost}",
        "what the server received is safe there; {encrypted}",
        "{left}`enrol` with a new invite begins a new record, which takes nothing's place.",
    ),
    (
        "request_too_large",
        "The server cannot be reached properly.",
        "something on the way refuses large requests",
        KEPT,
        "Try again, or on another network.",
    ),
    ("resident_needed", "Nothing was saved.", "this kind of entry names one resident", KEPT, "Add --resident."),
    ("short_pin", "No record was made.", "a PIN has {least} digits or more", UNCHANGED, "Choose a longer one."),
    (
        "slow_down",
        "No PIN or code is looked at now.",
        "too many were wrong or broken off",
        KEPT,
        "Wait {wait_seconds} seconds, then try the right one.",
    ),
    ("unknown_entry", "Nothing was changed.", "no entry on this device has this id", UNCHANGED, "Take the id from `diary --format json`."),
    ("unknown_household", "Nothing was saved.", "the household is not on this device", KEPT, "Run `sync`, then try again."),
    ("unknown_resident", "Nothing was saved.", "nobody of this household has this number", KEPT, "Run `sync`, then try again."),
    (
        "update_needed",
        "The server needs a newer version of this program.",
        "this one is too old to sync",
        KEPT,
        "Install the newer version; go on logging until then.",
    ),
    (
        "wrong_checkpoint",
        "The server's history does not go on from what it signed.",
        "it shows another past than before; the earlier word is kept as evidence",
        KEPT,
        "Tell the district's technician; go on logging.",
    ),
    ("wrong_pin", "The record stays locked.", "the PIN is wrong ({tries} in a row)", "a wrong PIN deletes nothing", "Try again{wait}."),
    (
        "wrong_receipt",
        "The server's answer was not believed.",
        "its receipt does not fit this log, or is not signed by the district",
        KEPT,
        "Tell the district's technician; go on logging.",
    ),
];

/// Every problem that has words.
pub(super) fn all() -> impl Iterator<Item = &'static Said> {
    PROBLEMS.iter().chain(super::entries::PROBLEMS).chain(super::rescue::PROBLEMS).chain(super::server::PROBLEMS)
}

/// What happened, why, what it means for the record, what to do.
pub fn problem(problem: &Problem) -> String {
    let known = all().find(|(code, ..)| *code == problem.code);
    let (what, why, record, next) = known.map_or(
        (
            "That did not work.",
            "an unforeseen error ({code})",
            KEPT,
            "Try again; if it stays so, give the technician the code and the reference {reference}.",
        ),
        |(_, what, why, record, next)| (what, why, record, next),
    );
    let text = format!("{what}\n  why: {why}\n  record: {record}\n  what to do: {next}");
    let text = match problem.code.as_str() {
        "record_lost" => lost::fill(&text, problem),
        "not_enrolled" => lost::fill_before(&text, problem),
        _ => text,
    };
    fill(&text, |name| match (name, problem.values.get(name)) {
        ("code", _) => Some(problem.code.clone()),
        ("reference", _) => Some(problem.reference.clone()),
        ("wait", _) => {
            let wait = problem.values.get("wait_seconds").filter(|seconds| *seconds != "0");
            Some(wait.map(|seconds| format!(" in {seconds} s")).unwrap_or_default())
        }
        // A list of lines; its texts were made harmless one by one.
        ("candidates", Some(candidates)) => Some(candidates.clone()),
        (_, value) => value.map(|value| shown(value)),
    })
}
