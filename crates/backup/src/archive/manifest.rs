//! What stands before the database inside a backup: when it was made, the key of the copy, and the files that are the district.

use std::collections::BTreeMap;

use base64::{Engine, prelude::BASE64_STANDARD};
use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use super::{BackupProblem, files::KeptFile};

const VERSION: u16 = 1;
/// Keys and certificates of a district come nowhere near this.
pub const LIMIT: usize = 1024 * 1024;

#[derive(Serialize, Deserialize)]
pub struct Manifest {
    pub version: u16,
    /// Milliseconds since 1970.
    pub made_at: i64,
    /// The highest segment that is contained.
    pub segment: i64,
    /// The key of the copied database: made for this backup, so that the server's own key never leaves its machine.
    pub database_key: String,
    /// The folder's files by name, as base64.
    files: BTreeMap<String, String>,
}

impl Manifest {
    #[must_use]
    pub fn new(made_at: i64, segment: i64, database_key: String, files: &[KeptFile]) -> Self {
        let files = files.iter().map(|(name, bytes)| (name.clone(), BASE64_STANDARD.encode(bytes.as_slice()))).collect();
        Manifest { version: VERSION, made_at, segment, database_key, files }
    }

    /// The length in four bytes, then JSON.
    pub fn to_bytes(&self) -> Result<Zeroizing<Vec<u8>>, BackupProblem> {
        let json = Zeroizing::new(serde_json::to_vec(self).map_err(|_| BackupProblem::Contents { what: "manifest" })?);
        let length = u32::try_from(json.len()).map_err(|_| BackupProblem::Contents { what: "manifest" })?;
        Ok(Zeroizing::new([length.to_be_bytes().as_slice(), &json].concat()))
    }

    pub fn from_json(json: &[u8]) -> Result<Self, BackupProblem> {
        let manifest: Manifest = serde_json::from_slice(json).map_err(|_| BackupProblem::Contents { what: "manifest" })?;
        if manifest.version == VERSION { Ok(manifest) } else { Err(BackupProblem::Newer) }
    }

    /// The files. Their names are still to be looked at.
    pub fn files(&self) -> Result<Vec<KeptFile>, BackupProblem> {
        let read = |(name, text): (&String, &String)| {
            let bytes = BASE64_STANDARD.decode(text).map_err(|_| BackupProblem::Contents { what: "file" })?;
            Ok((name.clone(), Zeroizing::new(bytes)))
        };
        self.files.iter().map(read).collect()
    }
}
