//! The catalogue is whole, and what it makes of rows looks as it should.

use daylog_app::{
    Lost, Problem, ProblemCode, ProblemValues, SyncReport,
    views::clock::{ClockDoubt, DoubtedClock},
};
use daylog_domain::{
    entries::{Alarm, Content, Summary, note::Note, temperature::Celsius},
    ids::{BuildingId, EntryId, HouseholdId, LogId},
    places::Premises,
};

use super::{summary::summary, *};
use crate::problem::TerminalProblem;

fn named(code: ProblemCode) -> Problem {
    Problem { reference: "0000".to_owned(), ..Problem::new(code) }
}

/// Every value that a problem can have; a new one does not compile without standing here.
fn all_values() -> ProblemValues {
    let text = || Some(String::new());
    ProblemValues {
        carried: Some(0),
        command: text(),
        detail: text(),
        encrypted: Some(0),
        entries: Some(0),
        field: text(),
        file: text(),
        found: Some(0),
        known: Some(0),
        kept: text(),
        least: Some(0),
        limit: Some(0),
        lost: Some(Lost::Empty),
        meant: Some(Celsius(365)),
        most: Some(0),
        status: Some(0),
        tries: Some(0),
        wait_seconds: Some(0),
    }
}

#[test]
fn the_words_of_problems_name_only_what_a_problem_has() {
    let words = [
        include_str!("problems/enrolment.rs"),
        include_str!("problems/entries.rs"),
        include_str!("problems/record.rs"),
        include_str!("problems/rescue.rs"),
        include_str!("problems/server.rs"),
    ];
    let values = serde_json::to_value(all_values()).unwrap();
    // What is made of several values.
    let composed = ["left", "wait"];
    let named = |word: &&str| !word.is_empty() && word.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let names: Vec<_> =
        words.iter().flat_map(|words| words.split('{').skip(1)).filter_map(|rest| rest.split('}').next()).filter(named).collect();
    let unknown: Vec<_> = names.iter().filter(|name| values.get(**name).is_none() && !composed.contains(name)).collect();
    assert_eq!((unknown, names.len() > 10), (vec![], true));
}

