//! What is said about single rows: refused ones, and those that were taken in with a warning. Every row counts, also where
//! there are too many to be listed.

use daylog_domain::roster::Remark;

/// Remarks that are listed; a small file can hold millions of wrong rows.
const LISTED: usize = 10_000;

/// All remarks of a kind, counted, and the first of them.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Remarks {
    pub count: u64,
    pub listed: Vec<Remark>,
}

impl Remarks {
    pub(crate) fn push(&mut self, remark: Remark) {
        self.count += 1;
        if self.listed.len() < LISTED {
            self.listed.push(remark);
        }
    }

    /// With what was found later, by line.
    pub fn extend(&mut self, more: Vec<Remark>) {
        for remark in more {
            self.push(remark);
        }
        self.sort();
    }

    /// By line, after those that were found later.
    pub(crate) fn sort(&mut self) {
        self.listed.sort_by_key(|remark| remark.line);
    }
}
