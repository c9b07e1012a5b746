//! What an entry says, in one line of words.

use std::fmt::Write;

use daylog_domain::{entries::Summary, text::shown};

use super::fill::fill;

pub(super) const SUMMARIES: &[(&str, &str)] = &[
    ("contact.reached", "Contact made ({channel})"),
    ("contact.no_answer", "No answer ({channel})"),
    ("contact.refused", "Refused to talk ({channel})"),
    ("temperature.reading", "Temperature {celsius} °C"),
    ("temperature.normal", "Temperature asked, normal"),
    ("temperature.no_answer", "Temperature asked, no answer"),
    ("temperature.refused", "Temperature asked, refused"),
    ("seal.applied", "Seal applied"),
    ("seal.intact", "Seal intact"),
    ("seal.opened", "Seal opened and resealed"),
    ("seal.broken", "Seal broken"),
    ("seal.missing", "Seal missing"),
    ("seal.removed", "Seal removed"),
    ("seal.not_reached", "Door not reached"),
    ("errand.asked", "Asked for"),
    ("errand.accepted", "Errand accepted"),
    ("errand.done", "Errand done"),
    ("errand.declined", "Errand declined"),
    ("note", "{text}"),
    ("correct", "Correction: {reason}"),
    ("withdraw", "Withdrawn: {reason}"),
    ("unknown", "An entry of a newer kind; update to read it"),
];

/// A summary in words, on one line that no typed text can break.
pub fn summary(summary: &Summary) -> String {
    let value = |name: &str| summary.values.get(name).map(|value| shown(value));
    let text = SUMMARIES.iter().find(|(key, _)| *key == summary.key).map_or(summary.key.as_str(), |(_, text)| text);
    let mut words = fill(text, |name| match (name, value(name)) {
        ("channel", Some(channel)) if channel == "wechat" => Some("WeChat".to_owned()),
        ("channel", Some(channel)) if channel == "door" => Some("at the door".to_owned()),
        (_, value) => Some(value.unwrap_or_default()),
    });
    if let (Some(what), Some(quantity)) = (value("what"), value("quantity")) {
        let _written = match value("unit") {
            Some(unit) => write!(words, ": {quantity} {unit} of {what}"),
            None => write!(words, ": {quantity} × {what}"),
        };
        if let Some(more) = value("more").filter(|more| more != "0") {
            let _written = write!(words, " and {more} more");
        }
    }
    if let (true, Some(reason)) = (summary.key.starts_with("seal."), value("reason")) {
        let _written = write!(words, ": {reason}");
    }
    words
}
