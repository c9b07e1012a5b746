//! Who may serve a folder: the lock that a serving process holds, and who holds it. One server where the database is the folder's
//! file, as many as wanted where it is elsewhere.

use std::{
    fs::{File, TryLockError},
    io::{Read, Write},
    net::SocketAddr,
    os::unix::fs::OpenOptionsExt,
    path::Path,
};

const LOCK: &str = "serve.lock";
/// What is read of the line inside that names the holder; a longer one is none of ours.
const HOLDER_LIMIT: u64 = 200;

/// Held while a process serves. The system gives the lock back when the process dies.
pub struct Occupied(File);

/// Another process serves this folder; what it says of itself.
#[derive(Debug, thiserror::Error)]
#[error("{holder}")]
pub struct Taken {
    pub holder: String,
}

/// Whom a process tolerates beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beside {
    Nobody,
    /// Processes that tolerate others too.
    Others,
}

/// Takes the folder. Where a disk knows no locks, or has no room for an empty file, nothing is found out, and nothing is refused.
pub fn take(folder: &Path, beside: Beside) -> Result<Option<Occupied>, Taken> {
    let opened = File::options().read(true).write(true).create(true).truncate(false).mode(0o600).open(folder.join(LOCK));
    let Ok(file) = opened.inspect_err(|error| tracing::warn!(kind = ?error.kind(), "a second server could not be told from this one"))
    else {
        return Ok(None);
    };
    let locked = match beside {
        Beside::Nobody => file.try_lock(),
        Beside::Others => file.try_lock_shared(),
    };
    match locked {
        Ok(()) => Ok(Some(Occupied(file))),
        Err(TryLockError::WouldBlock) => Err(Taken { holder: holder(&file) }),
        Err(TryLockError::Error(error)) => {
            tracing::warn!(kind = ?error.kind(), "a second server could not be told from this one");
            Ok(None)
        }
    }
}

impl Occupied {
    /// Writes who serves and where, for whoever comes second.
    pub fn write_holder(&mut self, address: SocketAddr) {
        let line = format!("process {}, listening on {address}", std::process::id());
        // A line that does not get there on a full disk only says less.
        let _written = self.0.set_len(0).and_then(|()| self.0.write_all(line.as_bytes()));
    }
}

fn holder(file: &File) -> String {
    let mut line = String::new();
    let read = file.take(HOLDER_LIMIT).read_to_string(&mut line);
    let is_one = read.is_ok() && line.starts_with("process ") && !line.chars().any(char::is_control);
    if is_one { line } else { "another process".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_server_is_told_who_serves_and_the_folder_is_free_when_that_one_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let taken = || take(folder.path(), Beside::Nobody);
        let holder = || taken().map(|_| ()).unwrap_err().holder;
        let mut first = taken().unwrap().unwrap();
        assert_eq!(holder(), "another process");
        first.write_holder(([127, 0, 0, 1], 8470).into());
        assert_eq!(holder(), format!("process {}, listening on 127.0.0.1:8470", std::process::id()));
        drop(first);
        let mut second = taken().unwrap().unwrap();
        second.write_holder(([127, 0, 0, 1], 1).into());
        assert!(holder().ends_with(":1"), "the line is its own");
    }

    #[test]
    fn servers_of_a_database_elsewhere_tolerate_each_other_and_nobody_who_wants_the_folder_alone() {
        let folder = tempfile::tempdir().unwrap();
        let taken = |beside| take(folder.path(), beside).map(Option::unwrap);
        let several = [taken(Beside::Others), taken(Beside::Others)];
        assert!(several.iter().all(Result::is_ok) && taken(Beside::Nobody).is_err());
        drop(several);
        let alone = taken(Beside::Nobody).unwrap();
        assert!(taken(Beside::Others).is_err());
        drop(alone);
    }
}
