//! Vacuuming the file after content went: no free page, no unused place on a page and no write-ahead log holds it any more.

use daylog_faults::Fault;
use rusqlite::Connection;

use crate::StoreError;

/// Larger files are rewritten through a file beside them and not in memory.
const IN_MEMORY: i64 = 32 * 1024 * 1024;

/// Whether content went since the file was last vacuumed.
pub(crate) fn due(connection: &Connection) -> Result<bool, StoreError> {
    Ok(connection.query_row("select exists (select 1 from device where not_vacuumed)", [], |row| row.get(0))?)
}

/// Rewrites the file and empties its write-ahead log. `secure_delete` overwrites what is deleted, but a page that was
/// divided long ago may still show where entries once stood: only writing every page anew leaves none of that.
/// An error leaves it due: the next answer or the next opening tries again.
pub(crate) fn vacuum(connection: &Connection) -> Result<(), StoreError> {
    if daylog_faults::broken(Fault::PurgeLeavesBytes) {
        return Ok(());
    }
    let size: i64 = connection.query_row("select page_count * page_size from pragma_page_count, pragma_page_size", [], |row| row.get(0))?;
    if size <= IN_MEMORY || rewrite_through_file(connection).is_err() {
        connection.execute_batch("vacuum")?;
    }
    // What the log held of the old pages goes when nobody reads from it any more.
    if !empty_log(connection)? {
        return Err(StoreError::Busy);
    }
    connection.execute("update device set not_vacuumed = 0", [])?;
    Ok(())
}

/// SQLCipher encrypts the file beside as it does this one. Not every device has a place for such files.
fn rewrite_through_file(connection: &Connection) -> Result<(), StoreError> {
    connection.execute_batch("pragma temp_store = file")?;
    let rewritten = connection.execute_batch("vacuum");
    connection.execute_batch("pragma temp_store = memory")?;
    Ok(rewritten?)
}

fn empty_log(connection: &Connection) -> Result<bool, StoreError> {
    let busy: i64 = connection.query_row("pragma wal_checkpoint(truncate)", [], |row| row.get(0))?;
    Ok(busy == 0)
}
