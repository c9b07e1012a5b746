//! Faults that development builds can be told to have, one at a time, so that tests can show that they would notice.
//!
//! Each stands at the guard of a promise. A release build has none: there `broken` is `false` before the program runs.

/// One guard taken away. Named for what then goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Fault {
    /// A page's cursor passes entries that the page had no room for.
    CursorSkipsRows,
    /// The next page begins behind the latest time seen instead of the last number.
    CursorByWallClock,
    /// The feed's row is locked when it is written, last, and not when a transaction begins.
    FeedLockedLate,
    /// Numbers of the feed come as a sequence gives them, whatever is committed first.
    FeedBySequence,
    /// A server that came back from an older backup goes on with its epoch.
    RestoredServerKeepsEpoch,
    /// The epoch changes with every device that proves the rollback, not once.
    EpochRotatesForEach,
    /// A copy's entries at numbers that are taken count as held.
    CopySwallowed,
    /// An entry that cannot be read stops what comes behind it.
    QueueWedged,
    /// A page that was taken in is asked for again.
    RefetchLoop,
    /// A page counts only when it is the last one.
    FirstSyncInOneGo,
    /// A push is taken in without one transaction around it.
    PartialBatch,
    /// One push that cannot be taken in takes those along that are written with it.
    GroupFailsTogether,
    /// Bringing the device's file up to date forgets the entries that wait.
    MigrationDropsPending,
    /// The device marks as received what it sent, whatever the answer says.
    FalseSuccess,
    /// The server answers before its database has written.
    AcknowledgedBeforeDisk,
    /// A commit whose connection went before an answer came counts as done.
    UnknownCommitCounts,
    /// The device's save returns before its database has written.
    SavedBeforeDisk,
    /// Entries about a household that is no longer the cadre's are refused.
    FormerAssigneeRefused,
    /// Requests keep their size when a path swallows them.
    LargeRequestsOnly,
    /// The answer's word takes local entries away.
    AnswerDeletesEntries,
    /// Pages give entries in another order than they were taken in.
    PageOutOfOrder,
    /// Closed logs are not offered again to a server that lost them.
    ClosedLogsForgotten,
    /// A checkpoint that nobody signed counts as proof of a rollback.
    UnsignedCheckpointCounts,
    /// Of a fork only the branch that is held is kept.
    ForkForgotten,
    /// What moved to a new log twice is shown twice.
    MovedTwiceShownTwice,
    /// A page holds entries of households that are not the cadre's.
    ScopeLeaks,
    /// A household that left the cadre stays readable on the device.
    LeftHouseholdReadable,
    /// History from before an assignment does not come.
    BackfillMissing,
    /// A revoked device's push is taken in when it was on the way already.
    RevokedStillPushes,
    /// A request's bytes that come again are answered like news of the device.
    RepeatedRequestCounts,
    /// Pages are as large as what waits.
    PageUnbounded,
    /// An entry of an unknown kind is dropped.
    UnknownKindDropped,
    /// Another protocol version is refused where it should be answered.
    OtherVersionRefused,
    /// Purged content stays in the database.
    PurgeLeavesBytes,
    /// A purge takes the commitment away too.
    PurgeBreaksProof,
    /// A restored server serves what was purged after its backup.
    PurgeNotReapplied,
    /// Entries that the watermark does not cover are evicted on the device.
    PruneBeyondWatermark,
    /// The watermark moves before the copy was read back.
    WatermarkUnverified,
    /// Sync is refused when the device's clock is far off.
    ClockDecides,
    /// An answer whose time lies before the last one's is not taken in.
    EarlierServerTimeRefused,
    /// A database goes on giving out numbers after its district was moved to another one.
    MovedDistrictGoesOn,
    /// The device takes any time that a server says for the time, whatever speaks against it.
    EveryTimeBelieved,
    /// A directory of addresses counts whoever signed it.
    UnsignedDirectoryCounts,
    /// An older directory replaces a newer one.
    OlderDirectoryCounts,
    /// An envelope is taken in each time it comes.
    EnvelopeTakenTwice,
    /// Signing out deletes what waits unsent.
    SignOutDropsPending,
    /// What a device holds only encrypted, where the district holds another branch, is not handed over.
    OrphansForgotten,
    /// The Merkle log covers segments alone: a history that lost only an assignment is not noticed.
    ChangesUncovered,
    /// An order to purge takes whatever stands at its numbers, on whichever branch.
    OrderByNumberAlone,
    /// Where content had left, another branch is taken for the own one.
    BranchTakenForOwn,
    /// A device that the district did not hear of for an hour must begin anew.
    SessionEnds,
    /// The record opens only if a server was heard of within a day.
    UnlockNeedsServer,
    /// Write-ahead logs are never copied into their files.
    WriteAheadLogGrows,
    /// A day in memory takes in what is new, and nothing that acts on what it has.
    DayNotAmended,
}

