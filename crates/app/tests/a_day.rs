//! What a cadre does in a day, without any shell and without a server.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use std::sync::Arc;

use daylog_app::{
    App, Preferences, ProblemCode,
    views::{
        account::{Stage, SyncState},
        diary::{ChangeKind, Draft, LineState, Saved},
        due::DueView,
    },
};
use daylog_domain::{
    assignment::Role,
    coverage::CheckState,
    entries::{
        Alarm, Content, Entry,
        briefing::{Briefing, Rule},
        contact::{Channel, Contact, Reached},
        errand::{Errand, Item, Step},
        note::Note,
        seal::{Seal, SealState},
        temperature::{Celsius, Measured, Method, Temperature},
        withdraw::Withdraw,
    },
    ids::{EntryId, HouseholdId, PlanItemId, ResidentId},
    plan::{CheckKind, PlanItem},
    settings::Settings,
    time::{Instant, Zone},
};
use daylog_store::Answer;
use daylog_testkit::{Mix, Profile};
use daylog_wire::feed::{DistrictRecord, FeedItem};

struct Day {
    _folder: tempfile::TempDir,
    profile: Profile,
    app: Arc<App>,
}

/// Day 2 of the quarantine, 27 February 2020.
fn day_at(time: &str) -> Day {
    let folder = tempfile::tempdir().unwrap();
    let profile = Profile::new(folder.path().to_owned(), 1, "2020-02-26".parse().unwrap(), local(time));
    let app = profile.app();
    Day { _folder: folder, profile, app }
}

fn local(time: &str) -> Instant {
    Zone::SHANGHAI.parse(&format!("2020-02-27T{time}")).unwrap()
}

impl Day {
    fn move_to(&self, time: &str) {
        let millis = local(time).millis_since(daylog_app::ports::Clock::read(&*self.profile.clock).wall);
        self.profile.clock.pass_ms(u32::try_from(millis).unwrap());
    }

    fn save(&self, content: Content) -> Saved {
        self.app.save(&draft(content)).unwrap()
    }

    fn due(&self) -> DueView {
        self.app.due(None).unwrap()
    }

    /// The states of the day's four checks, in the order of their times.
    fn states(&self) -> Vec<CheckState> {
        self.app.today(None).unwrap().iter().map(|row| row.state).collect()
    }
}

fn draft(content: Content) -> Draft {
    Draft { household: Some(HouseholdId(1)), resident: Some(ResidentId(1)), content, at: None, note: None, late: None }
}

fn reading(tenths: u16) -> Content {
    Content::Temperature(Temperature { result: Measured::Reading(Celsius(tenths)), method: Method::SelfReported, site: None })
}

fn contact(outcome: Reached) -> Content {
    Content::Contact(Contact { channel: Channel::Phone, outcome })
}

fn beer(errand: Option<EntryId>, step: Step) -> Content {
    let items = vec![Item { what: "beer".to_owned(), quantity: 6, unit: None }];
    Content::Errand(Errand { errand, step, items, floor: None, seal_after: None })
}

#[test]
fn a_check_goes_from_later_over_due_to_done_and_an_untouched_one_is_missed() {
    use CheckState::{Done, Due, Later, Missed, Overdue, Unknown};
    let day = day_at("08:00");
    assert_eq!(day.states(), [Later, Later, Later, Later]);
    day.move_to("08:40");
    assert_eq!(day.states(), [Due, Later, Later, Later]);
    day.move_to("09:05");
    assert_eq!(day.states(), [Overdue, Later, Later, Later]);
    day.save(contact(Reached::Reached));
    assert_eq!(day.states(), [Done, Later, Later, Later]);
    // The colleague who leads owes the check too; until that device has reported nobody can say that it was missed.
    day.profile.colleague_reported(None);
    day.move_to("12:30");
    assert_eq!(day.states(), [Done, Unknown, Later, Later]);
    day.profile.colleague_reported(Some(local("12:25")));
    assert_eq!(day.states(), [Done, Missed, Later, Later]);
}

#[test]
fn a_late_entry_turns_missed_into_done_and_shows_its_mark() {
    let day = day_at("13:00");
    assert_eq!(day.states()[1], CheckState::Missed);
    let late = Draft { at: Some("2020-02-27T10:50".to_owned()), ..draft(reading(365)) };
    assert!(day.app.save(&late).unwrap().line.is_late);
    let row = day.due().rows.into_iter().find(|row| row.at.to_string() == "10:50").unwrap();
    assert_eq!((row.state, row.late), (CheckState::Done, true));
}

