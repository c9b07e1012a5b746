//! The app's commands by name, with JSON in and out: what a browser or a script calls. One line per command.

use std::sync::Arc;

use base64::{Engine, engine::general_purpose::STANDARD};
use daylog_domain::{
    ids::{EntryId, HouseholdId},
    text::json::well_formed,
    time::{Date, typed},
};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{self, DeserializeOwned},
};
use serde_json::Value;

use crate::{
    App, Manner, Problem, Rescuing,
    views::{account::Preferences, diary::Draft},
};

#[derive(Deserialize)]
struct OfPreferences {
    preferences: Preferences,
}

#[derive(Deserialize)]
struct OfPin {
    pin: String,
}

#[derive(Deserialize)]
struct OfRecovery {
    answer: String,
    pin: String,
}

#[derive(Deserialize)]
struct OfSignOut {
    /// Write a rescue file first.
    rescue: bool,
}

/// A file that a person chose, as base64.
#[derive(Deserialize)]
struct OfFile {
    file: String,
}

#[derive(Deserialize)]
struct OfLink {
    link: String,
}

#[derive(Deserialize)]
struct OfText {
    text: String,
}

#[derive(Deserialize)]
struct OfDate {
    #[serde(default, deserialize_with = "typed_date")]
    date: Option<Date>,
}

/// A date with its year in four digits.
fn typed_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.as_deref().map(typed::date).transpose().map_err(de::Error::custom)
}

#[derive(Deserialize)]
struct OfHousehold {
    household: HouseholdId,
}

#[derive(Deserialize)]
struct OfEntry {
    entry: EntryId,
}

/// `key` names the field that it was typed into, which is forgotten with the save.
#[derive(Deserialize)]
struct OfDraft {
    draft: Draft,
    #[serde(default)]
    key: Option<String>,
    /// Its idempotency key, so that a second call of one action does nothing more.
    #[serde(default)]
    once: Option<String>,
}

#[derive(Deserialize)]
struct OfDrafts {
    drafts: Vec<Draft>,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    once: Option<String>,
}

#[derive(Deserialize)]
struct OfClaim {
    at: String,
    #[serde(default)]
    of: Option<EntryId>,
}

#[derive(Deserialize)]
struct OfEntries {
    entries: Vec<EntryId>,
}

#[derive(Deserialize)]
struct OfCorrection {
    entry: EntryId,
    draft: Draft,
    reason: String,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    once: Option<String>,
}

#[derive(Deserialize)]
struct OfWithdrawal {
    entry: EntryId,
    reason: String,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    once: Option<String>,
}

#[derive(Deserialize)]
struct OfKey {
    key: String,
}

#[derive(Deserialize)]
struct OfField {
    key: String,
    #[serde(default)]
    text: Option<String>,
}

/// Arguments as a browser wrote them: half an emoji in one of their texts is no reason to answer nothing.
pub fn arguments(json: &str) -> Result<Value, Problem> {
    serde_json::from_str(&well_formed(json)).map_err(|error| Problem::new("bad_arguments").with("detail", error))
}

/// Calls a command. An unknown name and arguments of another form are problems of their own.
pub async fn call(app: &Arc<App>, command: &str, args: Value) -> Result<Value, Problem> {
    app.lock_when_idle();
    if !is_asked_by_screens(command) {
        app.touch();
    }
    match command {
        "start" => answer(app.start()),
        "set_preferences" => answer(app.set_preferences(&read::<OfPreferences>(args)?.preferences)),
        "choose_pin" => answer(app.choose_pin(&read::<OfPin>(args)?.pin)),
        "enrol" => answer(app.enrol(&read::<OfLink>(args)?.link).await),
        "take_directory" => answer(app.take_directory(&read::<OfText>(args)?.text)),
        "unlock" => answer(app.unlock(&read::<OfPin>(args)?.pin)),
        "lock" => answer(app.lock()),
        "ask_recovery" => answer(app.ask_recovery()),
        "check_recovery" => answer(app.check_recovery(&read::<OfText>(args)?.text)),
        "recover" => {
            let OfRecovery { answer: given, pin } = read(args)?;
            answer(app.recover(&given, &pin))
        }
        "unsent" => answer(app.unsent()),
        "rescue" => answer(app.rescue(None)),
        "sign_out" => {
            let rescue = read::<OfSignOut>(args)?.rescue.then_some(Rescuing { to: None });
            answer(app.sign_out(rescue).await)
        }
        "carry" => answer(app.carry(&bytes(&read::<OfFile>(args)?.file)?)),
        "touch" => answer(Ok(())),
        "me" => answer(app.me()),
        "due" => answer(app.due(read::<OfDate>(args)?.date)),
        "diary" => answer(app.diary(read::<OfDate>(args)?.date)),
        "household" => answer(app.household(read::<OfHousehold>(args)?.household)),
        "entry" => answer(app.entry(read::<OfEntry>(args)?.entry)),
        "save" => {
            let OfDraft { draft, key, once } = read(args)?;
            let saved = app.save_act(&[draft], manner(key.as_deref(), once.as_deref()))?;
            answer(saved.into_iter().next().ok_or_else(|| Problem::new("internal")))
        }
        "save_many" => {
            let OfDrafts { drafts, key, once } = read(args)?;
            answer(app.save_act(&drafts, manner(key.as_deref(), once.as_deref())))
        }
        "claim" => {
            let OfClaim { at, of } = read(args)?;
            answer(app.claim(&at, of))
        }
        "undo" => answer(app.undo(&read::<OfEntries>(args)?.entries)),
        "correct" => {
            let OfCorrection { entry, draft, reason, key, once } = read(args)?;
            answer(app.correct_act(entry, &draft, &reason, manner(key.as_deref(), once.as_deref())))
        }
        "withdraw" => {
            let OfWithdrawal { entry, reason, key, once } = read(args)?;
            answer(app.withdraw_act(entry, &reason, manner(key.as_deref(), once.as_deref())))
        }
        "outbox" => answer(app.outbox()),
        "sync_state" => answer(app.sync_state()),
        "sync_now" => answer(app.sync_now()),
        "keep_field" => {
            let OfField { key, text } = read(args)?;
            answer(app.keep_field(&key, text.as_deref()))
        }
        "kept_field" => answer(app.kept_field(&read::<OfKey>(args)?.key)),
        _ => Err(Problem::new("unknown_command").with("command", command)),
    }
}

/// Screens ask these again by themselves, every few seconds; were that a touch, no device would ever lock.
fn is_asked_by_screens(command: &str) -> bool {
    matches!(
        command,
        "start" | "me" | "due" | "diary" | "household" | "entry" | "outbox" | "sync_state" | "unsent" | "kept_field" | "claim"
    )
}

fn manner<'a>(typed: Option<&'a str>, once: Option<&'a str>) -> Manner<'a> {
    Manner { typed, once }
}

fn read<T: DeserializeOwned>(args: Value) -> Result<T, Problem> {
    serde_json::from_value(args).map_err(|error| Problem::new("bad_arguments").with("detail", error))
}

fn bytes(base64: &str) -> Result<Vec<u8>, Problem> {
    STANDARD.decode(base64).map_err(|error| Problem::new("bad_arguments").with("detail", error))
}

fn answer<T: Serialize>(result: Result<T, Problem>) -> Result<Value, Problem> {
    serde_json::to_value(result?).map_err(|_| Problem::new("internal"))
}
