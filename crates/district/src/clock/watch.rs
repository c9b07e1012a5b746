//! The clock of a running server under watch: what it showed, what devices said, and whether it is in doubt.

use std::{
    collections::BTreeMap,
    sync::{Mutex, MutexGuard, PoisonError},
};

use daylog_domain::{time::Instant, trust::FIRST_POSSIBLE};
use daylog_storage::times::Times;

use super::{
    Clock,
    doubt::{Doubt, Evidence, Judgement, judge},
};

/// Devices that are remembered: the most of a district, and a bound.
const DEVICES_KEPT: usize = 100_000;
/// A clock that falls back by more than this tells of another time than before.
const FELL_BACK_MS: i64 = 15 * 60_000;

#[derive(Debug, Default)]
pub struct Watch(Mutex<State>);

#[derive(Debug, Clone, Default)]
struct State {
    kept: Times,
    /// What the clock and elapsed time showed when nothing spoke against it.
    sound: Option<(Instant, u64)>,
    seen: Option<Instant>,
    devices_ms: BTreeMap<i64, i64>,
    doubt: Option<Doubt>,
    /// Up to when the clock was not in doubt.
    right_until: Option<Instant>,
    /// Devices ended a doubt, and nobody has kept that yet.
    is_confirmed: bool,
}

/// The time as a running server knows it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Time {
    /// What the clock shows. It is never changed, only doubted.
    pub now: Instant,
    pub doubt: Option<Doubt>,
    /// Up to when it was not in doubt; where it is, what came since is dated wrongly.
    pub right_until: Option<Instant>,
}

impl Time {
    /// The clock, put right by what is known where it is in doubt: what ends or expires goes by this.
    #[must_use]
    pub fn trusted(&self) -> Instant {
        self.now.plus_millis(self.doubt.map_or(0, |doubt| doubt.behind_ms))
    }
}

impl Watch {
    #[must_use]
    pub fn new(kept: Times) -> Self {
        Watch(Mutex::new(State { kept, ..State::default() }))
    }

    /// A device said what it takes for the time when the clock showed `now`.
    pub fn heard(&self, device: i64, now: Instant, says: Instant) {
        let mut state = self.state();
        state.look(now);
        // Devices whose clocks were reset agree with each other, and prove nothing.
        if says < FIRST_POSSIBLE {
            state.devices_ms.remove(&device);
        } else if state.devices_ms.len() < DEVICES_KEPT || state.devices_ms.contains_key(&device) {
            state.devices_ms.insert(device, says.millis_since(now));
        }
    }

    /// Looks at the clock and says how it stands.
    pub fn time(&self, clock: &Clock) -> Time {
        let (now, elapsed_ms) = (clock.now(), clock.elapsed_ms());
        let mut state = self.state();
        state.look(now);
        let leapt_ms = state.sound.zip(elapsed_ms).map_or(0, |((shown, at_ms), elapsed_ms)| {
            let passed_ms = i64::try_from(elapsed_ms.saturating_sub(at_ms)).unwrap_or(i64::MAX);
            now.millis_since(shown.plus_millis(passed_ms))
        });
        let Times { newest, steady, said_right } = state.kept;
        let evidence = Evidence { newest, steady, said_right, leapt_ms, devices_ms: state.devices_ms.values().copied().collect() };
        let judged = judge(now, &evidence);
        state.doubt = match judged {
            Judgement::Doubted(doubt) => Some(doubt),
            Judgement::Sound | Judgement::Confirmed => None,
        };
        match judged {
            Judgement::Doubted(_) => {}
            Judgement::Sound => {
                state.kept = Times { newest: newest.max(Some(now)), steady: steady.max(Some(now)), said_right };
                // The first reading stays, so that many small steps count together.
                state.sound = state.sound.or(elapsed_ms.map(|elapsed_ms| (now, elapsed_ms)));
            }
            Judgement::Confirmed => {
                state.kept = Times { newest: Some(now), steady: Some(now), said_right };
                state.sound = elapsed_ms.map(|elapsed_ms| (now, elapsed_ms));
            }
        }
        state.is_confirmed |= state.right_until.is_some() && judged == Judgement::Confirmed;
        state.right_until = state.doubt.and(state.right_until.or(steady));
        Time { now, doubt: state.doubt, right_until: state.right_until }
    }

    /// Takes up what was kept since this was made, if the operator said meanwhile that the clock is right: it counts from there.
    pub fn take_up(&self, kept: Times) {
        let mut state = self.state();
        if kept.said_right > state.kept.said_right {
            state.kept = kept;
            state.sound = None;
        }
    }

