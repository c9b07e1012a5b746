//! The table of situations: what is held, what a device shows, what is done.

use super::*;

/// An old token, the previous one, the current one, and one that only a server before its restore can have given.
const T0: Option<CloneToken> = Some(CloneToken([1; 16]));
const T1: Option<CloneToken> = Some(CloneToken([2; 16]));
const T2: Option<CloneToken> = Some(CloneToken([3; 16]));
const T3: Option<CloneToken> = Some(CloneToken([4; 16]));

/// The head of a history written as opened envelopes: histories with the same beginning have the same heads there.
fn head(history: &str) -> Head {
    let mut bytes = [0; 32];
    for (position, opened_envelope) in history.bytes().enumerate() {
        bytes[position] = opened_envelope;
    }
    Head(bytes)
}

fn held(history: &str) -> (LogState, BTreeMap<u64, Head>) {
    let known = (0..history.len()).map(|length| (length as u64, head(&history[..length]))).collect();
    (LogState { have: history.len() as u64, head: head(history), token: T2, previous_token: T1 }, known)
}

/// A device with `history` that pushes `history[from..to]` for each given pair.
fn shown(token: Option<CloneToken>, history: &str, pushes: &[(usize, usize)]) -> Shown {
    let segment = |(from, to): &(usize, usize)| ShownSegment::Good {
        first: *from as u64 + 1,
        previous: head(&history[..*from]),
        heads: (from + 1..=*to).map(|length| head(&history[..length])).collect(),
    };
    Shown { token, is_closed: false, last: history.len() as u64, head: head(history), segments: pushes.iter().map(segment).collect() }
}

fn accepted(take: &[(usize, u64)], agreed: &str, token: TokenStep) -> Decision {
    Decision {
        verdict: Verdict::Accepted,
        take: take.to_vec(),
        quarantine: None,
        have: agreed.len() as u64,
        head: Some(head(agreed)),
        token,
    }
}

fn start_generation(common: &str, quarantine: Option<(usize, PieceRefusal)>) -> Decision {
    let have = common.len() as u64;
    Decision {
        verdict: Verdict::StartGeneration(have),
        take: Vec::new(),
        quarantine,
        have,
        head: Some(head(common)),
        token: TokenStep::Withhold,
    }
}

fn from_further_back(have: u64) -> Decision {
    Decision { verdict: Verdict::Accepted, take: Vec::new(), quarantine: None, have, head: None, token: TokenStep::Repeat }
}

#[test]
fn every_situation_has_its_step() {
    use TokenStep::{Renew, Repeat, Withhold};
    for (situation, holds, shows, step) in [
        ("nothing new", "abc", shown(T2, "abc", &[]), accepted(&[], "abc", Renew)),
        ("a first push", "", shown(T2, "abc", &[(0, 3)]), accepted(&[(0, 1)], "abc", Renew)),
        ("more of the same log", "abc", shown(T2, "abcde", &[(3, 5)]), accepted(&[(0, 4)], "abcde", Renew)),
        ("two segments", "a", shown(T2, "abcd", &[(1, 2), (2, 4)]), accepted(&[(0, 2), (1, 3)], "abcd", Renew)),
        ("the last answer was lost", "abc", shown(T1, "abcd", &[(1, 4)]), accepted(&[(0, 4)], "abcd", Repeat)),
        ("a repeated request", "abc", shown(T1, "abc", &[(1, 3)]), accepted(&[], "abc", Repeat)),
        ("some of it still waits on the device", "a", shown(T2, "abcdef", &[(1, 3)]), accepted(&[(0, 2)], "abc", Renew)),
        ("a small piece of what was lost and is held", "abcd", shown(T1, "abcdef", &[(1, 3)]), accepted(&[], "abc", Repeat)),
        ("the server has less than it said", "a", shown(T2, "abcd", &[(3, 4)]), accepted(&[], "a", Renew)),
        ("a restored server, nothing to push", "a", shown(T3, "abcd", &[]), accepted(&[], "a", Renew)),
        ("a restored server, more to push", "ab", shown(T3, "abcd", &[(2, 4)]), accepted(&[(0, 3)], "abcd", Renew)),
        ("a copy with an old token and work of its own", "abc", shown(T0, "abcd", &[(3, 4)]), start_generation("abc", None)),
        ("a copy with an old token and nothing new", "abc", shown(T0, "abc", &[]), start_generation("abc", None)),
        ("a copy that pushes what is held in small pieces", "abcd", shown(T0, "abcdx", &[(1, 3)]), accepted(&[], "abc", Withhold)),
        ("a copy that never synced again", "abcd", shown(None, "ab", &[]), start_generation("ab", None)),
        ("a restored device with fewer entries", "abcd", shown(T2, "ab", &[]), start_generation("ab", None)),
        (
            "another content at one number",
            "abc",
            shown(T2, "abxyz", &[(2, 5)]),
            start_generation("ab", Some((0, PieceRefusal::SegmentFork))),
        ),
        (
            "another content, pushed from further back",
            "abc",
            shown(T1, "axyz", &[(0, 4)]),
            start_generation("a", Some((0, PieceRefusal::SegmentFork))),
        ),
        (
            "another content and an old token",
            "abc",
            shown(T0, "abx", &[(2, 3)]),
            start_generation("ab", Some((0, PieceRefusal::SegmentFork))),
        ),
        ("another log, nothing shown of it", "abcdef", shown(T2, "uvwxyz", &[]), from_further_back(3)),
        ("a segment that follows from another history", "abc", shown(T2, "xyzuv", &[(3, 5)]), from_further_back(1)),
    ] {
        let (held, known) = held(holds);
        assert_eq!(decide(&held, &known, &shows), step, "{situation}");
    }
}

