//! Which clock a device believes: the server's word, elapsed time since an earlier word, or its own wall clock, and what
//! it holds for "now" meanwhile. Decides only; reads no clock and keeps nothing. The table is in decision 13.

use serde::{Deserialize, Serialize};

use crate::{
    clocks::{BootId, Reading, ServerTime, offset_millis},
    time::Instant,
};

/// 1 January 2020, UTC. A clock that shows an earlier time was reset: no record of this program is older.
pub const FIRST_POSSIBLE: Instant = Instant(1_577_836_800_000);

const MINUTE_MS: i64 = 60_000;
const HOUR_MS: i64 = 60 * MINUTE_MS;
pub const DAY_MS: i64 = 24 * HOUR_MS;
/// A server's clock may be set right by this much, and two clocks drift apart by one part in so many.
const SLACK_MS: i64 = 15 * MINUTE_MS;
const DRIFT: i64 = 200;
/// A device that was switched off for longer than this has nobody to visit any more; a clock that says so leapt.
const LONGEST_ABSENCE_MS: i64 = 60 * DAY_MS;
/// No device runs for longer without a boot.
const LONGEST_UPTIME_MS: u64 = 400 * 24 * 3_600_000;
/// A doubted clock that goes on saying the same takes over after as long as the one before had been heard, within these.
const SHORTEST_RIVALRY_MS: u64 = 3_600_000;
const LONGEST_RIVALRY_MS: u64 = 24 * 3_600_000;

/// What a device knows of the time beside the readings of its own clocks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Trust {
    /// The last word of a server that is believed.
    #[serde(skip)]
    pub anchor: Option<ServerTime>,
    /// Elapsed time at the first word in the anchor's boot that agrees with it.
    pub since_elapsed_ms: u64,
    /// The earliest that it can have been when the newest own entry was saved.
    pub floor: Option<Floor>,
    /// What a server says that is not believed.
    pub rival: Option<Rival>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Floor {
    pub earliest: Instant,
    pub elapsed_ms: u64,
    pub boot: BootId,
}

/// The first and the last of a server's words that agree with each other and not with what is believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rival {
    pub first: ServerTime,
    pub last: ServerTime,
}

/// What "now" is taken from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// A server's word in this boot, and elapsed time.
    Elapsed,
    /// The wall clock, with the offset of the last contact where that goes on from what is known.
    Wall,
    /// Neither: it is this late at least. The true time may be any later one.
    Floor,
}

/// A device's "now", and which clock says otherwise.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Now {
    pub at: Instant,
    pub basis: Basis,
    pub earliest: Option<Instant>,
    /// What the server would say now, where it is doubted.
    pub doubted_server: Option<Instant>,
    /// What the wall clock shows, where it cannot be right.
    pub doubted_wall: Option<Instant>,
}

enum Verdict {
    Agrees,
    /// The first word of another boot, and nothing speaks against it.
    GoesOn,
    /// What was believed until now was wrong.
    Replaces,
    Doubted,
}

impl Trust {
    #[must_use]
    pub fn of(anchor: Option<ServerTime>) -> Self {
        Trust { anchor, ..Trust::default() }
    }

    /// Takes in a server's word. `is_doubted` where the server itself says that its clock is in doubt.
    #[must_use]
    pub fn heard(self, word: ServerTime, is_doubted: bool) -> Self {
        let verdict = if is_doubted || word.server < FIRST_POSSIBLE { Verdict::Doubted } else { self.judge(word) };
        match verdict {
            Verdict::Agrees => Trust { anchor: Some(word), rival: None, ..self },
            Verdict::GoesOn | Verdict::Replaces => Trust { since_elapsed_ms: word.elapsed_ms, ..Trust::of(Some(word)) },
            Verdict::Doubted => {
                let first = self.rival.filter(|rival| agree(rival.last, word)).map_or(word, |rival| rival.first);
                Trust { rival: Some(Rival { first, last: word }), ..self }
            }
        }
    }

    fn judge(&self, word: ServerTime) -> Verdict {
        let Some(anchor) = self.anchor else { return Verdict::GoesOn };
        let reading = Reading { wall: word.wall, elapsed_ms: word.elapsed_ms, boot: word.boot };
        let (former, goes_on) = match since(anchor.boot, anchor.elapsed_ms, reading) {
            Some(_) if agree(anchor, word) => return Verdict::Agrees,
            Some(passed) => (anchor.server.plus_millis(passed), false),
            None => {
                let (floor, estimate) = (self.floor_at(anchor, reading), estimate(anchor, reading, self.floor_at(anchor, reading)));
                // A wall clock that went on from what was known, and a word far behind it, do not both hold.
                let is_ahead = estimate.is_some_and(|estimate| word.server > estimate.plus_millis(DAY_MS));
                (estimate.unwrap_or(floor), word.server >= floor.plus_millis(-SLACK_MS) && !is_ahead)
            }
        };
        let has_held = self.rival.filter(|rival| agree(rival.last, word)).is_some_and(|rival| {
            let heard_ms = anchor.elapsed_ms.saturating_sub(self.since_elapsed_ms).clamp(SHORTEST_RIVALRY_MS, LONGEST_RIVALRY_MS);
            word.elapsed_ms.saturating_sub(rival.first.elapsed_ms) >= heard_ms
        });
        match goes_on {
            true => Verdict::GoesOn,
            false if speaks_for(word.wall, word.server, former) || has_held => Verdict::Replaces,
            false => Verdict::Doubted,
        }
    }

