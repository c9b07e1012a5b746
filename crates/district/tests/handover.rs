//! Households handed over and covered: the phones follow by themselves, what was not sent yet is still taken, and at a cover's end
//! all is as it was.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use std::collections::BTreeSet;

use daylog_district::{
    acts::{self, ActRefused, Actor, FieldRefusal, Request},
    handover, profile, quarantine,
    types::{CorrectHousehold, EndQuarantine, HandOver, Manner},
    undo, views,
};
use daylog_domain::{
    access::{Action, Scope, scope_of},
    assignment::Role,
    change::{Field, Source},
    household::EndReason,
    ids::HouseholdId,
    places::Place,
};
use daylog_storage::{changes, changes::Author, households};
use daylog_testkit::district::{Device, Founded, contact, roster, secretary, two_households};
use daylog_wire::feed::FeedItem;
use serde_json::Value;

const ZHANG: u32 = 1;
const QUAN: u32 = 3;
const DISTRICT: Scope = Scope::Place(Place::District);

fn request<'a>(by: &'a Actor, manner: Manner, district: &Founded) -> Request<'a> {
    Request { by, is_preview: manner.preview == Some(true), key: None, now: district.now() }
}

fn actor(scope: Scope) -> Actor {
    Actor { author: Author { account: None, name: "书记".to_owned(), source: Source::Screen }, scope }
}

fn give_in(district: &Founded, scope: Scope, form: &HandOver) -> Result<Value, ActRefused> {
    let by = actor(scope);
    let answer = acts::act(&district.running.database, request(&by, form.manner, district), |act| handover::hand_over(act, form))?;
    Ok(serde_json::from_slice(&answer).unwrap())
}

fn give(district: &Founded, form: &HandOver) -> Value {
    give_in(district, DISTRICT, form).unwrap()
}

fn back(district: &Founded, act: i64) -> Value {
    let by = actor(DISTRICT);
    let request = request(&by, Manner::default(), district);
    let answer = acts::act(&district.running.database, request, |acting| undo::undo(acting, act));
    serde_json::from_slice(&answer.unwrap()).unwrap()
}

fn cover(households: &[u32], to: u32, until: &str) -> HandOver {
    HandOver { households: households.to_vec(), to, until: Some(until.to_owned()), ..HandOver::default() }
}

/// The codes of what would happen, or happened.
fn codes(acted: &Value) -> Vec<String> {
    acted["effects"].as_array().unwrap().iter().map(|effect| effect["code"].as_str().unwrap().to_owned()).collect()
}

/// Those that a phone shows after all that it pulled.
fn shown(device: &Device) -> BTreeSet<HouseholdId> {
    let mut shown = BTreeSet::new();
    for item in &device.pulled {
        match item {
            FeedItem::Household(json) => {
                let record: daylog_wire::feed::HouseholdRecord = serde_json::from_str(json).unwrap();
                shown.insert(record.household.id);
            }
            FeedItem::Removed(household) => {
                shown.remove(household);
            }
            _ => {}
        }
    }
    shown
}

fn numbers(device: &mut Device, district: &Founded) -> Vec<u32> {
    device.sync_all(&district.running);
    shown(device).into_iter().map(|household| household.0).collect()
}

/// Who looks after a household now, in the role of a cadre.
fn responsible(district: &Founded, household: u32) -> Vec<String> {
    let assignments = district.running.database.read(|db| households::assignments(db, household)).unwrap();
    let active = assignments.into_iter().filter(|each| each.role == Role::Cadre && each.term().is_active_at(district.now()));
    active.map(|each| each.name).collect()
}

#[test]
fn a_cover_moves_a_household_for_a_time_and_then_all_is_as_it_was_without_anybody_doing_anything() {
    let district = Founded::new(&two_households());
    let (mut zhang, mut quan) = (district.device("张如彬"), district.device("权贺永"));
    assert_eq!((numbers(&mut zhang, &district), numbers(&mut quan, &district)), (vec![1], vec![2]));
    let acted = give(&district, &cover(&[1], QUAN, "2020-03-01T23:00"));
    assert_eq!(codes(&acted), ["households_move", "checks_move", "new_phone_follows", "former_keep_unsent", "returns_at"]);
    assert!(acted["act"].is_i64());
    // What the former phone has not sent yet is taken as that cadre's own.
    zhang.append(&contact(1, "2020-03-01T10:30"));
    assert_eq!((numbers(&mut zhang, &district), numbers(&mut quan, &district)), (vec![], vec![1, 2]));
    assert!(quan.pulled_entries().iter().any(|entry| entry.log == zhang.log), "with what happened before, and what came late");
    assert_eq!(responsible(&district, 1), ["权贺永"]);

    district.pass_minutes(12 * 60 + 19);
    assert_eq!((numbers(&mut zhang, &district), numbers(&mut quan, &district)), (vec![], vec![1, 2]), "a minute before its end");
    district.pass_minutes(1);
    assert_eq!((numbers(&mut quan, &district), numbers(&mut zhang, &district)), (vec![2], vec![1]));
    assert_eq!(responsible(&district, 1), ["张如彬"]);
}

