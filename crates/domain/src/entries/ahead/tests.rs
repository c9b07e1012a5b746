//! What is ahead of its time, as a table, and what holds whatever the clocks do.

use proptest::prelude::*;

use super::*;
use crate::{
    clocks::{BootId, Reading, ServerTime},
    time::Zone,
};

const FIRST_BOOT: BootId = BootId([1; 8]);
const SECOND_BOOT: BootId = BootId([2; 8]);
const MINUTE_MS: u64 = 60_000;

fn at(time: &str) -> Instant {
    let (day, time) = time.split_once(' ').unwrap_or(("27", time));
    Zone::SHANGHAI.parse(&format!("2020-02-{day}T{time}")).unwrap()
}

/// The server said 08:00 when the device had run for an hour, with a wall clock that was right; the exchange took four seconds.
fn contact() -> ServerTime {
    ServerTime { server: at("08:00"), elapsed_ms: 60 * MINUTE_MS, boot: FIRST_BOOT, round_trip_ms: 4000, wall: at("08:00") }
}

/// Saved at `saved` by the wall clock: in the boot of that contact, after an offline reboot, or on a device that met no server.
fn clocks(how: &str, saved: &str) -> Clocks {
    let since = u64::try_from(at(saved).millis_since(at("07:00"))).unwrap_or(0);
    match how {
        "same boot" => Clocks::new(Reading { wall: at("01 00:00"), elapsed_ms: since, boot: FIRST_BOOT }, Some(contact())),
        "rebooted" => Clocks::new(Reading { wall: at(saved), elapsed_ms: MINUTE_MS, boot: SECOND_BOOT }, Some(contact())),
        "no server" => Clocks::new(Reading { wall: at(saved), elapsed_ms: MINUTE_MS, boot: FIRST_BOOT }, None),
        _ => panic!("{how}"),
    }
}

#[test]
fn an_entry_is_ahead_of_its_time_when_its_own_clocks_say_so() {
    for (rule, how, saved, claimed, previous_earliest, received, expected) in [
        ("now", "same boot", "08:05", "08:05", None, None, ("08:05", false)),
        ("long after", "same boot", "18:00", "08:05", None, None, ("18:00", false)),
        ("this evening", "same boot", "08:05", "18:00", None, None, ("08:05", true)),
        ("this evening, received after it", "same boot", "08:05", "18:00", None, Some("20:00"), ("08:05", true)),
        ("a week ahead", "same boot", "08:05", "28 08:05", None, None, ("08:05", true)),
        ("a little rounded up", "same boot", "08:05", "08:10", None, None, ("08:05", false)),
        ("rounded up too far", "same boot", "08:05", "08:11", None, None, ("08:05", true)),
        ("this evening, offline after a reboot", "rebooted", "08:05", "18:00", None, None, ("08:05", true)),
        ("the same, received after it", "rebooted", "08:05", "18:00", None, Some("20:00"), ("08:05", true)),
        ("now, offline after a reboot", "rebooted", "12:00", "12:00", None, Some("20:00"), ("12:00", false)),
        ("this evening, on a device that met no server", "no server", "08:05", "18:00", None, Some("20:00"), ("08:05", true)),
        ("its wall clock ran ahead, as the receipt shows", "rebooted", "12:00", "12:00", None, Some("10:00"), ("10:00", true)),
        ("it ran ahead by minutes only", "rebooted", "12:00", "12:00", None, Some("11:56"), ("12:00", false)),
        ("never compared with that server's clock", "no server", "12:00", "12:00", None, Some("10:00"), ("12:00", false)),
        ("a receipt from before the contact proves nothing", "rebooted", "12:00", "12:00", None, Some("07:00"), ("12:00", false)),
        ("its wall clock fell back behind the contact", "rebooted", "06:00", "12:00", None, None, ("12:00", false)),
        ("the same, and received before the claim", "rebooted", "06:00", "18:00", None, Some("12:00"), ("12:00", true)),
        ("the same, and received after it", "rebooted", "06:00", "12:00", None, Some("13:00"), ("12:00", false)),
        ("its wall clock fell back behind an earlier entry", "rebooted", "09:00", "10:30", Some("10:30"), None, ("10:30", false)),
        ("an earlier entry's server was days ahead", "same boot", "08:05", "18:00", Some("29 08:00"), None, ("08:05", true)),
        ("the same, long after", "same boot", "18:00", "08:05", Some("29 08:00"), None, ("18:00", false)),
    ] {
        let evidence = Evidence { previous_earliest: previous_earliest.map(at), received: received.map(at) };
        let expected = Said { at: at(expected.0), ahead: expected.1 };
        assert_eq!(said(&clocks(how, saved), at(claimed), evidence, None), expected, "{rule}");
    }
}

/// A device's life: contact, boots, a wall clock that is set by hand; and the true time at which it saves.
fn any_clocks() -> impl Strategy<Value = (Clocks, Instant)> {
    (0_i64..100_000, any::<bool>(), any::<bool>(), prop_oneof![Just(0_i64), -100_000_i64..100_000], 0_u32..30_000).prop_map(
        |(minutes, same_boot, met, wall_off, round_trip_ms)| {
            let truth = at("08:00").plus_minutes(minutes);
            let boot = if same_boot { FIRST_BOOT } else { SECOND_BOOT };
            let elapsed_ms = u64::try_from(truth.millis_since(at("07:00"))).unwrap_or(0);
            let reading = Reading { wall: truth.plus_minutes(wall_off), elapsed_ms, boot };
            let server = ServerTime { round_trip_ms, ..contact() };
            (Clocks::new(reading, met.then_some(server)), truth)
        },
    )
}

proptest! {
    #[test]
    fn what_claims_the_device_s_own_now_or_earlier_is_never_ahead_before_its_receipt((clocks, _) in any_clocks(), back in 0_i64..100_000) {
        let claimed = clocks.saved_at().plus_minutes(-back);
        prop_assert!(!said(&clocks, claimed, Evidence::default(), None).ahead);
    }

    #[test]
    fn an_honest_claim_in_the_boot_of_a_contact_is_never_ahead_whatever_the_wall_clock_and_the_receipt(
        (clocks, truth) in any_clocks(), back in 0_i64..100_000, later in 0_i64..100_000,
    ) {
        prop_assume!(clocks.server.is_some_and(|server| server.boot == clocks.boot));
        let evidence = Evidence { previous_earliest: Some(at("08:00")), received: Some(truth.plus_minutes(later)) };
        let honest = said(&clocks, truth.plus_minutes(-back), evidence, None);
        prop_assert!(!honest.ahead);
        prop_assert!(honest.at >= truth.plus_minutes(-back));
    }

    #[test]
    fn what_is_not_ahead_claims_nothing_beyond_what_its_clocks_can_prove((clocks, _) in any_clocks(), ahead in 6_i64..100_000) {
        let bounds = clocks.bounds(None, None);
        prop_assume!(bounds.latest.is_some());
        let claimed = bounds.latest.unwrap().plus_minutes(ahead);
        let evidence = Evidence { received: Some(claimed.plus_minutes(1)), ..Evidence::default() };
        prop_assert!(said(&clocks, claimed, evidence, None).ahead);
    }
}
