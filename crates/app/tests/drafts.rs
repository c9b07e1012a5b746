//! What is typed and not saved, and times that somebody chooses: without any shell and without a server.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use daylog_app::{
    App, Problem, ProblemCode, SaveOptions,
    views::{
        diary::Draft,
        draft::{ClaimView, KeptField},
    },
};
use daylog_domain::{
    entries::{Content, note::Note},
    ids::HouseholdId,
    settings::Settings,
    time::{Instant, Times, Zone},
};
use daylog_testkit::Profile;

const KEY: &str = "note/1/1///";
const TYPED: SaveOptions<'static> = SaveOptions { draft_key: Some(KEY), idempotency_key: None };

struct Phone {
    _folder: tempfile::TempDir,
    profile: Profile,
    app: Arc<App>,
}

fn phone(zone: Zone, now: &str) -> Phone {
    let folder = tempfile::tempdir().unwrap();
    let now = zone.parse(now).unwrap();
    let profile = Profile::new(folder.path().to_owned(), 1, zone.date_of(now), now);
    profile.set_rules(Settings::default_in(zone));
    let app = profile.app();
    Phone { _folder: folder, profile, app }
}

fn note(text: &str) -> Draft {
    let content = Content::Note(Note { text: text.to_owned() });
    Draft { household: Some(HouseholdId(1)), resident: None, content, at: None, note: None, late: None }
}

impl Phone {
    fn kept(&self) -> Option<KeptField> {
        self.app.kept_field(KEY).unwrap()
    }
}

#[test]
fn what_was_typed_is_forgotten_with_the_save_that_took_it_and_by_no_other() {
    let phone = phone(Zone::SHANGHAI, "2020-02-27T10:41");
    phone.app.keep_field(KEY, Some("老人说暖气不热")).unwrap();
    phone.app.save(&note("something else")).unwrap();
    assert_eq!(phone.kept().unwrap().text, "老人说暖气不热");
    let refused: Problem = phone.app.save_with(&[note("")], TYPED).unwrap_err();
    assert_eq!((refused.code, phone.kept().is_some()), (ProblemCode::EmptyField, true));
    let saved = phone.app.save_with(&[note("老人说暖气不热")], TYPED).unwrap();
    assert_eq!(phone.kept(), None);

    let entry = saved[0].entry;
    phone.app.keep_field(KEY, Some("a better word")).unwrap();
    phone.app.correct_with(entry, &note("a better word"), "wrong_value", TYPED).unwrap();
    assert_eq!(phone.kept(), None);
    phone.app.keep_field(KEY, Some("never happened")).unwrap();
    phone.app.withdraw_with(entry, "never happened", TYPED).unwrap();
    assert_eq!(phone.kept(), None);
}

#[test]
fn a_draft_says_from_when_it_is_by_time_that_passed_and_never_by_a_clock_that_was_set() {
    let phone = phone(Zone::SHANGHAI, "2020-02-27T10:41");
    let told = |at: &str, age_seconds| Some((Some(at.to_owned()), Some(age_seconds)));
    let said = || phone.kept().map(|kept| (kept.at_text, kept.age_seconds));
    phone.app.keep_field(KEY, Some("x")).unwrap();
    phone.profile.clock.pass_ms(17 * 60_000);
    assert_eq!(said(), told("10:41", 17 * 60));

    // Typed while the clock stood in 2038, and looked at after somebody had set it right.
    phone.profile.clock.set_wall(Zone::SHANGHAI.parse("2038-01-19T03:14").unwrap());
    phone.app.keep_field(KEY, Some("y")).unwrap();
    phone.profile.clock.pass_ms(60_000);
    assert_eq!(said(), told("03:14", 60));
    phone.profile.clock.set_wall(Zone::SHANGHAI.parse("2020-02-27T11:00").unwrap());
    phone.profile.clock.pass_ms(60_000);
    assert_eq!(said(), told("10:59", 120));

    // After a reboot nothing proves when it was: not even when the wall clock says "just now".
    phone.app.keep_field(KEY, Some("z")).unwrap();
    phone.profile.clock.reboot();
    assert_eq!(said(), Some((None, None)));
}

