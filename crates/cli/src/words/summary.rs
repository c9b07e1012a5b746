//! What an entry says, in one line of words. Those of each kind lie beside its flags, in `kinds`.

use daylog_domain::{entries::Summary, text::shown};

use super::fill::fill;
use crate::kinds;

/// Amendments are made by commands of their own.
const OTHERS: &[(&str, &str)] =
    &[("correct", "Correction: {reason}"), ("withdraw", "Withdrawn: {reason}"), ("unknown", "An entry of a newer kind; update to read it")];

/// A summary in words, on one line that no typed text can break.
pub fn summary(summary: &Summary) -> String {
    let value = |name: &str| summary.values.get(name).map(|value| shown(value));
    let kind = summary.key.split('.').next().unwrap_or_default();
    match kinds::words(kind, &summary.key, &value) {
        Some(words) => {
            fill(words.text, |name| Some(value(name).map(|value| (words.value)(name, value)).unwrap_or_default())) + &words.behind
        }
        None => {
            let text = OTHERS.iter().find(|(key, _)| *key == summary.key).map_or(summary.key.as_str(), |(_, text)| text);
            fill(text, |name| Some(value(name).unwrap_or_default()))
        }
    }
}
