//! What the terminal says when unsent work, rescue files and forgotten PINs went well.

use daylog_app::{
    DeliveryReport,
    views::{
        recovery::RecoveryView,
        rescue::{CarriedView, RescueView, SignedOutView},
    },
};

use super::count;

pub const RECOVERED: &str = "The record is open again, with the new PIN. Nothing in it was changed.";

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