#[test]
fn an_entry_ahead_of_its_time_is_accepted_and_marked_and_counts_for_nothing_also_once_the_time_has_come() {
    use CheckState::{Done, Due, Later, Missed, Tried};
    let day = day_at("08:05");
    let ahead = |at: &str, content| Draft { at: Some(at.to_owned()), ..draft(content) };
    let evening = day.app.save(&ahead("2020-02-27T18:00", reading(364))).unwrap();
    assert!(evening.line.ahead && !evening.line.is_late);
    let seal = Content::Seal(Seal { state: SealState::Broken, serial: None, reason: None });
    let next_week = day.app.save(&ahead("2020-03-05T20:15", seal)).unwrap();
    assert!(next_week.line.ahead);
    day.app.save(&ahead("2020-02-27T09:00", contact(Reached::NoAnswer))).unwrap();
    assert_eq!(day.states(), [Later, Later, Later, Later]);
    let page = day.app.household(HouseholdId(1)).unwrap();
    assert_eq!((page.seal, page.curves[0].points.len()), (None, 0), "neither seal nor curve");
    assert!(page.strips[0].days.iter().all(|day| day.done == 0 && day.highest.is_none()));
    assert_eq!(page.timeline.len(), 3, "and yet they are shown");
    // Its time comes: what was said before is said by nobody.
    day.move_to("18:10");
    assert_eq!(day.states(), [Missed, Missed, CheckState::Overdue, Later]);
    // Corrected when it has happened, it counts; and so does what is logged now.
    day.app.correct(evening.entry, &draft(reading(366)), "typo").unwrap();
    assert_eq!(day.states(), [Missed, Missed, Done, Later]);
    let late = Draft { at: Some("2020-02-27T09:00".to_owned()), ..draft(contact(Reached::NoAnswer)) };
    day.app.save(&late).unwrap();
    assert_eq!(day.states(), [Tried, Missed, Done, Later]);
    day.move_to("19:45");
    assert_eq!(day.states()[3], Due);
}

#[test]
fn an_errand_is_not_done_by_an_entry_ahead_of_its_time() {
    let day = day_at("08:05");
    let errand = day.save(beer(None, Step::Asked)).entry;
    let done = Draft { at: Some("2020-02-27T18:00".to_owned()), ..draft(beer(Some(errand), Step::Done)) };
    day.app.save(&done).unwrap();
    let open = |day: &Day| day.app.household(HouseholdId(1)).unwrap().errands.len();
    assert_eq!(open(&day), 1);
    day.move_to("18:30");
    assert_eq!(open(&day), 1);
    day.save(beer(Some(errand), Step::Done));
    assert_eq!(open(&day), 0);
}

#[test]
fn a_bare_time_is_the_last_such_moment_and_in_a_correction_the_one_near_what_it_corrects() {
    let day = day_at("00:20");
    let bare = |at: &str| Draft { at: Some(at.to_owned()), ..draft(reading(365)) };
    let shown = |saved: &Saved| format!("{} {}", saved.line.date, saved.line.minute);
    let evening = day.app.save(&bare("20:15")).unwrap();
    assert_eq!((shown(&evening).as_str(), evening.line.is_late), ("2020-02-26 20:15", true));
    assert_eq!(shown(&day.app.save(&bare("00:10")).unwrap()), "2020-02-27 00:10");
    assert_eq!(shown(&day.app.correct(evening.entry, &bare("20:10"), "typo").unwrap()), "2020-02-26 20:10");
    day.move_to("22:00");
    assert_eq!(shown(&day.app.correct(evening.entry, &bare("20:05"), "typo").unwrap()), "2020-02-26 20:05", "still of that day");
    assert_eq!(shown(&day.app.save(&bare("20:15")).unwrap()), "2020-02-27 20:15");
    assert!(day.app.save(&bare("25:15")).is_err());
}

