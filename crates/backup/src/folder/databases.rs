//! The district's database: a file in its folder, or elsewhere, as the folder notes. Who may use it is said by the database itself.

use std::io;

use daylog_district::random;
use daylog_storage::{
    Address, Database, DatabaseKey, StorageCode, StorageError,
    content::{ContentKey, ContentKeys},
    served,
};
use zeroize::Zeroizing;

use super::{ADDRESS, DATABASE, Folder, FolderProblem, write_new_key};

/// Under which content is encrypted before a database elsewhere gets it. Every backup holds it, as every key but the database's.
const CONTENT_KEY: &str = "content.key";

impl Folder {
    /// The district's database. One that the district left, or that it is still on its way into, is refused.
    pub fn database(&self) -> Result<Database, FolderProblem> {
        match self.address()? {
            Some(address) => self.database_at(&address),
            None => served(self.any_file()?),
        }
    }

    /// The same at this address, whatever the folder notes.
    pub fn database_at(&self, address: &Address) -> Result<Database, FolderProblem> {
        served(self.any_at(address)?)
    }

    /// Where the database is, if that is not the folder.
    pub fn address(&self) -> Result<Option<Address>, FolderProblem> {
        if !self.has(ADDRESS) {
            return Ok(None);
        }
        let damaged = || FolderProblem::Damaged { file: ADDRESS };
        let text = Zeroizing::new(String::from_utf8(self.read(ADDRESS)?).map_err(|_| damaged())?);
        Ok(Some(Address::parse(text.trim()).map_err(|_| damaged())?))
    }

    /// Notes where the database is from here on; none for the folder itself.
    pub fn set_address(&self, address: Option<&str>) -> Result<(), FolderProblem> {
        match address {
            Some(address) => self.write(ADDRESS, format!("{address}\n").as_bytes()),
            None if self.has(ADDRESS) => self.remove(ADDRESS),
            None => Ok(()),
        }
    }

    /// The folder's own database, also one that is not to be served.
    pub fn any_file(&self) -> Result<Database, FolderProblem> {
        Ok(Database::open(&self.path.join(DATABASE), &self.database_key()?)?)
    }

    /// The same; where there is none, an empty one, under the key that lies there or a new one.
    pub fn any_or_new_file(&self) -> Result<Database, FolderProblem> {
        if self.has(DATABASE) {
            return self.any_file();
        }
        if !self.key_file.exists() {
            write_new_key(&self.key_file, &DatabaseKey::new(random::bytes()?))?;
        }
        Ok(Database::create(&self.path.join(DATABASE), &self.database_key()?)?)
    }

    /// The database at an address, also one that is not to be served.
    pub fn any_at(&self, address: &Address) -> Result<Database, FolderProblem> {
        Ok(Database::connect(address, &self.content_keys()?)?)
    }

    /// An empty database at an address. Refuses one that is there.
    pub(crate) fn new_at(&self, address: &Address) -> Result<Database, FolderProblem> {
        Ok(Database::create_at(address, &self.made_content_keys()?)?)
    }

    /// The database at an address; where there is none, an empty one.
    pub fn any_or_new_at(&self, address: &Address) -> Result<Database, FolderProblem> {
        let keys = self.made_content_keys()?;
        match Database::connect(address, &keys) {
            Err(error) if error.code() == StorageCode::Missing => Ok(Database::create_at(address, &keys)?),
            opened => Ok(opened?),
        }
    }

    /// What content on a PostgreSQL server is encrypted under.
    pub fn content_keys(&self) -> Result<ContentKeys, FolderProblem> {
        let path = self.path.join(CONTENT_KEY);
        ContentKeys::open(&path).map_err(|problem| match problem {
            StorageError::File(source) if source.kind() == io::ErrorKind::NotFound => FolderProblem::KeyMissing { path },
            StorageError::ContentKeyFile => FolderProblem::Damaged { file: CONTENT_KEY },
            other => other.into(),
        })
    }

    /// The same for a district that goes to a server now: a key is made unless there is one.
    pub fn made_content_keys(&self) -> Result<ContentKeys, FolderProblem> {
        if self.has(CONTENT_KEY) {
            return self.content_keys();
        }
        Ok(ContentKeys::create(&self.path.join(CONTENT_KEY), ContentKey::new(random::bytes()?))?)
    }
}

fn served(database: Database) -> Result<Database, FolderProblem> {
    database.read(served::refuse_unserved)?;
    Ok(database)
}
