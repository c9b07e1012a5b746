//! An entry's summary, and names that somebody typed, as the commands print them.

use daylog_domain::{entries::Summary, text::shown};

/// Names below each other.
pub(super) fn shown_list(names: &[String]) -> String {
    names.iter().map(|name| shown(name)).collect::<Vec<_>>().join("\n    ")
}

/// A summary's key and values in plain words: `temperature.reading` and 36.5 become `temperature reading 36.5`.
/// One line that no typed text can break.
pub fn summary(summary: &Summary) -> String {
    let key = summary.key.replace(['.', '_'], " ");
    let value = |name: &str| summary.values.get(name).map(|value| shown(value));
    let words: Vec<String> = match (value("what"), value("quantity")) {
        (Some(what), Some(quantity)) => {
            let more = value("more").filter(|more| more != "0").map(|more| format!("and {more} more"));
            [Some(quantity), value("unit"), Some(what), more].into_iter().flatten().collect()
        }
        _ => summary.values.values().map(|value| shown(value)).collect(),
    };
    if words.is_empty() { key } else { format!("{key}: {}", words.join(" ")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_summary_is_one_line_with_its_unit() {
        let rice = Summary::new("errand.asked").with("what", "rice").with("quantity", 20);
        for (of, words) in [
            (rice.clone().with("more", 0), "errand asked: 20 rice"),
            (rice.with("unit", "jin").with("more", 2), "errand asked: 20 jin rice and 2 more"),
            (Summary::new("temperature.reading").with("celsius", "36.5"), "temperature reading: 36.5"),
            (Summary::new("note").with("text", "a\nb\u{1b}[2J"), "note: a↵b\\u{1b}[2J"),
            (Summary::new("errand.done"), "errand done"),
        ] {
            assert_eq!(summary(&of), words);
        }
    }
}
