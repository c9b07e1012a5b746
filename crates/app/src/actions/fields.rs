//! Fields being typed live in the record, so that a killed renderer loses no word.

use crate::{App, Problem};

impl App {
    pub fn keep_field(&self, key: &str, text: Option<&str>) -> Result<(), Problem> {
        self.with_store(|store, _| Ok(store.keep_field(key, text)?))
    }

    pub fn kept_field(&self, key: &str) -> Result<Option<String>, Problem> {
        self.with_store(|store, _| Ok(store.kept_field(key)?))
    }
}
