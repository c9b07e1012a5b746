//! A line for people as a code and values. Holds no sentence.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A line for people, as a key of the catalogues under `summary.` and its values. Holds no sentence itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, TS)]
pub struct Summary {
    pub key: String,
    pub values: BTreeMap<String, String>,
}

impl Summary {
    #[must_use]
    pub fn new(key: impl Into<String>) -> Self {
        Summary { key: key.into(), values: BTreeMap::new() }
    }

    #[must_use]
    pub fn with(mut self, name: &str, value: impl ToString) -> Self {
        self.values.insert(name.to_owned(), value.to_string());
        self
    }
}
