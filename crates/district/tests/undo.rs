//! Acts that are taken back: what cannot be known any more, or would make the past another, is refused, and what happens is told first.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::{
    acts::{self, ActRefused, Acting, Actor, FieldRefusal, Request},
    profile, quarantine,
    types::{CorrectHousehold, CorrectResident, EndQuarantine, ExtendQuarantine, Manner},
    undo,
};
use daylog_domain::{
    access::Scope,
    change::{Field, Source, Subject},
    household::{EndReason, Household},
    places::Place,
};
use daylog_storage::{
    changes::{self, Author, NewChange},
    households,
};
use daylog_testkit::district::{Founded, two_households};
use serde_json::{Value, json};

const A_DAY: i64 = 24 * 60;

fn act_as(
    district: &Founded,
    source: Source,
    is_preview: bool,
    work: impl FnMut(&mut Acting<'_>) -> Result<(), ActRefused>,
) -> Result<Value, ActRefused> {
    let by = Actor { author: Author { account: None, name: "书记".to_owned(), source }, scope: Scope::Place(Place::District) };
    let request = Request { by: &by, is_preview, key: None, now: district.now() };
    Ok(serde_json::from_slice(&acts::act(&district.running.database, request, work)?).unwrap())
}

fn act(district: &Founded, work: impl FnMut(&mut Acting<'_>) -> Result<(), ActRefused>) -> Result<Value, ActRefused> {
    act_as(district, Source::Screen, false, work)
}

/// The number of what was done.
fn done(answer: Result<Value, ActRefused>) -> i64 {
    answer.unwrap()["act"].as_i64().unwrap()
}

fn back(district: &Founded, number: i64) -> Result<Value, ActRefused> {
    act(district, |act| undo::undo(act, number))
}

fn refused(answer: Result<Value, ActRefused>) -> (&'static str, FieldRefusal) {
    match answer {
        Err(ActRefused::Field { field, why }) => (field, why),
        other => panic!("{other:?}"),
    }
}

fn household(district: &Founded, id: u32) -> Household {
    district.running.database.read(|db| households::by_id(db, id)).unwrap().unwrap().household
}

fn phone(text: &str) -> CorrectResident {
    CorrectResident { phone: Some(text.to_owned()), ..CorrectResident::default() }
}

fn end(residents: &[u32]) -> EndQuarantine {
    EndQuarantine { residents: residents.to_vec(), reason: EndReason::Left, at: None, manner: Manner::default() }
}

fn until(last_day: &str) -> ExtendQuarantine {
    ExtendQuarantine { residents: vec![2], last_day: last_day.to_owned(), manner: Manner::default() }
}

#[test]
fn what_went_with_a_purge_is_not_taken_for_nothing() {
    let district = Founded::new(&two_households());
    let address = CorrectHousehold { address: Some("新址1号".to_owned()), ..CorrectHousehold::default() };
    let phone = done(act(&district, |act| profile::correct_resident(act, 2, &phone("13900000001"))));
    let address = done(act(&district, |act| profile::correct_household(act, 2, &address)));
    let ended = done(act(&district, |act| quarantine::end(act, &end(&[2]))));
    district.running.database.write(|db| changes::forget(db, &[2])).unwrap();
    let before = household(&district, 2);
    for number in [phone, address, ended] {
        assert_eq!(refused(back(&district, number)), ("act", FieldRefusal::Forgotten));
    }
    assert_eq!(household(&district, 2), before);
}

#[test]
fn an_end_that_this_version_cannot_read_is_not_taken_for_no_end() {
    let district = Founded::new(&two_households());
    let change = NewChange {
        subject: Subject::Resident,
        id: 2,
        household: Some(2),
        field: Field::Ended,
        before: Some("of_tomorrow 2020-03-01 09:00".to_owned()),
        after: None,
    };
    let by = Author { account: None, name: "书记".to_owned(), source: Source::Screen };
    let number = district.running.database.write(|db| changes::insert(db, district.now(), &by, std::slice::from_ref(&change))).unwrap();
    assert!(matches!(back(&district, number.unwrap()), Err(ActRefused::Storage(_))));
}

#[test]
fn days_that_are_past_neither_become_owed_nor_vanish() {
    let district = Founded::new(&two_households());
    let ended = done(act(&district, |act| quarantine::end(act, &end(&[1]))));
    let extended = done(act(&district, |act| quarantine::extend(act, &until("2020-03-12"))));
    district.pass_minutes(A_DAY);
    assert_eq!(refused(back(&district, ended)), ("act", FieldRefusal::Past), "1 March would be owed behind its end, and 2 March whole");
    district.pass_minutes(10 * A_DAY);
    assert_eq!(refused(back(&district, extended)), ("act", FieldRefusal::Past), "11 March would be owed no more");
    let again = done(act(&district, |act| quarantine::extend(act, &until("2020-03-14"))));
    assert_eq!(household(&district, 2).residents[0].quarantine.last_day.to_string(), "2020-03-14", "on its last day it still runs");
    back(&district, again).unwrap();
    district.pass_minutes(A_DAY);
    assert_eq!(refused(act(&district, |act| quarantine::extend(act, &until("2020-03-17")))), ("residents", FieldRefusal::Past));
    assert_eq!(household(&district, 2).residents[0].quarantine.last_day.to_string(), "2020-03-12");
}

#[test]
fn what_a_file_or_a_command_did_is_not_taken_back() {
    let district = Founded::new(&two_households());
    for (source, text) in [(Source::File, "13900000001"), (Source::Command, "13900000002")] {
        let number = done(act_as(&district, source, false, |act| profile::correct_resident(act, 2, &phone(text))));
        assert!(matches!(back(&district, number), Err(ActRefused::NotFound)), "{source:?}");
        assert_eq!(household(&district, 2).residents[0].phone.as_deref(), Some(text));
    }
}

#[test]
fn how_far_taking_back_reaches_is_told_before() {
    let district = Founded::new(&two_households());
    let ended = done(act(&district, |act| quarantine::end(act, &end(&[1, 2]))));
    let told = act_as(&district, Source::Screen, true, |act| undo::undo(act, ended)).unwrap();
    let expected = json!([
        {"code": "put_back", "fields": 2},
        {"code": "quarantine_changes", "households": 2, "people": 2},
        {"code": "checks_begin", "checks": 14},
        {"code": "phones_follow", "cadres": 3}
    ]);
    assert_eq!((&told["act"], &told["effects"]), (&Value::Null, &expected));
    assert!(household(&district, 1).residents[0].quarantine.ended.is_some(), "a preview changes nothing");
    assert_eq!(back(&district, ended).unwrap()["effects"], expected);
    assert!([1, 2].iter().all(|id| household(&district, *id).residents[0].quarantine.ended.is_none()));
}
