//! Whether the server's clock contradicts what the district holds and what its devices say. Decides only.
//! Why each rule is as it is stands in decision 13.

use daylog_domain::{time::Instant, trust::DAY_MS};
use serde::Serialize;

const MINUTE_MS: i64 = 60_000;
/// The clock may be set right by this much without a word.
const SLACK_MS: i64 = 15 * MINUTE_MS;
/// A device's clock is no nearer to the truth than this, and one that is further off than `FAR_MS` says something else.
const NEAR_MS: i64 = 30 * MINUTE_MS;
const FAR_MS: i64 = 120 * MINUTE_MS;
/// A district in which nothing was stored for longer than this may have rested; or the clock leapt.
const LONGEST_REST_MS: i64 = 60 * DAY_MS;
/// One device alone is more likely to be wrong than the server.
const FEWEST_AGAINST: usize = 2;
/// The operator looked at a watch. For so long no number of phones overrules that; those that are wrong are set right meanwhile.
const OPERATORS_WORD_MS: i64 = 7 * DAY_MS;

/// What is known at one moment beside what the clock shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Evidence {
    /// The newest time that was given out and is kept: of segments, backups, commands.
    pub newest: Option<Instant>,
    /// The last of them before a long gap after which nobody has said that the clock is right; else the newest.
    pub steady: Option<Instant>,
    /// When the operator said that the clock is right, by that clock.
    pub said_right: Option<Instant>,
    /// By how much the clock moved further than elapsed time since it was last known to be right.
    pub leapt_ms: i64,
    /// For each device that was lately heard: how far it holds the server's clock to be behind; negative where ahead.
    pub devices_ms: Vec<i64>,
}

/// The server's clock cannot be right, by what is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Doubt {
    /// How far it is behind, in milliseconds; negative where it is ahead.
    pub behind_ms: i64,
}

/// What the evidence comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Judgement {
    /// Nothing speaks against the clock.
    Sound,
    /// Devices say that it is right. Times that are kept and lie ahead were given out by a clock that was wrong.
    Confirmed,
    Doubted(Doubt),
}

#[must_use]
pub fn judge(now: Instant, evidence: &Evidence) -> Judgement {
    let doubted = |behind_ms| Judgement::Doubted(Doubt { behind_ms });
    let for_it = evidence.devices_ms.iter().filter(|behind| behind.saturating_abs() <= NEAR_MS).count();
    let (against, behind_ms) = largest_agreement(&evidence.devices_ms);
    let is_said_right = evidence.said_right.is_some_and(|at| (-SLACK_MS..=OPERATORS_WORD_MS).contains(&now.millis_since(at)));
    if against >= FEWEST_AGAINST && against > for_it && !is_said_right {
        return doubted(behind_ms);
    }
    if for_it > against {
        return Judgement::Confirmed;
    }
    let fallen_ms = evidence.newest.map_or(0, |newest| newest.millis_since(now));
    let rest_ms = evidence.steady.map_or(0, |steady| now.millis_since(steady));
    match () {
        () if fallen_ms > SLACK_MS => doubted(fallen_ms),
        () if evidence.leapt_ms.saturating_abs() > SLACK_MS => doubted(evidence.leapt_ms.saturating_neg()),
        () if rest_ms > LONGEST_REST_MS => doubted(rest_ms.saturating_neg()),
        () => Judgement::Sound,
    }
}

