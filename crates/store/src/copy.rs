//! A copy of the record in memory, made from a disk that takes no byte and without writing anything to it.

use std::path::Path;

use rusqlite::{Connection, OpenFlags, config::DbConfig, named_params};

use crate::{Steps, StoreError, connection::in_sql, key_file::Key, migrations, platform::UNLOCKED_FILES, rebuild};

/// How the file is come at, the most careful way first.
#[derive(Clone, Copy, PartialEq)]
enum OpenMode {
    /// As every other program: the index of the write-ahead log is there.
    Shared,
    /// Alone, with that index in memory.
    Alone,
    /// Without locks, which a protected medium does not have. Nobody can write to it either.
    Unlocked,
    /// Without a write-ahead log, which cannot be made; there is none.
    WithoutLog,
}

/// The record as it stands, in memory.
pub(crate) fn copy(path: &Path, key: &Key, steps: Steps) -> Result<Connection, StoreError> {
    let has_log = path.with_file_name("daylog.db-wal").exists();
    let modes = [OpenMode::Shared, OpenMode::Alone, if has_log { OpenMode::Unlocked } else { OpenMode::WithoutLog }];
    let mut outcome = Err(StoreError::Unwritable);
    for mode in modes {
        outcome = copy_by(mode, path, key, steps);
        if matches!(outcome, Ok(_) | Err(StoreError::Busy | StoreError::Newer { .. })) {
            break;
        }
    }
    outcome
}

fn copy_by(mode: OpenMode, path: &Path, key: &Key, steps: Steps) -> Result<Connection, StoreError> {
    // Attaching makes a file that is missing.
    if !path.exists() {
        return Err(StoreError::DamagedPage);
    }
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_URI;
    let mut copy = match mode {
        OpenMode::Unlocked | OpenMode::WithoutLog => Connection::open_with_flags_and_vfs(":memory:", flags, UNLOCKED_FILES)?,
        OpenMode::Shared | OpenMode::Alone => Connection::open_with_flags(":memory:", flags)?,
    };
    copy.busy_timeout(std::time::Duration::from_secs(5))?;
    // Closing the file would write what is in its log into it.
    copy.set_db_config(DbConfig::SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, true)?;
    copy.execute_batch(if mode == OpenMode::Shared { "" } else { "pragma locking_mode = exclusive" })?;
    let address = address(path, mode).ok_or(StoreError::Unwritable)?;
    copy.execute(&format!("attach database :file as record key {}", in_sql(key).as_str()), named_params! { ":file": address })?;
    let sound: String = copy.query_row("pragma record.quick_check(1)", [], |row| row.get(0))?;
    let version: i64 = copy.query_row("pragma record.user_version", [], |row| row.get(0))?;
    let is_record: i64 = copy.query_row("select count(*) from record.sqlite_schema where name = 'device'", [], |row| row.get(0))?;
    if sound != "ok" || is_record == 0 {
        return Err(StoreError::DamagedPage);
    }
    copy.query_row("select sqlcipher_export('main', 'record')", [], |_| Ok(()))?;
    copy.execute_batch("detach database record; pragma foreign_keys = on; pragma temp_store = memory;")?;
    copy.pragma_update(None, "user_version", version)?;
    copy.set_prepared_statement_cache_capacity(64);
    migrations::refuse_newer(&copy, steps)?;
    migrations::run(&mut copy, steps)?;
    rebuild::bring_up_to_date(&mut copy)?;
    Ok(copy)
}

/// The file as SQLite's own kind of address, in which three characters mean something else.
fn address(path: &Path, mode: OpenMode) -> Option<String> {
    let text = std::path::absolute(path).ok()?.to_str()?.replace('\\', "/");
    let text = text.replace('%', "%25").replace('?', "%3f").replace('#', "%23");
    let rooted = if text.starts_with('/') { text } else { format!("/{text}") };
    Some(format!("file://{rooted}{}", if mode == OpenMode::WithoutLog { "?immutable=1" } else { "" }))
}
