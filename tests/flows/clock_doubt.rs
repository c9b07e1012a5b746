//! Clocks that fall back and leap, the phone's and the server's: nobody is locked out, `today` stays the right day, whoever
//! can fix it is told, and nothing is deleted by a clock in doubt.

use std::sync::Arc;

use daylog_app::{
    App, Ports,
    views::{
        clock::{ClockDoubt, DoubtedClock},
        diary::Line,
    },
};
use daylog_domain::{
    entries::Content,
    ids::EntryId,
    time::{Date, Instant},
};
use daylog_testkit::FakeClock;
use daylog_tests::harness::{Device, District, EVENING_INSTANT, PIN, note};

const MINUTE_MS: u32 = 60_000;
const DAY_MINUTES: i64 = 24 * 60;
const YEAR_MINUTES: i64 = 365 * DAY_MINUTES;

/// A phone with clocks of its own.
struct Phone {
    app: Arc<App>,
    clock: Arc<FakeClock>,
    _device: Device,
    runtime: tokio::runtime::Runtime,
}

impl Phone {
    fn enrolled(invite: &str, wall: Instant) -> Self {
        let device = Device::new();
        let clock = Arc::new(FakeClock::at(wall));
        let app = App::new(device.profile().to_owned(), Ports { clock: clock.clone(), ..Ports::default() });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        app.choose_pin(PIN).unwrap();
        runtime.block_on(app.enrol(invite)).unwrap();
        Phone { app, clock, _device: device, runtime }
    }

    fn sync(&self) {
        self.runtime.block_on(self.app.sync()).unwrap();
    }

    /// The day that it shows, and how many checks.
    fn today(&self) -> (String, usize) {
        let due = self.app.due(None).unwrap();
        assert_eq!(due.date, due.today);
        (due.today.to_string(), due.rows.len())
    }

    fn doubt(&self) -> Option<ClockDoubt> {
        self.app.sync_state().unwrap().clock
    }

    fn whose(&self) -> Option<DoubtedClock> {
        self.doubt().map(|doubt| doubt.whose)
    }

    /// Saves a note and says on which day it stands.
    fn saves(&self, text: &str) -> Date {
        self.app.save(&note(&self.app, text)).unwrap().line.date
    }
}

/// The district's server is stopped and started with another clock.
fn set_clock(district: &mut District, now: &str) {
    district.kill();
    now.clone_into(&mut district.now);
    district.start();
}

fn line_of(lines: &[Line], text: &str) -> EntryId {
    lines.iter().find(|line| matches!(&line.content, Content::Note(note) if note.text == text)).unwrap().entry
}

const EVENING: &str = "2020-02-27T21:00:00+08:00";

#[test]
fn while_the_servers_clock_is_wrong_every_phone_shows_the_right_day_and_says_whose_clock_it_is() {
    for wrong in [
        "1970-01-02T00:00:00+08:00",
        "2010-02-27T21:00:00+08:00",
        "2020-02-20T21:00:00+08:00",
        "2020-03-09T21:00:00+08:00",
        "2031-02-27T21:00:00+08:00",
    ] {
        for reboots in [false, true] {
            let mut district = District::new();
            let phone = Phone::enrolled(&district.invite("张如彬"), EVENING_INSTANT.plus_minutes(-2));
            let shown = phone.today();
            assert!(shown.1 > 0);
            set_clock(&mut district, wrong);
            if reboots {
                phone.clock.reboot();
            }
            phone.clock.pass_ms(20 * MINUTE_MS);
            phone.sync();
            assert_eq!(phone.today(), shown, "{wrong}, reboots: {reboots}");
            assert_eq!(phone.whose(), Some(DoubtedClock::Server), "{wrong}, reboots: {reboots}");
            assert_eq!(phone.saves("while it was wrong").to_string(), "2020-02-27");
            phone.sync();
            assert_eq!(phone.app.sync_state().unwrap().pending, 0, "nobody is locked out");
            set_clock(&mut district, "2020-02-27T21:40:00+08:00");
            phone.clock.pass_ms(20 * MINUTE_MS);
            phone.sync();
            assert_eq!((phone.today(), phone.doubt()), (shown, None), "{wrong}, reboots: {reboots}");
            assert_eq!(phone.saves("after the repair").to_string(), "2020-02-27");
            phone.sync();
            assert_eq!(district.diary("2020-02-27").len(), 2, "{wrong}, reboots: {reboots}");
            assert_eq!(district.run(&["clock"]).code, 0);
        }
    }
}

