//! Rows of a file: taken or refused, one by one, and every line accounted for.

use daylog_domain::{assignment::Role, text::digits};

use super::*;
use crate::roster::names::COLUMNS;

const ROW: &str = "s,c,h,a,r,,,,2020-02-26,2020-03-10,,,n/o/cadre";

fn header() -> String {
    COLUMNS.map(|(column, _)| column).join(",")
}

fn read(rows: &str) -> Parsed {
    parse(&format!("{}\n{rows}\n", header()), &Reading { shift_days: 0, today: Some("2020-03-01".parse().unwrap()) }).unwrap()
}

fn refusal_of(row: &str) -> (u64, &'static str, Option<&'static str>) {
    let parsed = read(row);
    assert!(parsed.rows.is_empty(), "{row} was taken in");
    let refused = &parsed.refused.listed[0];
    (refused.line, refused.code(), refused.column)
}

#[test]
fn a_wrong_row_is_refused_with_its_line_and_reason() {
    for (row, code, column) in [
        ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,", "column_count", None),
        ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,,n/o,more", "column_count", None),
        ("s,c,h,a,,,,,2020-02-26,2020-03-10,,,n/o/cadre", "empty", Some("resident")),
        ("s,c,h,a,无,,,,2020-02-26,2020-03-10,,,n/o/cadre", "empty", Some("resident")),
        ("s,c,,a,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "empty", Some("household")),
        ("s,c,h,a,r,,,,2020-02-30,2020-03-10,,,n/o/cadre", "bad_date", Some("first_day")),
        ("s,c,h,a,r,,,,43887,2020-03-10,,,n/o/cadre", "bad_date", Some("first_day")),
        ("s,c,h,a,r,,,,2020-02-26,soon,,,n/o/cadre", "bad_date", Some("last_day")),
        ("s,c,h,a,r,,,,2020-03-10,2020-02-26,,,n/o/cadre", "dates_reversed", Some("last_day")),
        ("s,c,h,a,r,,,,2020-02-26,2020-08-26,,,n/o/cadre", "period_too_long", Some("last_day")),
        ("s,c,h,a,r,,,,2202-02-26,2202-03-10,,,n/o/cadre", "date_far", Some("first_day")),
        ("s,c,h,a,r,,,,2019-02-26,2019-03-10,,,n/o/cadre", "date_far", Some("first_day")),
        ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,,", "empty", Some("cadres")),
        ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,,n", "bad_cadre", Some("cadres")),
        ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,,n/o/boss", "bad_role", Some("cadres")),
        ("s,c,h,a\u{FFFD},r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "not_text", Some("address")),
        ("s,c,h,a\0,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "not_text", Some("address")),
        ("s,c,h,#REF!,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "destroyed", Some("address")),
        ("s,c,h,3月2日,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "destroyed", Some("address")),
        ("s,c,1E+05,a,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "destroyed", Some("household")),
        ("s,c,2-Mar,a,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "destroyed", Some("household")),
        ("s,c,h,13843312345,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "not_an_address", Some("address")),
        ("s,c,h,a,13843312345,,r,,2020-02-26,2020-03-10,,,n/o/cadre", "not_a_name", Some("resident")),
        ("s,c,h,安某,3号楼2单元501,,,,2020-02-26,2020-03-10,,,n/o/cadre", "not_a_name", Some("resident")),
        ("s,c,h,a,@SUM(A1),,,,2020-02-26,2020-03-10,,,n/o/cadre", "not_a_name", Some("resident")),
        ("s,c,h,a,-王五,,,,2020-02-26,2020-03-10,,,n/o/cadre", "not_a_name", Some("resident")),
        ("s,c,h,a,安?,,,,2020-02-26,2020-03-10,,,n/o/cadre", "not_a_name", Some("resident")),
        ("s,c,h,a,r,2.22401E+17,,,2020-02-26,2020-03-10,,,n/o/cadre", "document_destroyed", Some("document")),
        ("s,c,h,a,r,222401198001010000,,,2020-02-26,2020-03-10,,,n/o/cadre", "document_destroyed", Some("document")),
        ("s,c,h,a,r,222401198001010028,,,2020-02-26,2020-03-10,,,n/o/cadre", "document_wrong", Some("document")),
        ("s,c,h,a,r,13843312345,,,2020-02-26,2020-03-10,,,n/o/cadre", "document_phone", Some("document")),
        ("s,c,h,\"a,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "quotes", None),
        ("s,c,h,\"a\"b,r,,,,2020-02-26,2020-03-10,,,n/o/cadre", "quotes", None),
        (&header(), "header_again", None),
    ] {
        assert_eq!(refusal_of(row), (2, code, column), "{row}");
    }
}

#[test]
fn what_was_meant_is_read() {
    let parsed =
        read("s,c,=\"001\", 3号楼 ,安 某,22240119800101009x,13800000001/13900000002,/,2020年2月26日,2020/3/10 0:00,无,-,n/o/cadre");
    let row = &parsed.rows[0];
    assert_eq!((row.household.as_str(), row.address.as_str(), row.resident.as_str()), ("001", "3号楼", "安 某"));
    assert_eq!((row.document.as_deref(), row.phone.as_deref()), (Some("22240119800101009X"), Some("13800000001 / 13900000002")));
    assert_eq!((&row.origin, &row.guarantor, &row.guarantor_workplace), (&None, &None, &None));
    assert_eq!((row.first_day.to_string(), row.last_day.to_string()), ("2020-02-26".to_owned(), "2020-03-10".to_owned()));
    assert_eq!(parsed.warnings.count, 0, "{:?}", parsed.warnings);
    assert_eq!(digits::folded("００１"), read(&ROW.replace(",h,", ",００１,")).rows[0].household);
}

#[test]
fn a_bad_phone_costs_the_phone_and_not_the_person() {
    for (row, column) in [
        ("s,c,h,a,r,,call me,,2020-02-26,2020-03-10,,,n/o/cadre", "phone"),
        ("s,c,h,a,r,,1.38433E+10,,2020-02-26,2020-03-10,,,n/o/cadre", "phone"),
        ("s,c,h,a,r,,,,2020-02-26,2020-03-10,,,n/o/cadre/12", "cadres"),
    ] {
        let parsed = read(row);
        assert_eq!((parsed.rows.len(), parsed.rows[0].phone.as_deref(), parsed.refused.count), (1, None, 0), "{row}");
        let warning = &parsed.warnings.listed[0];
        assert_eq!((warning.line, warning.code(), warning.column), (2, "bad_phone", Some(column)), "{row}");
    }
    let long = read("s,c,h,a,r,,,,2020-02-26,2020-04-10,,,n/o/cadre");
    assert_eq!((long.rows.len(), long.warnings.listed[0].code()), (1, "period_long"));
}

#[test]
fn good_rows_go_in_beside_wrong_ones_and_contradictions_are_refused_at_the_later_row() {
    let parsed = read(
        "s,c,h1,a,r1,,10000000001,k,2020/2/26,2020-03-10,g,w,甲/市委办/cadre；乙/园锦社区/community\n\
         s,c,H1,a,r 1,,,,2020-02-26,2020-03-10,,,n/o/cadre\n\
         s,other,h1,a,r2,,,,2020-02-26,2020-03-10,,,n/o/cadre\n\
         s,c,h1,b,r2,,,,2020-02-26,2020-03-10,,,n/o/cadre\n\
         s,c,h1,a,r2,,,,2020-02-26,2020-03-10,g2,,n/o/cadre\n\
         s,c,h1,a,r2,,,,2020-02-26,2020-03-10,,w2,n/o/cadre\n\
         s,c,h1,a,r2,,,,2020-02-26,2020-03-10,,,甲/市委办/lead\n\
         \n\
         ,,,,,,,,,,,,\n\
         s,c,h2,\"b,\"\"x\"\"\",r1,222401198001010014,,,2020-02-26,2020-03-10,,,n/o/cadre/10000000001\n\
         s,c,h3,b,r1,222401198001010014,,,2020-02-26,2020-03-10,,,n/o\n\
         s,c,h3,b,r3,,,,2020-02-26,2020-03-10,,,n/o/cadre/10000000002\n\
         s,c,007,b,r3,,,,2020-02-26,2020-03-10,,,n/o\n\
         s,c,7,b,r3,,,,2020-02-26,2020-03-10,,,n/o\n\
         s,c,h3,b,r3,222401198001010014,,,2020-02-26,2020-03-10,,,n/o\n",
    );
    let good: Vec<_> = parsed.rows.iter().map(|row| (row.line, row.household.as_str())).collect();
    assert_eq!(good, [(2, "h1"), (11, "h2"), (14, "007"), (16, "h3")]);
    let roles: Vec<_> = parsed.rows[0].assignees.iter().map(|assignee| (assignee.name.as_str(), assignee.role)).collect();
    assert_eq!(roles, [("甲", Role::Cadre), ("乙", Role::Community)]);
    assert_eq!(parsed.rows[1].address, "b,\"x\"");
    let refused: Vec<_> = parsed.refused.listed.iter().map(|row| (row.line, row.code())).collect();
    assert_eq!(
        refused,
        [
            (3, "resident_twice"),
            (4, "household_differs"),
            (5, "household_differs"),
            (6, "guarantor_differs"),
            (7, "guarantor_differs"),
            (8, "cadre_differs"),
            (12, "person_twice"),
            (13, "cadre_phone_differs"),
            (15, "code_zeros"),
        ]
    );
    assert_eq!(parsed.warnings.listed.iter().map(|row| (row.line, row.code())).collect::<Vec<_>>(), [(16, "document_shared")]);
}

#[test]
fn dates_are_moved_and_a_file_that_lies_elsewhere_as_a_whole_is_warned_of() {
    let rows =
        |year: &str| (1..=4).map(|number| ROW.replace(",r,", &format!(",r{number},")).replace("2020", year)).collect::<Vec<_>>().join("\n");
    let text = |year: &str| format!("{}\n{}\n", header(), rows(year));
    let today = Some("2020-03-01".parse().unwrap());
    let old = parse(&text("2018"), &Reading { shift_days: 0, today }).unwrap();
    assert_eq!((old.rows.len(), old.elsewhere.map(|date| date.to_string()).as_deref()), (4, Some("2018-02-26")));
    let moved = parse(&text("2018"), &Reading { shift_days: 731, today }).unwrap();
    assert_eq!((moved.rows[0].first_day.to_string().as_str(), moved.elsewhere), ("2020-02-27", None));
    let slip = format!("{}{}\n", text("2020"), ROW.replace("2020", "2021"));
    let slip = parse(&slip, &Reading { shift_days: 0, today }).unwrap();
    assert_eq!((slip.rows.len(), slip.refused.listed[0].line, slip.refused.listed[0].code()), (4, 6, "date_far"));
    assert_eq!(parse(&text("1920"), &Reading { shift_days: 0, today: None }).unwrap().rows.len(), 4, "unless every date is to be believed");
}

#[test]
fn blank_rows_are_none_and_hide_nobody() {
    for blank in ["", ",,,,,,,,,,,,", " , ,\t,", "\"\",\"\"", "\u{3000}"] {
        let parsed = read(&format!("{}{ROW}", format!("{blank}\n").repeat(10_001)));
        assert_eq!((parsed.rows.len(), parsed.refused.count), (1, 0), "{blank:?}");
        assert_eq!(parsed.rows[0].line, 10_003);
    }
}

#[test]
fn wrong_rows_are_all_counted_however_many_they_are() {
    let parsed = read(&format!("{ROW}\n{}{}", "x\n".repeat(30_000), ROW.replace(",r,", ",other,")));
    assert_eq!((parsed.rows.len(), parsed.refused.count, parsed.refused.listed.len()), (2, 30_000, 10_000));
    assert_eq!(parse(&header(), &Reading::default()), Err(FileProblem::NoRows));
}
