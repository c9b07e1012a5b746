//! The page of checks that ask for somebody: narrowed and counted here, so that the page shows what it is given.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

use daylog_district::{
    types::{AskingCounts, AskingState, Attention, OverdueWork},
    views::{self, AttentionQuery},
};
use daylog_domain::places::Place;
use daylog_testkit::district::{Founded, community, contact, roster, two_households};

const ALL: AttentionQuery = AttentionQuery { place: Place::District, date: None, state: None, hour: None, cadres: None, rows: 100 };

/// Seven in the evening: of each of the two households the temperature of 10:50 is missed, and that of six o'clock overdue.
fn district() -> Founded {
    let district = Founded::new(&two_households());
    district.pass_minutes(8 * 60 + 20);
    district
}

fn asked(district: &Founded, query: &AttentionQuery) -> Attention {
    views::attention(&district.running, query).unwrap()
}

fn lines(attention: &Attention) -> Vec<String> {
    let of_group = |group: &daylog_district::types::AttentionGroup| {
        let rows: Vec<String> = group.rows.iter().map(|row| format!("{} {} {:?}", row.door.code, row.due, row.state)).collect();
        format!("{} owes {} of {}/{}: {}", group.owed_by[0].name, group.checks, group.households, group.people, rows.join(", "))
    };
    attention.groups.iter().map(of_group).collect()
}

#[test]
fn what_the_same_cadres_owe_stands_together_and_whoever_is_longest_overdue_comes_first() {
    let attention = asked(&district(), &ALL);
    assert_eq!(
        lines(&attention),
        ["张如彬 owes 2 of 1/1: A1 10:50 Missed, A1 18:00 Overdue", "权贺永 owes 2 of 1/1: B1 10:50 Missed, B1 18:00 Overdue"]
    );
    assert_eq!((attention.checks, attention.households, attention.people, attention.rows), (4, 2, 2, 4));
    assert_eq!(attention.states, AskingCounts { all: 4, overdue: 2, missed: 2, unknown: 0, tried: 0 });
    assert_eq!(attention.groups[0].rows[0].minutes_overdue, 8 * 60 + 10);
}

#[test]
fn the_page_is_narrowed_by_hour_community_state_and_cadre_and_counts_the_states_within_hour_and_community() {
    let district = district();
    let other = asked(&district, &ALL).groups[1].key.clone();
    for (rule, query, states, shown) in [
        ("nothing", ALL, (4, 2, 2), 4),
        ("an hour", AttentionQuery { hour: Some(10), ..ALL }, (2, 0, 2), 2),
        ("an hour without checks", AttentionQuery { hour: Some(3), ..ALL }, (0, 0, 0), 0),
        ("a community", AttentionQuery { place: Place::Community(community(2)), ..ALL }, (2, 1, 1), 2),
        ("a state", AttentionQuery { state: Some(AskingState::Overdue), ..ALL }, (4, 2, 2), 2),
        ("a state in which none stands", AttentionQuery { state: Some(AskingState::Tried), ..ALL }, (4, 2, 2), 0),
        ("those who owe them", AttentionQuery { cadres: Some(other.clone()), ..ALL }, (4, 2, 2), 2),
        ("both", AttentionQuery { cadres: Some(other), state: Some(AskingState::Missed), ..ALL }, (4, 2, 2), 1),
        ("nobody of this name", AttentionQuery { cadres: Some("nobody".to_owned()), ..ALL }, (4, 2, 2), 0),
        ("another day", AttentionQuery { date: "2020-03-04".parse().ok(), ..ALL }, (0, 0, 0), 0),
    ] {
        let attention = asked(&district, &query);
        let counted = (attention.states.all, attention.states.overdue, attention.states.missed);
        assert_eq!((counted, attention.checks), (states, shown), "{rule}");
    }
}

#[test]
fn what_has_no_room_is_counted_all_the_same() {
    let district = district();
    for (rows, expected) in [
        (1, &["张如彬 owes 2 of 1/1: A1 10:50 Missed"][..]),
        (2, &["张如彬 owes 2 of 1/1: A1 10:50 Missed, A1 18:00 Overdue"]),
        (3, &["张如彬 owes 2 of 1/1: A1 10:50 Missed, A1 18:00 Overdue", "权贺永 owes 2 of 1/1: B1 10:50 Missed"]),
    ] {
        let attention = asked(&district, &AttentionQuery { rows, ..ALL });
        assert_eq!(
            (lines(&attention).as_slice(), attention.rows, attention.checks),
            (&expected.iter().map(ToString::to_string).collect::<Vec<_>>()[..], rows, 4)
        );
    }
}

fn by_reason(work: &OverdueWork) -> Vec<String> {
    let of_row = |row: &daylog_district::types::OverdueWorkRow| {
        let names: Vec<&str> = row.owed_by.iter().map(|cadre| cadre.name.as_str()).collect();
        let doors: Vec<&str> = row.doors.iter().map(|door| door.door.code.as_str()).collect();
        format!("{} {} ({}+{}+{}) {}", names.join("+"), row.checks, row.contacts, row.temperatures, row.seals, doors.join("+"))
    };
    let of_reason = |group: &daylog_district::types::OverdueOfReason| {
        let rows: Vec<String> = group.rows.iter().map(of_row).collect();
        format!("{:?} {} of {}/{}: {}", group.reason, group.checks, group.households, group.people, rows.join(", "))
    };
    work.reasons.iter().map(of_reason).collect()
}

#[test]
fn what_is_owed_stands_under_the_reason_why_nobody_did_it() {
    let district = Founded::new(&roster(&[
        ("A1", "园锦社区", "张如彬/市委办督查室/cadre"),
        ("B1", "长新社区", "权贺永/市退役军人事务局/cadre"),
        ("C1", "长新社区", "金某/某局/cadre"),
        ("D1", "长新社区", "网格员/街道/community"),
    ]));
    let (mut heard, mut silent) = (district.device("张如彬"), district.device("权贺永"));
    silent.append(&contact(2, "2020-03-01T09:00"));
    silent.sync_all(&district.running);
    district.pass_minutes(8 * 60 + 20);
    heard.sync_all(&district.running);
    let work = views::overdue_work(&district.running, Place::District, None).unwrap();
    assert_eq!(
        by_reason(&work),
        [
            // Nobody had them at nine: they came with the roster, at 10:40; and a community worker owes nothing.
            "NotAssigned 5 of 3/3:  1 (1+0+0) A1,  1 (1+0+0) C1,  3 (1+2+0) D1",
            "NotDone 2 of 1/1: 张如彬 2 (0+2+0) A1",
            "NoPhone 2 of 1/1: 金某 2 (0+2+0) C1",
            // Missed or not at 10:50, and done or not at six o'clock: nobody knows.
            "Silent 2 of 1/1: 权贺永 2 (0+2+0) B1",
        ]
    );
}
