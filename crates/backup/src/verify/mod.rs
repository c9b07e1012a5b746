//! Whether what is kept is whole: pages, chains, signatures, the Merkle log, projections. Names what is wrong and where.
//!
//! Reads one snapshot beside a running server and changes nothing that is kept. `chains` looks at what devices signed, `derived`
//! at what the server made of it, `statements` at what others hold of the district's word.

mod chains;
mod derived;
mod report;
mod statements;

pub use report::{Finding, Report, Unproven, Wrong};
pub use statements::{BadStatement, Says, Statement};

use daylog_storage::{Database, Read, StorageError, refused, segments, tree::Tree, whole};

/// Verifies everything that is kept.
pub fn verify(database: &Database) -> Result<Report, StorageError> {
    verify_against(database, &[])
}

/// The same, and holds what is kept against what this district once signed.
pub fn verify_against(database: &Database, statements: &[Statement]) -> Result<Report, StorageError> {
    database.move_log_into_file()?;
    let report = database.read_apart(|db| look(db, statements))?;
    Ok(Report { pages_looked_at: database.file().is_some(), ..report })
}

fn look(db: &Read<'_>, shown: &[Statement]) -> Result<Report, StorageError> {
    let mut report = Report::default();
    for damage in whole::damage(db)? {
        report.add(Wrong::Page, damage);
    }
    if report.findings.is_empty() {
        let mut chains = chains::Chains::default();
        let mut derived = derived::Derived::new(Tree(db));
        let mut receipts = statements::Receipts::of(shown);
        segments::each(db, |kept| {
            report.segments += 1;
            let opened = chains.look(&kept, &mut report);
            if let Some(opened) = &opened {
                receipts.look(&kept, opened, &mut report);
            }
            derived.look(db, &kept, opened.as_ref(), &mut report)
        })?;
        chains.finish(db, &mut report)?;
        derived.finish(db, &mut report)?;
        receipts.finish(&mut report);
        statements::checkpoints(db, shown, &mut report)?;
        report.refused = refused::count(db)?;
    }
    Ok(report)
}