#[test]
fn a_correction_of_a_household_is_not_refused_because_it_was_handed_over_meanwhile() {
    let district = Founded::new(&two_households());
    give(&district, &cover(&[1], QUAN, "2020-03-01T23:00"));
    let (by, manner) = (actor(DISTRICT), Manner { preview: None, seen: Some(0) });
    let form = CorrectHousehold { address: Some("梨花路9号".to_owned()), manner, ..CorrectHousehold::default() };
    acts::act(&district.running.database, request(&by, manner, &district), |act| profile::correct_household(act, 1, &form)).unwrap();
}

#[test]
fn three_are_handed_over_at_once_and_one_act_back_makes_all_three_as_before() {
    let rows = [
        ("A1", "园锦社区", "张如彬/市委办督查室/cadre"),
        ("A2", "园锦社区", "张如彬/市委办督查室/cadre"),
        ("A3", "长新社区", "张如彬/市委办督查室/cadre"),
        ("B1", "长新社区", "权贺永/市退役军人事务局/cadre"),
    ];
    let district = Founded::new(&roster(&rows));
    let (mut zhang, mut quan) = (district.device("张如彬"), district.device("权贺永"));
    assert_eq!(numbers(&mut zhang, &district), [1, 2, 3]);
    let form = HandOver { households: vec![1, 2, 3], to: 2, note: Some(" 耳背，\n大声敲门 ".to_owned()), ..HandOver::default() };
    let acted = give(&district, &form);
    assert_eq!((&acted["effects"][0]["households"], &acted["effects"][0]["people"]), (&3.into(), &3.into()));
    assert_eq!((numbers(&mut zhang, &district), numbers(&mut quan, &district)), (vec![], vec![1, 2, 3, 4]));
    district.pass_minutes(5);
    // One of them goes on to somebody else meanwhile: that one stays.
    give(&district, &HandOver { households: vec![3], to: ZHANG, ..HandOver::default() });
    let undone = back(&district, acted["act"].as_i64().unwrap());
    assert_eq!(codes(&undone), ["households_move", "households_stay"]);
    assert_eq!((numbers(&mut zhang, &district), numbers(&mut quan, &district)), (vec![1, 2, 3], vec![4]));
    let history = district.running.database.read(|db| changes::of_household(db, 1, 10)).unwrap();
    assert_eq!(history.iter().map(|stored| stored.change.field).collect::<Vec<_>>(), [Field::Assignments, Field::Assignments]);
    let rows = district.running.database.read(|db| views::changes(db, history)).unwrap();
    assert_eq!((rows[1].before.as_deref(), rows[1].after.as_deref()), (Some("张如彬"), Some("权贺永; 耳背， 大声敲门")));
}

#[test]
fn a_preview_tells_and_changes_nothing_and_a_cadre_without_a_phone_is_told_of() {
    let district = Founded::new(&two_households());
    let before = district.running.database.read(|db| households::assignments(db, 1)).unwrap();
    let form = HandOver { manner: Manner { preview: Some(true), seen: None }, ..cover(&[1], QUAN, "2020-03-01T23:00") };
    let told = give(&district, &form);
    assert_eq!(codes(&told), ["households_move", "checks_move", "no_phone", "former_keep_unsent", "returns_at"]);
    assert_eq!(told["effects"][1]["checks"], 3, "10:50, 18:00 and 20:15 are due until eleven at night");
    assert!(told["act"].is_null());
    assert_eq!(district.running.database.read(|db| households::assignments(db, 1)).unwrap(), before);
    let same = give(&district, &HandOver { households: vec![1], to: ZHANG, ..HandOver::default() });
    assert_eq!(codes(&same), ["nothing_changes"]);
}