/// The most devices that agree with each other that the clock is far off, and how far.
fn largest_agreement(devices_ms: &[i64]) -> (usize, i64) {
    let mut far: Vec<i64> = devices_ms.iter().copied().filter(|behind| behind.saturating_abs() > FAR_MS).collect();
    far.sort_unstable();
    let agreeing = |from: &i64| far.iter().filter(|behind| (*from..=from.saturating_add(NEAR_MS)).contains(behind)).count();
    far.iter().map(|from| (agreeing(from), *from)).max_by_key(|(count, _)| *count).unwrap_or((0, 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const HOUR: i64 = 60 * MINUTE_MS;
    const YEAR: i64 = 365 * DAY_MS;

    #[test]
    fn what_is_kept_elapsed_time_and_the_devices_decide_together() {
        let doubted = |behind_ms| Judgement::Doubted(Doubt { behind_ms });
        let kept = |ahead_ms: i64| Some(Instant(50 * YEAR + ahead_ms));
        let now = Instant(50 * YEAR);
        for (rule, newest, leapt_ms, devices_ms, expected) in [
            ("a new district", None, 0, vec![], Judgement::Sound),
            ("it goes on from what is kept", kept(-HOUR), 0, vec![], Judgement::Sound),
            ("it rested for a month", kept(-30 * DAY_MS), 0, vec![], Judgement::Sound),
            ("it was set back by five minutes", kept(5 * MINUTE_MS), 0, vec![], Judgement::Sound),
            ("it is behind what is kept", kept(10 * YEAR), 0, vec![], doubted(10 * YEAR)),
            ("it is years ahead of what is kept", kept(-10 * YEAR), 0, vec![], doubted(-10 * YEAR)),
            ("it leapt ahead while it ran", kept(-HOUR), 3 * HOUR, vec![], doubted(-3 * HOUR)),
            ("it fell back while it ran", kept(-9 * HOUR), -3 * HOUR, vec![], doubted(3 * HOUR)),
            ("it is behind, and a device says that it is right", kept(10 * YEAR), 0, vec![1_000], Judgement::Confirmed),
            ("it is behind, and two devices say so too", kept(10 * YEAR), 0, vec![10 * YEAR, 10 * YEAR + 1], doubted(10 * YEAR)),
            ("it is behind, and one device says so too", kept(10 * YEAR), 0, vec![10 * YEAR], doubted(10 * YEAR)),
            ("a rest of two years, and devices agree", kept(-2 * YEAR), 0, vec![5, -7], Judgement::Confirmed),
            ("a leap, and devices agree", kept(-HOUR), 3 * HOUR, vec![5], Judgement::Confirmed),
            ("one phone is ten years off", kept(-HOUR), 0, vec![10 * YEAR], Judgement::Sound),
            ("two phones are, and three are not", kept(-HOUR), 0, vec![YEAR, YEAR, 0, 1, 2], Judgement::Confirmed),
            ("three phones agree against one", kept(-HOUR), 0, vec![YEAR, YEAR + 9, YEAR + 40, 0], doubted(YEAR)),
            ("phones that are off in different ways", kept(-HOUR), 0, vec![YEAR, -YEAR, 5 * HOUR], Judgement::Sound),
            ("phones an hour off, as in another zone", kept(-HOUR), 0, vec![HOUR, HOUR, HOUR], Judgement::Sound),
            ("as many for as against", kept(YEAR), 0, vec![YEAR, YEAR, 0, 0], doubted(YEAR)),
        ] {
            let evidence = Evidence { newest, steady: newest, said_right: None, leapt_ms, devices_ms };
            assert_eq!(judge(now, &evidence), expected, "{rule}");
        }
    }

    #[test]
    fn the_operator_s_word_outweighs_devices_for_a_week_and_nothing_else() {
        let now = Instant(50 * YEAR);
        let said = |before_ms: i64| now.plus_millis(-before_ms);
        let doubted = |behind_ms| Judgement::Doubted(Doubt { behind_ms });
        for (rule, said_right, newest, leapt_ms, devices_ms, expected) in [
            ("two phones with one wrong clock", said(HOUR), said(HOUR), 0, vec![7 * YEAR, 7 * YEAR], Judgement::Sound),
            ("they still say so after a week", said(7 * DAY_MS), said(HOUR), 0, vec![7 * YEAR, 7 * YEAR], Judgement::Sound),
            ("and after that", said(7 * DAY_MS + 1), said(HOUR), 0, vec![7 * YEAR, 7 * YEAR], doubted(7 * YEAR)),
            ("the clock fell behind the word", said(-HOUR), said(-HOUR), 0, vec![HOUR * 3, HOUR * 3], doubted(3 * HOUR)),
            ("it leapt since", said(HOUR), said(HOUR), 5 * HOUR, vec![-5 * HOUR, -5 * HOUR], doubted(-5 * HOUR)),
            ("a phone agrees with it", said(HOUR), said(HOUR), 5 * HOUR, vec![1], Judgement::Confirmed),
        ] {
            let evidence = Evidence { newest: Some(newest), steady: Some(newest), said_right: Some(said_right), leapt_ms, devices_ms };
            assert_eq!(judge(now, &evidence), expected, "{rule}");
        }
    }

    #[test]
    fn absurd_clocks_never_panic() {
        for now in [i64::MIN, 0, i64::MAX] {
            for other in [i64::MIN, 0, i64::MAX] {
                let evidence = Evidence {
                    newest: Some(Instant(other)),
                    steady: Some(Instant(other)),
                    said_right: Some(Instant(other)),
                    leapt_ms: other,
                    devices_ms: vec![other, other],
                };
                let _ = judge(Instant(now), &evidence);
                let _ = judge(Instant(now), &Evidence { devices_ms: Vec::new(), ..evidence });
            }
        }
    }
}