#[test]
fn a_segment_of_wrong_form_stops_the_push_but_not_what_came_before_it() {
    let (held, known) = held("a");
    let mut shows = shown(T2, "abcd", &[(1, 2)]);
    shows.segments.push(ShownSegment::Bad(PieceRefusal::SegmentSignature));
    let decision = decide(&held, &known, &shows);
    assert_eq!(decision.verdict, Verdict::Refused(PieceRefusal::SegmentSignature.into()));
    assert_eq!((decision.take, decision.quarantine), (vec![(0, 2)], Some((1, PieceRefusal::SegmentSignature))));
    assert_eq!((decision.have, decision.head), (2, Some(head("ab"))));
}

#[test]
fn a_chain_that_breaks_between_two_pushed_segments_is_refused() {
    let (held, known) = held("a");
    let mut shows = shown(T2, "abcd", &[(1, 3)]);
    shows.segments.push(ShownSegment::Good { first: 4, previous: head("xyz"), heads: vec![head("xyzd")] });
    let decision = decide(&held, &known, &shows);
    assert_eq!(decision.verdict, Verdict::Refused(PieceRefusal::SegmentChain.into()));
    assert_eq!((decision.take, decision.quarantine), (vec![(0, 2)], Some((1, PieceRefusal::SegmentChain))));
}

#[test]
fn a_first_answer_that_was_lost_is_no_copy() {
    let (mut held, known) = held("ab");
    (held.token, held.previous_token) = (T1, None);
    let decision = decide(&held, &known, &shown(None, "abc", &[(0, 3)]));
    assert_eq!(decision, accepted(&[(0, 3)], "abc", TokenStep::Repeat));
}

#[test]
fn only_the_heads_that_are_compared_are_asked_for() {
    let (held, _) = held("abcdef");
    assert_eq!(heads_needed(&held, &shown(T2, "abcdefg", &[(6, 7)])), None);
    assert_eq!(heads_needed(&held, &shown(T2, "abcdefg", &[(4, 7)])), Some((4, 6)));
    assert_eq!(heads_needed(&held, &shown(T2, "abc", &[])), Some((3, 6)));
}

#[test]
fn tokens_count_up() {
    let first = next_token(None, [7; 8]);
    let second = next_token(Some(first), [8; 8]);
    assert_eq!((count(None), count(Some(first)), count(Some(second))), (0, 1, 2));
}

/// A closed log is offered to a server that lost part of it: it goes on whatever token is known, and is nobody's copy.
#[test]
fn a_closed_log_is_decided_by_its_chain_alone() {
    use TokenStep::Withhold;
    for (situation, holds, history, pushes, step) in [
        ("held in full", "abc", "abc", vec![], accepted(&[], "abc", Withhold)),
        ("a copy went on in it", "abcde", "abc", vec![], accepted(&[], "abc", Withhold)),
        ("the server lost its end", "a", "abc", vec![(1, 3)], accepted(&[(0, 2)], "abc", Withhold)),
        ("the server lost it whole", "", "abc", vec![(0, 3)], accepted(&[(0, 1)], "abc", Withhold)),
        ("a copy wrote there meanwhile", "axy", "abc", vec![(0, 3)], start_generation("a", Some((0, PieceRefusal::SegmentFork)))),
    ] {
        let (held, known) = held(holds);
        for token in [None, T0, T2] {
            let shown = Shown { is_closed: true, ..shown(token, history, &pushes) };
            assert_eq!(decide(&held, &known, &shown), step, "{situation} with {token:?}");
        }
    }
}
