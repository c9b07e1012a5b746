//! How long ago something was kept on a device, as far as its clocks can prove it. The wall clock proves nothing: it may have
//! been set in the meantime. Reads no clock itself.

use crate::{clocks::Clocks, time::Instant};

/// When something was kept. What cannot be known is not guessed.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Kept {
    pub at: Option<Instant>,
    pub age_ms: Option<u64>,
}

/// What the `present` clocks can say of something that was kept when they read `then`. `now` is the device's best "now".
///
/// In one boot the elapsed time says it. Across boots a server's word in the boot of `then` says when, and one in the present
/// boot as well how long ago that is.
#[must_use]
pub fn kept(then: &Clocks, present: &Clocks, now: Instant) -> Kept {
    let same_boot = (then.boot == present.boot).then(|| present.elapsed_ms.checked_sub(then.elapsed_ms)).flatten();
    if let Some(age_ms) = same_boot {
        let at = i64::try_from(age_ms).ok().map(|age_ms| now.plus_millis(age_ms.saturating_neg()));
        return Kept { at, age_ms: Some(age_ms) };
    }
    let at = told_by_server(then).filter(|at| *at <= now);
    let age_ms = at.filter(|_| told_by_server(present).is_some()).and_then(|at| u64::try_from(now.millis_since(at)).ok());
    Kept { at, age_ms }
}

/// The instant of a reading whose own boot heard from a server before it.
fn told_by_server(clocks: &Clocks) -> Option<Instant> {
    let server = clocks.server.filter(|server| server.boot == clocks.boot)?;
    let since = clocks.elapsed_ms.checked_sub(server.elapsed_ms)?;
    Some(server.server.plus_millis(i64::try_from(since).ok()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clocks::{BootId, ServerTime};

    const MINUTE: u64 = 60_000;
    /// 27 February 2020, 10:00 in Shanghai.
    const TEN: Instant = Instant(1_582_768_800_000);
    const YEAR_2038: Instant = Instant(2_147_483_647_000);

    /// Clocks of a boot that has run for so many minutes; a server said that it was ten when the boot was an hour old.
    fn clocks(boot: u8, minutes: u64, wall: Instant, heard: Option<u8>) -> Clocks {
        let server =
            heard.map(|heard| ServerTime { server: TEN, elapsed_ms: 60 * MINUTE, boot: BootId([heard; 8]), round_trip_ms: 0, wall: TEN });
        Clocks { wall, elapsed_ms: minutes * MINUTE, boot: BootId([boot; 8]), server, doubted: None }
    }

    #[test]
    fn an_age_is_known_where_elapsed_time_or_a_server_proves_it_and_never_by_the_wall_clock() {
        let later = |minutes: i64| TEN.plus_minutes(minutes);
        for (rule, then, present, now, at, age_minutes) in [
            ("in one boot", clocks(1, 70, TEN, None), clocks(1, 72, later(2), None), later(2), Some(later(0)), Some(2)),
            (
                "the wall clock was set meanwhile",
                clocks(1, 70, YEAR_2038, None),
                clocks(1, 72, later(2), None),
                later(2),
                Some(later(0)),
                Some(2),
            ),
            ("days later in one boot", clocks(1, 70, TEN, None), clocks(1, 4390, TEN, None), later(4320), Some(later(0)), Some(4320)),
            ("another boot, nobody told the time", clocks(1, 70, YEAR_2038, None), clocks(2, 1, later(9), None), later(9), None, None),
            (
                "told before, not since",
                clocks(1, 70, YEAR_2038, Some(1)),
                clocks(2, 1, later(60), Some(1)),
                later(60),
                Some(later(10)),
                None,
            ),
            (
                "told before and since",
                clocks(1, 70, YEAR_2038, Some(1)),
                clocks(2, 120, TEN, Some(2)),
                later(60),
                Some(later(10)),
                Some(50),
            ),
            ("told in a boot before it", clocks(2, 70, TEN, Some(1)), clocks(3, 120, TEN, Some(3)), later(60), None, None),
            ("now seems to lie before it", clocks(1, 70, TEN, Some(1)), clocks(2, 61, TEN, Some(2)), later(1), None, None),
            ("elapsed time runs backwards", clocks(1, 70, TEN, None), clocks(1, 69, TEN, None), TEN, None, None),
        ] {
            assert_eq!(kept(&then, &present, now), Kept { at, age_ms: age_minutes.map(|minutes| minutes * MINUTE) }, "{rule}");
        }
    }
}