#[test]
fn a_window_that_reaches_across_midnight_stays_on_the_list_and_belongs_to_its_own_day() {
    use CheckState::{Done, Later, Overdue};
    let day = day_at("23:10");
    let mut settings = Settings::default_in(Zone::SHANGHAI);
    settings.plan.retain(|item| item.kind != CheckKind::Seal);
    settings.plan.push(PlanItem { id: PlanItemId(9), kind: CheckKind::Seal, at: "23:30".parse().unwrap(), owed_by: vec![Role::Cadre] });
    let mut store = day.profile.store();
    let log = store.log().unwrap();
    let record = DistrictRecord { name: "延吉市".to_owned(), settings };
    let items = vec![FeedItem::Settings(serde_json::to_string(&record).unwrap())];
    store.apply(&Answer { items, ..daylog_testkit::answer(log.log, log.have) }).unwrap();
    let rows = |day: &Day| day.app.today(None).unwrap().into_iter().map(|row| (row.due_at, row.state)).collect::<Vec<_>>();
    // Ten past midnight: yesterday's seal is still open and leads the list of the new day.
    day.profile.clock.pass_ms(60 * 60_000);
    let late_evening = ("2020-02-27T23:30".to_owned(), Overdue);
    assert_eq!(rows(&day)[0], late_evening);
    assert_eq!(rows(&day).len(), 5, "beside the four checks of the new day");
    assert_eq!(day.due().rows[0].day, 2, "of the day of the quarantine that it was due on");
    let page = day.app.household(HouseholdId(1)).unwrap();
    assert_eq!((page.day, page.checks.len()), (Some(3), 5));
    let seal = Content::Seal(Seal { state: SealState::Intact, serial: None, reason: None });
    assert_eq!(day.save(seal).line.date.to_string(), "2020-02-28");
    assert_eq!(rows(&day).iter().map(|row| row.1).collect::<Vec<_>>(), [Done, Later, Later, Later, Later]);
    let yesterday = day.app.today(Some("2020-02-27".parse().unwrap())).unwrap();
    assert_eq!(yesterday.iter().filter(|row| row.state == Done).count(), 1, "it is yesterday's check that is done");
}

#[test]
fn who_tried_and_reached_nobody_has_tried_until_somebody_answers() {
    let day = day_at("09:00");
    day.save(contact(Reached::NoAnswer));
    assert_eq!(day.states()[0], CheckState::Tried);
    day.move_to("09:20");
    day.save(contact(Reached::Reached));
    assert_eq!(day.states()[0], CheckState::Done);
}

#[test]
fn a_fever_is_saved_first_and_then_asks_for_the_next_step() {
    let day = day_at("10:50");
    let saved = day.save(reading(378));
    assert_eq!((saved.alarm, saved.received), (Some(Alarm::Fever), false));
    assert_eq!(day.app.diary(None).unwrap().lines.len(), 1);
    for (tenths, odd) in [(365, false), (354, true), (380, true)] {
        assert_eq!(day.save(reading(tenths)).odd, odd, "{tenths}");
    }
}

#[test]
fn what_cannot_be_saved_says_why_and_leaves_nothing_behind() {
    let day = day_at("10:50");
    let nobody = Draft { resident: Some(ResidentId(99)), ..draft(reading(365)) };
    let nowhere = Draft { household: Some(HouseholdId(99)), ..draft(reading(365)) };
    let unnamed = Draft { resident: None, ..draft(reading(365)) };
    let timeless = Draft { at: Some("half past ten".to_owned()), ..draft(reading(365)) };
    let opened = draft(Content::Seal(Seal { state: SealState::Opened, serial: None, reason: None }));
    for (draft, code) in [
        (draft(reading(339)), ProblemCode::ReadingOutOfRange),
        (draft(reading(421)), ProblemCode::ReadingOutOfRange),
        (nobody, ProblemCode::UnknownResident),
        (nowhere, ProblemCode::UnknownHousehold),
        (unnamed, ProblemCode::ResidentNeeded),
        (timeless, ProblemCode::BadTime),
        (opened, ProblemCode::EmptyField),
        (self::draft(Content::Note(Note { text: " ".to_owned() })), ProblemCode::EmptyField),
    ] {
        assert_eq!(day.app.save(&draft).unwrap_err().code, code);
    }
    // One bad one among many takes the others with it.
    assert!(day.app.save_many(&[self::draft(reading(365)), self::draft(reading(999))]).is_err());
    assert_eq!(day.app.diary(None).unwrap().lines.len(), 0);
    assert_eq!(day.app.sync_state().unwrap().pending, 0);
}

#[test]
fn the_seal_row_says_what_can_be_brought_along_until_it_was_brought() {
    let day = day_at("20:10");
    let asked = day.save(beer(None, Step::Asked));
    let row = |day: &Day| day.due().rows.into_iter().find(|row| row.resident.is_none()).unwrap();
    let on_the_way = row(&day).on_the_way;
    assert_eq!((on_the_way[0].errand, on_the_way[0].items[0].quantity), (asked.entry, 6));
    day.save(beer(Some(asked.entry), Step::Done));
    assert!(row(&day).on_the_way.is_empty());
    assert!(day.app.household(HouseholdId(1)).unwrap().errands.is_empty());
}

