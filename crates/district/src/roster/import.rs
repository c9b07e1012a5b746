//! Taking a roster file in, from its bytes to the report: read first, then the good rows in one transaction. A dry run is the
//! same transaction, taken back. What is said about it, and where, is not known here.

use daylog_domain::{
    roster::{Applied, RosterRow, Taking},
    time::{Date, Instant, Zone},
};
use daylog_storage::{Database, StorageError, backups, changes::Author, district, feed::Feed};
use encoding_rs::Encoding;

use super::{FileProblem, Parsed, Reading, apply, open, opened::Found};

/// How a file is taken in.
#[derive(Debug, Clone, Default)]
pub struct Options {
    /// Read in this encoding, instead of recognising it.
    pub encoding: Option<&'static Encoding>,
    /// Of a workbook, instead of the only one that can be meant.
    pub sheet: Option<String>,
    /// Moves all dates.
    pub shift_days: i64,
    /// Believes dates far from today.
    pub any_dates: bool,
    pub taking: Taking,
    pub is_dry_run: bool,
}

/// What an import found and did, or would do.
#[derive(Debug, Clone)]
pub struct Imported {
    pub encoding: &'static str,
    /// Of a workbook.
    pub sheet: Option<String>,
    /// With the rows that the district refused, and what it warned of.
    pub parsed: Parsed,
    pub applied: Applied,
    pub zone: Zone,
    /// The day that dates were held against.
    pub today: Date,
    /// The latest verified backup: when it was made, and its name.
    pub backup: Option<(Instant, String)>,
}

/// Why nothing was taken in.
#[derive(Debug, thiserror::Error)]
pub enum ImportProblem {
    #[error(transparent)]
    File(#[from] FileProblem),
    #[error(transparent)]
    Storage(#[from] StorageError),
}

/// Takes a file in on somebody's behalf, and says what became of each row.
pub fn import(database: &Database, bytes: &[u8], options: &Options, by: &Author, now: Instant) -> Result<Imported, ImportProblem> {
    let opened = open(bytes, options.encoding)?;
    let zone = database.read(district::read)?.settings.zone;
    let today = zone.date_of(now);
    let reading = Reading { shift_days: options.shift_days, today: Some(today).filter(|_| !options.any_dates) };
    let Found { encoding, sheet, mut parsed } = opened.read(options.sheet.as_deref(), &reading)?;
    let mut applied = take_in(database, &parsed.rows, options, zone, (by, now))?;
    parsed.refused.extend(std::mem::take(&mut applied.refused));
    parsed.warnings.extend(std::mem::take(&mut applied.warnings));
    let backup = database.read(backups::state)?.verified.map(|(at, name, _)| (at, name));
    Ok(Imported { encoding, sheet, parsed, applied, zone, today, backup })
}

/// Ends a transaction without its changes.
enum Stopped {
    DryRun(Box<Applied>),
    Failed(StorageError),
}

impl From<StorageError> for Stopped {
    fn from(error: StorageError) -> Self {
        Stopped::Failed(error)
    }
}

fn take_in(
    database: &Database,
    rows: &[RosterRow],
    options: &Options,
    zone: Zone,
    (by, now): (&Author, Instant),
) -> Result<Applied, StorageError> {
    let applied = database.write(|db| {
        let mut feed = Feed::begin(db)?;
        let applied = apply(db, &mut feed, rows, options.taking, zone, (by, now))?;
        if options.is_dry_run {
            return Err(Stopped::DryRun(Box::new(applied)));
        }
        feed.finish(db)?;
        Ok(applied)
    });
    match applied {
        Ok(applied) => Ok(applied),
        Err(Stopped::DryRun(applied)) => Ok(*applied),
        Err(Stopped::Failed(error)) => Err(error),
    }
}
