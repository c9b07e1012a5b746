//! Fields being typed live in the record, so that neither a closed sheet nor a killed renderer loses a word. The core stamps
//! them with its clocks: how old a draft is, is never the page's to say.

use daylog_domain::{age, clocks::Clocks};
use serde::{Deserialize, Serialize};

use crate::{App, Problem, ProblemCode, app::Context, local_text, views::draft::KeptField};

/// A draft as it lies in the record.
#[derive(Serialize, Deserialize)]
struct Stamped {
    clocks: Clocks,
    text: String,
}

impl App {
    /// Keeps what is being typed under `key`; none forgets it.
    pub fn keep_field(&self, key: &str, text: Option<&str>) -> Result<(), Problem> {
        self.with_store(|store, context| {
            let stamped = text.map(|text| Stamped { clocks: self.clocks(context), text: text.to_owned() });
            let value =
                stamped.map(|stamped| serde_json::to_string(&stamped)).transpose().map_err(|_| Problem::new(ProblemCode::Internal))?;
            Ok(store.keep_field(key, value.as_deref())?)
        })
    }

    pub fn kept_field(&self, key: &str) -> Result<Option<KeptField>, Problem> {
        self.with_store(|store, context| Ok(store.kept_field(key)?.and_then(|value| self.read_field(&value, context))))
    }

    /// What another version keeps in another form is no draft here.
    fn read_field(&self, value: &str, context: &Context) -> Option<KeptField> {
        let Stamped { clocks, text } = serde_json::from_str(value).ok()?;
        let age::Kept { at, age_ms } = age::kept(&clocks, &self.clocks(context), context.now);
        let zone = context.device.enrolled.as_ref().map(|enrolled| enrolled.settings.zone);
        Some(KeptField {
            text,
            at_text: at.zip(zone).map(|(at, zone)| local_text::short(at, context.now, zone)),
            age_seconds: age_ms.map(|age_ms| u32::try_from(age_ms / 1000).unwrap_or(u32::MAX)),
        })
    }
}
