//! The four clocks as tables.

use super::*;
use crate::time::Zone;

const FIRST_BOOT: BootId = BootId([1; 8]);
const SECOND_BOOT: BootId = BootId([2; 8]);
const MINUTE_MS: u64 = 60_000;
const TEN_YEARS_MINUTES: i64 = 3652 * 24 * 60;

fn at(time: &str) -> Instant {
    Zone::SHANGHAI.parse(&format!("2020-02-27T{time}")).unwrap()
}

/// The server said 10:00 when the device had run for an hour; the exchange took four seconds.
/// The wall clock was off by `wall_ahead` minutes.
fn contact(wall_ahead: i64) -> ServerTime {
    let wall = at("10:00").plus_minutes(wall_ahead);
    ServerTime { server: at("10:00"), elapsed_ms: 60 * MINUTE_MS, boot: FIRST_BOOT, round_trip_ms: 4000, wall }
}

fn clocks(boot: BootId, elapsed_minutes: u64, wall: Instant, server: Option<ServerTime>) -> Clocks {
    Clocks::new(Reading { wall, elapsed_ms: elapsed_minutes * MINUTE_MS, boot }, server)
}

#[test]
fn now_is_server_time_and_elapsed_else_the_wall_clock_and_the_last_offset() {
    for (rule, boot, elapsed_minutes, wall, server, now) in [
        ("never met a server", FIRST_BOOT, 90, at("10:31"), None, at("10:31")),
        ("same boot", FIRST_BOOT, 90, at("10:30"), Some(contact(0)), at("10:30")),
        ("same boot, wall clock slow by five", FIRST_BOOT, 90, at("10:25"), Some(contact(-5)), at("10:30")),
        (
            "same boot, wall clock set ten years on",
            FIRST_BOOT,
            90,
            at("10:30").plus_minutes(TEN_YEARS_MINUTES),
            Some(contact(0)),
            at("10:30"),
        ),
        (
            "same boot, wall clock set ten years back",
            FIRST_BOOT,
            90,
            at("10:30").plus_minutes(-TEN_YEARS_MINUTES),
            Some(contact(0)),
            at("10:30"),
        ),
        ("same boot, at the contact itself", FIRST_BOOT, 60, at("9:00"), Some(contact(0)), at("10:00")),
        ("rebooted, wall clock right", SECOND_BOOT, 1, at("11:00"), Some(contact(0)), at("11:00")),
        ("rebooted, and running for longer than the boot before", SECOND_BOOT, 90, at("13:05"), Some(contact(5)), at("13:00")),
        ("rebooted, wall clock fast by five as before", SECOND_BOOT, 1, at("11:05"), Some(contact(5)), at("11:00")),
        (
            "rebooted, wall clock ten years fast as before",
            SECOND_BOOT,
            1,
            at("11:00").plus_minutes(TEN_YEARS_MINUTES),
            Some(contact(TEN_YEARS_MINUTES)),
            at("11:00"),
        ),
        ("elapsed time ran backwards: not that boot", FIRST_BOOT, 59, at("11:05"), Some(contact(5)), at("11:00")),
        (
            "rebooted with an empty battery: no earlier than the contact and the time since the boot",
            SECOND_BOOT,
            7,
            at("10:30").plus_minutes(-TEN_YEARS_MINUTES),
            Some(contact(0)),
            at("10:07"),
        ),
        (
            "rebooted, and the wall clock leapt ten years on",
            SECOND_BOOT,
            7,
            at("10:30").plus_minutes(TEN_YEARS_MINUTES),
            Some(contact(0)),
            at("10:07"),
        ),
        ("rebooted, and the wall clock was set right", SECOND_BOOT, 7, at("10:30"), Some(contact(TEN_YEARS_MINUTES)), at("10:30")),
    ] {
        assert_eq!(clocks(boot, elapsed_minutes, wall, server).saved_at(), now, "{rule}");
    }
}

