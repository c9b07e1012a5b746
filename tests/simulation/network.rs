//! The network between devices and the district: messages that are lost, doubled, cut off, held back and overtaken,
//! partitions of one direction, and paths that swallow what is large. Knows nothing of what messages say.

use super::{fault_plan::FaultPlan, rng::Rng};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    ToDistrict,
    ToDevice,
}

/// A message under way.
#[derive(Debug, Clone)]
pub struct Message {
    pub direction: Direction,
    pub device: usize,
    /// The device's number of the exchange; an answer to an exchange that is given up reaches nobody.
    pub exchange: u64,
    pub bytes: Vec<u8>,
    not_before: u64,
}

/// A device's path, with what is wrong with it now.
#[derive(Debug, Clone, Default)]
pub struct Path {
    pub is_cut_up: bool,
    pub is_cut_down: bool,
    /// Larger messages vanish.
    pub swallows_above: Option<usize>,
}

#[derive(Debug, Default)]
pub struct Network {
    messages: Vec<Message>,
    pub paths: Vec<Path>,
    /// What became of messages, for the table.
    pub losses: [u64; 6],
    /// The most messages that were under way at once.
    pub most: usize,
}

/// The names of `losses`.
pub const LOSSES: [&str; 6] =
    ["message lost", "message doubled", "message cut off", "message held back", "direction cut", "large message swallowed"];

impl Network {
    #[must_use]
    pub fn of(devices: usize) -> Self {
        Network { paths: vec![Path::default(); devices], ..Network::default() }
    }

    pub fn send(&mut self, rng: &mut Rng, fault_plan: &FaultPlan, step: u64, mut message: Message) {
        let path = &self.paths[message.device];
        let is_cut = match message.direction {
            Direction::ToDistrict => path.is_cut_up,
            Direction::ToDevice => path.is_cut_down,
        };
        if is_cut {
            return self.losses[4] += 1;
        }
        if path.swallows_above.is_some_and(|limit| message.bytes.len() > limit) {
            return self.losses[5] += 1;
        }
        if rng.happens(fault_plan.lost) {
            return self.losses[0] += 1;
        }
        if rng.happens(fault_plan.cut_off) && !message.bytes.is_empty() {
            let left = rng.place(message.bytes.len());
            message.bytes.truncate(left);
            self.losses[2] += 1;
        }
        message.not_before = step;
        if rng.happens(fault_plan.held_back) {
            message.not_before += rng.below(60);
            self.losses[3] += 1;
        }
        if rng.happens(fault_plan.doubled) {
            let mut again = message.clone();
            again.not_before += rng.below(200);
            self.messages.push(again);
            self.losses[1] += 1;
        }
        self.messages.push(message);
        self.most = self.most.max(self.messages.len());
    }

    /// Any of the messages that may arrive now.
    pub fn take(&mut self, rng: &mut Rng, step: u64) -> Option<Message> {
        let due = self.messages.iter().filter(|message| message.not_before <= step).count();
        if due == 0 {
            return None;
        }
        let chosen = rng.place(due);
        let place = self.messages.iter().enumerate().filter(|(_, message)| message.not_before <= step).nth(chosen)?.0;
        Some(self.messages.swap_remove(place))
    }

    /// What is still under way arrives whatever it waited for.
    pub fn take_any(&mut self) -> Option<Message> {
        self.messages.pop()
    }

    pub fn heal(&mut self) {
        self.paths.iter_mut().for_each(|path| *path = Path::default());
    }

    pub fn under_way(&self) -> usize {
        self.messages.len()
    }
}

impl Message {
    #[must_use]
    pub fn new(direction: Direction, device: usize, exchange: u64, bytes: Vec<u8>) -> Self {
        Message { direction, device, exchange, bytes, not_before: 0 }
    }
}
