//! The connection to the file: its key, how it writes, and whether what it leads to is sound and up to date.

use std::path::Path;

use daylog_faults::{Fault, broken};
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::{Steps, StoreError, key_file::Key, migrations, purge, rebuild};

/// The file, brought up to date and ready to be written.
pub(crate) fn open_file(path: &Path, key: &Key, steps: Steps) -> Result<Connection, StoreError> {
    // SQLite says that it is ready before SQLCipher is; two threads that open their first files at once would collide there.
    static READY: std::sync::Once = std::sync::Once::new();
    READY.call_once(|| drop(Connection::open_in_memory()));
    let mut connection = Connection::open_with_flags(path, OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE)?;
    give_key(&connection, key)?;
    // Fails here when the key does not fit the file, before anything is written.
    connection.query_row("select count(*) from sqlite_schema", [], |row| row.get::<_, i64>(0))?;
    connection.busy_timeout(std::time::Duration::from_secs(5))?;
    let sound: String = connection.query_row("pragma quick_check(1)", [], |row| row.get(0))?;
    if sound != "ok" {
        return Err(StoreError::DamagedPage);
    }
    migrations::refuse_newer(&connection, steps)?;
    connection.execute_batch(
        "pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on; pragma secure_delete = on;
         pragma temp_store = memory;",
    )?;
    if broken(Fault::SavedBeforeDisk) {
        connection.execute_batch("pragma synchronous = off")?;
    }
    if broken(Fault::WriteAheadLogGrows) {
        connection.execute_batch("pragma wal_autocheckpoint = 0")?;
    }
    connection.set_prepared_statement_cache_capacity(64);
    migrations::run(&mut connection, steps)?;
    rebuild::bring_up_to_date(&mut connection)?;
    if purge::vacuum_due(&connection)? {
        // A crash came between, or the disk was full: what cannot be vacuumed now either does not keep anybody from working.
        let _vacuumed = purge::vacuum(&connection);
    }
    Ok(connection)
}

pub(crate) fn give_key(connection: &Connection, key: &Key) -> Result<(), StoreError> {
    // A damaged file is said in our words alone.
    connection.execute_batch("pragma cipher_log_level = none")?;
    let pragma = Zeroizing::new(format!("pragma key = {}", in_sql(key).as_str()));
    Ok(connection.execute_batch(&pragma)?)
}

/// The key as SQLCipher takes it in a statement.
pub(crate) fn in_sql(key: &Key) -> Zeroizing<String> {
    let hex: Zeroizing<String> = Zeroizing::new(key.iter().map(|byte| format!("{byte:02x}")).collect());
    Zeroizing::new(format!("\"x'{}'\"", hex.as_str()))
}
