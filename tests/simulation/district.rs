//! The server's side: the real engine on a real file, called without a network.

use std::{
    fs,
    net::{IpAddr, Ipv4Addr},
    path::{Path, PathBuf},
    process::Command,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use daylog_domain::time::Instant;
use daylog_server::{clock::Clock, enrolment, folder::Folder, state::Server, storage::sqlite::open, sync};
use daylog_tests::harness::{fixture, program};
use daylog_wire::{
    enrol::{EnrolRequest, EnrolResponse, Enrolment, Invite},
    message::SignedRequest,
};

pub struct District {
    folder: PathBuf,
    pub now: Arc<AtomicI64>,
    server: Server,
}

/// 27 February 2020, 09:00 in the district.
const START: i64 = 1_582_765_200_000;

impl District {
    /// A district of one household, looked after by 张如彬 and 园锦网格员.
    pub fn new(folder: &Path) -> Self {
        let folder = folder.join("district");
        run(&["init", "--data", folder.to_str().unwrap(), "--district", "延吉市"]);
        run(&["import", "--data", folder.to_str().unwrap(), fixture("roster.csv").to_str().unwrap()]);
        let now = Arc::new(AtomicI64::new(START));
        let server = server(&folder, &now);
        District { folder, now, server }
    }

    pub fn enrol(&self, cadre: &str, device: daylog_wire::keys::PublicKey) -> (Enrolment, Vec<u8>) {
        let printed = run(&["invite", "--data", self.folder.to_str().unwrap(), "--cadre", cadre, "--format", "json"]);
        let printed: serde_json::Value = serde_json::from_slice(&printed).unwrap();
        let invite: Invite = printed["link"].as_str().unwrap().parse().unwrap();
        let request = EnrolRequest { version: 1, secret: invite.secret, device, program: "simulation".to_owned() };
        match enrolment::answer(&self.server, &request, IpAddr::V4(Ipv4Addr::LOCALHOST)).unwrap() {
            EnrolResponse::Enrolled(enrolment) => (enrolment, Folder::at(&self.folder).unwrap().authority_der().unwrap()),
            EnrolResponse::Refused(reason, _) => panic!("{reason}"),
        }
    }

    /// Takes a request's bytes in as they would come from the network. `None` where the server answers with an error.
    pub fn answer(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        let signed = SignedRequest::from_bytes(bytes).ok()?;
        sync::answer(&self.server, &signed).ok().map(|response| response.to_bytes())
    }

    /// The process dies and starts again.
    pub fn restart(&mut self) {
        self.server = server(&self.folder, &self.now);
    }

    pub fn back_up(&self, to: &Path) {
        let _gone = fs::remove_file(to);
        self.reader().execute("vacuum into ?1", [to.to_str().unwrap()]).unwrap();
    }

    pub fn restore(&mut self, from: &Path) {
        let path = self.folder.join("server.db");
        for suffix in ["", "-wal", "-shm"] {
            let _gone = fs::remove_file(format!("{}{suffix}", path.display()));
        }
        fs::copy(from, path).unwrap();
        self.restart();
    }

    pub fn reader(&self) -> rusqlite::Connection {
        open::keyed(&self.folder.join("server.db"), &Folder::at(&self.folder).unwrap().database_key().unwrap()).unwrap()
    }
}

fn server(folder: &Path, now: &Arc<AtomicI64>) -> Server {
    let folder = Folder::at(folder).unwrap();
    let now = now.clone();
    let clock = Clock::new(move || Instant(now.load(Ordering::Relaxed)));
    Server::new(folder.database().unwrap(), clock, folder.keys().unwrap(), vec!["127.0.0.1:1".to_owned()]).unwrap()
}

fn run(arguments: &[&str]) -> Vec<u8> {
    let output = Command::new(program("daylog-server")).env("DAYLOG_NOW", "2020-02-27T09:00:00+08:00").args(arguments).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