#[test]
fn the_privacy_notice_is_asked_for_until_a_briefing_that_stands_says_that_it_was_given() {
    let day = day_at("10:00");
    let given = || day.app.household(HouseholdId(1)).unwrap().privacy_notice;
    let briefing = |privacy_notice| Content::Briefing(Briefing { rules: [Rule::AirRooms].into(), privacy_notice });
    day.save(briefing(false));
    assert!(!given());
    let ahead = Draft { at: Some("2020-02-27T18:00".to_owned()), resident: None, ..draft(briefing(true)) };
    day.app.save(&ahead).unwrap();
    assert!(!given(), "nothing was given before it can have been");
    let first = day.app.save(&Draft { resident: None, ..draft(briefing(true)) }).unwrap();
    assert!(given());
    day.app.withdraw(first.entry, "记错").unwrap();
    assert!(!given());
    assert_eq!(day.states(), [CheckState::Overdue, CheckState::Later, CheckState::Later, CheckState::Later], "it is nobody's check");
    let nothing = Content::Briefing(Briefing { rules: [].into(), privacy_notice: false });
    assert_eq!(day.app.save(&draft(nothing)).unwrap_err().code, ProblemCode::EmptyField);
}

#[test]
fn undo_takes_back_what_was_just_saved_and_not_what_was_saved_a_while_ago() {
    let day = day_at("08:55");
    let saved = day.save(contact(Reached::Reached));
    day.profile.clock.pass_ms(9_000);
    day.app.undo(&[saved.entry]).unwrap();
    assert_eq!(day.states()[0], CheckState::Due);
    assert!(day.app.diary(None).unwrap().lines[0].withdrawn);
    let saved = day.save(contact(Reached::Reached));
    day.profile.clock.pass_ms(16_000);
    assert_eq!(day.app.undo(&[saved.entry]).unwrap_err().code, ProblemCode::UndoTooLate);
}

#[test]
fn what_another_cadre_says_of_an_entry_is_no_part_of_its_history_and_a_fever_that_was_taken_back_alarms_nobody() {
    let day = day_at("10:50");
    let saved = day.save(reading(378));
    let withdrawal = Content::Withdraw(Withdraw { of: saved.entry, reason: "错".to_owned() });
    let theirs = Entry { content: withdrawal, ..Mix::new(1, 1).entries(1).remove(0) };
    day.profile.colleague_logs(1, &[theirs]);
    let entry = day.app.entry(saved.entry).unwrap();
    assert_eq!((entry.history.len(), entry.may_amend, entry.line.alarm), (1, true, Some(Alarm::Fever)));
    day.app.withdraw(saved.entry, "记错人了").unwrap();
    let entry = day.app.entry(saved.entry).unwrap();
    assert_eq!((entry.history.len(), entry.may_amend, entry.line.alarm), (2, false, None));
}

#[test]
fn undo_of_what_was_taken_back_already_changes_nothing() {
    let day = day_at("08:55");
    let [first, second] = [contact(Reached::Reached), contact(Reached::NoAnswer)].map(|content| day.save(content).entry);
    day.app.undo(&[first]).unwrap();
    day.app.undo(&[first, second]).unwrap();
    let lines = day.app.diary(None).unwrap().lines;
    assert_eq!(lines.iter().map(|line| line.withdrawn).collect::<Vec<_>>(), [true, true]);
    assert_eq!(day.app.entry(first).unwrap().history.len(), 2);
}

#[test]
fn a_correction_keeps_the_old_content_readable_and_a_withdrawn_entry_takes_none() {
    let day = day_at("10:50");
    let saved = day.save(reading(356));
    let corrected = day.app.correct(saved.entry, &draft(reading(365)), "按错了数字").unwrap();
    assert_eq!((corrected.entry, corrected.line.content), (saved.entry, reading(365)));
    let entry = day.app.entry(saved.entry).unwrap();
    let changes: Vec<_> = entry.history.iter().map(|change| (change.change, change.reason.as_deref())).collect();
    assert_eq!(changes, [(ChangeKind::Saved, None), (ChangeKind::Corrected, Some("按错了数字"))]);
    assert_eq!(entry.history[0].summary.values["celsius"], "35.6");
    day.app.withdraw(saved.entry, "记错人了").unwrap();
    assert_eq!(day.app.correct(saved.entry, &draft(reading(366)), "再改").unwrap_err().code, ProblemCode::AlreadyWithdrawn);
    assert_eq!(day.states()[1], CheckState::Due);
}

