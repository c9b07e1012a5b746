//! An entry's summary, and names that somebody typed, as the commands print them.

use daylog_domain::{entries::Summary, ids::HouseholdId, places::Premises, text::shown};

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

/// Where an entry belongs: the address of its household, a place by its kind and number.
pub fn where_it_is(household: Option<HouseholdId>, place: Option<Premises>, address: String) -> String {
    match (household, place) {
        (Some(_), _) => address,
        (None, Some(place)) => format!("{} {}", place.kind().name(), place.id()),
        (None, None) => "(update to read whom this is about)".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use daylog_domain::ids::SiteId;

    #[test]
    fn an_entry_about_a_place_stands_under_its_kind_and_number_and_never_at_an_address() {
        let site = Premises::Site(SiteId(7));
        assert_eq!(where_it_is(Some(HouseholdId(7)), None, "园锦社区 3-2-501".to_owned()), "园锦社区 3-2-501");
        assert_eq!(where_it_is(None, Some(site), String::new()), "site 7");
        assert_eq!(where_it_is(None, None, String::new()), "(update to read whom this is about)");
    }

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
