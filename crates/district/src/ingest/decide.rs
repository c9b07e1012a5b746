//! What to do with a push, decided from what is held and what the device shows. Pure: a table of situations and steps.

use std::collections::BTreeMap;

use daylog_faults::{Fault, broken};
use daylog_wire::{
    chain::Head,
    message::{CloneToken, Verdict},
    refusal::PieceRefusal,
};

/// One log as it is held.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogState {
    pub have: u64,
    pub head: Head,
    pub token: Option<CloneToken>,
    pub previous_token: Option<CloneToken>,
}

/// What the request says of its log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shown {
    pub token: Option<CloneToken>,
    /// The device writes this log no more: the chain alone decides, and no token is given out for it.
    pub is_closed: bool,
    pub last: u64,
    pub head: Head,
    pub segments: Vec<ShownSegment>,
}

/// A pushed segment, opened, or why it could not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ShownSegment {
    Good { first: u64, previous: Head, heads: Vec<Head> },
    Bad(PieceRefusal),
}

/// The steps to take.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decision {
    pub verdict: Verdict,
    /// Segments to keep, by position in the request, each with the first number that is new.
    pub take: Vec<(usize, u64)>,
    /// The segment to quarantine, by position, with the reason.
    pub quarantine: Option<(usize, PieceRefusal)>,
    /// How far this device's log and the held one are the same afterwards.
    pub have: u64,
    /// The held head there, for a receipt; none where the two are not known to be the same even up to `have`,
    /// which then only says from where the device is to push again.
    pub head: Option<Head>,
    pub token: TokenStep,
}

/// What becomes of the clone token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TokenStep {
    /// A new one, following from the one that the device shows, which becomes the previous one.
    Renew,
    /// The device has not got the last answer: it is told the same token again, however often answers are lost.
    Repeat,
    Withhold,
}

/// Which held heads `decide` needs: from the first position that the device shows to its last.
#[must_use]
pub fn heads_needed(held: &LogState, shown: &Shown) -> Option<(u64, u64)> {
    let firsts = shown.segments.iter().filter_map(|segment| match segment {
        ShownSegment::Good { first, .. } => Some(first.saturating_sub(1)),
        ShownSegment::Bad(_) => None,
    });
    let lowest = firsts.chain([shown.last]).min()?;
    (lowest < held.have).then_some((lowest, held.have))
}

/// Decides. `known` holds the held heads that `heads_needed` asked for; 0 stands for the head of the empty log.
///
/// Heads cover everything before them, so one equal head proves the whole beginning: the chain decides what is the
/// same, the token only tells a copy early. Where the two logs differ is always found exactly, if need be by asking
/// the device to push from further back, so that nothing which both hold is ever moved.
#[must_use]
pub fn decide(held: &LogState, known: &BTreeMap<u64, Head>, shown: &Shown) -> Decision {
    let known_head = |position: u64| if position == held.have { Some(held.head) } else { known.get(&position).copied() };
    let token = if shown.is_closed { TokenStep::Withhold } else { token_step(held, shown.token) };
    let is_beginning = shown.last <= held.have && known_head(shown.last) == Some(shown.head);
    if is_beginning {
        // Shorter than what is held: a copy or a restored device. Equally long with an old token: a copy as well.
        let is_copy = !shown.is_closed && (shown.last < held.have || token == TokenStep::Withhold);
        let verdict = if is_copy { Verdict::StartGeneration(shown.last) } else { Verdict::Accepted };
        let token = if is_copy { TokenStep::Withhold } else { token };
        return Decision { verdict, take: Vec::new(), quarantine: None, have: shown.last, head: Some(shown.head), token };
    }
    let (taken, ending) = walk(held, &known_head, shown);
    let (have, head) = taken.reached;
    let take: Vec<_> = taken.segments.iter().map(|segment| (segment.position, segment.from)).collect();
    let accepted = Decision { verdict: Verdict::Accepted, take, quarantine: None, have, head: Some(head), token };
    match ending {
        Ending::Forked { .. } if broken(Fault::CopySwallowed) => {
            Decision { have: shown.last, head: Some(shown.head), take: Vec::new(), ..accepted }
        }
        Ending::Forked { position, common } => Decision {
            verdict: Verdict::StartGeneration(common),
            take: Vec::new(),
            quarantine: Some((position, PieceRefusal::SegmentFork)),
            have: common,
            head: known_head(common),
            token: TokenStep::Withhold,
        },
        // They differ somewhere before what was shown; halving finds where in a few rounds.
        Ending::Earlier { than } => Decision { take: Vec::new(), have: than / 2, head: None, token: TokenStep::Repeat, ..accepted },
        // An old token on a log that goes on from what is held: a copy with work of its own.
        _ if token == TokenStep::Withhold && !shown.is_closed && have >= held.have && !taken.segments.is_empty() => {
            Decision { verdict: Verdict::StartGeneration(held.have), take: Vec::new(), have: held.have, head: Some(held.head), ..accepted }
        }
        Ending::Refused { position, why } => {
            Decision { verdict: Verdict::Refused(why.into()), quarantine: Some((position, why)), ..accepted }
        }
        Ending::Whole => accepted,
    }
}

