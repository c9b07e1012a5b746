//! What every kind of entry can say: the examples that lie in the folders of the kinds, each form once.

// Everything here is test code, where a failed unwrap is a failed test with a line number.
#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;

use daylog_domain::entries::{Content, UnknownContent};
use minicbor::Decoder;
use serde_json::Value;

macro_rules! texts {
    (diary { $($code:literal $name:ident $kind:ident,)* } amendments { $($amends:literal $amendment:ident $amending:ty,)* }) => {
        const TEXTS: &[&str] = &[
            $(include_str!(concat!("../../domain/src/entries/", stringify!($name), "/examples.json")),)*
            $(include_str!(concat!("../../domain/src/entries/", stringify!($amendment), "/examples.json")),)*
        ];
    };
}

daylog_domain::for_each_kind!(texts);

/// All of them, kind by kind in the order of the registry.
#[must_use]
pub fn examples() -> Vec<Content> {
    let of_kind = |text: &&str| serde_json::from_str::<BTreeMap<String, Vec<Content>>>(text).unwrap();
    TEXTS.iter().flat_map(of_kind).flat_map(|(_, examples)| examples).collect()
}

/// The same content as bytes of its kind: saved unread, and read when it is shown.
#[must_use]
pub fn raw(content: &Content) -> Content {
    let pair = minicbor::to_vec(content).unwrap();
    let mut of_pair = Decoder::new(&pair);
    of_pair.array().unwrap();
    let code = of_pair.u16().unwrap();
    Content::Unknown(UnknownContent { code, bytes: of_pair.bytes().unwrap().to_vec() })
}

/// The content with each of its texts and numbers replaced in turn by each of `values`, where its kind can hold that at all.
#[must_use]
pub fn varied(content: &Content, values: &[Value]) -> Vec<Content> {
    let whole = serde_json::to_value(content).unwrap();
    let of_leaf = |pointer: String| values.iter().map(move |value| (pointer.clone(), value));
    let with = |(pointer, value): (String, &Value)| {
        let mut changed = whole.clone();
        *changed.pointer_mut(&pointer)? = value.clone();
        serde_json::from_value(changed).ok()
    };
    leaves(&whole).into_iter().flat_map(of_leaf).filter_map(with).filter(|varied| varied != content).collect()
}

/// Where texts and numbers stand, as JSON pointers.
fn leaves(value: &Value) -> Vec<String> {
    let below = |name: String, value: &Value| leaves(value).into_iter().map(move |rest| format!("/{name}{rest}")).collect::<Vec<_>>();
    match value {
        Value::Object(fields) => fields.iter().flat_map(|(name, value)| below(name.clone(), value)).collect(),
        Value::Array(items) => items.iter().enumerate().flat_map(|(place, value)| below(place.to_string(), value)).collect(),
        Value::String(_) | Value::Number(_) => vec![String::new()],
        Value::Bool(_) | Value::Null => Vec::new(),
    }
}