#[test]
fn a_draft_in_the_form_of_another_version_is_none_and_the_next_one_takes_its_place() {
    let phone = phone(Zone::SHANGHAI, "2020-02-27T10:41");
    phone.profile.store().keep_field(KEY, Some(r#"{"in another form":"378"}"#)).unwrap();
    assert_eq!(phone.kept(), None);
    phone.app.keep_field(KEY, Some("x")).unwrap();
    assert_eq!(phone.kept().map(|kept| kept.text), Some("x".to_owned()));
}

#[test]
fn undo_counts_the_seconds_that_passed_whatever_the_wall_clock_is_set_to() {
    for (rule, set_to, seconds, expected) in [
        ("in time, the clock set ahead", "2038-01-19T03:14", 9, Ok(())),
        ("in time, the clock set back", "2001-01-01T00:00", 9, Ok(())),
        ("too late, the clock set back", "2001-01-01T00:00", 60, Err(ProblemCode::UndoTooLate)),
    ] {
        let phone = phone(Zone::SHANGHAI, "2020-02-27T10:41");
        let entry = phone.app.save(&note("a slip")).unwrap().entry;
        phone.profile.clock.pass_ms(seconds * 1000);
        phone.profile.clock.set_wall(Zone::SHANGHAI.parse(set_to).unwrap());
        assert_eq!(phone.app.undo(&[entry]).map_err(|problem| problem.code), expected, "{rule}");
    }
}

#[test]
fn a_chosen_time_is_read_as_it_will_be_stored_around_a_change_of_summer_time() {
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    for (rule, now, at, shown, times, is_late, is_ahead) in [
        ("the day before the change", "2020-03-29T10:00", "2020-03-28T20:15", "2020-03-28T20:15", Times::Once, true, false),
        ("skipped by the clocks", "2020-03-29T03:10", "2020-03-29T02:30", "2020-03-29T03:00", Times::Never, false, false),
        ("half an hour ago across the gap", "2020-03-29T03:10", "2020-03-29T01:45", "2020-03-29T01:45", Times::Once, false, false),
        ("longer ago across the gap", "2020-03-29T03:20", "2020-03-29T01:45", "2020-03-29T01:45", Times::Once, true, false),
        ("shown twice, the first", "2020-10-25T03:00", "2020-10-25T02:50", "2020-10-25T02:50", Times::Twice, true, false),
        ("ahead", "2020-03-28T23:50", "2020-03-29T00:10", "2020-03-29T00:10", Times::Once, false, true),
    ] {
        let phone = phone(berlin, now);
        let (date, minute) = shown.split_once('T').unwrap();
        let expected = ClaimView { date: date.parse().unwrap(), minute: minute.parse().unwrap(), times, is_late, is_ahead };
        assert_eq!(phone.app.claim(at, None).unwrap(), expected, "{rule}");
        let line = phone.app.save(&Draft { at: Some(at.to_owned()), ..note(rule) }).unwrap().line;
        assert_eq!((line.date, line.minute, line.is_late), (expected.date, expected.minute, expected.is_late), "{rule}");
    }
}

#[test]
fn a_bare_time_is_shown_on_the_day_that_it_will_be_stored_on() {
    for (rule, now, at, shown) in [
        ("just after midnight, of the evening before", "2020-02-28T00:20", "20:15", "2020-02-27T20:15"),
        ("in the morning, of this morning", "2020-02-28T08:05", "07:50", "2020-02-28T07:50"),
        ("ahead only with its date", "2020-02-28T08:05", "2020-02-28T18:00", "2020-02-28T18:00"),
    ] {
        let phone = phone(Zone::SHANGHAI, now);
        let view = phone.app.claim(at, None).unwrap();
        assert_eq!(format!("{}T{}", view.date, view.minute), shown, "{rule}");
        let line = phone.app.save(&Draft { at: Some(at.to_owned()), ..note(rule) }).unwrap().line;
        assert_eq!((line.date, line.minute), (view.date, view.minute), "{rule}");
    }
    let phone = phone(Zone::SHANGHAI, "2020-02-28T00:20");
    let of = phone.app.save(&Draft { at: Some("2020-02-26T20:15".to_owned()), ..note("x") }).unwrap().entry;
    let view = phone.app.claim("20:10", Some(of)).unwrap();
    assert_eq!(format!("{}T{}", view.date, view.minute), "2020-02-26T20:10", "in a correction near what it corrects");
    let saved = phone.app.correct(of, &Draft { at: Some("20:10".to_owned()), ..note("x") }, "wrong_time").unwrap();
    assert_eq!((saved.line.date, saved.line.minute), (view.date, view.minute));
}

#[test]
fn a_household_s_now_is_the_districts_minute_whatever_line_stands_beside_it() {
    let berlin: Zone = "Europe/Berlin".parse().unwrap();
    let phone = phone(berlin, "2020-03-28T20:15");
    phone.app.save(&note("in winter time")).unwrap();
    let morning: Instant = berlin.parse("2020-03-29T10:05").unwrap();
    phone.profile.clock.pass_ms(u32::try_from(morning.millis_since(berlin.parse("2020-03-28T20:15").unwrap())).unwrap());
    let view = phone.app.unlock(Profile::PIN).and_then(|_| phone.app.household(HouseholdId(1))).unwrap();
    assert_eq!((view.today.to_string().as_str(), view.minute.to_string().as_str()), ("2020-03-29", "10:05"));
}

#[test]
fn a_time_that_cannot_be_written_down_is_refused_with_its_reason() {
    let phone = phone(Zone::SHANGHAI, "2020-02-27T10:41");
    for at in ["", "12020-02-27T10:50", "+262142-02-27T10:50", "-0001-02-27T10:50", "20-02-27T10:50", "2020-02-30T10:50"] {
        assert_eq!(phone.app.claim(at, None).unwrap_err().code, ProblemCode::BadTime, "{at}");
        assert_eq!(phone.app.save(&Draft { at: Some(at.to_owned()), ..note("x") }).unwrap_err().code, ProblemCode::BadTime, "{at}");
    }
}

#[test]
fn a_correction_that_keeps_the_time_shows_the_time_that_it_keeps() {
    let phone = phone(Zone::SHANGHAI, "2020-02-27T10:41");
    let entry = phone.app.save(&Draft { at: Some("2020-02-26T20:15".to_owned()), ..note("x") }).unwrap().entry;
    phone.app.correct(entry, &note("y"), "wrong_value").unwrap();
    let history = phone.app.entry(entry).unwrap().history;
    assert_eq!(history.iter().map(|change| change.claimed_text.as_str()).collect::<Vec<_>>(), ["2020-02-26 20:15"; 2]);
}
