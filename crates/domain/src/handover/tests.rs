//! Handing over, covering and taking back, as a table: what stood, what was asked, what stands then.

use super::*;

const NOW: Instant = Instant(20);

/// Such as `10-20`, or `10-` for one without an end.
fn term(text: &str) -> Term {
    let (from, until) = text.split_once('-').unwrap();
    Term { from: Instant(from.parse().unwrap()), until: until.parse().ok().map(Instant) }
}

/// `A cadre 0-; C helper 5-`: cadres are letters.
fn held(text: &str) -> Vec<Held> {
    let one = |(id, text): (i64, &str)| {
        let mut words = text.split_whitespace();
        let mut word = || words.next().unwrap();
        Held { id, cadre: cadre(word()), role: Role::named(word()).unwrap(), term: term(word()) }
    };
    (1..).zip(text.split(';').filter(|text| !text.trim().is_empty())).map(one).collect()
}

fn cadre(letter: &str) -> CadreId {
    CadreId(letter.bytes().next().map_or(0, |byte| u32::from(byte - b'A') + 1))
}

fn letter(cadre: CadreId) -> char {
    char::from(b'A' + u8::try_from(cadre.0 - 1).unwrap())
}

fn shown(timeline: &Timeline) -> String {
    let one = |Stretch { cadre, role, term }: &Stretch| {
        let until = term.until.map(|until| until.0.to_string()).unwrap_or_default();
        format!("{} {} {}-{until}", letter(*cadre), role.name(), term.from.0)
    };
    timeline.stretches().iter().map(one).collect::<Vec<_>>().join("; ")
}

/// The table of assignments with steps carried out, as the district does it.
pub(super) fn carried_out(held: &[Held], steps: &[Step]) -> Vec<Held> {
    let mut rows = held.to_vec();
    for step in steps {
        match *step {
            Step::EndAt { id, until } => rows.iter_mut().find(|row| row.id == id).unwrap().term.until = until,
            Step::Begin { cadre, role, term } => {
                let id = 1 + rows.iter().map(|row| row.id).max().unwrap_or(0);
                rows.push(Held { id, cadre, role, term });
            }
        }
    }
    rows
}

#[test]
fn an_ask_gives_the_asked_stretch_and_leaves_the_rest_as_it_was() {
    let ask = |to: &str, of: Option<&str>, role: Role, asked: &str| Ask { to: cadre(to), of: of.map(cadre), role, term: term(asked) };
    let (all, of_a) = (None, Some("A"));
    for (rule, before, asked, after) in [
        ("for good, from now on", "A cadre 0-", ask("B", all, Role::Cadre, "20-"), "B cadre 20-"),
        ("for good, from then on", "A cadre 0-", ask("B", all, Role::Cadre, "30-"), "A cadre 20-30; B cadre 30-"),
        ("tonight, after which all is as it was", "A cadre 0-", ask("B", all, Role::Cadre, "20-40"), "A cadre 40-; B cadre 20-40"),
        ("a later night", "A cadre 0-", ask("B", all, Role::Cadre, "30-40"), "A cadre 20-30; A cadre 40-; B cadre 30-40"),
        ("whom nobody had", "", ask("B", all, Role::Cadre, "20-"), "B cadre 20-"),
        ("whom nobody had, tonight", "", ask("B", all, Role::Cadre, "20-40"), "B cadre 20-40"),
        ("whom somebody had once", "A cadre 0-10", ask("B", all, Role::Cadre, "20-"), "B cadre 20-"),
        (
            "cover of a cover",
            "A cadre 0-20; A cadre 60-; B cadre 20-60",
            ask("C", all, Role::Cadre, "30-40"),
            "A cadre 60-; B cadre 20-30; B cadre 40-60; C cadre 30-40",
        ),
        ("for good against a running cover", "A cadre 0-10; A cadre 60-; B cadre 10-60", ask("C", all, Role::Cadre, "20-"), "C cadre 20-"),
        (
            "for good, of the one who is covered: the cover goes on",
            "A cadre 0-10; A cadre 60-; B cadre 10-60",
            ask("C", of_a, Role::Cadre, "20-"),
            "B cadre 20-60; C cadre 60-",
        ),
        ("back before the cover ends", "A cadre 0-10; A cadre 60-; B cadre 10-60", ask("A", all, Role::Cadre, "20-60"), "A cadre 20-"),
        (
            "a cover that goes on longer",
            "A cadre 0-10; A cadre 60-; B cadre 10-60",
            ask("B", all, Role::Cadre, "20-80"),
            "A cadre 80-; B cadre 20-80",
        ),
        ("to whom has it", "A cadre 0-", ask("A", all, Role::Cadre, "20-"), "A cadre 20-"),
        ("of somebody who does not have it", "B cadre 0-", ask("C", of_a, Role::Cadre, "20-"), "B cadre 20-"),
        ("of one of two who have it", "A cadre 0-; B cadre 0-", ask("C", of_a, Role::Cadre, "20-"), "B cadre 20-; C cadre 20-"),
        ("of all who have it", "A cadre 0-; B cadre 0-", ask("C", all, Role::Cadre, "20-40"), "A cadre 40-; B cadre 40-; C cadre 20-40"),
        ("other roles stay", "A cadre 0-; C community 0-", ask("C", all, Role::Cadre, "20-"), "C cadre 20-; C community 20-"),
        ("a doctor beside", "A cadre 0-", ask("C", all, Role::Helper, "20-40"), "A cadre 20-; C helper 20-40"),
        ("an end that was set already", "A cadre 0-50", ask("B", all, Role::Cadre, "30-40"), "A cadre 20-30; A cadre 40-50; B cadre 30-40"),
        ("beyond an end that was set already", "A cadre 0-35", ask("B", all, Role::Cadre, "30-40"), "A cadre 20-30; B cadre 30-40"),
        ("one that is to begin", "A cadre 30-", ask("B", all, Role::Cadre, "20-"), "B cadre 20-"),
        ("no time at all", "A cadre 0-", ask("B", all, Role::Cadre, "20-20"), "A cadre 20-"),
    ] {
        let rows = held(before);
        let wanted = Timeline::of(&rows, NOW).with(&asked);
        assert_eq!(shown(&wanted), after, "{rule}");
        let steps = steps(&rows, &wanted, NOW);
        let then = carried_out(&rows, &steps);
        assert_eq!(Timeline::of(&then, NOW), wanted, "{rule}: {steps:?}");
        assert_eq!(
            Timeline::of(&then, Instant(0)).with_nothing_behind(NOW),
            Timeline::of(&rows, Instant(0)).with_nothing_behind(NOW),
            "{rule}"
        );
    }
}