#[test]
fn a_colleagues_entries_are_shown_and_cannot_be_changed() {
    let day = day_at("22:00");
    day.profile.colleague_logs(1, &Mix::new(1, 1).entries(8)[5..8]);
    let lines = day.app.diary(None).unwrap().lines;
    assert_eq!((lines.len(), lines[0].mine, lines[0].state), (3, false, LineState::Received));
    assert_eq!(day.app.withdraw(lines[0].entry, "不是我的").unwrap_err().code, ProblemCode::NotOwnEntry);
    assert_eq!(day.states()[0], CheckState::Done);
}

#[test]
fn an_untouched_device_locks_itself_and_a_field_being_typed_is_still_there_afterwards() {
    let day = day_at("09:00");
    day.app.keep_field("note", Some("六瓶啤")).unwrap();
    day.profile.clock.pass_ms(4 * 60_000);
    day.app.touch();
    day.profile.clock.pass_ms(4 * 60_000);
    assert_eq!(day.app.start().unwrap().stage, Stage::Open);
    day.profile.clock.pass_ms(60_000);
    assert_eq!(day.app.start().unwrap().stage, Stage::Locked);
    assert_eq!(day.app.due(None).unwrap_err().code, ProblemCode::Locked);
    assert_eq!(day.app.unlock("11111111").unwrap_err().code, ProblemCode::WrongPin);
    day.app.unlock(Profile::PIN).unwrap();
    assert_eq!(day.app.kept_field("note").unwrap().unwrap().text, "六瓶啤");
}

#[test]
fn preferences_are_kept_and_nothing_personal_is_in_them() {
    let day = day_at("09:00");
    let preferences = Preferences { language: "ko".to_owned(), text_size: 24, ..Preferences::default() };
    day.app.set_preferences(&preferences).unwrap();
    assert_eq!(day.profile.app().start().unwrap().preferences, preferences);
}

#[tokio::test]
async fn without_a_connection_everything_waits_and_the_chip_says_so_calmly() {
    let day = day_at("09:00");
    day.save(contact(Reached::Reached));
    assert_eq!(day.app.sync().await.unwrap_err().code, ProblemCode::ServerUnreachable);
    let chip = day.app.sync_state().unwrap();
    assert_eq!((chip.state, chip.pending), (SyncState::Offline, 1));
    let outbox = day.app.outbox().unwrap();
    assert_eq!((outbox.waiting.len(), outbox.refused.len(), outbox.received_today.len()), (1, 0, 0));
    assert_eq!(outbox.waiting[0].line.state, LineState::Saved);
}

#[tokio::test]
async fn a_command_that_is_not_there_or_has_wrong_arguments_is_a_problem_with_a_code() {
    let day = day_at("09:00");
    for (command, args, code) in [
        ("fly", serde_json::json!({}), ProblemCode::UnknownCommand),
        ("household", serde_json::json!({ "household": "three" }), ProblemCode::BadArguments),
        ("save", serde_json::json!({ "draft": { "household": 1, "content": { "kind": "unknown" } } }), ProblemCode::BadArguments),
    ] {
        assert_eq!(daylog_app::commands::call(&day.app, command, args).await.unwrap_err().code, code);
    }
    let due = daylog_app::commands::call(&day.app, "due", serde_json::json!({ "date": "2020-02-28" })).await.unwrap();
    assert_eq!(due["rows"].as_array().unwrap().len(), 4);
}

#[test]
fn what_is_due_at_one_time_goes_from_door_to_door_by_their_numbers() {
    let folder = tempfile::tempdir().unwrap();
    let app = Profile::new(folder.path().to_owned(), 12, "2020-02-26".parse().unwrap(), local("08:40")).app();
    let rows = app.due(None).unwrap().rows;
    let contacts: Vec<_> = rows.iter().filter(|row| row.kind == CheckKind::Contact && row.state == CheckState::Due).collect();
    assert_eq!(contacts.iter().map(|row| row.door).collect::<Vec<_>>(), (0..12).collect::<Vec<_>>());
    let buildings = contacts.iter().map(|row| row.address.split('号').next().unwrap().parse().unwrap());
    assert!(buildings.collect::<Vec<u32>>().is_sorted(), "{:?}", contacts.iter().map(|row| &row.address).collect::<Vec<_>>());
}
