//! What people type, as it is saved or refused: texts in one form, readings of every keyboard, errands that exist.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use daylog_app::{App, ProblemCode, commands::call, views::diary::Line};
use daylog_domain::{ids::EntryId, time::Zone};
use daylog_testkit::Profile;
use serde_json::{Value, json};

struct Day {
    _folder: tempfile::TempDir,
    app: Arc<App>,
}

/// Two households, at 09:30 of the second day.
fn day() -> Day {
    let folder = tempfile::tempdir().unwrap();
    let now = Zone::SHANGHAI.parse("2020-02-27T09:30").unwrap();
    let app = Profile::new(folder.path().to_owned(), 2, "2020-02-26".parse().unwrap(), now).app();
    Day { _folder: folder, app }
}

impl Day {
    async fn call(&self, command: &str, args: Value) -> Result<Value, ProblemCode> {
        call(&self.app, command, args).await.map_err(|problem| problem.code)
    }

    async fn save(&self, household: u32, content: Value) -> Result<EntryId, ProblemCode> {
        let draft = json!({ "household": household, "resident": null, "content": content });
        let saved = self.call("save", json!({ "draft": draft })).await?;
        Ok(saved["entry"].as_str().unwrap().parse().unwrap())
    }

    async fn correct(&self, entry: EntryId, household: u32, content: Value) -> Result<Value, ProblemCode> {
        let draft = json!({ "household": household, "resident": null, "content": content });
        self.call("correct", json!({ "entry": entry, "draft": draft, "reason": "typo" })).await
    }

    fn line(&self, entry: EntryId) -> Line {
        self.app.entry(entry).unwrap().line
    }
}

fn errand(of: Option<EntryId>, step: &str) -> Value {
    json!({ "kind": "errand", "errand": of, "step": step, "items": [{ "what": "rice", "quantity": 20, "unit": "jin" }], "floor": null, "seal_after": null })
}

fn note(text: &str) -> Value {
    json!({ "kind": "note", "text": text })
}

#[tokio::test]
async fn a_step_belongs_to_an_open_errand_of_its_household() {
    let day = day();
    let asked = day.save(1, errand(None, "asked")).await.unwrap();
    let other = day.save(2, errand(None, "asked")).await.unwrap();
    let words = day.save(1, note("words")).await.unwrap();
    let nowhere = EntryId { sequence: 999, ..asked };
    for (of, code) in [(nowhere, ProblemCode::UnknownErrand), (words, ProblemCode::NotAnErrand), (other, ProblemCode::ErrandElsewhere)] {
        assert_eq!(day.save(1, errand(Some(of), "accepted")).await, Err(code.to_owned()));
    }
    let accepted = day.save(1, errand(Some(asked), "accepted")).await.unwrap();
    // A step that names another step means its errand.
    let done = day.save(1, errand(Some(accepted), "done")).await.unwrap();
    assert_eq!(day.line(done).content, serde_json::from_value(errand(Some(asked), "done")).unwrap());
    assert_eq!(day.save(1, errand(Some(asked), "done")).await, Err(ProblemCode::ErrandClosed));
    day.app.withdraw(done, "typo").unwrap();
    assert_eq!(day.save(1, errand(Some(done), "done")).await, Err(ProblemCode::ErrandWithdrawn));
    day.save(1, errand(Some(asked), "done")).await.unwrap();
}

#[tokio::test]
async fn a_correction_keeps_its_errand_though_closed_and_takes_no_other() {
    let day = day();
    let asked = day.save(1, errand(None, "asked")).await.unwrap();
    let done = day.save(1, errand(Some(asked), "done")).await.unwrap();
    day.correct(done, 1, errand(Some(asked), "declined")).await.unwrap();
    let other = day.save(2, errand(None, "asked")).await.unwrap();
    assert_eq!(day.correct(done, 1, errand(Some(other), "done")).await, Err(ProblemCode::ErrandElsewhere));
    assert_eq!(day.correct(other, 2, errand(Some(other), "done")).await, Err(ProblemCode::ErrandOfItself));
    // The household is that of the entry, whatever the draft says.
    assert_eq!(day.correct(done, 2, errand(Some(other), "done")).await, Err(ProblemCode::ErrandElsewhere));
}

#[tokio::test]
async fn a_reading_is_taken_as_typed_or_refused_for_its_real_reason() {
    let day = day();
    for (typed, taken) in [
        ("３６．５", Ok("36.5")),
        ("36,5", Ok("36.5")),
        ("36.5℃", Ok("36.5")),
        ("365", Err(ProblemCode::ReadingPointMissing)),
        ("98.6", Err(ProblemCode::ReadingFahrenheit)),
        ("33.9", Err(ProblemCode::ReadingOutOfRange)),
    ] {
        let content = json!({ "kind": "temperature", "result": { "reading": typed }, "method": "self_reported", "site": null });
        let draft = json!({ "household": 1, "resident": 1, "content": content });
        let saved = day.call("save", json!({ "draft": draft })).await;
        let reading = saved.map(|saved| saved["line"]["content"]["result"]["reading"].as_str().unwrap().to_owned());
        assert_eq!(reading.as_deref().map_err(|code| *code), taken, "{typed}");
    }
}

#[tokio::test]
async fn texts_are_saved_in_their_one_form_and_refused_beyond_their_limit() {
    let day = day();
    let entry = day.save(1, note("\u{feff} 안\u{1112}\u{1161}\u{11ab}\r\nb\u{202e}\u{1b}[2J ")).await.unwrap();
    assert_eq!(day.line(entry).content, serde_json::from_value(note("안한\nb[2J")).unwrap());
    assert_eq!(day.save(1, note("\u{200b}\u{3164} ")).await, Err(ProblemCode::EmptyField));
    // Counted as characters, however many bytes or units each has.
    day.save(1, note(&"😀".repeat(2000))).await.unwrap();
    day.save(1, note(&"\u{1112}\u{1161}\u{11ab}".repeat(2000))).await.unwrap();
    assert_eq!(day.save(1, note(&"安".repeat(2001))).await, Err(ProblemCode::TooLong));
    let unit = |unit: &str| json!({ "kind": "errand", "errand": null, "step": "asked", "items": [{ "what": "rice", "quantity": 1, "unit": unit }], "floor": null, "seal_after": null });
    assert_eq!(day.save(1, unit(&"斤".repeat(5000))).await, Err(ProblemCode::TooLong));
    let withdrawn = day.call("withdraw", json!({ "entry": entry, "reason": "\u{200b}" })).await;
    assert_eq!(withdrawn, Err(ProblemCode::EmptyField));
}
