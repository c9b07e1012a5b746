//! What is done on a day, at which minutes and how often: the proportions of the city, as a table.

use daylog_domain::time::MinuteOfDay;

/// Before anybody works.
pub(super) const DAWN: MinuteOfDay = MinuteOfDay(6 * 60);

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doer {
    /// The responsible cadre, or the lead in their place.
    Cadre,
    Worker,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum What {
    Contact,
    Temperature,
    Seal,
    /// Asked for, accepted and done: three entries.
    Errand,
    Note,
}

impl What {
    pub(super) fn is_per_resident(self) -> bool {
        matches!(self, What::Contact | What::Temperature)
    }
}

/// One line of a day at a door.
#[derive(Debug, Clone, Copy)]
pub(super) struct Task {
    pub by: Doer,
    pub what: What,
    /// The earliest minute, and how many it may be later.
    pub from: u16,
    pub spread: u16,
    /// How often it is done at all.
    pub per_mille: u64,
}

/// The plan of every district asks for the first four; the rest is what a diary holds beside them.
pub(super) const DAY: &[Task] = &[
    Task { by: Doer::Cadre, what: What::Contact, from: 515, spread: 90, per_mille: 965 },
    Task { by: Doer::Cadre, what: What::Temperature, from: 630, spread: 75, per_mille: 960 },
    Task { by: Doer::Cadre, what: What::Temperature, from: 1_060, spread: 75, per_mille: 950 },
    Task { by: Doer::Cadre, what: What::Seal, from: 1_195, spread: 50, per_mille: 955 },
    Task { by: Doer::Cadre, what: What::Errand, from: 560, spread: 90, per_mille: 900 },
    Task { by: Doer::Cadre, what: What::Errand, from: 820, spread: 90, per_mille: 900 },
    Task { by: Doer::Cadre, what: What::Errand, from: 960, spread: 90, per_mille: 900 },
    Task { by: Doer::Cadre, what: What::Note, from: 1_100, spread: 60, per_mille: 700 },
    Task { by: Doer::Cadre, what: What::Temperature, from: 790, spread: 60, per_mille: 900 },
    Task { by: Doer::Worker, what: What::Errand, from: 600, spread: 240, per_mille: 900 },
    Task { by: Doer::Worker, what: What::Contact, from: 840, spread: 120, per_mille: 900 },
    Task { by: Doer::Worker, what: What::Temperature, from: 760, spread: 70, per_mille: 900 },
    Task { by: Doer::Worker, what: What::Temperature, from: 1_170, spread: 60, per_mille: 900 },
    Task { by: Doer::Worker, what: What::Seal, from: 720, spread: 60, per_mille: 900 },
    Task { by: Doer::Worker, what: What::Note, from: 900, spread: 60, per_mille: 500 },
];

/// A cadre is away for a day, and nobody stands in.
pub(super) const AWAY_PER_MILLE: u64 = 15;
/// Logged hours after it was done.
pub(super) const LATE_PER_MILLE: u64 = 30;
/// A reading is put right, or an entry is taken back at once.
pub(super) const CORRECTED_PER_MILLE: u64 = 10;
pub(super) const WITHDRAWN_PER_MILLE: u64 = 3;
/// One of so many residents has a fever, for so many days.
pub(super) const FEVER_ONE_OF: u64 = 60;
pub(super) const FEVER_DAYS: u32 = 3;
/// A phone has no connection for one part of a day.
pub(super) const OFFLINE_PER_MILLE: u64 = 50;
/// A phone is silent for the last days.
pub(super) const SILENT_PER_MILLE: u64 = 10;
pub(super) const SILENT_DAYS: u32 = 3;

/// When phones push, and within how many minutes all of them.
pub(super) const PUSHES: [MinuteOfDay; 3] = [MinuteOfDay(11 * 60 + 45), MinuteOfDay(17 * 60), MinuteOfDay(21 * 60)];
pub(super) const PUSHED_WITHIN: i64 = 25;
