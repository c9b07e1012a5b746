//! The district server's folder: database, certificates and keys. Readable by its owner only.

use std::{
    fs, io,
    net::{IpAddr, SocketAddr, UdpSocket},
    path::{Path, PathBuf},
};

use daylog_wire::keys::{PublicKey, SigningKey};
use rustls::pki_types::{CertificateDer, pem::PemObject};

use crate::{
    certificates::{self, CertificateProblem},
    random,
    storage::{StorageError, sqlite::Database},
};

/// Why the folder cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum FolderProblem {
    #[error("the folder exists already")]
    Exists,
    #[error("there is no district in this folder")]
    Missing,
    #[error("{file} cannot be read or written")]
    File { file: &'static str, source: io::Error },
    #[error("{file} is damaged")]
    Damaged { file: &'static str },
    #[error(transparent)]
    Certificate(#[from] CertificateProblem),
    #[error(transparent)]
    Storage(#[from] StorageError),
    #[error(transparent)]
    Random(#[from] random::NoRandomness),
}

pub const DATABASE: &str = "server.db";
const AUTHORITY: &str = "ca.pem";
const AUTHORITY_KEY: &str = "ca.key";
const SERVER: &str = "server.pem";
const SERVER_KEY: &str = "server.key";
/// Which hosts the server certificate covers, one in a line.
const HOSTS: &str = "server.hosts";
const SIGNING_KEY: &str = "signing.key";
/// Only the public half is here; the private one is in the offline recovery kit.
const RECOVERY_KEY: &str = "recovery.pub";
/// Where the server listened last, for invites of a district that named no address.
const LISTENING: &str = "listening";

/// A district's folder.
#[derive(Debug, Clone)]
pub struct Folder(PathBuf);

/// The keys that a running server holds.
pub struct Keys {
    pub signing: SigningKey,
    pub recovery: [u8; 32],
}

/// What the offline recovery kit holds; shown once.
pub struct RecoveryKit {
    pub authority_fingerprint: String,
    pub authority_key: String,
    pub signing_key: String,
    pub recovery_key: String,
}

impl Folder {
    /// Names an existing district's folder.
    pub fn at(path: &Path) -> Result<Self, FolderProblem> {
        if path.join(DATABASE).is_file() { Ok(Folder(path.to_owned())) } else { Err(FolderProblem::Missing) }
    }

    /// Makes keys and certificates in a folder that is already there and still empty.
    pub(crate) fn furnish(path: &Path, hosts: &[String]) -> Result<(Self, RecoveryKit), FolderProblem> {
        let folder = Folder(path.to_owned());
        let authority = certificates::new_authority()?;
        folder.write(AUTHORITY, authority.certificate.as_bytes())?;
        folder.write(AUTHORITY_KEY, authority.key.as_bytes())?;
        folder.issue(hosts)?;
        let signing = random::hex(&random::bytes::<32>()?);
        folder.write(SIGNING_KEY, signing.as_bytes())?;
        let (recovery_key, public) = recovery_pair()?;
        folder.write(RECOVERY_KEY, random::hex(&public).as_bytes())?;
        let kit = RecoveryKit {
            authority_fingerprint: daylog_wire::enrol::Fingerprint::whole(&authority.der),
            authority_key: authority.key,
            signing_key: signing,
            recovery_key,
        };
        Ok((folder, kit))
    }

    pub fn database(&self) -> Result<Database, FolderProblem> {
        Ok(Database::open(&self.0.join(DATABASE))?)
    }

    pub fn authority_der(&self) -> Result<Vec<u8>, FolderProblem> {
        let damaged = |_| FolderProblem::Damaged { file: AUTHORITY };
        Ok(CertificateDer::from_pem_slice(&self.read(AUTHORITY)?).map_err(damaged)?.to_vec())
    }

    /// The server certificate and its key as PEM, covering `hosts`; a new one is signed where the last one does not.
    pub fn server_certificate(&self, hosts: &[String]) -> Result<(Vec<u8>, Vec<u8>), FolderProblem> {
        let covered = self.read(HOSTS).unwrap_or_default();
        let covered: Vec<String> = String::from_utf8_lossy(&covered).lines().map(str::to_owned).collect();
        let missing: Vec<String> = hosts.iter().filter(|host| !covered.contains(host)).cloned().collect();
        if !missing.is_empty() {
            self.issue(&[covered, missing].concat())?;
        }
        Ok((self.read(SERVER)?, self.read(SERVER_KEY)?))
    }

    pub fn keys(&self) -> Result<Keys, FolderProblem> {
        let seed = self.hex_key(SIGNING_KEY)?;
        let signing = SigningKey::from_seed(&seed).map_err(|_| FolderProblem::Damaged { file: SIGNING_KEY })?;
        Ok(Keys { signing, recovery: self.hex_key(RECOVERY_KEY)? })
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
        random::from_hex(&text).and_then(|bytes| bytes.try_into().ok()).ok_or(FolderProblem::Damaged { file })
    }

    fn read(&self, file: &'static str) -> Result<Vec<u8>, FolderProblem> {
        fs::read(self.0.join(file)).map_err(|source| FolderProblem::File { file, source })
    }

    // Written beside and renamed, so that a full disk or a crash leaves the old one.
    fn write(&self, file: &'static str, bytes: &[u8]) -> Result<(), FolderProblem> {
        let part = self.0.join(format!("{file}.part"));
        let result = write_private(&part, bytes).and_then(|()| fs::rename(&part, self.0.join(file)));
        result.map_err(|source| FolderProblem::File { file, source })
    }
}

impl Keys {
    #[must_use]
    pub fn public(&self) -> PublicKey {
        self.signing.public()
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

/// Makes a folder that only its owner can enter.
pub(crate) fn make_private(path: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(path)
}

pub(crate) fn write_private(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = fs::OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    io::Write::write_all(&mut file, bytes)?;
    file.sync_all()
}

/// A new recovery pair: the secret it grows from as hex, for the kit, and the X25519 public key.
fn recovery_pair() -> Result<(String, [u8; 32]), FolderProblem> {
    use hpke::{Kem, Serializable, kem::X25519HkdfSha256};
    let seed = random::bytes::<32>()?;
    let (_, public) = X25519HkdfSha256::derive_keypair(&seed);
    let mut bytes = [0; 32];
    bytes.copy_from_slice(&public.to_bytes());
    Ok((random::hex(&seed), bytes))
}
