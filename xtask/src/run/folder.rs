//! The folder with the example's data: it has one run at a time, so that none removes or plays on under another one.

use std::{
    fs::{self, File, TryLockError},
    path::Path,
};

use crate::failure::Failure;

const LOCK: &str = "run.lock";

/// The folder for this run, made where there is none; it is another's again when the answer is dropped, or this program ends.
pub fn take(data: &Path) -> Result<File, Failure> {
    let path = data.join(LOCK);
    let lock = fs::create_dir_all(data).and_then(|()| File::create(&path)).map_err(|why| Failure::file(&path, why))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => {
            Err(Failure::machine("another `cargo xtask run` of this checkout is going on: use that one, or end it with Ctrl-C first"))
        }
        Err(TryLockError::Error(why)) => Err(Failure::file(&path, why)),
    }
}

/// Removes everything in it but the lock.
pub fn empty(data: &Path) -> Result<(), Failure> {
    let failed = |why| Failure::file(data, why);
    for entry in fs::read_dir(data).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        match path.file_name() {
            Some(name) if name == LOCK => Ok(()),
            _ if path.is_dir() => fs::remove_dir_all(&path),
            _ => fs::remove_file(&path),
        }
        .map_err(|why| Failure::file(&path, why))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_has_one_run_and_is_emptied_by_that_one() {
        let data = std::env::temp_dir().join(format!("xtask-run-folder-{}", std::process::id()));
        let taken = take(&data).unwrap();
        fs::create_dir_all(data.join("city/server")).unwrap();
        fs::write(data.join("notes.txt"), "a").unwrap();
        let refused = take(&data).unwrap_err().to_string();
        assert!(refused.contains("Ctrl-C"), "{refused}");
        empty(&data).unwrap();
        assert_eq!(fs::read_dir(&data).unwrap().count(), 1, "the lock alone");
        assert!(take(&data).is_err(), "still taken after it was emptied");
        drop(taken);
        drop(take(&data).unwrap());
        fs::remove_dir_all(&data).unwrap();
    }
}