/// Tokens count up in their first eight bytes, so that an old one is told apart from one that a restored server gave out
/// before its disk was lost.
fn token_step(held: &LogState, shown: Option<CloneToken>) -> TokenStep {
    if shown == held.token {
        TokenStep::Renew
    } else if shown == held.previous_token {
        TokenStep::Repeat
    } else if count(shown) > count(held.token) {
        TokenStep::Renew
    } else {
        TokenStep::Withhold
    }
}

/// The number of a token; 0 when there is none.
#[must_use]
pub fn count(token: Option<CloneToken>) -> u64 {
    token.and_then(|token| token.0.first_chunk().map(|bytes| u64::from_be_bytes(*bytes))).unwrap_or(0)
}

/// The token after `token`, told apart from every other of its number by random bytes. Behind the last number, which only a token
/// has that no server gave out, they alone tell tokens apart.
#[must_use]
pub fn next_token(token: Option<CloneToken>, random: [u8; 8]) -> CloneToken {
    let mut bytes = [0; 16];
    let (number, rest) = bytes.split_at_mut(8);
    number.copy_from_slice(&count(token).saturating_add(1).to_be_bytes());
    rest.copy_from_slice(&random);
    CloneToken(bytes)
}

struct Taken {
    segments: Vec<NewPart>,
    /// How far the shown segments were followed, and the head there.
    reached: (u64, Head),
}

struct NewPart {
    position: usize,
    from: u64,
}

enum Ending {
    /// Every segment was followed, up to a gap if there is one.
    Whole,
    /// A segment's form is wrong, or its chain does not follow from the segment before.
    Refused { position: usize, why: PieceRefusal },
    /// A segment differs from what is held, first at the number after `common`.
    Forked { position: usize, common: u64 },
    /// What was shown follows from another history: the two differ at or before this number.
    Earlier { than: u64 },
}

fn walk(held: &LogState, known_head: &impl Fn(u64) -> Option<Head>, shown: &Shown) -> (Taken, Ending) {
    // Until a segment shows otherwise, what is held is offered for comparison.
    let mut taken = Taken { segments: Vec::new(), reached: (held.have, held.head) };
    let mut tip = (held.have, held.head);
    if shown.segments.is_empty() && shown.last <= held.have {
        return (taken, Ending::Earlier { than: shown.last });
    }
    for (position, segment) in shown.segments.iter().enumerate() {
        let (first, previous, heads) = match segment {
            ShownSegment::Good { first, previous, heads } => (*first, *previous, heads),
            ShownSegment::Bad(why) => return (taken, Ending::Refused { position, why: *why }),
        };
        let before = first.saturating_sub(1);
        if before > tip.0 {
            // Behind a gap nothing is taken; `have` tells the device from where to go on.
            return (taken, Ending::Whole);
        }
        let expected = if before == tip.0 { Some(tip.1) } else { known_head(before) };
        if expected != Some(previous) {
            let ending = if before == 0 || before > held.have {
                Ending::Refused { position, why: PieceRefusal::SegmentChain }
            } else {
                Ending::Earlier { than: before }
            };
            return (taken, ending);
        }
        let fork = (first..=held.have).zip(heads).find(|(number, shown)| known_head(*number) != Some(**shown));
        if let Some((number, _)) = fork {
            return (taken, Ending::Forked { position, common: number.saturating_sub(1) });
        }
        let Some(newest) = heads.last() else { continue };
        let last = before.saturating_add(heads.len() as u64);
        taken.reached = (last, *newest);
        if last > tip.0 {
            taken.segments.push(NewPart { position, from: tip.0 + 1 });
            tip = (last, *newest);
        }
    }
    (taken, Ending::Whole)
}

#[cfg(test)]
mod tests;
