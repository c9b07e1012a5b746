//! What to do with a push, decided from what is held and what the device shows. Pure: a table of situations and steps.

use std::collections::BTreeMap;

use daylog_wire::{
    chain::Head,
    message::{CloneToken, Verdict},
};

/// One log as it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Held {
    pub have: u64,
    pub head: Head,
    pub token: Option<CloneToken>,
    pub previous_token: Option<CloneToken>,
}

/// What the request says of its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub token: Option<CloneToken>,
    pub last: u64,
    pub head: Head,
    pub segments: Vec<ShownSegment>,
}

/// A pushed segment, opened, or the code of why it could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownSegment {
    Good { first: u64, previous: Head, heads: Vec<Head> },
    Bad { code: &'static str },
}

/// The steps to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub verdict: Verdict,
    /// Segments to keep, by place in the request, each with the first number that is new.
    pub take: Vec<(usize, u64)>,
    /// The segment to keep aside, by place, with the reason.
    pub aside: Option<(usize, &'static str)>,
    /// How far this device's log and the held one are the same afterwards, and the head there: what a receipt may say.
    pub agreed: (u64, Head),
    /// Whether a fresh clone token is due; the current one is answered again otherwise.
    pub renew_token: bool,
}

/// Codes of what breaks a chain.
pub const CHAIN_BROKEN: &str = "segment_chain";
pub const FORK: &str = "segment_fork";

/// Which held heads `decide` needs: from the first place that the device shows to its last.
#[must_use]
pub fn heads_needed(held: &Held, shown: &Shown) -> Option<(u64, u64)> {
    let firsts = shown.segments.iter().filter_map(|segment| match segment {
        ShownSegment::Good { first, .. } => Some(first.saturating_sub(1)),
        ShownSegment::Bad { .. } => None,
    });
    let lowest = firsts.chain([shown.last]).min()?;
    (lowest < held.have).then_some((lowest, held.have))
}

/// Decides. `known` holds the held heads that `heads_needed` asked for; 0 stands for the head of the empty log.
#[must_use]
pub fn decide(held: &Held, known: &BTreeMap<u64, Head>, shown: &Shown) -> Decision {
    let known_head = |place: u64| if place == held.have { Some(held.head) } else { known.get(&place).copied() };
    let token_is_old = shown.token != held.token && shown.token != held.previous_token;
    let common = common(held, &known_head, shown);
    let is_short_or_other = shown.last < held.have || (shown.last == held.have && shown.head != held.head);
    let (take, ending) = walk(held, &known_head, shown);
    if token_is_old || is_short_or_other || matches!(ending, Ending::Forked(_)) {
        let aside = match ending {
            Ending::Forked(place) => Some((place, FORK)),
            _ => None,
        };
        let agreed = known_head(common).map_or((0, held.head), |head| (common, head));
        return Decision { verdict: Verdict::Incarnate(common), take: Vec::new(), aside, agreed, renew_token: false };
    }
    let agreed = take.last().map_or((held.have, held.head), |taken| (taken.last, taken.head));
    let (verdict, aside) = match ending {
        Ending::Refused(place, code) => (Verdict::Refused(code.to_owned()), Some((place, code))),
        // Behind a gap nothing was taken; `have` tells the device from where to go on.
        _ => (Verdict::Accepted, None),
    };
    Decision {
        verdict,
        take: take.iter().map(|taken| (taken.place, taken.from)).collect(),
        aside,
        agreed,
        // A device that shows the previous token has not got the last answer: it is told the same token again,
        // however often answers are lost.
        renew_token: shown.token == held.token,
    }
}

struct Taken {
    place: usize,
    from: u64,
    last: u64,
    head: Head,
}

enum Ending {
    /// Every segment was walked.
    Whole,
    /// A segment begins behind what is held.
    Gap,
    /// A segment's form is wrong, or its chain does not follow from the segment before.
    Refused(usize, &'static str),
    /// A segment differs from what is held at the same number.
    Forked(usize),
}

fn walk(held: &Held, known_head: &impl Fn(u64) -> Option<Head>, shown: &Shown) -> (Vec<Taken>, Ending) {
    let mut taken: Vec<Taken> = Vec::new();
    let (mut have, mut head) = (held.have, held.head);
    for (place, segment) in shown.segments.iter().enumerate() {
        let (first, previous, heads) = match segment {
            ShownSegment::Good { first, previous, heads } => (*first, *previous, heads),
            ShownSegment::Bad { code } => return (taken, Ending::Refused(place, code)),
        };
        let before = first.saturating_sub(1);
        if before > have {
            return (taken, Ending::Gap);
        }
        let expected = if before == have { Some(head) } else { known_head(before) };
        let follows_held = before <= held.have;
        if expected != Some(previous) {
            return (taken, if follows_held { Ending::Forked(place) } else { Ending::Refused(place, CHAIN_BROKEN) });
        }
        let differs = (first..=held.have).zip(heads).any(|(number, shown)| known_head(number) != Some(*shown));
        if differs {
            return (taken, Ending::Forked(place));
        }
        let last = before.saturating_add(heads.len() as u64);
        if let Some(newest) = heads.last().filter(|_| last > have) {
            taken.push(Taken { place, from: have + 1, last, head: *newest });
            (have, head) = (last, *newest);
        }
    }
    (taken, Ending::Whole)
}

/// Up to which number the device's log and the held one are surely the same. Heads cover everything before them,
/// so that one equal head proves the whole beginning.
fn common(held: &Held, known_head: &impl Fn(u64) -> Option<Head>, shown: &Shown) -> u64 {
    let same = |number: u64, head: Head| number <= held.have && known_head(number) == Some(head);
    let mut common = if same(shown.last, shown.head) { shown.last } else { 0 };
    for segment in &shown.segments {
        if let ShownSegment::Good { first, previous, heads } = segment {
            let places = (first.saturating_sub(1)..).zip(std::iter::once(previous).chain(heads));
            common = places.take_while(|(number, head)| same(*number, **head)).map(|(number, _)| number).last().unwrap_or(0).max(common);
        }
    }
    common
}

#[cfg(test)]
mod tests;
