//! How a device stands and what it holds, as scripts are told.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use daylog_app::views::diary::Draft;
use daylog_domain::{
    entries::{Content, note::Note},
    settings::Settings,
    time::Zone,
};
use daylog_testkit::Profile;

#[test]
fn a_devices_standing_counts_its_log_and_every_save_moves_its_head() {
    let folder = tempfile::tempdir().unwrap();
    let now = Zone::SHANGHAI.parse("2020-02-27T21:00").unwrap();
    let app = Profile::new(folder.path().to_owned(), 2, "2020-02-26".parse().unwrap(), now).app();
    let households = app.households().unwrap();
    assert_eq!(households.len(), 2);
    assert!(households.is_sorted_by(|earlier, later| earlier.code < later.code));

    let fresh = app.device().unwrap();
    assert_eq!((fresh.last, fresh.server_has, fresh.sync.pending), (0, 0, 0));
    assert_eq!((fresh.log.len(), fresh.head.len(), fresh.today.to_string().as_str()), (32, 64, "2020-02-27"));
    let content = Content::Note(Note { text: "words".to_owned() });
    let saved = app.save(&Draft { household: households[0].id, resident: None, content, at: None, note: None, late: None }).unwrap();
    let after = app.device().unwrap();
    assert_eq!((after.last, after.server_has, after.sync.pending), (1, 0, 1));
    assert_eq!((saved.entry.log.to_string(), after.log), (fresh.log.clone(), fresh.log));
    assert_ne!(after.head, fresh.head);
}

#[test]
fn who_is_in_quarantine_is_counted_whatever_the_plan_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    let now = Zone::SHANGHAI.parse("2020-02-27T21:00").unwrap();
    let profile = Profile::new(folder.path().to_owned(), 2, "2020-02-26".parse().unwrap(), now);
    profile.set_rules(Settings { plan: Vec::new(), ..Settings::default_in(Zone::SHANGHAI) });
    let me = profile.app().me().unwrap();
    assert_eq!((me.households, me.people), (2, 2));
}
