//! The app's commands by name, with JSON in and out: what a browser or a script calls. Each is declared here and nowhere else.
//! After a change, `cargo xtask codegen` writes the page's and the shell's copies of the list anew.

mod table;

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
use ts_rs::{TS, TypeVisitor};

use self::table::commands;
pub use self::table::{Argument, Declared};
use crate::{
    App, Preferences, Problem, ProblemCode, Rescuing, SaveOptions,
    views::{
        account::{MeView, StartView, SyncView},
        diary::{DiaryView, Draft, EntryView, Line, Saved},
        draft::{ClaimView, KeptField},
        due::DueView,
        household::HouseholdView,
        outbox::OutboxView,
        recovery::RecoveryView,
        rescue::{CarriedView, RescueView, SignedOutView, UnsentView},
    },
};

commands! { app,
    // Screens ask these again by themselves, every few seconds; were that a touch, no device would ever lock.
    screens {
        fn start() -> StartView { app.start() }
        fn unsent() -> UnsentView { app.unsent() }
        fn me() -> MeView { app.me() }
        fn due(#[serde(default, deserialize_with = "typed_date")] date: Option<Date>) -> DueView { app.due(date) }
        fn diary(#[serde(default, deserialize_with = "typed_date")] date: Option<Date>) -> DiaryView { app.diary(date) }
        fn household(household: HouseholdId) -> HouseholdView { app.household(household) }
        fn entry(entry: EntryId) -> EntryView { app.entry(entry) }
        fn outbox() -> OutboxView { app.outbox() }
        fn sync_state() -> SyncView { app.sync_state() }
        fn kept_field(key: String) -> Option<KeptField> { app.kept_field(&key) }
        /// How a chosen time would be stored. `of` is the entry that is corrected.
        fn claim(at: String, of: Option<EntryId>) -> ClaimView { app.claim(&at, of) }
    }
    people {
        fn set_preferences(preferences: Preferences) -> StartView { app.set_preferences(&preferences) }
        fn choose_pin(pin: String) -> StartView { app.choose_pin(&pin) }
        fn enrol(link: String) -> MeView { app.enrol(&link).await }
        fn take_directory(text: String) -> () { app.take_directory(&text) }
        fn unlock(pin: String) -> StartView { app.unlock(&pin) }
        fn lock() -> StartView { app.lock() }
        fn ask_recovery() -> RecoveryView { app.ask_recovery() }
        fn check_recovery(text: String) -> () { app.check_recovery(&text) }
        fn recover(answer: String, pin: String) -> StartView { app.recover(&answer, &pin) }
        fn rescue() -> RescueView { app.rescue(None) }
        /// With `rescue`, a rescue file is written and read back first.
        fn sign_out(rescue: bool) -> SignedOutView { app.sign_out(rescue.then_some(Rescuing { to: None })).await }
        /// `file` is one that a person chose, as base64.
        fn carry(file: String) -> CarriedView { app.carry(&bytes(&file)?) }
        /// Somebody uses the device.
        fn touch() -> () { Ok(()) }
        /// `key` names what was typed into: it is forgotten with the save. `once` is the idempotency key of the save: a second call
        /// answers what the first one did.
        fn save(draft: Draft, key: Option<String>, once: Option<String>) -> Saved {
            let saved = app.save_with(&[draft], save_options(key.as_deref(), once.as_deref()))?;
            saved.into_iter().next().ok_or_else(|| Problem::new(ProblemCode::Internal))
        }
        fn save_many(drafts: Vec<Draft>, key: Option<String>, once: Option<String>) -> Vec<Saved> {
            app.save_with(&drafts, save_options(key.as_deref(), once.as_deref()))
        }
        fn undo(entries: Vec<EntryId>) -> () { app.undo(&entries) }
        fn correct(entry: EntryId, draft: Draft, reason: String, key: Option<String>, once: Option<String>) -> Saved {
            app.correct_with(entry, &draft, &reason, save_options(key.as_deref(), once.as_deref()))
        }
        fn withdraw(entry: EntryId, reason: String, key: Option<String>, once: Option<String>) -> Line {
            app.withdraw_with(entry, &reason, save_options(key.as_deref(), once.as_deref()))
        }
        /// Somebody has seen which households came and went.
        fn seen_news() -> () { app.seen_news() }
        fn sync_now() -> SyncView { app.sync_now() }
        fn keep_field(key: String, text: Option<String>) -> () { app.keep_field(&key, text.as_deref()) }
    }
}

/// Arguments as a browser wrote them: half an emoji in one of their texts is no reason to answer nothing.
pub fn arguments(json: &str) -> Result<Value, Problem> {
    serde_json::from_str(&well_formed(json)).map_err(bad_arguments)
}

/// A date with its year in four digits.
fn typed_date<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Date>, D::Error> {
    let text = Option::<String>::deserialize(deserializer)?;
    text.as_deref().map(typed::date).transpose().map_err(de::Error::custom)
}

fn save_options<'a>(draft_key: Option<&'a str>, idempotency_key: Option<&'a str>) -> SaveOptions<'a> {
    SaveOptions { draft_key, idempotency_key }
}

fn read<T: DeserializeOwned>(arguments: Value) -> Result<T, Problem> {
    // No arguments at all are none of each.
    let arguments = if arguments.is_null() { Value::Object(serde_json::Map::new()) } else { arguments };
    serde_json::from_value(arguments).map_err(bad_arguments)
}

fn bytes(base64: &str) -> Result<Vec<u8>, Problem> {
    STANDARD.decode(base64).map_err(bad_arguments)
}

fn bad_arguments(error: impl ToString) -> Problem {
    Problem::new(ProblemCode::BadArguments).with(|values| values.detail = Some(error.to_string()))
}

fn answer<T: Serialize>(result: Result<T, Problem>) -> Result<Value, Problem> {
    serde_json::to_value(result?).map_err(|_| Problem::new(ProblemCode::Internal))
}
