//! Which clock is doubted and what now is, as a table of what befalls a phone.

use super::*;
use crate::time::Zone;

const HOUR: i64 = 60;
const DAY: i64 = 24 * HOUR;
const TEN_YEARS: i64 = 3652 * DAY;

fn at(time: &str) -> Instant {
    Zone::SHANGHAI.parse(time).unwrap()
}

/// The truth when the story begins: 27 February 2020, ten in the morning.
fn start() -> Instant {
    at("2020-02-27T10:00")
}

/// A phone that hears a server now and then. `minute` counts from the start; its clocks and the server's may be off.
struct Phone {
    trust: Trust,
    boot: u8,
    booted_minute: i64,
    wall_off: i64,
}

impl Phone {
    fn new(wall_off: i64) -> Self {
        Phone { trust: Trust::default(), boot: 1, booted_minute: -HOUR, wall_off }
    }

    fn reading(&self, minute: i64) -> Reading {
        let elapsed_ms = u64::try_from((minute - self.booted_minute) * MINUTE_MS).unwrap();
        Reading { wall: start().plus_minutes(minute + self.wall_off), elapsed_ms, boot: BootId([self.boot; 8]) }
    }

    fn hears(&mut self, minute: i64, server_off: i64) {
        self.hears_with(minute, server_off, false);
    }

    fn hears_with(&mut self, minute: i64, server_off: i64, is_doubted: bool) {
        let Reading { wall, elapsed_ms, boot } = self.reading(minute);
        let server = start().plus_minutes(minute + server_off);
        self.trust = self.trust.heard(ServerTime { server, elapsed_ms, boot, round_trip_ms: 40, wall }, is_doubted);
    }

    fn boots(&mut self, minute: i64, wall_off: i64) {
        (self.boot, self.booted_minute, self.wall_off) = (self.boot + 1, minute, wall_off);
    }

    fn saves(&mut self, minute: i64) {
        self.trust = self.trust.saved(self.reading(minute), self.trust.anchor);
    }

    /// How many minutes "now" is off, and who is doubted.
    fn off(&self, minute: i64) -> (i64, Basis, &'static str) {
        let now = self.trust.now(self.reading(minute));
        let doubted = match (now.doubted_server, now.doubted_wall) {
            (None, None) => "nobody",
            (Some(_), None) => "server",
            (None, Some(_)) => "phone",
            (Some(_), Some(_)) => "both",
        };
        (now.at.millis_since(start().plus_minutes(minute)) / MINUTE_MS, now.basis, doubted)
    }
}

/// What befalls a phone in one line of the table.
#[derive(Clone, Copy)]
enum Event {
    /// At this minute the server's word comes, so many minutes off.
    Hears(i64, i64),
    /// The same, and the server says that its clock is in doubt.
    HearsDoubted(i64, i64),
    /// It is switched on, and its wall clock is so many minutes off from then on.
    Boots(i64, i64),
    /// Somebody sets the wall clock.
    Sets(i64),
    Saves(i64),
}

