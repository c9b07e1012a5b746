//! What happened in a world, counted for the table, and its trace as one number.

use std::collections::BTreeMap;

use super::network::LOSSES;

#[derive(Debug, Clone, Default)]
pub struct Counts {
    /// What somebody did and what befell somebody: a save, a request that is made, one that is answered, an answer that is
    /// taken in or turned away, what background delivery brings, a fault. No step in which nothing happened, and no check.
    pub operations: u64,
    by_name: BTreeMap<&'static str, u64>,
    most: BTreeMap<&'static str, u64>,
}

impl Counts {
    /// One operation.
    pub fn add(&mut self, name: &'static str) {
        self.operations += 1;
        self.add_many(name, 1);
    }

    /// So many things that are no operations of their own.
    pub fn add_many(&mut self, name: &'static str, count: u64) {
        if count > 0 {
            *self.by_name.entry(name).or_default() += count;
        }
    }

    /// Keeps the largest.
    pub fn most(&mut self, name: &'static str, value: u64) {
        let largest = self.most.entry(name).or_default();
        *largest = value.max(*largest);
    }

    pub fn losses(&mut self, losses: &[u64; 6]) {
        LOSSES.iter().zip(losses).for_each(|(name, count)| self.add_many(name, *count));
    }

    pub fn join(&mut self, other: &Counts) {
        self.operations += other.operations;
        other.by_name.iter().for_each(|(name, count)| self.add_many(name, *count));
        other.most.iter().for_each(|(name, value)| self.most(name, *value));
    }

    pub fn largest(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.most.iter().map(|(name, value)| (*name, *value))
    }

    pub fn by_name(&self) -> impl Iterator<Item = (&'static str, u64)> {
        self.by_name.iter().map(|(name, count)| (*name, *count))
    }
}

/// FNV-1a over everything that is noted: the same seed gives the same number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace(pub u64);

impl Default for Trace {
    fn default() -> Self {
        Trace(0xcbf2_9ce4_8422_2325)
    }
}

impl Trace {
    pub fn note(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = (self.0 ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
        }
    }

    pub fn number(&mut self, number: u64) {
        self.note(&number.to_le_bytes());
    }
}
