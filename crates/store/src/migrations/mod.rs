//! The versions of the device's file. A released migration is frozen; each runs in one transaction with its version bump.

use daylog_faults::Fault;
use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

const STEPS: [&str; 3] = [include_str!("001.sql"), include_str!("002.sql"), include_str!("003.sql")];

/// Refuses a file from a newer program; to be asked before the first write.
pub(crate) fn refuse_newer(connection: &Connection) -> Result<(), StoreError> {
    let (found, known) = (version(connection)?, known());
    if found > known { Err(StoreError::Newer { found, known }) } else { Ok(()) }
}

/// Brings an older file up to date.
pub(crate) fn run(connection: &mut Connection) -> Result<(), StoreError> {
    for (step, number) in STEPS.iter().zip(1_i64..) {
        if version(connection)? >= number {
            continue;
        }
        let transaction = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
        // Another process may have been quicker.
        if version(&transaction)? < number {
            transaction.execute_batch(step)?;
            if daylog_faults::broken(Fault::MigrationDropsPending) {
                transaction.execute_batch("update log set last = min(last, have)")?;
            }
            transaction.pragma_update(None, "user_version", number)?;
        }
        transaction.commit()?;
    }
    Ok(())
}

fn known() -> i64 {
    i64::try_from(STEPS.len()).unwrap_or(i64::MAX)
}

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("select user_version from pragma_user_version", [], |row| row.get(0))?)
}
