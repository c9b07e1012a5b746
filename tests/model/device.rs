//! A device: its logs, what it saw of others, and what it makes of an answer, as `sync::engine` and the store do it.

use std::collections::BTreeSet;

use crate::{
    names::{LogName, Token, Words},
    server::{Answer, Item, Point, Request, Word},
};

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Log {
    pub name: LogName,
    pub words: Vec<Words>,
    /// How many of them the server said it holds.
    pub have: u8,
    pub token: Token,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Next {
    Again,
    ClosedLog,
    Rest,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Device {
    pub cadre: u8,
    /// The last one is open, the others are closed.
    pub logs: Vec<Log>,
    pub epoch: Option<u8>,
    pub feed: u8,
    pub checkpoint: Option<Point>,
    /// Entries that came down.
    pub seen: BTreeSet<(LogName, u8, Words)>,
    /// The household is this cadre's, as far as the device knows.
    pub has_household: bool,
    /// The household was named since reading began again at the beginning.
    pub is_confirmed: bool,
    pub next: Next,
    /// Something came that never should.
    pub problem: bool,
}

impl Device {
    pub fn new(cadre: u8, log: LogName) -> Self {
        let log = Log { name: log, words: Vec::new(), have: 0, token: None };
        Device {
            cadre,
            logs: vec![log],
            epoch: None,
            feed: 0,
            checkpoint: None,
            seen: BTreeSet::new(),
            has_household: false,
            is_confirmed: false,
            next: Next::Rest,
            problem: false,
        }
    }

    pub fn save(&mut self, words: Words) {
        self.logs.last_mut().unwrap().words.push(words);
    }

    fn closed_log_waiting(&self) -> Option<usize> {
        let closed = &self.logs[..self.logs.len() - 1];
        closed.iter().position(|log| usize::from(log.have) < log.words.len())
    }

    pub fn request(&self, device: usize) -> Request {
        let open = self.logs.len() - 1;
        let position = if self.next == Next::ClosedLog { self.closed_log_waiting().unwrap_or(open) } else { open };
        let log = &self.logs[position];
        Request {
            device,
            cadre: self.cadre,
            log: log.name,
            closed: position != open,
            words: log.words.clone(),
            from: log.have,
            token: log.token,
            checkpoint: self.checkpoint.clone(),
            cursor: self.epoch.map(|epoch| (epoch, self.feed)),
        }
    }

    /// Takes the answer in; `fresh` names the log that is opened if one is.
    pub fn receive(&mut self, request: &Request, answer: &Answer, fresh: &mut LogName) {
        self.next = Next::Rest;
        let Some(position) = self.logs.iter().position(|log| log.name == request.log) else { return };
        let is_open = position == self.logs.len() - 1;
        let before = self.logs[position].have;
        let (have, is_other) = match &answer.receipt {
            None => (answer.have.min(before), false),
            Some(receipt) if self.logs[position].words.get(..usize::from(answer.have)) == Some(receipt) => (answer.have, false),
            Some(_) if before > 0 => (answer.have.min(before) / 2, true),
            Some(_) => {
                self.problem = true;
                return;
            }
        };
        match &request.checkpoint {
            Some(shown) if shown.epoch == answer.checkpoint.epoch && !answer.goes_on => self.problem = true,
            _ => self.checkpoint = Some(answer.checkpoint.clone()),
        }
        let log = &mut self.logs[position];
        log.have = have.min(u8::try_from(log.words.len()).unwrap());
        log.token = if is_open { answer.token.or(log.token) } else { None };
        // What is read again from the beginning names every household that is still this cadre's.
        self.is_confirmed &= self.epoch == Some(answer.epoch);
        let (was_at, page) = (self.feed, answer.page.as_ref().filter(|_| !is_other));
        for item in page.iter().flat_map(|page| &page.items) {
            self.take(item, fresh);
        }
        self.keep_place(answer.epoch, page.map(|page| page.cursor));
        let more = page.is_some_and(|page| page.more);
        if page.is_some() && !more && !self.is_confirmed {
            self.lose_household();
        }
        match answer.word {
            Word::Accepted => {
                let pushed = request.words.len() - usize::from(request.from);
                let progressed = pushed == 0 || have != before;
                let waits = self.logs.iter().any(|log| log.name == request.log && log.words.len() > usize::from(have));
                if (more && self.feed != was_at) || (waits && progressed && !request.closed) {
                    self.next = Next::Again;
                } else if (progressed || !request.closed) && self.closed_log_waiting().is_some() {
                    self.next = Next::ClosedLog;
                }
            }
            Word::StartGeneration(common) => self.move_behind(request.log, common.min(have), fresh),
            Word::Refused => self.move_behind(request.log, have, fresh),
        }
    }

    fn take(&mut self, item: &Item, fresh: &mut LogName) {
        match item {
            Item::Household => {
                self.has_household = true;
                self.is_confirmed = true;
            }
            Item::Removed => self.lose_household(),
            Item::Entry(log, number, words) => {
                let own = self.logs.iter().find(|own| own.name == *log).and_then(|own| own.words.get(usize::from(*number) - 1));
                match own {
                    Some(own) if own == words => return,
                    Some(_) => self.move_behind(*log, number - 1, fresh),
                    None => {}
                }
                self.seen.retain(|(other, at, _)| (other, at) != (log, number));
                self.seen.insert((*log, *number, *words));
            }
        }
    }

    fn lose_household(&mut self) {
        self.has_household = false;
        self.is_confirmed = true;
    }

    fn keep_place(&mut self, epoch: u8, cursor: Option<u8>) {
        let is_new = self.epoch != Some(epoch);
        if self.epoch.is_some() && is_new && !daylog_faults::broken(daylog_faults::Fault::ClosedLogsForgotten) {
            let open = self.logs.len() - 1;
            self.logs[..open].iter_mut().for_each(|log| log.have = 0);
        }
        self.epoch = Some(epoch);
        self.feed = cursor.unwrap_or(if is_new { 0 } else { self.feed });
    }

    fn move_behind(&mut self, log: LogName, common: u8, fresh: &mut LogName) {
        let position = self.logs.iter().position(|own| own.name == log).unwrap();
        let is_open = position == self.logs.len() - 1;
        let old = &mut self.logs[position];
        let common = common.min(u8::try_from(old.words.len()).unwrap());
        let moving = old.words.split_off(usize::from(common));
        (old.have, old.token) = (old.have.min(common), None);
        if is_open {
            *fresh += 1;
            self.logs.push(Log { name: *fresh, words: Vec::new(), have: 0, token: None });
        }
        self.logs.last_mut().unwrap().words.extend(moving);
        self.next = Next::Again;
    }

    /// What this device itself holds of its own work.
    pub fn own(&self) -> impl Iterator<Item = (LogName, u8, Words)> + '_ {
        let numbered = |log: &Log| log.words.iter().zip(1..).map(|(words, number)| (log.name, number, *words)).collect::<Vec<_>>();
        self.logs.iter().flat_map(numbered)
    }

    /// What it shows.
    pub fn visible(&self) -> BTreeSet<Words> {
        if !self.has_household {
            return BTreeSet::new();
        }
        self.own().chain(self.seen.iter().copied()).map(|(_, _, words)| words).collect()
    }
}
