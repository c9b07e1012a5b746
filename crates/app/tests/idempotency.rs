//! One act of a person is one entry, however often its save is called: a second tap that came through, a lost answer.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use daylog_app::{
    App, SaveOptions, commands,
    views::diary::{Draft, Saved},
};
use daylog_domain::{
    entries::{
        Content,
        contact::{Channel, Contact, Reached},
    },
    ids::{HouseholdId, ResidentId},
    time::{Instant, Zone},
};
use daylog_testkit::Profile;
use serde_json::{Value, json};

fn profile(folder: &tempfile::TempDir) -> Profile {
    let at: Instant = Zone::SHANGHAI.parse("2020-02-27T08:55").unwrap();
    Profile::new(folder.path().to_owned(), 1, "2020-02-26".parse().unwrap(), at)
}

fn draft(outcome: Reached) -> Draft {
    let content = Content::Contact(Contact { channel: Channel::Phone, outcome });
    Draft { household: Some(HouseholdId(1)), resident: Some(ResidentId(1)), content, at: None, note: None, late: None }
}

fn save_once(app: &App, outcome: Reached, key: &str) -> Saved {
    app.save_with(&[draft(outcome)], SaveOptions { idempotency_key: Some(key), ..SaveOptions::default() }).unwrap().remove(0)
}

fn entries(app: &App) -> usize {
    app.diary(None).unwrap().lines.len()
}

#[test]
fn two_saves_of_one_act_are_one_entry_and_two_acts_are_two() {
    let folder = tempfile::tempdir().unwrap();
    let app = profile(&folder).app();
    let first = save_once(&app, Reached::Reached, "a");
    assert_eq!(save_once(&app, Reached::Reached, "a").entry, first.entry);
    assert_eq!(entries(&app), 1);
    assert_ne!(save_once(&app, Reached::Reached, "b").entry, first.entry);
    app.save(&draft(Reached::Reached)).unwrap();
    assert_eq!(entries(&app), 3);
}

#[test]
fn two_saves_at_the_same_moment_are_one_entry() {
    let folder = tempfile::tempdir().unwrap();
    let app = profile(&folder).app();
    let threads: Vec<_> = (0..8)
        .map(|_| {
            let app = app.clone();
            std::thread::spawn(move || save_once(&app, Reached::Reached, "a").entry)
        })
        .collect();
    let answers: std::collections::HashSet<_> = threads.into_iter().map(|thread| thread.join().unwrap()).collect();
    assert_eq!((answers.len(), entries(&app)), (1, 1));
}

#[test]
fn a_save_whose_answer_was_lost_with_the_process_is_not_saved_again() {
    let folder = tempfile::tempdir().unwrap();
    let profile = profile(&folder);
    let app = profile.app();
    let first = save_once(&app, Reached::Reached, "a");
    drop(app);
    let app = profile.app();
    assert_eq!(save_once(&app, Reached::Reached, "a").entry, first.entry);
    assert_eq!(entries(&app), 1);
}

#[test]
fn under_one_key_something_else_is_another_act_and_so_is_the_same_after_it_was_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let app = profile(&folder).app();
    let first = save_once(&app, Reached::Reached, "a");
    save_once(&app, Reached::NoAnswer, "a");
    assert_eq!(entries(&app), 2);
    app.undo(&[first.entry]).unwrap();
    assert_ne!(save_once(&app, Reached::Reached, "a").entry, first.entry);
}

#[tokio::test]
async fn every_command_that_appends_takes_the_key_of_its_act() {
    let folder = tempfile::tempdir().unwrap();
    let app = profile(&folder).app();
    let drafts = vec![draft(Reached::Reached), draft(Reached::NoAnswer)];
    let many = twice(&app, "save_many", json!({ "drafts": drafts, "once": "many" })).await;
    let entry = &many[0]["entry"];
    twice(&app, "correct", json!({ "entry": entry, "draft": draft(Reached::Refused), "reason": "记错", "once": "correct" })).await;
    twice(&app, "withdraw", json!({ "entry": entry, "reason": "记重了", "once": "withdraw" })).await;
    let view = app.entry(serde_json::from_value(entry.clone()).unwrap()).unwrap();
    assert_eq!((view.history.len(), entries(&app)), (3, 2));
}

async fn twice(app: &Arc<App>, command: &str, args: Value) -> Value {
    let first = commands::call(app, command, args.clone()).await.unwrap();
    let second = commands::call(app, command, args).await.unwrap();
    assert_eq!(first, second, "{command}");
    second
}
