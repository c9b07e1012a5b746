//! Who may know whom: the arrows between our crates, read from `cargo metadata`.
//! A new arrow here is the rarest kind of change and gets a decision record.
//! Arrows of today that are on their way out stand in the list of exceptions, which only shrinks.

use serde_json::Value;

use super::finding::Finding;

/// Each crate with the ones of ours that it may use, dev-dependencies included. What is not listed may use none.
/// A shell knows the app and no more, though it stands above everything; `documents` knows no SQL, so no storage.
const ALLOWED: &[(&str, &[&str])] = &[
    ("daylog-faults", &[]),
    ("daylog-domain", &[]),
    ("daylog-wire", &["daylog-domain"]),
    // The device.
    ("daylog-store", &["daylog-wire", "daylog-domain", "daylog-faults"]),
    ("daylog-sync", &["daylog-store", "daylog-wire", "daylog-domain", "daylog-faults"]),
    ("daylog-app", &["daylog-sync", "daylog-store", "daylog-wire", "daylog-domain", "daylog-faults"]),
    ("daylog-cli", &["daylog-app", "daylog-wire", "daylog-domain"]),
    ("daylog-bridge", &["daylog-app"]),
    ("daylog-desktop", &["daylog-app", "daylog-domain"]),
    // The district.
    ("daylog-storage", &["daylog-wire", "daylog-domain", "daylog-faults"]),
    ("daylog-district", &["daylog-storage", "daylog-wire", "daylog-domain"]),
    ("daylog-backup", &["daylog-district", "daylog-storage", "daylog-wire", "daylog-domain"]),
    ("daylog-documents", &["daylog-district", "daylog-wire", "daylog-domain"]),
    ("daylog-server", &["daylog-backup", "daylog-documents", "daylog-district", "daylog-storage", "daylog-wire", "daylog-domain"]),
    ("xtask", &["daylog-app", "daylog-server"]),
];

/// These exist to look at everything.
const MAY_KNOW_ALL: &[&str] = &["daylog-testkit", "daylog-tests"];

/// What any crate may use in its own tests.
const FOR_TESTS: &[&str] = &["daylog-testkit", "daylog-faults"];

pub fn findings(metadata: &Value, granted: &[(&str, &str)]) -> Vec<Finding> {
    let packages = || list(metadata, "packages");
    let ours: Vec<&str> = packages().map(|package| text(package, "name")).collect();
    let mut needed = Vec::new();
    let mut found = Vec::new();
    for package in packages() {
        let from = text(package, "name");
        if MAY_KNOW_ALL.contains(&from) {
            continue;
        }
        let Some((_, allowed)) = ALLOWED.iter().find(|(name, _)| *name == from) else {
            found.push(Finding::new(from, "a crate without a place in xtask/src/tidy/arrows.rs"));
            continue;
        };
        for dependency in list(package, "dependencies") {
            let to = text(dependency, "name");
            let for_tests_only = text(dependency, "kind") == "dev";
            if !ours.contains(&to) || allowed.contains(&to) || (for_tests_only && FOR_TESTS.contains(&to)) {
                continue;
            }
            if granted.contains(&(from, to)) {
                needed.push((from, to));
                continue;
            }
            found.push(Finding::new(
                from,
                if to == "daylog-testkit" {
                    "uses daylog-testkit outside its tests; it is only ever a dev-dependency".to_owned()
                } else {
                    format!("must not know {to}")
                },
            ));
        }
    }
    let unneeded = granted.iter().filter(|arrow| !needed.contains(*arrow));
    found.extend(unneeded.map(|(from, to)| Finding::new(*from, format!("needs no exception to know {to}; remove the line"))));
    found
}

fn list<'a>(value: &'a Value, key: &str) -> impl Iterator<Item = &'a Value> {
    value.get(key).and_then(Value::as_array).into_iter().flatten()
}

fn text<'a>(value: &'a Value, key: &str) -> &'a str {
    value.get(key).and_then(Value::as_str).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn workspace(from: &str, to: &str, kind: Option<&str>) -> Value {
        json!({"packages": [
            {"name": from, "dependencies": [{"name": to, "kind": kind}, {"name": "serde", "kind": null}]},
            {"name": to, "dependencies": []},
        ]})
    }

    /// What is said first about a workspace in which one crate depends on another.
    fn verdict(from: &str, to: &str, kind: Option<&str>, granted: &[(&str, &str)]) -> Option<String> {
        findings(&workspace(from, to, kind), granted).first().map(|finding| finding.what.clone())
    }

    #[test]
    fn a_way_down_may_skip_and_no_way_leads_up_or_across() {
        let device = ["daylog-app", "daylog-sync", "daylog-store", "daylog-wire", "daylog-domain"];
        let district = ["daylog-server", "daylog-backup", "daylog-district", "daylog-storage", "daylog-wire", "daylog-domain"];
        for chain in [&device[..], &district] {
            for (above, from) in chain.iter().enumerate() {
                for (below, to) in chain.iter().enumerate().filter(|(below, _)| *below != above) {
                    assert_eq!(verdict(from, to, None, &[]).is_none(), above < below, "{from} → {to}");
                }
            }
        }
        for (from, to) in [
            ("daylog-district", "daylog-store"),
            ("daylog-store", "daylog-storage"),
            ("daylog-sync", "daylog-district"),
            ("daylog-backup", "daylog-documents"),
            ("daylog-documents", "daylog-backup"),
            ("daylog-documents", "daylog-storage"),
            ("daylog-cli", "daylog-store"),
            ("daylog-bridge", "daylog-store"),
            ("daylog-domain", "daylog-faults"),
            ("daylog-wire", "daylog-faults"),
            ("daylog-district", "daylog-faults"),
            ("daylog-faults", "daylog-domain"),
            ("xtask", "daylog-store"),
        ] {
            assert_eq!(verdict(from, to, None, &[]), Some(format!("must not know {to}")), "{from}");
        }
    }

    #[test]
    fn tests_know_what_they_test_and_their_tools_are_for_tests_alone() {
        for (from, to, kind, expected) in [
            ("daylog-server", "daylog-store", Some("dev"), Some("must not know daylog-store")),
            ("daylog-store", "daylog-testkit", Some("dev"), None),
            ("daylog-server", "daylog-faults", Some("dev"), None),
            ("daylog-server", "daylog-faults", None, Some("must not know daylog-faults")),
            ("daylog-store", "daylog-testkit", None, Some("uses daylog-testkit outside its tests; it is only ever a dev-dependency")),
            ("daylog-testkit", "daylog-app", None, None),
            ("daylog-tests", "daylog-storage", None, None),
        ] {
            assert_eq!(verdict(from, to, kind, &[]).as_deref(), expected, "{from} → {to}");
        }
    }

    #[test]
    fn a_crate_that_nobody_placed_is_found() {
        let found = findings(&json!({"packages": [{"name": "daylog-extra", "dependencies": []}]}), &[]);
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn an_exception_holds_for_its_arrow_and_only_while_that_is_there() {
        let arrow = [("daylog-wire", "daylog-faults")];
        assert_eq!(verdict("daylog-wire", "daylog-faults", None, &arrow), None);
        assert_eq!(verdict("daylog-domain", "daylog-faults", None, &arrow).as_deref(), Some("must not know daylog-faults"));
        let unneeded = verdict("daylog-wire", "daylog-domain", None, &arrow);
        assert_eq!(unneeded.as_deref(), Some("needs no exception to know daylog-faults; remove the line"));
    }
}
