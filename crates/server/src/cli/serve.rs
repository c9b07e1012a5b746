//! `daylog-server serve`: TLS always, one line on standard output when ready, a graceful stop on SIGINT and SIGTERM.

use std::{
    net::{SocketAddr, TcpListener},
    time::Duration,
};

use axum_server::{Handle, tls_rustls::RustlsConfig};
use daylog_backup::{
    folder::{self, Folder},
    purge_orders,
};
use daylog_district::clock::Clock;
use daylog_storage::{Database, StorageError, district, served};
use tokio::signal::unix::{SignalKind, signal};

use super::{
    arguments::ServeArguments,
    follow::{self, Followed},
    invite,
    messages::CommandError,
    open::open_at,
    output::print,
    tls, traces,
};
use crate::{
    backup_plan::{self, Plan},
    listening::{Patience, https, patient},
    occupied::{self, Beside},
    proxies::Proxies,
    router,
    state::Server,
};

/// How long open requests may take after a signal.
const GRACE: Duration = Duration::from_secs(10);

pub(super) fn run(arguments: &ServeArguments, clock: Clock) -> Result<(), CommandError> {
    let traces = traces::start(arguments.trace);
    let (folder, database) = open_at(&arguments.folder, arguments.database.as_deref())?;
    let beside = if database.file().is_some() { Beside::Nobody } else { Beside::Others };
    let mut occupied = occupied::take(folder.path(), beside).map_err(|taken| CommandError::occupied(folder.path(), &taken))?;
    carry_out_orders(&folder, &database)?;
    let listener = TcpListener::bind(arguments.listen).map_err(|error| CommandError::cannot_listen(arguments.listen, &error))?;
    let address = listener.local_addr().map_err(|error| CommandError::cannot_listen(arguments.listen, &error))?;
    listener.set_nonblocking(true).map_err(|error| CommandError::cannot_listen(arguments.listen, &error))?;
    if let Some(occupied) = &mut occupied {
        occupied.write_holder(address);
    }
    // On a full disk the last one stays; serving what is there is worth more.
    if let Err(error) = folder.remember_listening(address) {
        tracing::warn!(%error, "where the server listens was not noted");
    }
    let named = database.read(district::read)?.addresses;
    let tls = RustlsConfig::from_config(tls::server_config(&folder, address, &named)?);
    let followed = Followed { folder: folder.clone(), listening: address, tls: tls.clone(), named: named.clone() };
    let addresses = invite::addresses(&folder, named);
    let server = Server::new(database, clock, folder.keys()?, addresses).map_err(folder::FolderProblem::from)?;
    if let Some(token) = folder.metrics_token()? {
        server.metrics.set_token(&token);
    }
    server.metrics.watch_traces(traces.left_out.clone());
    if !arguments.proxy.is_empty() {
        // Nothing else sets them.
        let _set = server.proxies.set(Proxies(arguments.proxy.clone()));
    }
    let plan =
        arguments.backup_to.clone().map(|to| Plan { to, every_hours: arguments.backup_every, keep_days: arguments.backup_keep_days });
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().map_err(|_| CommandError::internal("runtime"))?;
    let database = server.database.clone();
    let served = runtime.block_on(serve(server, listener, followed, plan.map(|plan| (folder, plan))));
    // Blocking work that was begun is finished: an import of a page may be half way.
    runtime.shutdown_timeout(GRACE);
    served.map_err(|error| CommandError::cannot_listen(arguments.listen, &error))?;
    // One that ends because the district is elsewhere now must not seem to have been asked to.
    match database.read(served::refuse_unserved) {
        Err(error @ StorageError::Moved) => Err(error.into()),
        _ => Ok(()),
    }
}

/// Orders that the database does not know, because it is an older copy or the power went, before anything is served.
fn carry_out_orders(folder: &Folder, database: &Database) -> Result<(), CommandError> {
    // The content is gone then; the watcher has the rest of it rewritten, while others are served.
    purge_orders::level_without_vacuum(database, &folder.purge_orders(), &folder.keys()?.public())?;
    Ok(())
}

async fn serve(server: Server, listener: TcpListener, followed: Followed, backups: Option<(Folder, Plan)>) -> std::io::Result<()> {
    let handle = Handle::new();
    let app = router::router(server.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let watcher = tokio::spawn(server.clone().watch());
    let recorder = tokio::spawn(server.clone().record());
    let (address, tls) = (followed.listening, followed.tls.clone());
    let following = tokio::spawn(follow::addresses(server.clone(), followed));
    let backups = backups.map(|(folder, plan)| tokio::spawn(backup_plan::keep(server.clone(), folder, plan)));
    let stopper = tokio::spawn(stop_on_signal(server.clone(), handle.clone())?);
    let listening = patient(https(listener, tls)?, Patience::default());
    let serving = listening.handle(handle.clone()).serve(app);
    let announced = async {
        if handle.listening().await.is_some() {
            tracing::info!(version = env!("CARGO_PKG_VERSION"), port = address.port(), "ready");
            print(&format!("ready https://{address}"));
        }
        std::future::pending::<()>().await;
    };
    let result = tokio::select! {
        result = serving => result,
        () = announced => Ok(()),
    };
    server.stop();
    stopper.abort();
    let _watched = (watcher.await, following.await, recorder.await);
    // Nobody is answered any more: this is the last of it.
    let _kept = server.blocking(Server::keep_record).await;
    if let Some(backups) = backups {
        let _kept = backups.await;
    }
    tracing::info!("stopped");
    result
}

// The signals are caught from here on, before anything is awaited. The server may end by itself too.
fn stop_on_signal(server: Server, handle: Handle<SocketAddr>) -> std::io::Result<impl Future<Output = ()> + Send + 'static> {
    let (mut interrupt, mut terminate) = (signal(SignalKind::interrupt())?, signal(SignalKind::terminate())?);
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
            () = server.stopped() => {}
        }
        tracing::info!("stopping");
        server.stop();
        handle.graceful_shutdown(Some(GRACE));
    })
}
