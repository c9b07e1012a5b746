//! Rosters that are taken in over what was done by hand: who comes back is owed checks again, and a night's cover binds nobody for good.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::{
    acts::{self, Actor, Request},
    handover, quarantine,
    types::{EndQuarantine, HandOver, Manner},
    views,
};
use daylog_domain::{
    access::Scope,
    assignment::Role,
    change::{Field, Source},
    household::EndReason,
    places::Place,
    roster::Taking,
};
use daylog_storage::{
    changes::{self, Author},
    households,
};
use daylog_testkit::district::{Founded, roster, two_households};

fn by_hand(district: &Founded, act: impl Fn(&mut acts::Acting<'_>) -> Result<(), acts::ActRefused>) {
    let author = Author { account: None, name: "书记".to_owned(), source: Source::Screen };
    let by = Actor { author, scope: Scope::Place(Place::District) };
    let request = Request { by: &by, is_preview: false, key: None, now: district.now() };
    acts::act(&district.running.database, request, act).unwrap();
}

#[test]
fn whoever_was_released_and_comes_back_is_in_quarantine_again() {
    let district = Founded::new(&two_households());
    let query = EndQuarantine { residents: vec![1], reason: EndReason::Released, at: None, manner: Manner::default() };
    by_hand(&district, |act| quarantine::end(act, &query));
    let kept_to = || {
        let stored = district.running.database.read(|db| households::by_id(db, 1)).unwrap().unwrap();
        (stored.household.residents[0].quarantine.ended.is_some(), stored.household.content_ends(0).unwrap().to_string())
    };
    assert_eq!(kept_to(), (true, "2020-03-01".to_owned()));
    district.import(&two_households());
    assert_eq!(kept_to(), (true, "2020-03-01".to_owned()), "the old file brings nobody back");

    let again = two_households().replace("2020-02-26,2020-03-10", "2020-04-20,2020-05-03");
    district.import(&again);
    assert_eq!(kept_to(), (false, "2020-05-03".to_owned()));
    assert_eq!(district.import(&again).unchanged, 2);
    let history = district.running.database.read(|db| changes::of_household(db, 1, 3)).unwrap();
    let told = history.iter().map(|stored| (stored.by.source, stored.change.field)).collect::<Vec<_>>();
    assert_eq!(told, [(Source::File, Field::Ended), (Source::File, Field::LastDay), (Source::File, Field::FirstDay)]);
    assert_eq!(history[0].change.before.as_deref(), Some("released 2020-03-01 10:40"));
}

/// Who has the first household now, in the role of a cadre.
fn responsible(district: &Founded) -> Vec<String> {
    let assignments = district.running.database.read(|db| households::assignments(db, 1)).unwrap();
    let active = assignments.into_iter().filter(|each| each.role == Role::Cadre && each.term().is_active_at(district.now()));
    active.map(|each| each.name).collect()
}

#[test]
fn a_file_moves_a_household_that_was_covered_once_and_not_one_that_was_given_away_by_hand() {
    let rows =
        |cadre: &str| roster(&[("A1", "园锦社区", cadre), ("B1", "园锦社区", "权贺永/局/cadre"), ("C1", "园锦社区", "金某/局/cadre")]);
    let (zhang, quan) = (rows("张如彬/局/cadre"), rows("权贺永/局/cadre"));
    let district = Founded::new(&zhang);
    let give = |to, until: Option<&str>| {
        let form = HandOver { households: vec![1], to, until: until.map(str::to_owned), ..HandOver::default() };
        by_hand(&district, |act| handover::hand_over(act, &form));
    };
    give(3, Some("2020-03-01T23:00"));
    assert_eq!((district.import(&quan).kept.len(), responsible(&district)), (1, vec!["金某".to_owned()]), "while it is covered");
    district.pass_minutes(13 * 60);
    assert_eq!((district.import(&quan).kept.len(), responsible(&district)), (0, vec!["权贺永".to_owned()]));
    let newest = || district.running.database.read(|db| changes::of_household(db, 1, 1)).unwrap().remove(0);
    assert_eq!((newest().by.source, newest().change.field), (Source::File, Field::Assignments));
    let told = district.running.database.read(|db| views::changes(db, vec![newest()])).unwrap().remove(0);
    assert_eq!((told.before.as_deref(), told.after.as_deref()), (Some("张如彬"), Some("权贺永")));

    // Given away for good, and covered for a night after that.
    give(1, None);
    give(3, Some("2020-03-02T01:00"));
    district.pass_minutes(3 * 60);
    assert_eq!((district.import(&quan).kept.len(), responsible(&district)), (1, vec!["张如彬".to_owned()]));
    let over = Taking { over_edits: true, ..Taking::default() };
    assert_eq!((district.import_as(&quan, over).kept.len(), responsible(&district)), (0, vec!["权贺永".to_owned()]));
    assert_eq!((district.import(&zhang).kept.len(), responsible(&district)), (0, vec!["张如彬".to_owned()]), "the file was the last");
}
