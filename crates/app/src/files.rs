//! Files beside the record that must be whole or not there: written beside it, forced to disk, put in place.

use std::{
    fs::{self, File},
    io::{ErrorKind, Write},
    path::Path,
};

use daylog_store::platform;

use crate::{Problem, ProblemCode};

/// How a file ends that is not whole yet. No person names one so: another's file must not be written over, nor cleared.
const PART_ENDING: &str = ".daylog-part";

pub(crate) fn write_durably(path: &Path, bytes: &[u8]) -> Result<(), Problem> {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(PART_ENDING);
    let temporary = path.with_file_name(name);
    // The same name each time: of what killed runs left, at most one lies around.
    let written = File::create(&temporary).and_then(|file| {
        let put_in_place = fill(file, bytes).and_then(|()| platform::put_in_place(&temporary, path));
        if put_in_place.is_err() {
            // Where the disk was full it would stay full.
            drop(fs::remove_file(&temporary));
        }
        put_in_place
    });
    written.map_err(|error: std::io::Error| match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Problem::new(ProblemCode::DiskFull).that_may_pass(),
        _ => Problem::new(ProblemCode::FileUnwritable).with(|values| values.file = Some(path.display().to_string())),
    })
}

/// Closed in the end: an open file is neither renamed nor removed everywhere.
fn fill(mut file: File, bytes: &[u8]) -> std::io::Result<()> {
    file.write_all(bytes)?;
    file.sync_all()
}

/// Whether this is a file that was not written to its end.
pub(crate) fn is_part(path: &Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().ends_with(PART_ENDING))
}

/// Removes what killed runs left in a folder that is this program's own.
pub(crate) fn clear_parts(folder: &Path) {
    for file in fs::read_dir(folder).into_iter().flatten().flatten().map(|file| file.path()).filter(|path| is_part(path)) {
        if let Err(error) = fs::remove_file(&file) {
            tracing::warn!(cause = %error, "a file that was not written to its end");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_could_not_be_put_in_place_takes_no_room() {
        let folder = tempfile::tempdir().unwrap();
        let in_the_way = folder.path().join("out");
        fs::create_dir(&in_the_way).unwrap();
        assert_eq!(write_durably(&in_the_way, &[0; 1000]).unwrap_err().code, ProblemCode::FileUnwritable);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