#[test]
fn what_cannot_be_done_is_refused_at_its_field_and_nothing_of_it_is_done() {
    let district = Founded::new(&two_households());
    let field = |form: HandOver| match give_in(&district, DISTRICT, &form) {
        Err(ActRefused::Field { field, why }) => Some((field, why)),
        Err(ActRefused::NotFound) => None,
        other => panic!("{other:?}"),
    };
    let form = || HandOver { households: vec![1, 2], to: QUAN, ..HandOver::default() };
    let at = |text: &str| Some(text.to_owned());
    for (rule, form, expected) in [
        ("no household", HandOver { households: vec![], ..form() }, Some(("households", FieldRefusal::HowMany))),
        ("too many", HandOver { households: (1..=1001).collect(), ..form() }, Some(("households", FieldRefusal::HowMany))),
        ("one that is not there", HandOver { households: vec![1, 99], ..form() }, None),
        ("to nobody", HandOver { to: 99, ..form() }, Some(("to", FieldRefusal::Unknown))),
        ("of nobody", HandOver { of: Some(99), ..form() }, Some(("of", FieldRefusal::Unknown))),
        ("from yesterday", HandOver { from: at("2020-02-29T10:00"), ..form() }, Some(("from", FieldRefusal::Past))),
        ("no time", HandOver { from: at("tonight"), ..form() }, Some(("from", FieldRefusal::NotATime))),
        ("ends at once", HandOver { until: at("2020-03-01T10:40"), ..form() }, Some(("until", FieldRefusal::NotAfterFrom))),
        ("ends in ten years", HandOver { until: at("2030-03-01T10:40"), ..form() }, Some(("until", FieldRefusal::TooFarAhead))),
        ("after the quarantine", HandOver { from: at("2020-03-11T08:00"), ..form() }, Some(("households", FieldRefusal::Ended))),
        ("a long note", HandOver { note: Some("很".repeat(401)), ..form() }, Some(("note", FieldRefusal::TooLong))),
    ] {
        assert_eq!(field(form), expected, "{rule}");
    }
    assert_eq!((responsible(&district, 1), responsible(&district, 2)), (vec!["张如彬".to_owned()], vec!["权贺永".to_owned()]));
}

#[test]
fn a_secretary_gives_away_the_own_communitys_households_only() {
    let district = Founded::new(&two_households());
    let own = scope_of(secretary(1), Action::Assign);
    assert!(matches!(give_in(&district, own, &cover(&[1, 2], QUAN, "2020-03-01T23:00")), Err(ActRefused::NotFound)));
    assert_eq!(responsible(&district, 1), ["张如彬"], "none of them was handed over");
    give_in(&district, own, &cover(&[1], QUAN, "2020-03-01T23:00")).unwrap();
    assert_eq!(responsible(&district, 1), ["权贺永"]);
}

#[test]
fn the_second_of_two_who_hand_over_the_same_sees_what_the_first_did() {
    let district = Founded::new(&two_households());
    give(&district, &cover(&[1], QUAN, "2020-03-01T23:00"));
    let late = HandOver { manner: Manner { preview: None, seen: Some(0) }, ..cover(&[1], 2, "2020-03-01T23:00") };
    let Err(ActRefused::ChangedSince(changes)) = give_in(&district, DISTRICT, &late) else { panic!("it was taken") };
    assert_eq!((changes[0].by.as_str(), changes[0].field), ("书记", Field::Assignments));
    let knowing = HandOver { manner: Manner { preview: None, seen: Some(changes[0].id) }, ..late };
    give(&district, &knowing);
    assert_eq!(responsible(&district, 1), ["网格员"]);
}

#[test]
fn the_page_of_who_owes_what_says_with_which_changes_it_was_drawn() {
    let district = Founded::new(&two_households());
    let work = || views::overdue_work(&district.running, Place::District, None).unwrap();
    let drawn = |seen| HandOver { manner: Manner { preview: None, seen: Some(seen) }, ..cover(&[1], QUAN, "2020-03-01T23:00") };
    let (first, second) = (work().seen, work().seen);
    give_in(&district, DISTRICT, &drawn(first)).unwrap();
    assert!(matches!(give_in(&district, DISTRICT, &HandOver { to: 2, ..drawn(second) }), Err(ActRefused::ChangedSince(_))));
    give_in(&district, DISTRICT, &HandOver { to: 2, ..drawn(work().seen) }).unwrap();
}

