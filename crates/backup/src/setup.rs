//! Making a new district: beside its place, and moved there when it is complete.

use std::path::Path;

use daylog_district::{password, random};
use daylog_domain::{
    access::Viewer,
    settings::Settings,
    time::{Instant, Zone},
};
use daylog_storage::{Address, Database, DatabaseKey, StorageError, accounts, district, files as private};

use crate::{
    folder::{self, DATABASE, Folder, FolderProblem},
    kit::RecoveryKit,
    staging::Staging,
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
    /// Where the database is made instead of the folder, postgres://…
    pub database: Option<&'a str>,
    /// Whether accounts whose role needs a second factor are asked for it.
    pub requires_second_factor: bool,
    pub now: Instant,
}

/// What is shown once.
pub struct Founded {
    pub password: String,
    pub kit: RecoveryKit,
}

/// Makes the folder. Refuses one that exists; an error leaves nothing behind.
pub fn found(path: &Path, founding: &Founding<'_>) -> Result<Founded, FolderProblem> {
    found_keeping(path, founding, |_| Ok(()))
}

/// The same, with the kit kept or shown before the folder stands in its place: whatever happens, no district is without one.
pub fn found_keeping<E: From<FolderProblem>>(
    path: &Path,
    founding: &Founding<'_>,
    keep: impl FnOnce(&Founded) -> Result<(), E>,
) -> Result<Founded, E> {
    if path.exists() {
        return Err(FolderProblem::Exists.into());
    }
    let staging = Staging::begin(path, founding.key_file)?;
    let key = DatabaseKey::new(random::bytes().map_err(FolderProblem::from)?);
    let founded = furnish(staging.part(), founding, &key)?;
    let finished = keep(&founded).and_then(|()| staging.finish(&key).map_err(E::from));
    match (&finished, founding.database) {
        (Ok(()), _) | (Err(_), None) => {}
        (Err(_), Some(text)) => take_back(text),
    }
    finished.map(|()| founded)
}

fn furnish(part: &Path, founding: &Founding<'_>, key: &DatabaseKey) -> Result<Founded, FolderProblem> {
    let mut hosts = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    for address in founding.addresses {
        let host = folder::host_of(address);
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    let (folder, kit) = Folder::furnish(part, &hosts)?;
    let password = random::password()?;
    let hash = password::hash(&password)?;
    let epoch = random::bytes::<16>()?;
    let database = match founding.database {
        None => {
            // Made empty and private first: the files that SQLite puts beside it take its mode.
            private::write_private(&part.join(DATABASE), &[]).map_err(|source| FolderProblem::File { file: DATABASE, source })?;
            Database::create(&part.join(DATABASE), key)?
        }
        Some(text) => {
            let address = Address::parse(text)?;
            folder.set_address(Some(text))?;
            Database::create_at(&address, &folder.made_content_keys()?)?
        }
    };
    database.write(|db| {
        district::insert(db, founding.name.trim(), &Settings::default_in(founding.zone), epoch, founding.addresses)?;
        district::require_second_factor(db, founding.requires_second_factor)?;
        accounts::insert(db, FIRST_ACCOUNT, Viewer::District, &hash, founding.now)?;
        Ok::<_, StorageError>(())
    })?;
    Ok(Founded { password, kit })
}

/// The schema of a district that did not come into being. What is left where this fails is refused by the next try, which says so.
fn take_back(text: &str) {
    let removed = Address::parse(text).map_err(FolderProblem::from).and_then(|address| Ok(Database::remove_at(&address)?));
    if let Err(error) = removed {
        tracing::warn!(%error, "the district did not come into being, and its schema could not be removed");
    }
}
