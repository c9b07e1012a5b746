//! The encrypted way to the server: whose certificate is taken.

use std::{fs, net::IpAddr, os::unix::fs::MetadataExt, os::unix::fs::PermissionsExt, path::Path};

use daylog_storage::{Address, Database, StorageCode, StorageError};
use daylog_testkit::postgres::{Cluster, Settings, Stop, Version};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair, SanType};

use crate::databases::keys;

fn authority() -> CertifiedIssuer<'static, KeyPair> {
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
    CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap()
}

/// Gives the cluster a certificate for 127.0.0.1 and no name.
fn encrypt(cluster: &Cluster, authority: &CertifiedIssuer<'static, KeyPair>) {
    let key = KeyPair::generate().unwrap();
    let mut params = CertificateParams::new(Vec::new()).unwrap();
    params.subject_alt_names = vec![SanType::IpAddress(IpAddr::from([127, 0, 0, 1]))];
    let certificate = params.signed_by(&key, authority).unwrap();
    let owner = fs::metadata(cluster.data()).unwrap();
    for (file, text) in [("server.crt", certificate.pem()), ("server.key", key.serialize_pem())] {
        let path = cluster.data().join(file);
        fs::write(&path, text).unwrap();
        fs::set_permissions(&path, fs::Permissions::from_mode(0o600)).unwrap();
        std::os::unix::fs::chown(&path, Some(owner.uid()), Some(owner.gid())).unwrap();
    }
    let settings = cluster.data().join("daylog.conf");
    let lines = fs::read_to_string(&settings).unwrap();
    fs::write(&settings, format!("{lines}\nssl = on\n")).unwrap();
    cluster.stop(Stop::Fast);
    cluster.start_again();
}

fn opened(url: &str, authority: &Path) -> Result<Database, StorageError> {
    let text = format!("{url}?sslmode=verify-full&sslrootcert={}", authority.display());
    Database::create_at(&Address::parse(&text).unwrap(), &keys().0)
}

#[test]
fn a_server_is_believed_by_its_name_and_its_authority() {
    let (ours, anothers) = (authority(), authority());
    let folder = tempfile::tempdir().unwrap();
    let files = [("ours.pem", &ours), ("anothers.pem", &anothers)].map(|(name, authority)| {
        let path = folder.path().join(name);
        fs::write(&path, authority.pem()).unwrap();
        path
    });
    let cluster = Cluster::start_with(Version::V15, &Settings::default());
    encrypt(&cluster, &ours);
    let url = cluster.url("postgres");
    let refused = |url: &str, authority: &Path| opened(url, authority).map(|_| ()).unwrap_err().code();
    assert_eq!(refused(&url, &files[1]), StorageCode::Certificate, "another authority's");
    assert_eq!(refused(&url.replace("127.0.0.1", "localhost"), &files[0]), StorageCode::Certificate, "another name");
    let sql = "SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()";
    let is_encrypted = opened(&url, &files[0]).unwrap().read(|db| db.one(sql, &[], |row| row.get::<bool>(0)));
    assert!(is_encrypted.unwrap());
}