#[test]
fn bounds_are_what_can_be_proven_whatever_the_wall_clock_says() {
    let after = |time: &str| Some(at(time).plus_millis(4000));
    for (rule, boot, elapsed_minutes, server, previous_earliest, received, expected) in [
        ("same boot: elapsed, and the round trip", FIRST_BOOT, 90, Some(contact(0)), None, None, (Some(at("10:30")), after("10:30"))),
        (
            "same boot: a receipt long after moves nothing",
            FIRST_BOOT,
            90,
            Some(contact(0)),
            Some(at("10:10")),
            Some(at("15:00")),
            (Some(at("10:30")), after("10:30")),
        ),
        (
            "same boot: a receipt within the round trip is sharper",
            FIRST_BOOT,
            90,
            Some(contact(0)),
            None,
            Some(at("10:30").plus_millis(1000)),
            (Some(at("10:30")), Some(at("10:30").plus_millis(1000))),
        ),
        ("rebooted: after the contact, no end yet", SECOND_BOOT, 1, Some(contact(0)), None, None, (Some(at("10:00")), None)),
        (
            "rebooted: after the previous entry, before the receipt",
            SECOND_BOOT,
            1,
            Some(contact(0)),
            Some(at("10:30")),
            Some(at("15:00")),
            (Some(at("10:30")), Some(at("15:00"))),
        ),
        ("rebooted, and running for longer than the boot before", SECOND_BOOT, 90, Some(contact(0)), None, None, (Some(at("10:00")), None)),
        (
            "rebooted: a previous entry from before the contact",
            SECOND_BOOT,
            1,
            Some(contact(0)),
            Some(at("9:00")),
            None,
            (Some(at("10:00")), None),
        ),
        ("never met a server", FIRST_BOOT, 90, None, None, None, (None, None)),
        (
            "never met a server: between previous and receipt",
            FIRST_BOOT,
            90,
            None,
            Some(at("9:00")),
            Some(at("15:00")),
            (Some(at("9:00")), Some(at("15:00"))),
        ),
        (
            "elapsed time ran backwards: not that boot",
            FIRST_BOOT,
            59,
            Some(contact(0)),
            None,
            Some(at("15:00")),
            (Some(at("10:00")), Some(at("15:00"))),
        ),
        (
            "same boot: the entry before it was dated by a server a day ahead",
            FIRST_BOOT,
            90,
            Some(contact(0)),
            Some(at("10:30").plus_minutes(24 * 60)),
            Some(at("15:00")),
            (None, Some(at("15:00"))),
        ),
        ("rebooted: received by a server that fell back", SECOND_BOOT, 1, Some(contact(0)), None, Some(at("7:00")), (None, None)),
    ] {
        for wall_ahead in [0, 5, -5, TEN_YEARS_MINUTES, -TEN_YEARS_MINUTES] {
            let clocks = clocks(boot, elapsed_minutes, at("10:30").plus_minutes(wall_ahead), server);
            let Bounds { earliest, latest } = clocks.bounds(previous_earliest, received);
            assert_eq!((earliest, latest), expected, "{rule}, wall clock {wall_ahead} minutes ahead");
        }
    }
}

#[test]
fn bounds_hold_what_a_doubted_server_said_too() {
    let believed = clocks(FIRST_BOOT, 90, at("10:30"), Some(contact(0)));
    for doubted in ["7:00", "15:00"] {
        let Bounds { earliest, latest } = believed.clone().doubting(Some(at(doubted))).bounds(None, Some(at("16:00")));
        assert!(earliest <= Some(at("10:30").min(at(doubted))) && latest >= Some(at("10:30").max(at(doubted))), "{doubted}");
        assert_eq!(believed.clone().doubting(Some(at(doubted))).saved_at(), at("10:30"));
    }
}

#[test]
fn the_offset_is_positive_where_the_wall_clock_is_behind() {
    assert_eq!(offset_millis(contact(5)), -300_000);
    assert_eq!(offset_millis(contact(-5)), 300_000);
}

#[test]
fn absurd_clocks_saturate_and_never_panic() {
    for wall in [i64::MIN, -1, 0, i64::MAX] {
        for elapsed_ms in [0, u64::MAX] {
            let server =
                ServerTime { server: Instant(i64::MAX), elapsed_ms: 0, boot: FIRST_BOOT, round_trip_ms: u32::MAX, wall: Instant(wall) };
            for boot in [FIRST_BOOT, SECOND_BOOT] {
                let clocks = Clocks::new(Reading { wall: Instant(wall), elapsed_ms, boot }, Some(server));
                let bounds = clocks.bounds(None, None);
                assert!(bounds.latest.is_none_or(|latest| Some(latest) >= bounds.earliest), "{clocks:?}");
                let _ = clocks.saved_at();
            }
        }
    }
}
