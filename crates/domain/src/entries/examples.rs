//! Every kind's examples, which lie in its folder: each form that it can have, once, under the key of its summary. Tests of other
//! crates use them too, and `cargo xtask tidy` holds the words of the UI against the keys.

use std::collections::BTreeMap;

use super::{Content, Kind};
use crate::for_each_kind;

macro_rules! examples {
    (diary { $($code:literal $name:ident $variant:ident,)* } amendments { $($amends:literal $amendment:ident $amending:ty,)* }) => {
        const EXAMPLES: &[(u16, &str, &str)] = &[
            $(($code, stringify!($name), include_str!(concat!(stringify!($name), "/examples.json"))),)*
            $(($amends, stringify!($amendment), include_str!(concat!(stringify!($amendment), "/examples.json"))),)*
        ];
    };
}

for_each_kind!(examples);

/// The examples of one folder under the keys of their summaries.
fn read(name: &str, json: &str) -> BTreeMap<String, Vec<Content>> {
    serde_json::from_str(json).unwrap_or_else(|why| panic!("{name}: {why}"))
}

/// Each example with the code and the name of the folder that it lies in.
fn all() -> Vec<(u16, &'static str, Content)> {
    let of_kind = |(code, name, json): &(u16, &'static str, &str)| {
        read(name, json).into_values().flatten().map(|content| (*code, *name, content)).collect::<Vec<_>>()
    };
    EXAMPLES.iter().flat_map(of_kind).collect()
}

#[test]
fn an_example_is_of_its_folders_kind_and_can_be_saved_as_it_stands() {
    for (code, name, content) in all() {
        assert_eq!((content.code(), content.name(), Content::name_of(code)), (code, name, name), "{content:?}");
        assert_eq!(serde_json::to_value(&content).unwrap()["kind"], name);
        assert_eq!(content.validate(), Ok(()), "{content:?}");
        let mut cleaned = content.clone();
        cleaned.clean();
        assert_eq!(cleaned, content, "cleaning changes nothing");
        let bytes = minicbor::to_vec(&content).unwrap();
        assert_eq!(minicbor::decode::<Content>(&bytes).unwrap(), content, "as it is stored");
    }
}

#[test]
fn an_example_stands_under_the_key_of_its_summary_which_is_named_after_its_kind() {
    for (_, name, json) in EXAMPLES {
        for (key, examples) in read(name, json) {
            assert!(key == *name || key.starts_with(&format!("{name}.")), "{key}");
            assert!(!examples.is_empty(), "{key}");
            for content in examples {
                assert_eq!(content.summary().key, key, "{content:?}");
            }
        }
    }
}

#[test]
fn every_kind_has_an_example_and_no_code_is_given_twice() {
    for (code, name) in Content::KINDS {
        assert!(all().iter().any(|(of, ..)| of == code), "{name}");
        assert_eq!(Content::KINDS.iter().filter(|(other, ..)| other == code).count(), 1, "{code}");
    }
}

#[test]
fn only_an_amendment_acts_on_another_entry_and_can_be_made_to_act_on_one_more() {
    let other = "bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb-8".parse().unwrap();
    for (code, _, mut content) in all() {
        let is_amendment = content.amends().is_some();
        assert_eq!(is_amendment, Content::is_amendment(code), "{content:?}");
        content.redirect(other);
        assert_eq!(content.amends(), is_amendment.then_some(other), "{content:?}");
    }
}
