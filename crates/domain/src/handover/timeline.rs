//! Who looks after one household when, as stretches of time: apart from each other for each cadre and role, none of them empty.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::ask::{Ask, Held};
use crate::{
    assignment::{Role, Term},
    ids::CadreId,
    time::Instant,
};

/// The end of what has none.
const NEVER: Instant = Instant(i64::MAX);

/// From here to before there; never empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Span {
    from: Instant,
    to: Instant,
}

/// One stretch in which a cadre looks after the household.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stretch {
    pub cadre: CadreId,
    pub role: Role,
    #[serde(flatten)]
    pub term: Term,
}

/// Who looks after one household when.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Timeline(BTreeMap<(Role, CadreId), Vec<Span>>);

impl Timeline {
    /// What these assignments say from `now` on.
    #[must_use]
    pub fn of(held: &[Held], now: Instant) -> Self {
        held.iter().map(|row| Stretch { cadre: row.cadre, role: row.role, term: row.term }).collect::<Timeline>().from(now)
    }

    /// What of it lies behind `now`.
    #[must_use]
    pub fn from(&self, now: Instant) -> Self {
        let cut = |spans: &Vec<Span>| common(spans, Span { from: now, to: NEVER });
        Timeline(self.0.iter().map(|(key, spans)| (*key, cut(spans))).filter(|(_, spans)| !spans.is_empty()).collect())
    }

    /// With an ask carried out: the asked stretch is taken from those whose place is taken, and given.
    #[must_use]
    pub fn with(&self, ask: &Ask) -> Self {
        let Some(asked) = Span::of(ask.term) else { return self.clone() };
        let mut found = self.clone();
        let mut given = if ask.of.is_none() { vec![asked] } else { Vec::new() };
        for ((role, cadre), spans) in &mut found.0 {
            let is_taken = *role == ask.role && *cadre != ask.to && ask.of.is_none_or(|of| of == *cadre);
            if is_taken {
                given.extend(common(spans, asked));
                *spans = without(spans, asked);
            }
        }
        let own = found.0.entry((ask.role, ask.to)).or_default();
        own.append(&mut given);
        *own = apart(std::mem::take(own));
        found.0.retain(|_, spans| !spans.is_empty());
        found
    }

    /// Its stretches, by role, cadre and time.
    #[must_use]
    pub fn stretches(&self) -> Vec<Stretch> {
        let of = |((role, cadre), spans): (&(Role, CadreId), &Vec<Span>)| {
            let (role, cadre) = (*role, *cadre);
            spans.iter().map(move |span| Stretch { cadre, role, term: span.term() }).collect::<Vec<_>>()
        };
        self.0.iter().flat_map(of).collect()
    }

    /// Takes the stretch of this cadre in this role that begins at `from` out.
    pub(super) fn take(&mut self, role: Role, cadre: CadreId, from: Instant) -> Option<Term> {
        let spans = self.0.get_mut(&(role, cadre))?;
        let place = spans.iter().position(|span| span.from == from)?;
        Some(spans.remove(place).term())
    }
}

impl FromIterator<Stretch> for Timeline {
    fn from_iter<I: IntoIterator<Item = Stretch>>(stretches: I) -> Self {
        let mut found: BTreeMap<(Role, CadreId), Vec<Span>> = BTreeMap::new();
        for Stretch { cadre, role, term } in stretches {
            if let Some(span) = Span::of(term) {
                found.entry((role, cadre)).or_default().push(span);
            }
        }
        Timeline(found.into_iter().map(|(key, spans)| (key, apart(spans))).collect())
    }
}

impl Span {
    fn of(term: Term) -> Option<Self> {
        let span = Span { from: term.from, to: term.until.unwrap_or(NEVER) };
        (span.from < span.to).then_some(span)
    }

    fn term(self) -> Term {
        Term { from: self.from, until: (self.to < NEVER).then_some(self.to) }
    }
}

/// Those that overlap or touch are one.
fn apart(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable();
    let mut found: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match found.last_mut().filter(|last| span.from <= last.to) {
            Some(last) => last.to = last.to.max(span.to),
            None => found.push(span),
        }
    }
    found
}

fn common(spans: &[Span], window: Span) -> Vec<Span> {
    let cut = |span: &Span| Span { from: span.from.max(window.from), to: span.to.min(window.to) };
    spans.iter().map(cut).filter(|span| span.from < span.to).collect()
}

fn without(spans: &[Span], window: Span) -> Vec<Span> {
    let around =
        |span: &Span| [Span { from: span.from, to: span.to.min(window.from) }, Span { from: span.from.max(window.to), to: span.to }];
    spans.iter().flat_map(around).filter(|span| span.from < span.to).collect()
}