#[test]
fn who_is_doubted_and_what_now_is() {
    use Basis::{Elapsed, Floor, Wall};
    use Event::{Boots, Hears, HearsDoubted, Saves, Sets};
    for (rule, wall_off, events, minute, expected) in [
        ("never heard anybody", 5, vec![], 60, (5, Wall, "nobody")),
        ("never heard anybody, with a clock that was reset", -30 * 365 * DAY, vec![], 60, (-30 * 365 * DAY, Wall, "phone")),
        ("a word, and time that passed", 5, vec![Hears(0, 0)], 60, (0, Elapsed, "nobody")),
        ("a phone ten years off is corrected", TEN_YEARS, vec![Hears(0, 0), Hears(60, 0)], 90, (0, Elapsed, "nobody")),
        ("the server's clock is set right by ten minutes", 0, vec![Hears(0, 0), Hears(60, 10)], 90, (10, Elapsed, "nobody")),
        ("the server falls back ten years", 0, vec![Hears(0, 0), Hears(60, -TEN_YEARS)], 90, (0, Elapsed, "server")),
        ("the server falls back three hours", 0, vec![Hears(0, 0), Hears(60, -3 * HOUR)], 90, (0, Elapsed, "server")),
        ("the server leaps ten years ahead", 0, vec![Hears(0, 0), Hears(60, TEN_YEARS)], 90, (0, Elapsed, "server")),
        (
            "the server falls back, and the wall clock is wrong too",
            TEN_YEARS,
            vec![Hears(0, 0), Hears(60, -DAY)],
            90,
            (0, Elapsed, "server"),
        ),
        ("the server is repaired", 0, vec![Hears(0, 0), Hears(60, -TEN_YEARS), Hears(90, 0)], 95, (0, Elapsed, "nobody")),
        (
            "it goes to and fro",
            0,
            vec![Hears(0, 0), Hears(9, DAY), Hears(10, 0), Hears(11, -DAY), Hears(12, 0)],
            95,
            (0, Elapsed, "nobody"),
        ),
        (
            "it is wrong for three days and the wall clock is right",
            0,
            vec![Hears(0, 0), Hears(60, -TEN_YEARS), Hears(3 * DAY, -TEN_YEARS)],
            3 * DAY,
            (0, Elapsed, "server"),
        ),
        ("the first word was ten years ahead, and was set right", 0, vec![Hears(0, TEN_YEARS), Hears(60, 0)], 90, (0, Elapsed, "nobody")),
        (
            "the same, and the wall clock speaks for neither: not at once",
            -DAY * 40,
            vec![Hears(0, TEN_YEARS), Hears(5, 0), Hears(30, 0)],
            30,
            (TEN_YEARS, Elapsed, "server"),
        ),
        (
            "but when it has been said for as long as the other",
            -DAY * 40,
            vec![Hears(0, TEN_YEARS), Hears(5, 0), Hears(30, 0), Hears(70, 0)],
            90,
            (0, Elapsed, "nobody"),
        ),
        (
            "what was heard for days is not given up within hours",
            -DAY * 40,
            vec![Hears(0, 0), Hears(2 * DAY, 0), Hears(2 * DAY + 9, -DAY), Hears(2 * DAY + 20 * HOUR, -DAY)],
            3 * DAY,
            (0, Elapsed, "server"),
        ),
        (
            "nor in the same boot for a clock from before 2020",
            -DAY * 40,
            vec![Hears(0, 0), Hears(9, -TEN_YEARS), Hears(DAY, -TEN_YEARS)],
            DAY,
            (0, Elapsed, "server"),
        ),
        ("a server that doubts itself is not believed", 0, vec![Hears(0, 0), HearsDoubted(60, 0)], 90, (0, Elapsed, "server")),
        ("nor at the first word", 0, vec![HearsDoubted(0, -TEN_YEARS)], 90, (0, Wall, "server")),
        ("after a boot the wall clock and the last offset", 5, vec![Hears(0, 0), Boots(60, 5)], 90, (0, Wall, "nobody")),
        ("after a boot a wall clock that was set right", TEN_YEARS, vec![Hears(0, 0), Boots(60, 0)], 90, (0, Wall, "nobody")),
        ("an empty battery, offline", 0, vec![Hears(0, 0), Boots(1, -TEN_YEARS)], 31, (-1, Floor, "phone")),
        ("a clock from 1970, offline", 0, vec![Hears(0, 0), Boots(1, -50 * 365 * DAY)], 31, (-1, Floor, "phone")),
        ("a clock that leapt ahead, offline", 0, vec![Hears(0, 0), Boots(1, TEN_YEARS)], 31, (-1, Floor, "phone")),
        (
            "what was saved since the contact counts",
            0,
            vec![Hears(0, 0), Saves(5 * HOUR), Boots(301, -TEN_YEARS)],
            311,
            (-1, Floor, "phone"),
        ),
        (
            "also over several boots",
            0,
            vec![Hears(0, 0), Boots(1, -TEN_YEARS), Saves(6 * HOUR), Boots(6 * HOUR + 2, -TEN_YEARS)],
            7 * HOUR,
            (-3, Floor, "phone"),
        ),
        ("somebody sets the phone's clock right", 0, vec![Hears(0, 0), Boots(1, -TEN_YEARS), Sets(0)], 90, (0, Wall, "nobody")),
        ("an empty battery, then a contact", 0, vec![Hears(0, 0), Boots(1, -TEN_YEARS), Hears(60, 0)], 90, (0, Elapsed, "nobody")),
        (
            "three days off, then a contact",
            0,
            vec![Hears(0, 0), Boots(3 * DAY, -TEN_YEARS), Hears(3 * DAY + 1, 0)],
            3 * DAY + 5,
            (0, Elapsed, "nobody"),
        ),
        (
            "half a year in a drawer, then a contact",
            0,
            vec![Hears(0, 0), Boots(180 * DAY, -TEN_YEARS), Hears(180 * DAY + 1, 0)],
            180 * DAY + 5,
            (0, Elapsed, "nobody"),
        ),
        ("a boot, and the server fell back", 0, vec![Hears(0, 0), Boots(60, 0), Hears(70, -TEN_YEARS)], 90, (0, Wall, "server")),
        ("a boot, and the server leapt ahead", 0, vec![Hears(0, 0), Boots(60, 0), Hears(70, TEN_YEARS)], 90, (0, Wall, "server")),
        (
            "a boot, and the server leapt twenty days ahead",
            0,
            vec![Hears(0, 0), Boots(60, 0), Hears(70, 20 * DAY)],
            90,
            (0, Wall, "server"),
        ),
        (
            "an empty battery, and the server fell back as far",
            0,
            vec![Hears(0, 0), Boots(1, -TEN_YEARS), Hears(60, -TEN_YEARS)],
            90,
            (-1, Floor, "both"),
        ),
        (
            "the first word was ahead; a boot, and it was set right",
            0,
            vec![Hears(0, TEN_YEARS), Boots(60, 0), Hears(70, 0)],
            90,
            (0, Elapsed, "nobody"),
        ),
        (
            "the first word was ahead; saved then; set right",
            0,
            vec![Hears(0, TEN_YEARS), Saves(9), Boots(60, 0), Hears(70, 0)],
            90,
            (0, Elapsed, "nobody"),
        ),
        (
            "after a boot a doubted server that goes on saying it takes over",
            -DAY * 40,
            vec![Hears(0, TEN_YEARS), Boots(60, -DAY * 40), Hears(70, 0), Hears(131, 0)],
            140,
            (0, Elapsed, "nobody"),
        ),
    ] {
        let mut phone = Phone::new(wall_off);
        for event in events {
            match event {
                Hears(minute, off) => phone.hears(minute, off),
                HearsDoubted(minute, off) => phone.hears_with(minute, off, true),
                Boots(minute, off) => phone.boots(minute, off),
                Sets(off) => phone.wall_off = off,
                Saves(minute) => phone.saves(minute),
            }
        }
        assert_eq!(phone.off(minute), expected, "{rule}");
    }
}

