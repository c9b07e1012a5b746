//! The versions of the device's file. A released step is frozen; each runs in one transaction with its version bump.

use daylog_faults::Fault;
use rusqlite::{Connection, TransactionBehavior};

use crate::StoreError;

/// SQL that brings a file to a version: number N one of version N - 1 to version N, and the first an empty one to version 1.
pub type Steps = &'static [&'static str];

/// The steps of this program.
pub const STEPS: Steps = &[include_str!("001.sql")];

/// Refuses a file from a program with more steps; to be asked before the first write.
pub(crate) fn refuse_newer(connection: &Connection, steps: Steps) -> Result<(), StoreError> {
    let known = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    let found = version(connection)?;
    if found > known { Err(StoreError::Newer { found, known }) } else { Ok(()) }
}

/// Brings an older file up to date.
pub(crate) fn run(connection: &mut Connection, steps: Steps) -> Result<(), StoreError> {
    for (step, number) in steps.iter().zip(1_i64..) {
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

fn version(connection: &Connection) -> Result<i64, StoreError> {
    Ok(connection.query_row("select user_version from pragma_user_version", [], |row| row.get(0))?)
}

#[cfg(test)]
mod tests {
    use super::*;

    const OLD: &str = "create table page (number integer primary key, words text not null); insert into page (words) values ('one')";
    const NEW: &str = "alter table page add column length integer; update page set length = length(words)";
    const NEWEST: &str = "create table word (page integer not null references page (number)); insert into word select number from page";
    /// Writes, and then cannot go on.
    const BROKEN: &str = "update page set words = 'two'; insert into nowhere values (1)";

    fn at(steps: Steps) -> Connection {
        let mut connection = Connection::open_in_memory().unwrap();
        run(&mut connection, steps).unwrap();
        connection
    }

    fn content(connection: &Connection) -> (i64, Vec<String>, String) {
        let mut tables = connection.prepare("select sql from sqlite_schema order by name").unwrap();
        let tables = tables.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
        (version(connection).unwrap(), tables, connection.query_row("select group_concat(words) from page", [], |row| row.get(0)).unwrap())
    }

    #[test]
    fn a_file_of_any_version_is_brought_to_the_last_by_the_steps_that_it_lacks() {
        const STEPS: Steps = &[OLD, NEW, NEWEST];
        let newest = content(&at(STEPS));
        assert_eq!((newest.0, newest.1.len(), newest.2.as_str()), (3, 2, "one"));
        for of in [&STEPS[..0], &STEPS[..1], &STEPS[..2], STEPS] {
            let mut connection = at(of);
            run(&mut connection, STEPS).unwrap();
            assert_eq!(content(&connection), newest, "from version {}", of.len());
        }
    }

    #[test]
    fn a_step_that_fails_leaves_the_version_before_it_and_those_before_that_stand() {
        let mut connection = at(&[OLD]);
        assert!(run(&mut connection, &[OLD, NEW, BROKEN]).is_err());
        assert_eq!(content(&connection), content(&at(&[OLD, NEW])));
        run(&mut connection, &[OLD, NEW, NEWEST]).unwrap();
        assert_eq!(content(&connection), content(&at(&[OLD, NEW, NEWEST])));
    }

    #[test]
    fn a_file_with_more_steps_behind_it_is_refused() {
        let connection = at(&[OLD, NEW]);
        assert!(refuse_newer(&connection, &[OLD, NEW]).is_ok());
        assert!(matches!(refuse_newer(&connection, &[OLD]), Err(StoreError::Newer { found: 2, known: 1 })));
    }
}
