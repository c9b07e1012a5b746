//! What holds for handing over whatever was assigned and asked: at every moment everybody expected has the household, nobody else has,
//! what was before now stays, and never are two responsible where one was.

use proptest::prelude::*;

use super::{tests::carried_out, *};

const END: i64 = 40;

fn any_term() -> impl Strategy<Value = Term> {
    (0..END, prop::option::of(0..END)).prop_map(|(from, until)| Term { from: Instant(from), until: until.map(Instant) })
}

fn any_role() -> impl Strategy<Value = Role> {
    prop::sample::select(vec![Role::Cadre, Role::Community, Role::Helper])
}

fn any_held() -> impl Strategy<Value = Vec<Held>> {
    let row = (1_u32..5, any_role(), any_term());
    prop::collection::vec(row, 0..6)
        .prop_map(|rows| (1..).zip(rows).map(|(id, (cadre, role, term))| Held { id, cadre: CadreId(cadre), role, term }).collect())
}

fn any_ask(now: i64) -> impl Strategy<Value = Ask> {
    (1_u32..5, prop::option::of(1_u32..5), any_role(), 0..10_i64, prop::option::of(1..20_i64)).prop_map(
        move |(to, of, role, ahead, length)| {
            let from = Instant(now + ahead);
            let term = Term { from, until: length.map(|length| Instant(from.0 + length)) };
            Ask { to: CadreId(to), of: of.map(CadreId), role, term }
        },
    )
}

fn have(held: &[Held], role: Role, at: i64) -> Vec<u32> {
    let mut found: Vec<u32> =
        held.iter().filter(|row| row.role == role && row.term.is_active_at(Instant(at))).map(|row| row.cadre.0).collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Who is to have it at a moment, told without any stretch of time.
fn expected(held: &[Held], ask: &Ask, role: Role, at: i64) -> Vec<u32> {
    let mut found = have(held, role, at);
    if role != ask.role || !ask.term.is_active_at(Instant(at)) {
        return found;
    }
    let is_taken = |cadre: &u32| *cadre != ask.to.0 && ask.of.is_none_or(|of| of.0 == *cadre);
    if ask.of.is_none() || found.iter().any(is_taken) {
        found.retain(|cadre| !is_taken(cadre));
        found.push(ask.to.0);
    }
    found.sort_unstable();
    found.dedup();
    found
}

proptest! {
    #[test]
    fn at_every_moment_those_have_the_household_who_are_expected(held in any_held(), now in 0..END, asks in prop::collection::vec(any_ask(0), 1..4)) {
        let mut rows = held;
        for ask in asks {
            let ahead = |at: Instant| Instant(at.0 + now);
            let ask = Ask { term: Term { from: ahead(ask.term.from), until: ask.term.until.map(ahead) }, ..ask };
            let steps = steps(&rows, &Timeline::of(&rows, Instant(now)).with(&ask), Instant(now));
            let then = carried_out(&rows, &steps);
            for role in [Role::Cadre, Role::Community, Role::Helper] {
                for at in 0..END * 2 {
                    let wanted = if at < now { have(&rows, role, at) } else { expected(&rows, &ask, role, at) };
                    prop_assert_eq!(have(&then, role, at), wanted, "{:?} at {} of {:?}", role, at, then);
                }
            }
            for at in now..END * 2 {
                prop_assert!(have(&then, ask.role, at).len() <= have(&rows, ask.role, at).len().max(1));
            }
            rows = then;
        }
    }

    #[test]
    fn what_was_taken_back_at_once_is_as_it_was(held in any_held(), now in 0..END, ask in any_ask(END)) {
        let now = Instant(now);
        let before = Timeline::of(&held, now);
        let then = carried_out(&held, &steps(&held, &before.with(&ask), now));
        let back = carried_out(&then, &steps(&then, &before, now));
        prop_assert_eq!(Timeline::of(&back, now), before);
    }
}
