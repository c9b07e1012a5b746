//! The oddest entries that the store takes, on every screen's view: each is shown, none breaks its neighbours.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeSet;

use daylog_domain::{
    ids::{EntryId, HouseholdId, LogId, ResidentId},
    time::{Date, Instant, Zone},
};
use daylog_testkit::{OddDay, Profile, odd::ODD_TIMES};

fn now() -> Instant {
    Zone::SHANGHAI.parse("2020-02-27T10:45").unwrap()
}

fn odd(log: LogId) -> OddDay {
    OddDay { household: HouseholdId(1), resident: ResidentId(1), now: now(), log, before: 0 }
}

#[test]
fn every_view_shows_the_oddest_entries_of_this_device_and_of_a_colleague() {
    let folder = tempfile::tempdir().unwrap();
    let profile = Profile::new(folder.path().to_owned(), 2, "2020-02-26".parse().unwrap(), now());
    let mut store = profile.store();
    let own = odd(store.log().unwrap().log).entries();
    let ids = store.append(&own).unwrap();
    drop(store);
    let theirs = odd(LogId([2; 16])).entries();
    profile.colleague_logs(1, &theirs);
    let app = profile.app();

    for date in ODD_TIMES.iter().map(|at| Zone::SHANGHAI.date_of(Instant(*at))).chain([Date::MIN, Date::MAX]) {
        let view = app.diary(Some(date)).unwrap();
        serde_json::to_string(&view).unwrap();
        assert!(view.lines.iter().all(|line| line.date == date), "{date}");
        app.due(Some(date)).unwrap();
    }
    let shown: BTreeSet<EntryId> = ODD_TIMES
        .iter()
        .flat_map(|at| app.diary(Some(Zone::SHANGHAI.date_of(Instant(*at)))).unwrap().lines)
        .map(|line| line.entry)
        .collect();
    let claims = |id: &EntryId| ODD_TIMES.len() as u64 >= id.sequence;
    let standing = ids.iter().filter(|id| claims(id)).filter(|id| !app.entry(**id).unwrap().line.corrected);
    // The very last instant is no instant before another, and on no page of a day.
    for id in standing.filter(|id| id.sequence != ODD_TIMES.len() as u64) {
        assert!(shown.contains(id), "{id} is on the page of no day");
    }
    for id in &ids {
        if let Ok(view) = app.entry(*id) {
            serde_json::to_string(&view).unwrap();
        }
    }
    let household = app.household(HouseholdId(1)).unwrap();
    let written = serde_json::to_string(&household).unwrap();
    assert!(
        !household.timeline.is_empty() && !written.contains("1970-01-01\",\"minute\":\"08:00\",\"household\":1,\"address\":\"\""),
        "{written}"
    );
    for view in [
        serde_json::to_string(&app.due(None).unwrap()),
        serde_json::to_string(&app.outbox().unwrap()),
        serde_json::to_string(&app.today(None).unwrap()),
    ] {
        view.unwrap();
    }
    // The other household is as it was.
    assert!(app.household(HouseholdId(2)).unwrap().timeline.is_empty());
}
