//! Vacuuming the file after a purge: rewritten as a whole, its write-ahead log emptied, so that no byte of what went is left.

use std::sync::PoisonError;

use rusqlite::{Connection, ErrorCode};

use super::Database;
use crate::StorageError;

impl Database {
    /// Rewrites the file and empties its write-ahead log; false when somebody was still reading what went, or the disk has no
    /// room for it, and it is to be tried again: a full disk keeps no district from serving. Nobody writes meanwhile.
    /// `secure_delete` overwrites what is deleted, but a page that was divided long ago may still show where entries once stood:
    /// only writing every page anew leaves none of that.
    pub(crate) fn rewrite(&self) -> Result<bool, StorageError> {
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        // A district's file may be larger than memory; what lies beside it meanwhile is encrypted as it is.
        writer.pragma_update(None, "temp_store", "FILE")?;
        let rewritten = writer.execute_batch("VACUUM");
        writer.pragma_update(None, "temp_store", "MEMORY")?;
        let vacuumed = rewritten.and_then(|()| empty_log(&writer)).and_then(|is_empty| {
            // Where content has keys, what went since their renewal began is for the next one.
            if is_empty && self.0.content.is_none() {
                writer.execute("UPDATE district SET not_vacuumed = 0", [])?;
            }
            Ok(is_empty)
        });
        match vacuumed {
            Err(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => {
                tracing::warn!("the disk has no room to rewrite the file after a purge; it is tried again");
                Ok(false)
            }
            vacuumed => Ok(vacuumed?),
        }
    }

    /// Brings into the file what is only in its write-ahead log, as far as no reader stands in the way. Where the power went
    /// while this was done before, pages of the file are torn and only the log has them whole: whoever looks at the file
    /// page by page does this first.
    pub fn move_log_into_file(&self) -> Result<(), StorageError> {
        let writer = self.0.writer.lock().unwrap_or_else(PoisonError::into_inner);
        Ok(writer.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()))?)
    }
}

fn empty_log(connection: &Connection) -> rusqlite::Result<bool> {
    connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |row| Ok(row.get::<_, i64>(0)? == 0))
}
