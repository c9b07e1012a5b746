//! How a device stands and what it holds, as scripts are told.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use daylog_app::views::{diary::Draft, due::CameToCover};
use daylog_domain::{
    assignment::{Assignment, Role},
    entries::{Content, note::Note},
    household::Household,
    ids::{CadreId, HouseholdId},
    settings::Settings,
    time::Zone,
};
use daylog_store::Answer;
use daylog_testkit::Profile;
use daylog_wire::feed::{FeedItem, HouseholdRecord};

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
    let saved = app.save(&Draft { household: Some(households[0].id), resident: None, content, at: None, note: None, late: None }).unwrap();
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

#[test]
fn a_household_names_those_who_look_after_it_now_and_the_responsible_one_first() {
    let folder = tempfile::tempdir().unwrap();
    let now = Zone::SHANGHAI.parse("2020-02-27T21:00").unwrap();
    let profile = Profile::new(folder.path().to_owned(), 1, "2020-02-26".parse().unwrap(), now);
    let held = |cadre, role, from_minutes: i64, until_minutes: Option<i64>| Assignment {
        cadre: CadreId(cadre),
        name: String::new(),
        office: String::new(),
        phone: None,
        role,
        from: now.plus_minutes(from_minutes),
        until: until_minutes.map(|minutes| now.plus_minutes(minutes)),
        complete_to: Vec::new(),
    };
    let mut store = profile.store();
    let assignments = vec![
        held(4, Role::Community, -900, None),
        held(3, Role::Lead, -900, None),
        held(2, Role::Cadre, -900, Some(-60)),
        // The handover is arranged already, and has not come.
        held(1, Role::Cadre, -60, Some(600)),
        held(5, Role::Cadre, 600, None),
    ];
    let record = HouseholdRecord { household: store.household(HouseholdId(1)).unwrap().unwrap().household, assignments };
    let log = store.log().unwrap();
    let items = vec![FeedItem::Household(serde_json::to_string(&record).unwrap())];
    store.apply(&Answer { items, ..daylog_testkit::answer(log.log, log.have) }).unwrap();
    let page = profile.app().household(HouseholdId(1)).unwrap();
    assert_eq!(page.assignments.iter().map(|assignment| assignment.cadre.0).collect::<Vec<_>>(), [1, 3, 4]);
}

#[test]
fn the_due_list_says_which_households_came_for_whom_and_until_when_and_how_many_went() {
    let folder = tempfile::tempdir().unwrap();
    let now = Zone::SHANGHAI.parse("2020-02-27T21:00").unwrap();
    let profile = Profile::new(folder.path().to_owned(), 2, "2020-02-26".parse().unwrap(), now);
    let app = profile.app();
    let mut store = profile.store();
    let log = store.log().unwrap();
    let mut apply = |items| {
        store.apply(&Answer { items, feed: Some(9), colleagues: Some(Vec::new()), ..daylog_testkit::answer(log.log, log.have) }).unwrap()
    };
    apply(Vec::new());
    assert_eq!(app.due(None).unwrap().news, None);
    let held = |cadre, from_minutes: i64, until_minutes: Option<i64>| Assignment {
        cadre: CadreId(cadre),
        name: if cadre == 1 { "张如彬" } else { "张儒斌" }.to_owned(),
        office: String::new(),
        phone: None,
        role: Role::Cadre,
        from: now.plus_minutes(from_minutes),
        until: until_minutes.map(|minutes| now.plus_minutes(minutes)),
        complete_to: Vec::new(),
    };
    let came = |id: u32, assignments: Vec<Assignment>| {
        let household = Household {
            id: HouseholdId(id),
            code: format!("YJ-9{id}"),
            street: "公园街道".to_owned(),
            community: "园锦社区".to_owned(),
            address: "1号楼".to_owned(),
            guarantor: None,
            guarantor_workplace: None,
            residents: Vec::new(),
        };
        FeedItem::Household(serde_json::to_string(&HouseholdRecord { household, assignments }).unwrap())
    };
    let cover = || vec![held(9, -900, Some(-10)), held(1, -10, Some(120)), held(9, 120, None)];
    apply(vec![came(7, cover()), came(8, cover()), came(9, vec![held(1, -10, None)]), FeedItem::Removed(HouseholdId(2))]);
    let news = app.due(None).unwrap().news.unwrap();
    assert_eq!(news.covers, [CameToCover { households: 2, of: "张儒斌".to_owned(), until_text: "23:00".to_owned() }]);
    assert_eq!((news.came, news.went), (1, 1));
    assert_eq!(app.due(Some("2020-02-26".parse().unwrap())).unwrap().news, None, "another day's list is about that day");
    app.seen_news().unwrap();
    assert_eq!(app.due(None).unwrap().news, None);
}
