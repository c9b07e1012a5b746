//! The server: a push is decided by the program's own functions and carried out here as `ingest::take` does; a page is
//! drawn as `pull` does, of at most two positions. One household.

use std::collections::{BTreeMap, BTreeSet};

use daylog_district::{
    epoch::{Judgement, Known, judge},
    ingest::decide::{LogState, Shown, ShownSegment, TokenStep, decide, heads_needed, next_token},
};
use daylog_faults::{Fault, broken};
use daylog_wire::{
    checkpoint::Checkpoint,
    message::{CloneToken, Verdict},
    refusal::PieceRefusal,
};

use crate::names::{CHANGE, Leaf, LogName, Token, Words, drawn, epoch, head, root};

#[derive(Debug, Clone, PartialEq, Eq, Hash, Default)]
pub struct Held1 {
    pub words: Vec<Words>,
    pub token: Token,
    pub previous: Token,
}

/// Who may see the household, from which position of the feed to which.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Assignment {
    pub cadre: u8,
    pub start: u8,
    pub end: Option<u8>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Server {
    pub logs: BTreeMap<LogName, Held1>,
    pub tree: Vec<Leaf>,
    pub epoch: u8,
    pub past: BTreeSet<u8>,
    /// Logs of which two contents were shown, with the first number that differs.
    pub forks: BTreeSet<(LogName, u8)>,
    /// The last position of the feed that was given away.
    pub last: u8,
    /// Entries by their position.
    pub entries: Vec<(u8, LogName, u8)>,
    /// Entries of before an assignment: position, cadre, the entry's own position.
    pub backfill: Vec<(u8, u8, u8)>,
    pub assignments: Vec<Assignment>,
}

