//! The app's commands over loopback, so that the phone UI runs in a browser on the real core.
//! For development and tests only: it is never shipped, listens on loopback alone, and asks for its token.

mod routes;
mod static_files;

use std::{net::SocketAddr, path::PathBuf, process::ExitCode, sync::Arc};

use clap::Parser;
use daylog_app::{App, Ports};

#[derive(Parser)]
#[command(about = "Serves a Daylog profile to a browser on this machine; for development and tests")]
struct Arguments {
    /// Folder of the profile; made when there is none.
    #[arg(long)]
    profile: PathBuf,
    /// Where to listen; only loopback addresses are taken.
    #[arg(long, default_value = "127.0.0.1:0")]
    listen: SocketAddr,
    /// Folder of the built phone UI.
    #[arg(long, default_value = "ui/dist/phone")]
    ui: PathBuf,
    /// The token that the browser shows; a random one when none is given.
    #[arg(long)]
    token: Option<String>,
}

#[tokio::main]
async fn main() -> ExitCode {
    match serve(Arguments::parse()).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            say_error(&why);
            ExitCode::FAILURE
        }
    }
}

async fn serve(arguments: Arguments) -> Result<(), String> {
    if !arguments.listen.ip().is_loopback() {
        return Err(format!("{} is not a loopback address; the bridge serves only this machine", arguments.listen));
    }
    let token = arguments.token.map_or_else(random_token, Ok)?;
    let app = App::new(arguments.profile, Ports::default());
    tokio::spawn(Arc::clone(&app).work());
    let listener =
        tokio::net::TcpListener::bind(arguments.listen).await.map_err(|why| format!("cannot listen on {}: {why}", arguments.listen))?;
    let address = listener.local_addr().map_err(|why| why.to_string())?;
    say_ready(&format!("ready http://{address}/?token={token}"));
    axum::serve(listener, routes::router(app, token, arguments.ui)).with_graceful_shutdown(stop()).await.map_err(|why| why.to_string())
}

async fn stop() {
    let _interrupted = tokio::signal::ctrl_c().await;
}

fn random_token() -> Result<String, String> {
    let mut bytes = [0; 16];
    ring::rand::SecureRandom::fill(&ring::rand::SystemRandom::new(), &mut bytes).map_err(|_| "no randomness for a token".to_owned())?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}

#[allow(clippy::print_stdout, reason = "the one line that tells a script where to connect")]
fn say_ready(line: &str) {
    println!("{line}");
}

#[allow(clippy::print_stderr, reason = "a command line tool tells its user why it ends")]
fn say_error(why: &str) {
    eprintln!("daylog-bridge: {why}");
}