#[test]
fn a_phone_that_first_heard_a_server_years_ahead_is_not_locked_into_the_future() {
    for wall_off in [0, -YEAR_MINUTES] {
        let mut district = District::new();
        let (right, ahead) = (district.invite("张如彬"), "2020-03-20T21:00:00+08:00");
        set_clock(&mut district, ahead);
        // The server does not know yet: it is less ahead than a district may rest. Nor can the phone.
        let phone = Phone::enrolled(&district.invite("张如彬"), EVENING_INSTANT.plus_minutes(wall_off));
        assert!(!right.is_empty());
        assert_eq!(phone.saves("believing it").to_string(), "2020-03-20");
        phone.sync();
        set_clock(&mut district, EVENING);
        phone.sync();
        if wall_off != 0 {
            // Its own clock speaks for neither: the later word counts once it was said for an hour.
            assert_eq!(phone.today().0, "2020-03-20");
            assert_eq!(phone.whose(), Some(DoubtedClock::Server));
            set_clock(&mut district, "2020-02-27T22:05:00+08:00");
            phone.clock.pass_ms(65 * MINUTE_MS);
            assert_eq!(district.run(&["clock", "--confirm"]).code, 0);
            set_clock(&mut district, "2020-02-27T22:05:00+08:00");
            phone.sync();
            set_clock(&mut district, "2020-02-27T23:15:00+08:00");
            phone.clock.pass_ms(70 * MINUTE_MS);
            phone.sync();
        }
        assert_eq!((phone.today().0.as_str(), phone.doubt()), ("2020-02-27", None), "wall {wall_off}");
        assert_eq!(phone.saves("after the repair").to_string(), "2020-02-27");
    }
}

#[test]
fn a_phone_whose_battery_was_out_shows_the_day_that_it_knows_of_and_says_that_it_is_not_certain() {
    for (wall, is_behind) in [("1970-01-01", true), ("2000-01-01", true), ("2015-01-01", true), ("2020-02-01", true), ("2038-01-19", false)]
    {
        let mut district = District::new();
        let phone = Phone::enrolled(&district.invite("张如彬"), EVENING_INSTANT.plus_minutes(7));
        let shown = phone.today();
        district.kill();
        phone.clock.pass_ms(30 * MINUTE_MS);
        assert_eq!(phone.saves("before").to_string(), "2020-02-27");
        phone.clock.reboot();
        phone.clock.pass_ms(5 * MINUTE_MS);
        phone.clock.set_wall(daylog_domain::time::Zone::SHANGHAI.parse(&format!("{wall}T00:05")).unwrap());
        assert_eq!(phone.today(), shown, "{wall}");
        let doubt = phone.doubt().unwrap();
        assert_eq!((doubt.whose, doubt.is_behind, doubt.is_uncertain), (DoubtedClock::Device, is_behind, true), "{wall}");
        assert_eq!(doubt.taken_text, "2020-02-27 21:35", "what was saved before is earlier");
        let undone = phone.app.save(&note(&phone.app, "taken back")).unwrap();
        phone.app.undo(&[undone.entry]).unwrap();
        assert_eq!(phone.saves("offline, with an empty battery").to_string(), "2020-02-27");
        let line = phone.app.diary(None).unwrap().lines.into_iter().find(|line| line.is_uncertain && !line.withdrawn).unwrap();
        assert_eq!(line.minute.to_string(), "21:35", "{wall}");
        // Whoever fixes the words has said nothing of the time.
        let slip = phone.app.save(&note(&phone.app, "a slip")).unwrap();
        phone.app.correct(slip.entry, &note(&phone.app, "fixed"), "看错").unwrap();
        assert!(phone.app.diary(None).unwrap().lines.iter().any(|line| line.entry == slip.entry && line.corrected && line.is_uncertain));
        phone.clock.pass_ms(10 * MINUTE_MS);
        // The cadre sets the phone's clock right.
        phone.clock.set_wall(EVENING_INSTANT.plus_minutes(50));
        assert_eq!((phone.today(), phone.doubt()), (shown.clone(), None), "{wall}");
        assert_eq!(phone.saves("offline, with the clock set right").to_string(), "2020-02-27");
        district.start();
        // The truth is told at last: it is 21:50.
        set_clock(&mut district, "2020-02-27T21:50:00+08:00");
        phone.sync();
        assert_eq!((phone.today(), phone.doubt()), (shown, None), "{wall}");
        assert_eq!(district.diary("2020-02-27").iter().filter(|line| line["withdrawn"] == false).count(), 4, "{wall}");
        let lines = phone.app.diary(None).unwrap().lines;
        for entry in [line_of(&lines, "offline, with an empty battery"), slip.entry] {
            let resolved = lines.iter().find(|line| line.entry == entry).unwrap();
            assert_eq!(
                (resolved.is_uncertain, resolved.minute.to_string().as_str()),
                (false, "21:40"),
                "{wall}: ten minutes before the contact"
            );
        }
        assert_eq!(phone.app.sync_state().unwrap().pending, 0, "and the district has it");
    }
}