#[test]
fn now_never_goes_back_behind_what_is_known_and_a_word_that_is_believed_says_what_now_is() {
    for server_off in [0, -TEN_YEARS, TEN_YEARS, -DAY, DAY, 5] {
        for wall_off in [0, -TEN_YEARS, TEN_YEARS, -3 * HOUR] {
            let mut phone = Phone::new(wall_off);
            phone.hears(0, 0);
            let before = phone.trust.now(phone.reading(10)).at;
            phone.hears(20, server_off);
            let now = phone.trust.now(phone.reading(20));
            match now.doubted_server {
                None => assert_eq!(phone.trust.anchor.map(|anchor| anchor.server), Some(now.at)),
                Some(_) => assert!(now.at > before, "server {server_off}, wall {wall_off}"),
            }
        }
    }
}

#[test]
fn absurd_words_never_panic() {
    for server in [i64::MIN, -1, 0, i64::MAX] {
        for elapsed_ms in [0, u64::MAX] {
            for wall in [i64::MIN, 0, i64::MAX] {
                let word = |boot| ServerTime {
                    server: Instant(server),
                    elapsed_ms,
                    boot: BootId([boot; 8]),
                    round_trip_ms: u32::MAX,
                    wall: Instant(wall),
                };
                let mut trust = Trust::default();
                for boot in [1, 1, 2, 1] {
                    trust = trust.heard(word(boot), false).heard(ServerTime { server: start(), ..word(boot) }, false);
                    let reading = Reading { wall: Instant(wall), elapsed_ms, boot: BootId([boot; 8]) };
                    let _ = trust.saved(reading, trust.anchor).now(reading);
                }
            }
        }
    }
}
