//! When an open record locks by itself.

#![allow(clippy::unwrap_used)]

use daylog_app::{commands, views::account::Stage};
use daylog_domain::time::Zone;
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
