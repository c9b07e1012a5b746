//! When an open record locks by itself.

#![allow(clippy::unwrap_used)]

use daylog_app::{
    commands,
    views::{account::Stage, diary::Draft},
};
use daylog_domain::{
    entries::{Content, note::Note},
    time::Zone,
};
use daylog_testkit::Profile;
use serde_json::json;

const MINUTE_MS: u32 = 60_000;

#[tokio::test]
async fn a_screen_that_asks_again_by_itself_keeps_nothing_open_and_a_touch_does() {
    let folder = tempfile::tempdir().unwrap();
    let now = Zone::SHANGHAI.parse("2020-02-27T09:00").unwrap();
    let profile = Profile::new(folder.path().to_owned(), 1, "2020-02-26".parse().unwrap(), now);
    let app = profile.app();
    let minutes = app.start().unwrap().preferences.lock_after_minutes;
    for (command, stays_open) in [("touch", true), ("due", false)] {
        app.unlock(Profile::PIN).unwrap();
        for _ in 0..minutes {
            profile.clock.pass_ms(MINUTE_MS);
            let _answer = commands::call(&app, command, json!({})).await;
        }
        profile.clock.pass_ms(MINUTE_MS);
        assert_eq!(app.start().unwrap().stage == Stage::Open, stays_open, "{command}");
    }
}

#[test]
fn the_record_opens_and_takes_a_save_however_long_no_server_was_heard() {
    let folder = tempfile::tempdir().unwrap();
    let now = Zone::SHANGHAI.parse("2020-02-27T09:00").unwrap();
    let profile = Profile::new(folder.path().to_owned(), 1, "2020-02-26".parse().unwrap(), now);
    let save = |text: &str| {
        let app = profile.app();
        let household = app.households().unwrap()[0].id;
        let content = Content::Note(Note { text: text.to_owned() });
        app.save(&Draft { household: Some(household), resident: None, content, at: None, note: None, late: None }).unwrap();
        app.sync_state().unwrap().pending
    };
    assert_eq!(save("before"), 1);
    for day in 0..400 {
        profile.clock.pass_ms(24 * 60 * MINUTE_MS);
        if day % 100 == 99 {
            assert_eq!(save("a year without a signal"), 2 + day / 100);
        }
    }
}
