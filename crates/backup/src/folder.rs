//! The district server's folder: database, certificates and keys. Readable by its owner only.

mod databases;

use std::{
    fs, io,
    net::{IpAddr, SocketAddr, UdpSocket},
    path::{Path, PathBuf},
};

use daylog_district::{keys::Keys, random};
use daylog_domain::text::hex::{from_hex, hex};
use daylog_storage::{
    AddressProblem, DatabaseKey, StorageError,
    files::{write_new_private, write_private},
};
use daylog_wire::encryption::OpeningKey;
use rustls::pki_types::{CertificateDer, pem::PemObject};
use zeroize::Zeroizing;

use crate::purge_orders::PURGE_ORDERS;
use crate::{
    certificates::{self, CertificateProblem},
    kit::RecoveryKit,
};

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderProblem {
    #[error("the folder exists already")]
    Exists,
    #[error("there is no district in this folder")]
    Missing,
    #[error("the district's database, server.db, is not in its folder")]
    DatabaseMissing,
    #[error("{file} cannot be read or written")]
    File { file: &'static str, source: io::Error },
    #[error("{file} is damaged")]
    Damaged { file: &'static str },
    #[error("the database's key {path} cannot be read or written")]
    KeyFile { path: PathBuf, source: io::Error },
    #[error("the database's key {path} is not 64 hex digits")]
    KeyForm { path: PathBuf },
    #[error("the database is encrypted and its key {path} is not there")]
    KeyMissing { path: PathBuf },
    #[error(transparent)]
    Certificate(#[from] CertificateProblem),
    #[error(transparent)]
    Address(#[from] AddressProblem),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
}

pub const DATABASE: &str = "server.db";
/// Where the database is when that is not the folder. It may hold a password.
const ADDRESS: &str = "database.url";
/// What a problem of the folder itself is about.
pub const FOLDER: &str = "the folder";
pub(crate) const AUTHORITY: &str = "ca.pem";
pub(crate) const AUTHORITY_KEY: &str = "ca.key";
pub(crate) const SERVER: &str = "server.pem";
pub(crate) const SERVER_KEY: &str = "server.key";
/// Whether a file is part of what the district is: no program can make it again, and every backup holds it.
#[must_use]
pub fn is_identity(file: &str) -> bool {
    [AUTHORITY, AUTHORITY_KEY, SIGNING_KEY, RECOVERY_KEY].contains(&file)
}

/// Which hosts the server certificate covers, one in a line.
pub(crate) const HOSTS: &str = "server.hosts";
const SIGNING_KEY: &str = "signing.key";
/// Only the public half is here; the private one is in the offline recovery kit.
const RECOVERY_KEY: &str = "recovery.pub";
const METRICS_TOKEN: &str = "metrics.token";
/// A shorter one could be guessed.
const LEAST_TOKEN: usize = 16;
/// Where the server listened last, for invites of a district that named no address.
const LISTENING: &str = "listening";

/// The database's key, unless it is kept elsewhere, such as on a stick that is put away.
pub(crate) const DATABASE_KEY: &str = "database.key";

/// A district's folder, and where the key of its database is.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    key_file: PathBuf,
}

impl Folder {
    /// Names an existing district's folder, with the database's key inside.
    pub fn at(path: &Path) -> Result<Self, FolderProblem> {
        Self::with_key_file(path, None)
    }

    /// Names an existing district's folder whose database's key may be elsewhere.
    pub fn with_key_file(path: &Path, key_file: Option<&Path>) -> Result<Self, FolderProblem> {
        // A folder of somebody else's shows nothing of what is in it.
        let holds = |file: &str| match fs::metadata(path.join(file)) {
            Err(source) if source.kind() == io::ErrorKind::PermissionDenied => Err(FolderProblem::File { file: FOLDER, source }),
            found => Ok(found.is_ok_and(|found| found.is_file())),
        };
        match (holds(DATABASE)? || holds(ADDRESS)?, holds(AUTHORITY_KEY)? || holds(SIGNING_KEY)?) {
            (true, _) => Ok(Self::new(path, key_file)),
            (false, true) => Err(FolderProblem::DatabaseMissing),
            (false, false) => Err(FolderProblem::Missing),
        }
    }

    /// Names a folder that is being made.
    pub(crate) fn new(path: &Path, key_file: Option<&Path>) -> Self {
        Folder { path: path.to_owned(), key_file: key_file.map_or_else(|| path.join(DATABASE_KEY), Path::to_owned) }
    }

    /// Makes keys and certificates in a folder that is already there and still empty.
    pub(crate) fn furnish(path: &Path, hosts: &[String]) -> Result<(Self, RecoveryKit), FolderProblem> {
        let folder = Self::new(path, None);
        let authority = certificates::new_authority()?;
        folder.write(AUTHORITY, authority.certificate.as_bytes())?;
        folder.write(AUTHORITY_KEY, authority.key.as_bytes())?;
        folder.issue(hosts)?;
        let (signing, recovery) = (random::bytes::<32>()?, random::bytes::<32>()?);
        folder.write(SIGNING_KEY, hex(&signing).as_bytes())?;
        folder.write(RECOVERY_KEY, hex(&OpeningKey::from_seed(&recovery).public()).as_bytes())?;
        let kit = RecoveryKit::new(authority.der, &authority.key, signing, recovery);
        Ok((folder, kit.map_err(|_| FolderProblem::Damaged { file: AUTHORITY_KEY })?))
    }

    pub fn database_key(&self) -> Result<DatabaseKey, FolderProblem> {
        let path = || self.key_file.clone();
        let text = fs::read_to_string(&self.key_file).map(Zeroizing::new).map_err(|source| match source.kind() {
            io::ErrorKind::NotFound => FolderProblem::KeyMissing { path: path() },
            // Not even text.
            io::ErrorKind::InvalidData => FolderProblem::KeyForm { path: path() },
            _ => FolderProblem::KeyFile { path: path(), source },
        })?;
        DatabaseKey::from_hex(&text).ok_or_else(|| FolderProblem::KeyForm { path: path() })
    }

    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// The file that keeps the district's purge orders.
    #[must_use]
    pub fn purge_orders(&self) -> PathBuf {
        self.path.join(PURGE_ORDERS)
    }

    #[must_use]
    pub fn key_file(&self) -> &Path {
        &self.key_file
    }

    pub fn authority_der(&self) -> Result<Vec<u8>, FolderProblem> {
        let damaged = |_| FolderProblem::Damaged { file: AUTHORITY };
        Ok(CertificateDer::from_pem_slice(&self.read(AUTHORITY)?).map_err(damaged)?.to_vec())
    }

    /// The server certificate and its key as PEM, covering `hosts`; a new one is signed where the last one does not. Several
    /// servers of one folder take turns.
    pub fn server_certificate(&self, hosts: &[String]) -> Result<(Vec<u8>, Vec<u8>), FolderProblem> {
        let _turn = self.signing_turn();
        let covered = self.read(HOSTS).unwrap_or_default();
        let covered: Vec<String> = String::from_utf8_lossy(&covered).lines().map(str::to_owned).collect();
        let missing: Vec<String> = hosts.iter().filter(|host| !covered.contains(host)).cloned().collect();
        // It is made from the authority's key, so that its loss is none.
        if !missing.is_empty() || !self.has(SERVER) || !self.has(SERVER_KEY) {
            self.issue(&[covered, missing].concat())?;
        }
        Ok((self.read(SERVER)?, self.read(SERVER_KEY)?))
    }

    pub fn keys(&self) -> Result<Keys, FolderProblem> {
        let seed = self.hex_key(SIGNING_KEY)?;
        Keys::new(&seed, self.hex_key(RECOVERY_KEY)?, self.authorities()?).map_err(|_| FolderProblem::Damaged { file: SIGNING_KEY })
    }

    /// What a monitor must show to read the metrics; none when the operator has put no such file there.
    pub fn metrics_token(&self) -> Result<Option<Zeroizing<String>>, FolderProblem> {
        if !self.path.join(METRICS_TOKEN).exists() {
            return Ok(None);
        }
        let text = Zeroizing::new(self.read(METRICS_TOKEN)?);
        let token = Zeroizing::new(String::from_utf8_lossy(&text).trim().to_owned());
        // An empty file must not open the door to everybody who shows nothing.
        if token.len() < LEAST_TOKEN { Err(FolderProblem::Damaged { file: METRICS_TOKEN }) } else { Ok(Some(token)) }
    }

    pub fn remember_listening(&self, address: SocketAddr) -> Result<(), FolderProblem> {
        self.write(LISTENING, reachable(address).to_string().as_bytes())
    }

    /// Where the server listened last, if it ever did.
    #[must_use]
    pub fn last_listening(&self) -> Option<String> {
        let text = self.read(LISTENING).ok()?;
        String::from_utf8(text).ok().map(|text| text.trim().to_owned()).filter(|text| !text.is_empty())
    }

    /// Held by whoever signs with the authority's key. Where a disk knows no locks nobody waits: one folder then has one server.
    fn signing_turn(&self) -> Option<fs::File> {
        let key = fs::File::options().read(true).write(true).open(self.path.join(AUTHORITY_KEY)).ok()?;
        key.lock().ok().map(|()| key)
    }

    fn issue(&self, hosts: &[String]) -> Result<(), FolderProblem> {
        let key = String::from_utf8(self.read(AUTHORITY_KEY)?).map_err(|_| FolderProblem::Damaged { file: AUTHORITY_KEY })?;
        let issued = certificates::new_server(&key, hosts)?;
        self.write(SERVER_KEY, issued.key.as_bytes())?;
        self.write(SERVER, issued.certificate.as_bytes())?;
        // Last: a crash before this issues once more.
        self.write(HOSTS, hosts.join("\n").as_bytes())
    }

    fn hex_key(&self, file: &'static str) -> Result<[u8; 32], FolderProblem> {
        let text = String::from_utf8(self.read(file)?).map_err(|_| FolderProblem::Damaged { file })?;
        from_hex(&text).and_then(|bytes| bytes.try_into().ok()).ok_or(FolderProblem::Damaged { file })
    }

    pub(crate) fn has(&self, file: &'static str) -> bool {
        self.path.join(file).is_file()
    }

    pub(crate) fn remove(&self, file: &'static str) -> Result<(), FolderProblem> {
        fs::remove_file(self.path.join(file)).map_err(|source| FolderProblem::File { file, source })
    }

    pub(crate) fn read(&self, file: &'static str) -> Result<Vec<u8>, FolderProblem> {
        fs::read(self.path.join(file)).map_err(|source| FolderProblem::File { file, source })
    }

    // Written beside and renamed, so that a full disk or a crash leaves the old one.
    pub(crate) fn write(&self, file: &'static str, bytes: &[u8]) -> Result<(), FolderProblem> {
        let part = self.path.join(format!("{file}.part"));
        let result = write_private(&part, bytes).and_then(|()| fs::rename(&part, self.path.join(file)));
        result.map_err(|source| FolderProblem::File { file, source })
    }
}

/// The address under which others reach this one: a listener on every interface is named by the one that leads outside.
#[must_use]
pub fn reachable(address: SocketAddr) -> SocketAddr {
    if address.ip().is_unspecified() {
        SocketAddr::new(own_address().unwrap_or(IpAddr::from([127, 0, 0, 1])), address.port())
    } else {
        address
    }
}

/// The host of `host:port`, without the brackets of an IPv6 address.
#[must_use]
pub fn host_of(address: &str) -> String {
    let host = address.rsplit_once(':').map_or(address, |(host, _)| host);
    host.trim_start_matches('[').trim_end_matches(']').to_owned()
}

// Connecting a datagram socket sends nothing; it only asks the routing table.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind("0.0.0.0:0").ok()?;
    socket.connect("192.0.2.1:9").ok()?;
    Some(socket.local_addr().ok()?.ip())
}

/// Writes a key where none is yet, forced to disk.
pub(crate) fn write_new_key(path: &Path, key: &DatabaseKey) -> Result<(), FolderProblem> {
    let text = Zeroizing::new(format!("{}\n", key.to_hex().as_str()));
    write_new_private(path, text.as_bytes()).map_err(|source| FolderProblem::KeyFile { path: path.to_owned(), source })
}
