//! `rescue`, `carry`, `relay`, `hand-to` and `deliver`: unsent work in a file, a colleague's file taken along from a folder or
//! over the local network, and envelopes that go without the PIN.

use std::{fs, net::SocketAddr, path::Path};

use daylog_app::{App, Ports};

use super::sync::persist;
use crate::{
    failure::Failure,
    output::{Format, print_error},
    problem::TerminalProblem,
    profile,
    words::{self as all_words, rescue as words},
};

pub fn write(folder: &Path, file: &Path, format: Format) -> Result<(), Failure> {
    let at = profile::at(folder)?;
    // Of a record that is lost what lies encrypted is rescued, for which nothing is opened.
    let app = if at.not_lost().is_err() { at } else { profile::open(folder)? };
    format.print(&app.rescue(Some(file))?, words::written)
}

pub fn carry(folder: &Path, file: &Path, format: Format) -> Result<(), Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    let bytes = fs::read(file).map_err(|_| Failure::unreadable(file))?;
    format.print(&app.carry(&bytes)?, words::carried)
}

pub fn deliver(folder: &Path, format: Format) -> Result<(), Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    let report = profile::wait_for(persist(async || app.deliver_in_background().await))??;
    format.print(&report, words::delivered)
}

/// How often what was taken along goes to the district, while it listens.
const DELIVER_EVERY: std::time::Duration = std::time::Duration::from_secs(60);

pub fn relay(folder: &Path, listen: SocketAddr, format: Format) -> Result<(), Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    profile::wait_for(async {
        let refused = |error: std::io::Error| TerminalProblem::RelayCannotListen { address: listen, reason: error.kind() };
        let listener = tokio::net::TcpListener::bind(listen).await.map_err(refused)?;
        let address = listener.local_addr().map_err(refused)?;
        format.print(&serde_json::json!({ "listening": address }), |_| words::listening(address))?;
        let heard = |view| drop(format.print(&view, words::carried));
        let deliver = async {
            let mut said = None;
            loop {
                // Trouble on the way is no reason to stop listening; it is said once, and the next round tries again.
                let trouble = app.deliver_in_background().await.err();
                if let Some(trouble) = trouble.iter().find(|trouble| Some(trouble.code) != said) {
                    print_error(&all_words::problem(trouble));
                }
                said = trouble.map(|problem| problem.code);
                tokio::time::sleep(DELIVER_EVERY).await;
            }
        };
        tokio::select! {
            () = app.listen(listener, heard) => Ok(()),
            () = deliver => Ok(()),
        }
    })?
}

pub fn hand_to(folder: &Path, address: SocketAddr, file: &Path, format: Format) -> Result<(), Failure> {
    let app = App::new(folder.to_owned(), Ports::default());
    let pieces = profile::wait_for(app.hand_to(address, file))??;
    format.print(&serde_json::json!({ "pieces": pieces }), |_| words::handed(pieces))
}