#[test]
fn what_a_wrong_clock_dated_is_late_or_ahead_for_the_district_and_the_phone_alike() {
    let (reset, slow) = (Instant(300_000), EVENING_INSTANT.plus_minutes(-2));
    let fast = |minutes: i64| EVENING_INSTANT.plus_minutes(35 + minutes);
    for (rule, wall, boots_again, sent, claimed, is_late, is_ahead) in [
        ("an empty battery, sent an hour later", reset, false, "22:35", "21:35", false, false),
        ("three hours fast, sent an hour later", fast(180), false, "22:35", "21:35", false, false),
        ("three hours fast, sent at once", fast(180), false, "21:36", "21:35", false, false),
        ("ten minutes fast, sent at once", fast(10), false, "21:36", "21:35", false, false),
        ("set back by more than half an hour", slow, false, "22:35", "21:35", false, false),
        ("right, sent an hour later", fast(0), false, "22:35", "21:35", false, false),
        ("ten minutes fast, sent at once after another boot", fast(10), true, "21:36", "21:45", false, true),
        ("ten minutes fast, sent an hour later after another boot", fast(10), true, "22:35", "21:45", false, false),
    ] {
        let mut district = District::new();
        let phone = Phone::enrolled(&district.invite("张如彬"), EVENING_INSTANT);
        phone.clock.reboot();
        phone.clock.pass_ms(35 * MINUTE_MS);
        phone.clock.set_wall(wall);
        phone.saves("offline");
        let minutes = if sent == "22:35" { 60 } else { 1 };
        if boots_again {
            phone.clock.reboot();
        }
        phone.clock.pass_ms(minutes * MINUTE_MS);
        set_clock(&mut district, &format!("2020-02-27T{sent}:00+08:00"));
        let report = phone.runtime.block_on(phone.app.sync()).unwrap();
        let is_corrected = wall != fast(0) && !boots_again;
        assert_eq!((report.pushed, report.pending), (if is_corrected { 2 } else { 1 }, 0), "{rule}");
        let lines = phone.app.diary(None).unwrap().lines;
        let line = lines.iter().find(|line| line.entry == line_of(&lines, "offline")).unwrap();
        let held = district.diary("2020-02-27");
        assert_eq!((line.minute.to_string().as_str(), line.is_late, line.ahead), (claimed, is_late, is_ahead), "{rule}: {line:?}");
        assert_eq!((&held[0]["late"], &held[0]["ahead"]), (&is_late.into(), &is_ahead.into()), "{rule}: {held:?}");
    }
}

#[test]
fn a_server_in_doubt_says_so_and_deletes_nothing_until_it_is_set_right_or_the_operator_says_that_it_is_right() {
    let mut district = District::new();
    let to = district.data().with_file_name("backups");
    let to = to.to_str().unwrap();
    std::fs::create_dir(to).unwrap();
    assert_eq!(district.run(&["backup", "--to", to, "--keep-days", "30"]).code, 0);
    assert!(district.run(&["clock"]).stdout.starts_with("The clock is not in doubt"));
    for (wrong, way) in [("2010-02-27T21:00:00+08:00", "behind"), ("2031-02-27T21:00:00+08:00", "ahead")] {
        set_clock(&mut district, wrong);
        let trace = district.trace();
        assert!(trace.contains("This machine's clock cannot be right") && trace.contains(way), "{wrong}: {trace}");
        let said = district.run(&["retention", "--days", "30", "--apply"]);
        assert_eq!(said.code, 1, "{wrong}");
        assert!(said.stderr.contains("Nothing was deleted.") && said.stderr.contains(way), "{}", said.stderr);
        let backups = || std::fs::read_dir(to).unwrap().count();
        let before = backups();
        let said = district.run(&["backup", "--to", to, "--keep-days", "30"]);
        assert_eq!((said.code, backups()), (1, before + 1), "{wrong}: made, and none deleted");
        assert_eq!(district.json(&["clock", "--format", "json"])["doubt"]["behind_ms"].as_i64().unwrap() > 0, way == "behind");
    }
    // What was stored under the wrong clock does not keep the right one in doubt once the operator has looked at it.
    set_clock(&mut district, EVENING);
    assert!(district.json(&["clock", "--format", "json"])["doubt"].is_object(), "a backup from 2031 is there");
    assert_eq!(district.run(&["clock", "--confirm"]).code, 0);
    assert!(district.json(&["clock", "--format", "json"])["doubt"].is_null());
    let said = district.run(&["retention", "--days", "30", "--apply"]);
    assert_eq!((said.code, said.stderr.as_str()), (0, ""));
}