/// A checkpoint: epoch, how many leaves, and which.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Point {
    pub epoch: u8,
    pub leaves: Vec<Leaf>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Request {
    pub device: usize,
    pub cadre: u8,
    pub log: LogName,
    pub closed: bool,
    pub words: Vec<Words>,
    /// How many of the words the device takes for received; the others are pushed.
    pub from: u8,
    pub token: Token,
    pub checkpoint: Option<Point>,
    pub cursor: Option<(u8, u8)>,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Item {
    Entry(LogName, u8, Words),
    Household,
    Removed,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Page {
    pub items: Vec<Item>,
    pub cursor: u8,
    pub more: bool,
}

/// The verdict without what the model does not need.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Word {
    Accepted,
    Refused,
    StartGeneration(u8),
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Answer {
    pub word: Word,
    pub have: u8,
    /// The words that the receipt covers, if one was given.
    pub receipt: Option<Vec<Words>>,
    pub token: Token,
    pub epoch: u8,
    pub checkpoint: Point,
    /// The answer's checkpoint was shown to begin with that of the request.
    pub goes_on: bool,
    pub page: Option<Page>,
}

/// Places of one page.
const PAGE: usize = 2;

impl Server {
    pub fn new() -> Self {
        Server {
            logs: BTreeMap::new(),
            tree: Vec::new(),
            epoch: 0,
            past: BTreeSet::new(),
            forks: BTreeSet::new(),
            last: 1,
            entries: Vec::new(),
            backfill: Vec::new(),
            assignments: vec![Assignment { cadre: 0, start: 1, end: None }],
        }
    }

    fn take_place(&mut self) -> u8 {
        self.last += 1;
        self.last
    }

    pub fn is_permitted(&self, cadre: u8) -> bool {
        self.assignments.iter().any(|assignment| assignment.cadre == cadre && assignment.end.is_none())
    }

    /// The household comes to this cadre, with its history behind the assignment.
    pub fn assign(&mut self, cadre: u8) {
        let start = self.take_place();
        self.assignments.push(Assignment { cadre, start, end: None });
        self.change(vec![1, cadre, start]);
        for (entry, ..) in self.entries.clone() {
            let position = self.take_place();
            self.backfill.push((position, cadre, entry));
        }
    }

    /// The tree covers it as well: a history that lost only this is noticed.
    fn change(&mut self, what: Vec<Words>) {
        if !broken(Fault::ChangesUncovered) {
            self.tree.push((CHANGE, what));
        }
    }

    pub fn revoke(&mut self, cadre: u8) {
        let end = self.take_place();
        let running = self.assignments.iter_mut().filter(|assignment| assignment.cadre == cadre && assignment.end.is_none());
        running.for_each(|assignment| assignment.end = Some(end));
        self.change(vec![0, cadre, end]);
    }

    /// Takes a request in; `draw` is random and never the same, `begun` counts the epochs that began in this world.
    pub fn answer(&mut self, request: &Request, draw: u8, begun: &mut u8) -> Answer {
        self.end_epoch_if_rolled_back(request.checkpoint.as_ref(), begun);
        let log = self.logs.entry(request.log).or_default().clone();
        let held = LogState {
            have: log.words.len() as u64,
            head: head(request.log, &log.words),
            token: log.token.map(CloneToken),
            previous_token: log.previous.map(CloneToken),
        };
        let shown = shown(request);
        let known = heads_needed(&held, &shown).map_or_else(BTreeMap::new, |(lowest, highest)| {
            (lowest..=highest).map(|position| (position, head(request.log, &log.words[..usize::try_from(position).unwrap()]))).collect()
        });
        let decision = decide(&held, &known, &shown);
        for (_, from) in &decision.take {
            self.keep(request, usize::try_from(*from).unwrap());
        }
        if let Some((_, PieceRefusal::SegmentFork)) = decision.quarantine {
            self.forks.insert((request.log, u8::try_from(decision.have + 1).unwrap()));
        }
        let kept = self.logs.get_mut(&request.log).unwrap();
        let token = match decision.token {
            TokenStep::Renew => {
                kept.previous = request.token;
                kept.token = Some(next_token(request.token.map(CloneToken), drawn(draw)).0);
                kept.token
            }
            TokenStep::Repeat => kept.token.filter(|_| !request.closed),
            TokenStep::Withhold => None,
        };
        let have = u8::try_from(decision.have).unwrap();
        let is_level = decision.head.is_some() && decision.have >= held.have;
        let word = match decision.verdict {
            Verdict::Accepted => Word::Accepted,
            Verdict::StartGeneration(common) => Word::StartGeneration(u8::try_from(common).unwrap()),
            _ => Word::Refused,
        };
        let receipt = decision.head.filter(|_| have > 0).map(|_| kept.words[..usize::from(have)].to_vec());
        let page = (!request.closed && is_level && !matches!(word, Word::StartGeneration(_))).then(|| self.page(request));
        let goes_on = request.checkpoint.as_ref().is_some_and(|shown| shown.epoch == self.epoch && self.tree.starts_with(&shown.leaves));
        let checkpoint = Point { epoch: self.epoch, leaves: self.tree.clone() };
        Answer { word, have, receipt, token, epoch: self.epoch, checkpoint, goes_on, page }
    }

    fn end_epoch_if_rolled_back(&mut self, shown: Option<&Point>, begun: &mut u8) {
        let Some(shown) = shown else { return };
        let size = shown.leaves.len() as u64;
        let known = Known {
            epoch: epoch(self.epoch),
            is_past: self.past.contains(&shown.epoch),
            size: self.tree.len() as u64,
            root_there: self.tree.get(..shown.leaves.len()).map(root),
        };
        let shown_note = Checkpoint { epoch: epoch(shown.epoch), follows: None, size, root: root(&shown.leaves) };
        if judge(&shown_note, &known) == Judgement::RolledBack {
            self.begin_epoch(Some(shown.epoch), begun);
        }
    }

    pub fn begin_epoch(&mut self, shown: Option<u8>, begun: &mut u8) {
        self.past.insert(self.epoch);
        self.past.extend(shown);
        *begun += 1;
        self.epoch = *begun;
    }

    /// Keeps the words from number `from` on as one segment.
    fn keep(&mut self, request: &Request, from: usize) {
        for number in from..=request.words.len() {
            let position = self.take_place();
            self.entries.push((position, request.log, u8::try_from(number).unwrap()));
        }
        self.logs.get_mut(&request.log).unwrap().words = request.words.clone();
        self.tree.push((request.log, request.words.clone()));
    }

    fn page(&self, request: &Request) -> Page {
        let from = request.cursor.filter(|(epoch, _)| *epoch == self.epoch).map_or(0, |(_, position)| position);
        let from = if from > self.last { 0 } else { from };
        let running: Vec<_> = self.assignments.iter().filter(|a| a.cadre == request.cadre && a.end.is_none()).collect();
        let since = running.iter().map(|assignment| assignment.start).min();
        let mut positions: Vec<(u8, u8)> = Vec::new();
        if let Some(since) = since {
            positions.extend(
                self.entries.iter().map(|(position, ..)| (*position, *position)).filter(|(position, _)| *position > since.max(from)),
            );
            let backfill = self.backfill.iter().filter(|(position, cadre, _)| *cadre == request.cadre && *position > since.max(from));
            positions.extend(backfill.map(|(position, _, entry)| (*position, *entry)));
        }
        positions.sort_unstable();
        let complete = positions.len() < PAGE;
        positions.truncate(PAGE);
        let end = if complete { self.last } else { positions.last().unwrap().0 };
        let mut items: Vec<(u8, Item)> = Vec::new();
        for (position, entry) in positions {
            let (_, log, number) = *self.entries.iter().find(|(own, ..)| *own == entry).unwrap();
            if log != request.log {
                items.push((position, Item::Entry(log, number, self.logs[&log].words[usize::from(number) - 1])));
            }
        }
        if let Some(since) = since.filter(|since| *since > from && *since <= end) {
            items.push((since, Item::Household));
        }
        let ended = self.assignments.iter().filter(|a| a.cadre == request.cadre && a.start <= from).filter_map(|a| a.end);
        if let Some(gone) = ended.filter(|end| *end > from).max().filter(|gone| since.is_none() && *gone <= end) {
            items.push((gone, Item::Removed));
        }
        items.sort_by_key(|(position, _)| *position);
        Page { items: items.into_iter().map(|(_, item)| item).collect(), cursor: end.max(from), more: !complete }
    }
}

fn shown(request: &Request) -> Shown {
    let at = |length: usize| head(request.log, &request.words[..length]);
    let from = usize::from(request.from);
    let heads: Vec<_> = (from + 1..=request.words.len()).map(at).collect();
    let segment = ShownSegment::Good { first: from as u64 + 1, previous: at(from), heads: heads.clone() };
    Shown {
        token: request.token.map(CloneToken),
        is_closed: request.closed,
        last: request.words.len() as u64,
        head: at(request.words.len()),
        segments: if heads.is_empty() { Vec::new() } else { vec![segment] },
    }
}
