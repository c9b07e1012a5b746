//! What a record makes of the times that a server says.

#![allow(clippy::unwrap_used)]

use daylog_domain::{
    clocks::{BootId, Clocks, Reading, ServerTime},
    entries::{
        Claimed, Content, Entry,
        note::Note,
        temperature::{Measured, Method, Temperature},
    },
    ids::{HouseholdId, ResidentId},
    target::Target,
    time::{Instant, Zone},
    trust::DAY_MS,
};
use daylog_store::{Answer, Store, SystemRandom, key_file::Key};
use daylog_testkit::answer as nothing_said;
use daylog_wire::{keys::SigningKey, receipt::Receipt};

const NOW: Instant = Instant(1_582_768_200_000);
const HOUR_MS: u64 = 3_600_000;

/// The device's clocks, which are right, so long after `NOW`.
fn reading(hours: u64) -> Reading {
    let elapsed_ms = hours * HOUR_MS;
    Reading { wall: NOW.plus_millis(elapsed_ms.cast_signed()), elapsed_ms, boot: BootId([1; 8]) }
}

/// The server's answer at that time, with a clock that is off.
fn answer(store: &Store, hours: u64, off_ms: i64) -> Answer {
    let Reading { wall, elapsed_ms, boot } = reading(hours);
    let server_time = ServerTime { server: wall.plus_millis(off_ms), elapsed_ms, boot, round_trip_ms: 1, wall };
    Answer { server_time, ..nothing_said(store.log().unwrap().log, 0) }
}

fn note(clocks: Clocks) -> Entry {
    let content = Content::Note(Note { text: "words".to_owned() });
    let at = Claimed { instant: clocks.saved_at(), zone: Zone::SHANGHAI };
    Entry { about: Target::home(HouseholdId(1), None).into(), at, clocks, content, note: None, late: None, origin: None }
}

#[test]
fn a_time_that_is_not_believed_dates_nothing_and_takes_nothing_away() {
    for off_ms in [-3650 * DAY_MS, -DAY_MS, DAY_MS, 3650 * DAY_MS] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), &Key::new([7; 32]), Box::new(SystemRandom)).unwrap();
        store.device().unwrap();
        let right = answer(&store, 1, 0);
        store.apply(&right).unwrap();
        let wrong = answer(&store, 2, off_ms);
        store.apply(&wrong).unwrap();
        let device = store.device().unwrap();
        let now = device.trust.now(reading(3));
        assert_eq!((now.at, device.server_time), (reading(3).wall, Some(right.server_time)), "{off_ms}");
        assert_eq!(now.doubted_server, Some(reading(3).wall.plus_millis(off_ms)), "{off_ms}");
        store.append(&[note(Clocks::new(reading(3), device.server_time).doubting(now.doubted_server))]).unwrap();
        let again = answer(&store, 4, 0);
        store.apply(&again).unwrap();
        let now = store.device().unwrap().trust.now(reading(5));
        assert_eq!((now.at, now.doubted_server), (reading(5).wall, None), "{off_ms}");
    }
}

#[test]
fn what_a_receipt_shows_of_a_clock_that_ran_ahead_counts_here_as_in_the_district() {
    for (minutes_fast, received_after_minutes, counts) in [(10, 1, false), (10, 20, true), (4, 1, true)] {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(folder.path(), &Key::new([7; 32]), Box::new(SystemRandom)).unwrap();
        store.device().unwrap();
        let heard = answer(&store, 1, 0);
        store.apply(&heard).unwrap();
        let saved = reading(2).wall;
        let after_a_boot = Reading { wall: saved.plus_minutes(minutes_fast), elapsed_ms: 60_000, boot: BootId([2; 8]) };
        let content = Content::Temperature(Temperature { result: Measured::Normal, method: Method::SelfReported, site: None });
        let now = note(Clocks::new(after_a_boot, Some(heard.server_time)));
        store.append(&[Entry { about: Target::home(HouseholdId(1), Some(ResidentId(1))).into(), content, ..now }]).unwrap();
        let counted = |store: &Store| store.observations_of(HouseholdId(1), 30).unwrap().len();
        assert_eq!(counted(&store), 1, "its own clocks say nothing against it");
        let log = store.log().unwrap();
        let district = SigningKey::from_seed(&[3; 32]).unwrap();
        let receipt = Receipt::sign(&district, log.log, 1, log.head, saved.plus_minutes(received_after_minutes));
        let received = Answer { have: 1, receipt: Some(receipt), ..answer(&store, 3, 0) };
        store.apply(&received).unwrap();
        assert_eq!((counted(&store) == 1, store.pending().unwrap()), (counts, 0), "{minutes_fast} {received_after_minutes}");
        // A district that came back older has received nothing: it waits again.
        let restored = answer(&store, 4, 0);
        store.apply(&restored).unwrap();
        assert_eq!((store.pending().unwrap(), store.waiting().unwrap().len(), counted(&store)), (1, 1, 1));
    }
}
