//! Making a new district: beside its place, and moved there when it is complete.

use std::{ffi::OsString, fs, path::Path};

use daylog_domain::{
    settings::Settings,
    time::{Instant, Zone},
};

use crate::{
    accounts::password,
    folder::{self, DATABASE, DATABASE_KEY, Folder, FolderProblem},
    kit::RecoveryKit,
    random,
    storage::{
        StorageError,
        sqlite::{
            Database,
            accounts::{self, Scope},
            district,
            key::DatabaseKey,
        },
    },
};

/// The name of the first account.
pub const FIRST_ACCOUNT: &str = "district";

/// What a district begins with.
#[derive(Debug, Clone, Copy)]
pub struct Founding<'a> {
    pub name: &'a str,
    pub zone: Zone,
    /// `host:port`, where devices reach the server; may be empty.
    pub addresses: &'a [String],
    /// Where the database's key goes instead of the folder.
    pub key_file: Option<&'a Path>,
    pub now: Instant,
}

/// What is shown once.
pub struct Founded {
    pub password: String,
    pub kit: RecoveryKit,
}

/// Makes the folder. Refuses one that exists; an error leaves nothing behind.
pub fn found(path: &Path, founding: &Founding<'_>) -> Result<Founded, FolderProblem> {
    if path.exists() {
        return Err(FolderProblem::Exists);
    }
    let mut part: OsString = path.as_os_str().to_owned();
    part.push(format!(".{}.part", random::hex(&random::bytes::<4>()?)));
    let part = std::path::PathBuf::from(part);
    let failed = |source| FolderProblem::File { file: "the folder", source };
    let key_file = founding.key_file.map_or_else(|| part.join(DATABASE_KEY), Path::to_owned);
    folder::make_private(&part).map_err(failed)?;
    let key = DatabaseKey::generate()?;
    if let Err(problem) = folder::write_new_key(&key_file, &key) {
        let _removed = fs::remove_dir_all(&part);
        return Err(problem);
    }
    let founded = furnish(&part, founding, &key).and_then(|founded| {
        fs::rename(&part, path).map_err(failed)?;
        Ok(founded)
    });
    if founded.is_err() {
        // What stands there is only what this run made a moment ago.
        let _removed = (fs::remove_dir_all(&part), fs::remove_file(&key_file));
    }
    founded
}

fn furnish(part: &Path, founding: &Founding<'_>, key: &DatabaseKey) -> Result<Founded, FolderProblem> {
    let mut hosts = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    for address in founding.addresses {
        let host = folder::host_of(address);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    let (_, kit) = Folder::furnish(part, &hosts)?;
    let password = random::password()?;
    let hash = password::hash(&password)?;
    let epoch = random::bytes::<16>()?;
    // Made empty and private first: the files that SQLite puts beside it take its mode.
    folder::write_private(&part.join(DATABASE), &[]).map_err(|source| FolderProblem::File { file: DATABASE, source })?;
    let database = Database::create(&part.join(DATABASE), key)?;
    database.write(|transaction| {
        district::insert(transaction, founding.name.trim(), &Settings::default_in(founding.zone), epoch, founding.addresses)?;
        accounts::insert(transaction, FIRST_ACCOUNT, Scope::District, &hash, founding.now)?;
        Ok::<_, StorageError>(())
    })?;
    Ok(Founded { password, kit })
}
