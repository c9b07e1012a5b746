//! A phone whose clock is wrong by years syncs like any other, and its entries say what can be known of their time.

use std::sync::{Arc, Mutex, PoisonError};

use daylog_app::{App, Ports, clock::SystemClock, ports::Clock};
use daylog_domain::clocks::{BootId, Reading};
use daylog_tests::harness::{Device, District, EVENING_INSTANT, PIN, note};

/// A phone's clocks: the wall clock is off, elapsed time is right.
struct WrongClock {
    inner: SystemClock,
    off_millis: Mutex<i64>,
}

impl Clock for WrongClock {
    fn read(&self) -> Reading {
        let Reading { wall, elapsed_ms, .. } = self.inner.read();
        let off = *self.off_millis.lock().unwrap_or_else(PoisonError::into_inner);
        Reading { wall: wall.plus_millis(off), elapsed_ms, boot: BootId([7; 8]) }
    }
}

const TEN_YEARS_MILLIS: i64 = 3652 * 24 * 3600 * 1000;

#[test]
fn a_phone_ten_years_off_syncs_and_its_entries_carry_the_right_time() {
    for off_millis in [TEN_YEARS_MILLIS, -TEN_YEARS_MILLIS] {
        let mut district = District::new();
        let device = Device::new();
        let clock = WrongClock { inner: SystemClock::starting_at(EVENING_INSTANT), off_millis: Mutex::new(off_millis) };
        let clock = Arc::new(clock);
        let app = App::new(device.profile().to_owned(), Ports { clock: clock.clone(), ..Ports::default() });
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        app.choose_pin(PIN).unwrap();
        runtime.block_on(app.enrol(&district.invite("张如彬"))).unwrap();

        app.save(&note(&app, "after a server contact")).unwrap();
        district.kill();
        app.save(&note(&app, "offline")).unwrap();
        // Somebody sets the clock meanwhile.
        *clock.off_millis.lock().unwrap() = -off_millis;
        app.save(&note(&app, "offline, with the clock set anew")).unwrap();
        district.start();
        runtime.block_on(app.sync()).unwrap();

        let lines = district.diary("2020-02-27");
        assert_eq!(lines.len(), 3, "claimed on the right day whatever the wall clock said: {lines:?}");
        assert!(lines.iter().all(|line| line["late"] == false), "{lines:?}");
        let offset = app.device().unwrap().clock_offset_ms.unwrap();
        assert!((offset - off_millis).abs() < 60_000, "{offset} is measured at the last contact");
    }
}

#[test]
fn a_phone_that_never_learned_the_time_is_taken_in_and_marked() {
    let district = District::new();
    for (year, cadre) in [("2030", "张如彬"), ("2010", "园锦网格员")] {
        let mut device = Device::enrolled(&district.invite(cadre));
        device.now = format!("{year}-02-27T21:00:00+08:00");
        device.log(&["contact", "--resident", "安某"]);
        device.log(&["contact", "--resident", "安某", "--at", "2020-02-27T09:00"]);
        device.sync();
        assert_eq!(device.pending(), 0, "nobody is locked out");
        let claimed = district.diary(&format!("{year}-02-27"));
        assert_eq!(claimed.len(), 1, "the claimed time stands as it was claimed");
        // The server's own clock stands beside the claim, so that everybody sees that it is odd.
        let received = claimed[0]["received"].as_str().unwrap();
        assert!(received.starts_with("2020-02-27") || received.len() == 5, "{received}");
        assert!(claimed[0]["recorded"].as_str().unwrap().starts_with(year), "{claimed:?}");
    }
    assert_eq!(district.diary("2020-02-27").len(), 2);
}