    /// Whether devices ended a doubt since this was last asked.
    pub fn take_confirmed(&self) -> bool {
        std::mem::take(&mut self.state().is_confirmed)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    /// What devices said of the time before a fall says nothing of the clock after it.
    fn look(&mut self, now: Instant) {
        if self.seen.is_some_and(|seen| now < seen.plus_millis(-FELL_BACK_MS)) {
            self.devices_ms.clear();
        }
        self.seen = Some(now);
    }
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicI64, AtomicU64, Ordering::Relaxed},
    };

    use super::*;

    const YEAR: i64 = 365 * 86_400_000;
    const START: Instant = Instant(53 * YEAR);

    /// A clock that can be set, and elapsed time that cannot.
    #[derive(Default)]
    struct Set {
        wall: AtomicI64,
        elapsed: AtomicU64,
    }

    impl Set {
        fn new() -> (Arc<Self>, Clock) {
            let set = Arc::new(Set { wall: AtomicI64::new(START.0), elapsed: AtomicU64::new(7) });
            let (wall, elapsed) = (set.clone(), set.clone());
            (set, Clock::with_elapsed(move || Instant(wall.wall.load(Relaxed)), move || elapsed.elapsed.load(Relaxed)))
        }

        fn pass(&self, hours: u32) {
            self.wall.fetch_add(i64::from(hours) * 3_600_000, Relaxed);
            self.elapsed.fetch_add(u64::from(hours) * 3_600_000, Relaxed);
        }

        fn set(&self, by_ms: i64) {
            self.wall.fetch_add(by_ms, Relaxed);
        }
    }

    #[test]
    fn a_clock_that_leaps_is_doubted_until_it_is_set_right() {
        for leap in [YEAR, -YEAR, 3 * 3_600_000] {
            let (set, clock) = Set::new();
            let watch = Watch::new(Times::default());
            assert_eq!(watch.time(&clock).doubt, None);
            set.pass(5);
            assert_eq!(watch.time(&clock).doubt, None);
            set.set(leap);
            set.pass(1);
            let time = watch.time(&clock);
            assert!(time.doubt.is_some(), "{leap}");
            let right = START.plus_minutes(6 * 60);
            assert!(time.trusted().millis_since(right).abs() <= 3_600_000, "{leap}: {time:?}");
            set.set(-leap);
            assert_eq!(watch.time(&clock).doubt, None, "{leap}");
        }
    }

    #[test]
    fn a_clock_behind_what_is_kept_is_doubted_until_a_device_says_that_it_is_right() {
        let (set, clock) = Set::new();
        let ahead = Some(START.plus_millis(YEAR));
        let watch = Watch::new(Times { newest: ahead, steady: ahead, said_right: None });
        assert_eq!(watch.time(&clock).doubt, Some(Doubt { behind_ms: YEAR }));
        assert_eq!(watch.time(&clock).right_until, Some(START.plus_millis(YEAR)));
        watch.heard(1, clock.now(), clock.now());
        assert_eq!(watch.time(&clock).doubt, None);
        set.pass(1);
        set.set(-YEAR);
        assert!(watch.time(&clock).doubt.is_some(), "what it said before the fall says nothing of the clock after it");
    }

    #[test]
    fn the_operator_s_word_ends_a_doubt_while_the_server_runs() {
        let (set, clock) = Set::new();
        let watch = Watch::new(Times::default());
        assert_eq!(watch.time(&clock).doubt, None);
        set.set(YEAR);
        assert!(watch.time(&clock).doubt.is_some(), "it leapt");
        let said_at = Some(clock.now());
        let kept = Times { newest: said_at, steady: said_at, said_right: said_at };
        watch.take_up(kept);
        assert_eq!(watch.time(&clock).doubt, None);
        set.set(YEAR);
        watch.take_up(kept);
        assert!(watch.time(&clock).doubt.is_some(), "what was said of the clock before says nothing of the one that leapt again");
    }

    #[test]
    fn devices_whose_clocks_were_reset_prove_nothing() {
        let (_, clock) = Set::new();
        let watch = Watch::new(Times::default());
        for device in 0..3 {
            watch.heard(device, clock.now(), Instant(1_000_000));
        }
        assert_eq!(watch.time(&clock).doubt, None);
    }

    #[test]
    fn a_clock_that_was_ahead_from_the_start_is_doubted_when_devices_agree_on_it() {
        let (_, clock) = Set::new();
        let watch = Watch::new(Times::default());
        assert_eq!(watch.time(&clock).doubt, None);
        watch.heard(1, clock.now(), START.plus_millis(-YEAR));
        assert_eq!(watch.time(&clock).doubt, None, "one phone may be wrong");
        watch.heard(2, clock.now(), START.plus_millis(-YEAR));
        let time = watch.time(&clock);
        assert_eq!((time.doubt, time.trusted()), (Some(Doubt { behind_ms: -YEAR }), START.plus_millis(-YEAR)));
    }
}
