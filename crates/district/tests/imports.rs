//! Rosters that are taken in over what was done by hand: who comes back is owed checks again.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::{
    acts::{self, Actor, Request},
    quarantine,
    types::{EndQuarantine, Manner},
};
use daylog_domain::{
    access::Scope,
    change::{Field, Source},
    household::EndReason,
    places::Place,
};
use daylog_storage::{
    changes::{self, Author},
    households,
};
use daylog_testkit::district::{Founded, two_households};

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