impl Timeline {
    /// What was before `now`.
    fn with_nothing_behind(&self, now: Instant) -> Vec<Stretch> {
        let cut = |stretch: Stretch| Stretch {
            term: Term { until: Some(stretch.term.until.map_or(now, |until| until.min(now))), ..stretch.term },
            ..stretch
        };
        self.stretches().into_iter().map(cut).filter(|stretch| stretch.term.until > Some(stretch.term.from)).collect()
    }
}

#[test]
fn steps_change_rows_where_they_can_and_two_asks_in_one_moment_leave_the_last() {
    let rows = held("A cadre 0-");
    let ask = |to: &str, asked: &str| Ask { to: cadre(to), of: None, role: Role::Cadre, term: term(asked) };
    let first = steps(&rows, &Timeline::of(&rows, NOW).with(&ask("B", "20-40")), NOW);
    let begin = |letter: &str, text: &str| Step::Begin { cadre: cadre(letter), role: Role::Cadre, term: term(text) };
    assert_eq!(first, [Step::EndAt { id: 1, until: Some(NOW) }, begin("A", "40-"), begin("B", "20-40")]);
    let rows = carried_out(&rows, &first);
    let second = steps(&rows, &Timeline::of(&rows, NOW).with(&ask("C", "20-40")), NOW);
    assert_eq!(second, [Step::EndAt { id: 3, until: Some(NOW) }, begin("C", "20-40")]);
    let rows = carried_out(&rows, &second);
    assert_eq!(shown(&Timeline::of(&rows, NOW)), "A cadre 40-; C cadre 20-40");
    // The same once more changes nothing.
    assert_eq!(steps(&rows, &Timeline::of(&rows, NOW).with(&ask("C", "20-40")), NOW), []);
}

#[test]
fn taking_an_act_back_gives_from_now_on_what_stood_before_it() {
    let rows = held("A cadre 0-; D lead 0-");
    let before = Timeline::of(&rows, NOW);
    let ask = Ask { to: cadre("B"), of: None, role: Role::Cadre, term: term("20-") };
    let then = carried_out(&rows, &steps(&rows, &before.with(&ask), NOW));
    let later = Instant(25);
    let back = carried_out(&then, &steps(&then, &before.from(later), later));
    assert_eq!(shown(&Timeline::of(&back, Instant(0))), "A cadre 0-20; A cadre 25-; B cadre 20-25; D lead 0-");
}

#[test]
fn a_term_is_refused_that_lies_behind_that_ends_before_it_begins_or_that_lies_far_ahead() {
    let minutes = |minutes: i64| Instant(0).plus_minutes(minutes);
    let now = minutes(100);
    for (from, until, expected) in [
        (100, None, Ok(100)),
        // A form that lay open for some minutes.
        (91, None, Ok(100)),
        (89, None, Err(BadTerm::FromPast)),
        (200, Some(300), Ok(200)),
        (200, Some(200), Err(BadTerm::UntilNotAfterFrom)),
        (95, Some(99), Err(BadTerm::UntilNotAfterFrom)),
        (100, Some(100 + 366 * 24 * 60), Ok(100)),
        (100, Some(101 + 366 * 24 * 60), Err(BadTerm::TooFar)),
        (101 + 366 * 24 * 60, None, Err(BadTerm::TooFar)),
    ] {
        let asked = Term { from: minutes(from), until: until.map(minutes) };
        assert_eq!(checked(asked, now), expected.map(|from| Term { from: minutes(from), until: asked.until }), "{from} to {until:?}");
    }
}
