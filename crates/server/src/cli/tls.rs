//! TLS as the server speaks it: its certificate for the hosts under which it is reached, and the authority behind it.

use std::{net::SocketAddr, sync::Arc};

use daylog_backup::folder::{self, Folder};
use rustls::{
    ServerConfig,
    crypto::ring,
    pki_types::{CertificateDer, PrivateKeyDer, pem::PemObject},
};

use super::messages::CommandError;

/// The chain holds the authority too: a device that enrols finds it there by its fingerprint.
pub(super) fn server_config(folder: &Folder, address: SocketAddr, named: &[String]) -> Result<Arc<ServerConfig>, CommandError> {
    let mut hosts = vec!["localhost".to_owned(), "127.0.0.1".to_owned()];
    let listening = [address.ip().to_string(), folder::reachable(address).ip().to_string()];
    for host in listening.into_iter().chain(named.iter().map(|address| folder::host_of(address))) {
        if !hosts.contains(&host) {
            hosts.push(host);
        }
    }
    let (certificate, key) = folder.server_certificate(&hosts)?;
    let damaged = |file: &'static str| CommandError::from(folder::FolderProblem::Damaged { file });
    let certificate = CertificateDer::from_pem_slice(&certificate).map_err(|_| damaged("server.pem"))?;
    let key = PrivateKeyDer::from_pem_slice(&key).map_err(|_| damaged("server.key"))?;
    let chain = vec![certificate, CertificateDer::from(folder.authority_der()?)];
    let mut config = ServerConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(|_| CommandError::internal("tls"))?
        .with_no_client_auth()
        .with_single_cert(chain, key)
        .map_err(|_| damaged("server.pem"))?;
    // A device that comes again spares both sides the signatures. What it needs for that is in the ticket that it keeps, so
    // that a server of many thousand devices remembers nothing of them; keys of tickets are renewed every six hours.
    config.ticketer = ring::Ticketer::new().map_err(|_| CommandError::internal("tls"))?;
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}
