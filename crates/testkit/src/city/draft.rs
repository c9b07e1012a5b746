//! An entry before its log knows it: what it acts on is named by a key of its day.

use daylog_domain::{
    entries::{Content, LateReason, errand::Errand},
    target::Target,
    time::Instant,
};

/// Names a draft among those of one cadre.
pub(super) type Key = u64;

#[derive(Debug, Clone, PartialEq)]
pub(super) struct Draft {
    pub key: Key,
    pub claimed: Instant,
    pub saved: Instant,
    pub target: Target,
    pub content: Drafted,
    pub note: Option<&'static str>,
    pub late: Option<LateReason>,
}

/// Content, perhaps about another entry of the same log.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Drafted {
    Alone(Content),
    /// A step of the errand that this entry opened.
    Step(Key, Errand),
    Correction(Key, Content),
    Withdrawal(Key),
}