#[test]
fn a_household_where_all_quarantines_are_over_is_left_out_and_counted() {
    let district = Founded::new(&two_households());
    let end = EndQuarantine { residents: vec![2], reason: EndReason::Hospital, at: None, manner: Manner::default() };
    let by = actor(DISTRICT);
    acts::act(&district.running.database, request(&by, end.manner, &district), |act| quarantine::end(act, &end)).unwrap();
    district.pass_minutes(24 * 60);
    let form = HandOver { households: vec![1, 2], to: 2, ..HandOver::default() };
    let acted = give(&district, &form);
    assert_eq!(codes(&acted)[..2], ["households_move", "households_over"]);
    assert_eq!((&acted["effects"][0]["households"], &acted["effects"][1]["households"]), (&1.into(), &1.into()));
    assert_eq!((responsible(&district, 1), responsible(&district, 2)), (vec!["网格员".to_owned()], vec!["权贺永".to_owned()]));
    let alone = give_in(&district, DISTRICT, &HandOver { households: vec![2], ..form });
    assert!(matches!(alone, Err(ActRefused::Field { field: "households", why: FieldRefusal::Ended })), "{alone:?}");
}

#[test]
fn a_helper_sees_the_household_and_owes_nothing() {
    let district = Founded::new(&two_households());
    let mut quan = district.device("权贺永");
    let form = HandOver { role: Some(Role::Helper), ..cover(&[1], QUAN, "2020-03-01T23:00") };
    let acted = give(&district, &form);
    assert_eq!(codes(&acted), ["households_move", "new_phone_follows", "returns_at"], "no check moves, and nobody has it less");
    assert_eq!(numbers(&mut quan, &district), [1, 2]);
    assert_eq!(responsible(&district, 1), ["张如彬"]);
}

#[test]
fn who_relieves_a_lead_owes_what_the_lead_owed_and_the_lead_nothing() {
    let district =
        Founded::new(&roster(&[("A1", "园锦社区", "权贺永/市退役军人事务局/lead"), ("B1", "园锦社区", "张如彬/市委办督查室/cadre")]));
    let acted = give(&district, &cover(&[1], 2, "2020-03-01T23:00"));
    assert_eq!(acted["effects"][1]["checks"], 3);
    let assignments = district.running.database.read(|db| households::assignments(db, 1)).unwrap();
    let active: Vec<_> = assignments.iter().filter(|each| each.term().is_active_at(district.now())).collect();
    assert_eq!(active.iter().map(|each| (each.name.as_str(), each.role)).collect::<Vec<_>>(), [("张如彬", Role::Lead)]);
}

#[test]
fn those_who_have_few_are_offered_first_and_others_are_found_by_name_or_office() {
    let district = Founded::new(&roster(&[
        ("A1", "园锦社区", "张如彬/市委办督查室/cadre"),
        ("A2", "园锦社区", "张如彬/市委办督查室/cadre"),
        ("A3", "园锦社区", "权贺永/市退役军人事务局/cadre"),
        ("B1", "长新社区", "金某/某局/cadre"),
    ]));
    let rows = |place, search| {
        let found = views::assignees(&district.running, place, search).unwrap();
        found.rows.into_iter().map(|row| format!("{} {}/{}", row.name, row.households, row.people)).collect::<Vec<_>>()
    };
    let own = Place::Community(daylog_testkit::district::community(1));
    let _phone = district.device("金某");
    let told = |place| {
        let found = views::assignees(&district.running, place, "金某").unwrap();
        found.rows.into_iter().map(|row| (row.name, row.has_device)).collect::<Vec<_>>()
    };
    assert_eq!(told(own), [("金某".to_owned(), None)], "whether somebody elsewhere has a phone is not told");
    assert_eq!(told(Place::District), [("金某".to_owned(), Some(true))]);
    assert_eq!(told(Place::Community(daylog_testkit::district::community(2))), told(Place::District));
    assert_eq!(rows(own, ""), ["权贺永 1/1", "张如彬 2/2"]);
    assert_eq!((rows(own, "某局"), rows(own, "金某")), (vec![], vec!["金某 0/0".to_owned()]), "of elsewhere by the full name only");
    assert_eq!(rows(Place::District, "某局"), ["金某 1/1"]);
    assert_eq!(rows(Place::District, "如彬"), ["张如彬 2/2"]);
    let morning = || views::assignees(&district.running, own, "").unwrap().morning;
    assert_eq!(morning(), "2020-03-02T08:00");
    // Two in the night: it is over the same morning.
    district.pass_minutes(15 * 60 + 20);
    assert_eq!(morning(), "2020-03-02T08:00");
    district.pass_minutes(5 * 60 + 30);
    assert_eq!(morning(), "2020-03-03T08:00");
}