#[test]
fn a_problem_says_what_why_and_what_to_do() {
    let wrong = named(ProblemCode::WrongPin).with(|values| (values.tries, values.wait_seconds) = (Some(3), Some(8)));
    insta::assert_snapshot!(problem(&wrong), @r"
    The record stays locked.
      why: the PIN is wrong (3 in a row)
      record: a wrong PIN deletes nothing
      what to do: Try again in 8 s.
    ");
    insta::assert_snapshot!(problem(&named(ProblemCode::UnknownCommand)), @r"
    That did not work.
      why: an unforeseen error (unknown_command)
      record: everything that was saved is still on this device
      what to do: Try again; if it stays so, give the technician the code and the reference 0000.
    ");
}

fn row(summary: Summary) -> EntryRow {
    EntryRow {
        entry: EntryId { log: LogId([0xab; 16]), sequence: 7 },
        at: "2020-02-27T10:50".to_owned(),
        kind: "temperature".to_owned(),
        summary: super::summary::summary(&summary),
        received: false,
        state: LineState::Saved,
        late: false,
        late_reason: None,
        ahead: false,
        time_uncertain: false,
        corrected: false,
        withdrawn: false,
        household: "YJ-001".to_owned(),
        household_id: Some(HouseholdId(1)),
        place: None,
        address: "1号楼2单元301".to_owned(),
        resident: Some("安某".to_owned()),
        resident_id: None,
        cadre: "张如彬".to_owned(),
        mine: true,
        alarm: None,
        text: None,
        note: None,
        content: Content::Note(Note { text: String::new() }),
    }
}

fn of_no_household() -> EntryRow {
    let note = row(Summary::new("note").with("text", "aired"));
    EntryRow { household: String::new(), household_id: None, address: String::new(), resident: None, ..note }
}

#[test]
fn a_diary_shows_time_tick_whom_what_and_marks() {
    let normal = Summary::new("temperature.normal");
    let lines = [
        EntryRow { state: LineState::Received, ..row(Summary::new("contact.reached").with("channel", "wechat")) },
        EntryRow {
            alarm: Some(Alarm::Fever),
            late: true,
            corrected: true,
            ..row(Summary::new("temperature.reading").with("celsius", "38.2"))
        },
        EntryRow { withdrawn: true, mine: false, ..row(normal) },
        EntryRow { resident: None, ..row(Summary::new("seal.opened").with("reason", "groceries")) },
        EntryRow {
            note: Some("七楼".to_owned()),
            ..row(Summary::new("errand.asked").with("what", "beer").with("quantity", 6).with("more", 0))
        },
        EntryRow {
            state: LineState::Refused,
            ..row(Summary::new("errand.done").with("what", "rice").with("quantity", 20).with("unit", "jin").with("more", 2))
        },
        EntryRow { place: Some(Premises::Building(BuildingId(7))), ..of_no_household() },
        of_no_household(),
    ];
    insta::assert_snapshot!(diary("2020-02-27".parse().unwrap(), &lines), @r"
    2020-02-27: 8 entries
    10:50 ✓ YJ-001 安某: Contact made (WeChat)
    10:50 … YJ-001 安某: Temperature 38.2 °C [fever] [late entry] [corrected]
    10:50 … YJ-001 安某: Temperature asked, normal [withdrawn] [张如彬]
    10:50 … YJ-001 1号楼2单元301: Seal opened and resealed: groceries
    10:50 … YJ-001 安某: Asked for: 6 × beer – 七楼
    10:50 ! YJ-001 安某: Errand done: 20 jin of rice and 2 more
    10:50 … building 7: aired
    10:50 … (update to read whom this is about): aired
    ");
    insta::assert_snapshot!(diary("2020-02-27".parse().unwrap(), &[]), @"2020-02-27: no entries.");
}

#[test]
fn what_people_typed_forges_no_line_commands_no_terminal_and_turns_no_address_around() {
    let forged = "x\n10:50 ✓ YJ-001 安某: Seal intact\u{1b}[2J";
    let lines = [
        row(Summary::new("note").with("text", forged)),
        EntryRow { resident: Some("\u{1b}]0;x\u{7}".to_owned()), note: Some(forged.to_owned()), ..row(Summary::new("seal.intact")) },
        EntryRow { mine: false, cadre: "a\rb".to_owned(), ..row(Summary::new("withdraw").with("reason", "{text}\n")) },
        EntryRow { household: "3-2-501".to_owned(), resident: Some("ئەخمەت".to_owned()), ..row(Summary::new("temperature.normal")) },
    ];
    let printed = diary("2020-02-27".parse().unwrap(), &lines);
    assert_eq!(
        printed.lines().skip(1).collect::<Vec<_>>(),
        [
            r"10:50 … YJ-001 安某: x↵10:50 ✓ YJ-001 安某: Seal intact\u{1b}[2J",
            r"10:50 … YJ-001 \u{1b}]0;x\u{7}: Seal intact – x↵10:50 ✓ YJ-001 安某: Seal intact\u{1b}[2J",
            "10:50 … YJ-001 安某: Withdrawn: {text}↵ [a↵b]",
            "10:50 … 3-2-501 \u{2068}ئەخمەت\u{2069}: Temperature asked, normal",
        ]
    );
    let said = terminal_problem(&TerminalProblem::NoSuchResident { typed: forged.to_owned() });
    assert_eq!(said.lines().count(), 4, "{said}");
    assert!(!said.contains('\u{1b}'), "{said}");
}

#[test]
fn saving_says_where_it_stands() {
    let today = "2020-02-27".parse().unwrap();
    let saved_row = SavedRow { line: row(Summary::new("temperature.reading").with("celsius", "35.0")), odd: true, pending: 1, today };
    insta::assert_snapshot!(saved(&saved_row), @r"
    10:50 … YJ-001 安某: Temperature 35.0 °C
    Please look at this reading again: it is low, or far from the last one.
    Saved as abababababababababababababababab-7; 1 entry waits to be sent.
    ");
}

#[test]
fn saving_names_the_day_where_it_is_not_today_and_says_what_is_ahead_of_its_time() {
    let row_at = |at: &str, late, ahead| {
        let line = EntryRow { at: at.to_owned(), late, ahead, ..row(Summary::new("seal.intact")) };
        saved(&SavedRow { line, odd: false, pending: 0, today: "2020-02-28".parse().unwrap() })
    };
    insta::assert_snapshot!(row_at("2020-02-27T20:15", true, false), @r"
    2020-02-27 20:15 … YJ-001 安某: Seal intact [late entry]
    Saved as abababababababababababababababab-7; nothing waits to be sent.
    ");
    insta::assert_snapshot!(row_at("2020-02-28T20:15", false, true), @r"
    20:15 … YJ-001 安某: Seal intact [ahead of its time]
    That time had not come yet: it counts for no check, also later. If it is a slip, `correct` it with --at; what is still to be done is logged when it is done.
    Saved as abababababababababababababababab-7; nothing waits to be sent.
    ");
}

#[test]
fn syncing_says_what_went_and_what_waits() {
    insta::assert_snapshot!(synced(&SyncReport { pushed: 5, pulled: 2, pending: 0, server_has: 5 }), @"5 sent, 2 fetched; nothing waits to be sent.");
}

#[test]
fn status_shows_what_waits_the_clock_and_the_log() {
    let status_row = StatusRow {
        cadre: "张如彬".to_owned(),
        office: "市委办督查室".to_owned(),
        district: "延吉市".to_owned(),
        pending: 2,
        refused: 1,
        last_sync: Some("2020-02-27T10:50:00".to_owned()),
        clock_offset_ms: Some(-61_250),
        clock_doubt: None,
        log: "ab".repeat(16),
        last: 9,
        head: "cd".repeat(32),
        server_has: 7,
    };
    insta::assert_snapshot!(status(&status_row), @r"
    张如彬 (市委办督查室), 延吉市
    waiting    2 entries wait to be sent, 1 refused by the server and kept
    last sync  2020-02-27 10:50:00
    clock      61.2 s ahead of the server
    log        abababababababababababababababab
               9 entries, the server has 7
    head       cdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcdcd
    ");
    let doubt = ClockDoubt {
        whose: DoubtedClock::Device,
        is_behind: true,
        shows_text: "2000-01-01 08:05".to_owned(),
        taken_text: "2020-02-27 21:05".to_owned(),
        is_uncertain: true,
    };
    let doubted = status(&StatusRow { clock_doubt: Some(doubt.clone()), ..status_row });
    assert!(doubted.contains("clock      61.2 s ahead of the server\n           this device's clock cannot be right"), "{doubted}");
    insta::assert_snapshot!(clock::note(&doubt), @r"
    note: this device's clock cannot be right: it shows 2000-01-01 08:05, which is behind
      time: It is 2020-02-27 21:05 at the earliest; the date is not certain. What is saved now keeps what is known of its time.
      what to do: Set the date and the time of this device, or sync once.
    ");
    let server = ClockDoubt { whose: DoubtedClock::Server, is_behind: false, is_uncertain: false, ..doubt };
    insta::assert_snapshot!(clock::note(&server), @r"
    note: the server's clock cannot be right: it shows 2000-01-01 08:05, which is ahead
      time: The time is taken to be 2020-02-27 21:05. The record is safe and rightly dated.
      what to do: Tell the district; until it is set right, this device counts the time by itself.
    ");
}

#[test]
fn every_summary_of_the_domain_has_its_words() {
    use daylog_domain::entries::Kind;
    for content in daylog_testkit::examples() {
        let key = content.summary().key;
        let words = summary(&content.summary());
        assert!(words != key && !words.contains('{'), "{key}: {words}");
    }
}