    /// An entry was saved at this reading, by this word of a server: it is not earlier from now on.
    #[must_use]
    pub fn saved(self, reading: Reading, server: Option<ServerTime>) -> Self {
        let Some(anchor) = self.anchor.filter(|_| server == self.anchor) else { return self };
        let Reading { elapsed_ms, boot, .. } = reading;
        let earliest = self.floor_at(anchor, reading);
        Trust { floor: Some(Floor { earliest, elapsed_ms, boot }), ..self }
    }

    #[must_use]
    pub fn now(&self, reading: Reading) -> Now {
        let Some(anchor) = self.anchor else {
            let doubted_wall = Some(reading.wall).filter(|wall| *wall < FIRST_POSSIBLE);
            let doubted_server = self.rival_says(reading);
            return Now { at: reading.wall, basis: Basis::Wall, earliest: None, doubted_server, doubted_wall };
        };
        let earliest = self.floor_at(anchor, reading);
        let estimate = estimate(anchor, reading, earliest);
        let (at, basis) = match (since(anchor.boot, anchor.elapsed_ms, reading), estimate) {
            (Some(_), _) => (earliest, Basis::Elapsed),
            (None, Some(estimate)) => (estimate, Basis::Wall),
            (None, None) => (earliest, Basis::Floor),
        };
        let doubted_wall = Some(reading.wall).filter(|_| basis == Basis::Floor);
        Now { at, basis, earliest: Some(earliest), doubted_server: self.rival_says(reading), doubted_wall }
    }

    /// A server's last word, believed or not.
    #[must_use]
    pub fn last_word(&self) -> Option<ServerTime> {
        self.rival.map(|rival| rival.last).or(self.anchor)
    }

    /// How long ago that was, if it was in this boot.
    #[must_use]
    pub fn since_last_word_ms(&self, reading: Reading) -> Option<i64> {
        self.last_word().and_then(|word| since(word.boot, word.elapsed_ms, reading))
    }

    fn rival_says(&self, reading: Reading) -> Option<Instant> {
        let last = self.rival?.last;
        since(last.boot, last.elapsed_ms, reading).map(|passed| last.server.plus_millis(passed))
    }

    /// It is not earlier than this: an instant that is known, and what has passed since by elapsed time. A boot began after
    /// everything that was known in the boots before it.
    fn floor_at(&self, anchor: ServerTime, reading: Reading) -> Instant {
        let known = [(anchor.server, anchor.elapsed_ms, anchor.boot)].into_iter();
        let known = known.chain(self.floor.map(|floor| (floor.earliest, floor.elapsed_ms, floor.boot)));
        let uptime = Some(reading.elapsed_ms).filter(|elapsed_ms| *elapsed_ms <= LONGEST_UPTIME_MS).and_then(|ms| i64::try_from(ms).ok());
        let later = known.map(|(at, elapsed_ms, boot)| at.plus_millis(since(boot, elapsed_ms, reading).or(uptime).unwrap_or(0)));
        later.max().unwrap_or(anchor.server)
    }
}

/// What the wall clock makes of it after a boot without a contact: with the last offset, or as it stands if somebody set it
/// right. None where neither can be.
fn estimate(anchor: ServerTime, reading: Reading, floor: Instant) -> Option<Instant> {
    let is_possible = |at: &Instant| (floor.plus_millis(-SLACK_MS)..=floor.plus_millis(LONGEST_ABSENCE_MS)).contains(at);
    let found = [reading.wall.plus_millis(offset_millis(anchor)), reading.wall].into_iter().find(is_possible);
    found.map(|at| at.max(floor))
}

/// Milliseconds since that elapsed time, if this is still the same boot.
fn since(boot: BootId, elapsed_ms: u64, reading: Reading) -> Option<i64> {
    let passed = (boot == reading.boot).then(|| reading.elapsed_ms.checked_sub(elapsed_ms)).flatten()?;
    i64::try_from(passed).ok()
}

/// Whether two words of one boot can both be right.
fn agree(earlier: ServerTime, later: ServerTime) -> bool {
    let reading = Reading { wall: later.wall, elapsed_ms: later.elapsed_ms, boot: later.boot };
    since(earlier.boot, earlier.elapsed_ms, reading).is_some_and(|passed| {
        let off = later.server.millis_since(earlier.server.plus_millis(passed)).saturating_abs();
        off <= SLACK_MS.saturating_add(passed / DRIFT).saturating_add(i64::from(later.round_trip_ms))
    })
}

/// Whether a wall clock speaks for one of two times: it is within a day of it, and much nearer than to the other.
fn speaks_for(wall: Instant, one: Instant, other: Instant) -> bool {
    let distance = |to: Instant| wall.millis_since(to).saturating_abs();
    wall >= FIRST_POSSIBLE && distance(one) <= DAY_MS && distance(one).saturating_mul(4) <= distance(other)
}

#[cfg(test)]
mod tests;
