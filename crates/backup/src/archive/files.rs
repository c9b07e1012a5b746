//! Which files of a district's folder go into a backup, and how they come out of one.

use std::{fs, path::Path};

use daylog_storage::files::write_new_private;
use zeroize::Zeroizing;

use super::BackupProblem;
use crate::folder::{DATABASE_KEY, SERVER, SERVER_KEY};

/// A file's name and what it holds.
pub type KeptFile = (String, Zeroizing<Vec<u8>>);

const ENDINGS: [&str; 3] = [".pem", ".key", ".pub"];
/// The database's key stays on its machine, and the server's certificate is issued anew.
const NOT_KEPT: [&str; 3] = [DATABASE_KEY, SERVER, SERVER_KEY];

/// Every file that identifies the district. Purge orders have their own way into a restore.
pub(super) fn of(folder: &Path) -> Result<Vec<KeptFile>, BackupProblem> {
    let mut kept = Vec::new();
    for file in fs::read_dir(folder).map_err(BackupProblem::file(folder))? {
        let path = file.map_err(BackupProblem::file(folder))?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_kept = ENDINGS.iter().any(|ending| name.ends_with(ending)) && !NOT_KEPT.contains(&name.as_str());
        if is_kept && path.is_file() {
            kept.push((name, Zeroizing::new(fs::read(&path).map_err(BackupProblem::file(&path))?)));
        }
    }
    Ok(kept)
}

/// Writes them into a new folder. A name that leads anywhere else is damage.
pub fn put(files: &[KeptFile], folder: &Path) -> Result<(), BackupProblem> {
    for (name, bytes) in files {
        let is_plain = !name.starts_with('.') && name.chars().all(|c| c.is_ascii_alphanumeric() || ".-_".contains(c));
        if !is_plain || !ENDINGS.iter().any(|ending| name.ends_with(ending)) || NOT_KEPT.contains(&name.as_str()) {
            return Err(BackupProblem::Contents { what: "file name" });
        }
        let path = folder.join(name);
        write_new_private(&path, bytes).map_err(BackupProblem::file(&path))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_that_leads_elsewhere_is_not_written() {
        let folder = tempfile::tempdir().unwrap();
        for name in ["../ca.pem", "/tmp/ca.pem", ".key", "a/b.pem", "server.db", "database.key", "", "x\\y.pem"] {
            let put = put(&[(name.to_owned(), Zeroizing::new(vec![1]))], folder.path());
            assert!(matches!(put, Err(BackupProblem::Contents { .. })), "{name}");
        }
        put(&[("ca.pem".to_owned(), Zeroizing::new(vec![1]))], folder.path()).unwrap();
        assert_eq!(of(folder.path()).unwrap().len(), 1);
    }
}
