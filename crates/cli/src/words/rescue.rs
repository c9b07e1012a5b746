//! What the terminal says of unsent work, rescue files and forgotten PINs.

use daylog_app::{
    DeliveryReport,
    views::{
        recovery::RecoveryView,
        rescue::{CarriedView, RescueView, SignedOutView},
    },
};

use super::{
    count,
    problems::{KEPT, Said, UNCHANGED},
};

pub const RECOVERED: &str = "The record is open again, with the new PIN. Nothing in it was changed.";

pub(super) const PROBLEMS: &[Said] = &[
    (
        "carries_too_much",
        "The file was not taken along.",
        "{most} files of others wait here already, or as much as there is room for",
        KEPT,
        "Run `sync` first.",
    ),
    (
        "file_exists",
        "No file was written.",
        "{file} exists already and may hold somebody else's work",
        KEPT,
        "Name a file that does not exist yet.",
    ),
    ("file_unreadable", "Nothing was done.", "{file} cannot be read", UNCHANGED, "Check its name, and that you may read it."),
    ("file_unwritable", "No file was written.", "{file} cannot be written", KEPT, "Name another place for it."),
    ("no_envelope_key", "No rescue file was written.", "the district has not told its key yet", KEPT, "Run `sync` once with a network."),
    ("no_recovery", "The district cannot help yet.", "it has no copy of this record's key", KEPT, "Run `recover` without an answer first."),
    ("not_a_rescue_file", "The file was not taken.", "it is no rescue file", UNCHANGED, "Take the file as the other device made it."),
    (
        "nothing_encrypted",
        "No rescue file was written.",
        "nothing lies encrypted beside the lost record",
        "what the server received is safe there",
        "Run `enrol` with a new invite.",
    ),
    ("recovery_foreign", "The PIN was not changed.", "the answer is to another request", KEPT, "Send the text of `recover` once more."),
    ("recovery_unreadable", "The PIN was not changed.", "that is not the district's whole answer", KEPT, "Copy all of it."),
    (
        "refused_fill_room",
        "The file was not taken along.",
        "what the district did not take of others' files fills the room for them",
        KEPT,
        "Tell the district's technician; `sign-out --rescue FILE` takes it away from here in files.",
    ),
    ("relay_cannot_listen", "Nothing listens.", "{address} cannot be used ({reason})", UNCHANGED, "Choose another address or port."),
    (
        "relay_refused",
        "The file was not handed over.",
        "the other device did not take it",
        KEPT,
        "See what it says, or carry the file there.",
    ),
    (
        "relay_unreachable",
        "The file was not handed over.",
        "nothing answers there",
        KEPT,
        "Check the address, and that `relay` runs there.",
    ),
    ("rescue_file_damaged", "The file was not taken.", "it was cut or changed on its way", KEPT, "Have it made and sent once more."),
    ("rescue_file_newer", "The file was not taken.", "a newer program made it", UNCHANGED, "Install the newer version."),
    ("rescue_file_too_large", "The file was not taken.", "it is larger than any rescue file", UNCHANGED, "Check which file it is."),
    (
        "unsent_work",
        "You are still signed in.",
        "not at the district yet: entries of this record ({entries}), encrypted entries of others ({carried})",
        KEPT,
        "Run `sync` first, or add --rescue FILE and hand that file in.",
    ),
];

pub fn written(view: &RescueView) -> String {
    let hand = if view.paths.len() == 1 { "it".to_owned() } else { format!("all {} files, in this order,", view.paths.len()) };
    format!(
        "{} written and read back: {}, with {} that the district has not received.\n\
         Hand {hand} to the district or to a colleague. Only the district's server can read what is inside.",
        view.paths.join("\n"),
        encrypted(view.pieces),
        count(view.entries, "entry", "entries")
    )
}

pub fn carried(view: &CarriedView) -> String {
    format!("{} taken along; waiting here for the next sync: {}.", encrypted(view.pieces), view.waiting)
}

pub fn listening(address: std::net::SocketAddr) -> String {
    format!("Listening on {address}. Nothing of what comes can be read here. Stop it with Ctrl-C.")
}

pub fn handed(pieces: u32) -> String {
    format!("{} handed over; the other device delivers what it was given.", encrypted(pieces))
}

pub fn delivered(report: &DeliveryReport) -> String {
    let refused = if report.refused == 0 { String::new() } else { format!(", {} not taken and kept", report.refused) };
    format!("{} received by the district{refused}.", encrypted(u32::try_from(report.delivered).unwrap_or(u32::MAX)))
}

fn encrypted(pieces: u32) -> String {
    count(pieces, "encrypted entry", "encrypted entries")
}

pub fn signed_out(view: &SignedOutView) -> String {
    let rescue = view.rescue.as_ref().map(|rescue| format!("{}\n", written(rescue))).unwrap_or_default();
    let damaged = view.damaged.as_ref().map(|folder| {
        format!(
            "\nWhat is damaged was put aside and is kept in {folder}, a record with its key. Show it to the technician; \
             delete it by hand when nobody needs it any more."
        )
    });
    format!("{rescue}Signed out: the record is no longer on this device.{}", damaged.unwrap_or_default())
}

pub fn recovery(view: &RecoveryView) -> String {
    format!(
        "Send this text to the district and read them the check characters {}:\n\n{}\n\nThen run `recover` with their answer.",
        view.check, view.text
    )
}
