//! A running server follows the addresses that another process names: first with a certificate that covers them, then devices
//! are told. What is named and how it is signed is known elsewhere.

use std::net::SocketAddr;

use axum_server::tls_rustls::RustlsConfig;
use daylog_backup::folder::{Folder, FolderProblem};
use daylog_storage::{StorageError, district};

use super::{invite, messages::CommandError, tls};
use crate::state::Server;

/// What is followed, and where it was begun.
pub(super) struct Followed {
    pub(super) folder: Folder,
    pub(super) listening: SocketAddr,
    pub(super) tls: RustlsConfig,
    /// The addresses that were named last.
    pub(super) named: Vec<String>,
}

/// Runs until the server stops. What fails, on a full disk for example, is tried again.
pub(super) async fn addresses(server: Server, mut followed: Followed) {
    let mut has_failed = false;
    loop {
        tokio::select! {
            () = server.looked.notified() => {}
            () = server.stopped() => return,
        }
        let read = server.blocking(|server| server.database.read(|db| Ok::<_, StorageError>(district::read(db)?.addresses)));
        let Ok(Ok(named)) = read.await else { continue };
        if named == followed.named {
            continue;
        }
        let (folder, listening, wanted) = (followed.folder.clone(), followed.listening, named.clone());
        let tls = server.blocking(move |server| {
            let tls = tls::server_config(&folder, listening, &wanted)?;
            let authorities = folder.authorities()?;
            server.announce(invite::addresses(&folder, wanted), authorities).map_err(FolderProblem::from)?;
            Ok::<_, CommandError>(tls)
        });
        match tls.await {
            Ok(Ok(tls)) => {
                followed.tls.reload_from_config(tls);
                tracing::info!(addresses = named.len(), "the district's addresses changed; devices are told");
                (followed.named, has_failed) = (named, false);
            }
            // Said once, and tried on.
            Ok(Err(_)) | Err(_) if has_failed => {}
            Ok(Err(_)) | Err(_) => {
                tracing::error!("the district's addresses changed and could not be followed yet");
                has_failed = true;
            }
        }
    }
}