impl Fault {
    pub const ALL: &[Fault] = &[
        Fault::CursorSkipsRows,
        Fault::CursorByWallClock,
        Fault::FeedLockedLate,
        Fault::FeedBySequence,
        Fault::RestoredServerKeepsEpoch,
        Fault::EpochRotatesForEach,
        Fault::CopySwallowed,
        Fault::QueueWedged,
        Fault::RefetchLoop,
        Fault::FirstSyncInOneGo,
        Fault::PartialBatch,
        Fault::GroupFailsTogether,
        Fault::MigrationDropsPending,
        Fault::FalseSuccess,
        Fault::AcknowledgedBeforeDisk,
        Fault::UnknownCommitCounts,
        Fault::SavedBeforeDisk,
        Fault::FormerAssigneeRefused,
        Fault::LargeRequestsOnly,
        Fault::AnswerDeletesEntries,
        Fault::PageOutOfOrder,
        Fault::ClosedLogsForgotten,
        Fault::UnsignedCheckpointCounts,
        Fault::ForkForgotten,
        Fault::MovedTwiceShownTwice,
        Fault::ScopeLeaks,
        Fault::LeftHouseholdReadable,
        Fault::BackfillMissing,
        Fault::RevokedStillPushes,
        Fault::RepeatedRequestCounts,
        Fault::PageUnbounded,
        Fault::UnknownKindDropped,
        Fault::OtherVersionRefused,
        Fault::PurgeLeavesBytes,
        Fault::PurgeBreaksProof,
        Fault::PurgeNotReapplied,
        Fault::PruneBeyondWatermark,
        Fault::WatermarkUnverified,
        Fault::ClockDecides,
        Fault::EarlierServerTimeRefused,
        Fault::MovedDistrictGoesOn,
        Fault::EveryTimeBelieved,
        Fault::UnsignedDirectoryCounts,
        Fault::OlderDirectoryCounts,
        Fault::EnvelopeTakenTwice,
        Fault::SignOutDropsPending,
        Fault::OrphansForgotten,
        Fault::ChangesUncovered,
        Fault::OrderByNumberAlone,
        Fault::BranchTakenForOwn,
        Fault::SessionEnds,
        Fault::UnlockNeedsServer,
        Fault::WriteAheadLogGrows,
        Fault::DayNotAmended,
    ];
}

#[cfg(debug_assertions)]
mod chosen {
    use std::sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU8, Ordering},
    };

    use super::Fault;

    /// Names the fault of a whole process, as `Debug` writes it.
    const VARIABLE: &str = "DAYLOG_FAULT";

    const NONE: u8 = u8::MAX;
    const NOT_LOOKED: u8 = u8::MAX - 1;
    static CHOSEN: AtomicU8 = AtomicU8::new(NOT_LOOKED);

    /// Takes one guard away in this process, or puts the last one back.
    pub fn choose(fault: Option<Fault>) {
        CHOSEN.store(fault.map_or(NONE, |fault| fault as u8), Ordering::SeqCst);
    }

    /// One test at a time, among those that choose a fault and those that must not meet one: the choice is the whole process's.
    pub fn turn() -> MutexGuard<'static, ()> {
        static TURN: Mutex<()> = Mutex::new(());
        TURN.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Runs with one guard taken away, and puts it back however the run ends. Tests that run beside each other take turns.
    pub fn with<T>(fault: Fault, run: impl FnOnce() -> T) -> T {
        struct Back;
        impl Drop for Back {
            fn drop(&mut self) {
                choose(None);
            }
        }
        let _back = Back;
        choose(Some(fault));
        run()
    }

    /// Whether this guard is taken away.
    #[must_use]
    pub fn broken(fault: Fault) -> bool {
        let chosen = match CHOSEN.load(Ordering::Relaxed) {
            NOT_LOOKED => look(),
            chosen => chosen,
        };
        chosen == fault as u8
    }

    fn look() -> u8 {
        let named = std::env::var(VARIABLE).ok();
        let fault = named.and_then(|name| Fault::ALL.iter().find(|fault| format!("{fault:?}") == name));
        let chosen = fault.map_or(NONE, |fault| *fault as u8);
        // A choice made meanwhile stands.
        CHOSEN.compare_exchange(NOT_LOOKED, chosen, Ordering::SeqCst, Ordering::SeqCst).map_or_else(|made| made, |_| chosen)
    }
}

#[cfg(debug_assertions)]
pub use chosen::{broken, choose, turn, with};

/// Whether this guard is taken away: never in a release build.
#[cfg(not(debug_assertions))]
#[must_use]
pub const fn broken(_fault: Fault) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_fault_is_chosen_at_a_time_and_none_at_first() {
        choose(None);
        assert!(Fault::ALL.iter().all(|fault| !broken(*fault)));
        with(Fault::CursorSkipsRows, || assert!(broken(Fault::CursorSkipsRows) && !broken(Fault::FalseSuccess)));
        assert!(Fault::ALL.iter().all(|fault| !broken(*fault)));
    }
}
