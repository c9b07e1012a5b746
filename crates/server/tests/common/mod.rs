//! A district in a folder of its own with a server on it, for the server's tests. Devices and rosters are testkit's.
#![allow(
    dead_code,
    unused_imports,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "each test file uses a part of it; a failed test shows the line"
)]

pub mod page;
pub mod program;

use std::{
    path::PathBuf,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use daylog_backup::{
    folder::Folder,
    kit::RecoveryKit,
    setup::{self, Founding},
};
use daylog_district::clock::Clock;
use daylog_domain::{
    roster::{Applied, Taking},
    time::{Instant, Zone},
};
use daylog_server::state::Server;
pub use daylog_testkit::district::{Device, HEADER, NOON, community, contact, entry, reading, roster, secretary, two_households};
use daylog_testkit::{database::Kind, district};
use daylog_wire::enrol::{EnrolRequest, EnrolResponse};

pub struct District {
    pub server: Server,
    pub folder: tempfile::TempDir,
    pub password: String,
    pub kit: RecoveryKit,
    now: Arc<AtomicI64>,
}

impl District {
    /// On the database that the environment chooses.
    pub fn new(roster: &str) -> Self {
        Self::on(Kind::chosen(), roster)
    }

    /// In a file, for tests that are about one: `docs/testing.md` lists them.
    pub fn in_a_file(roster: &str) -> Self {
        Self::on(Kind::Sqlite, roster)
    }

    pub fn on(kind: Kind, roster: &str) -> Self {
        Self::at(kind.fresh_url().as_deref(), roster)
    }

    /// In the schema that this URL names, or in the folder.
    pub fn at(database: Option<&str>, roster: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("district");
        let now = Zone::SHANGHAI.parse(NOON).unwrap();
        let founding =
            Founding {
                name: "延吉市", zone: Zone::SHANGHAI, addresses: &[], key_file: None, database, requires_second_factor: false, now
            };
        let founded = setup::found(&path, &founding).unwrap();
        let now = Arc::new(AtomicI64::new(now.0));
        let server = Self::open(&path, &now);
        let district = District { server, folder, password: founded.password, kit: founded.kit, now };
        district.import(roster);
        district
    }

    fn open(path: &std::path::Path, now: &Arc<AtomicI64>) -> Server {
        let folder = Folder::at(path).unwrap();
        let shared = now.clone();
        let clock = Clock::new(move || Instant(shared.load(Ordering::SeqCst)));
        Server::new(folder.database().unwrap(), clock, folder.keys().unwrap(), vec!["127.0.0.1:8470".to_owned()]).unwrap()
    }

    pub fn data(&self) -> PathBuf {
        self.folder.path().join("district")
    }

    /// Another process on the same folder.
    pub fn second_process(&self) -> Server {
        Self::open(&self.data(), &self.now)
    }

    pub fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::SeqCst))
    }

    pub fn set_time(&self, local: &str) {
        self.now.store(Zone::SHANGHAI.parse(local).unwrap().0, Ordering::SeqCst);
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.now.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    pub fn import(&self, text: &str) -> Applied {
        self.import_as(text, Taking::default())
    }

    pub fn import_as(&self, text: &str, taking: Taking) -> Applied {
        district::import(&self.server.database, text, taking, self.now())
    }

    /// Makes an invite with this secret that holds for an hour.
    pub fn invite(&self, cadre: &str, secret: &str) {
        district::invite(&self.server.database, cadre, secret, self.now());
    }

    pub fn enrol(&self, request: &EnrolRequest) -> EnrolResponse {
        daylog_server::enrolment::answer(&self.server, request, [127, 0, 0, 1].into()).unwrap()
    }

    /// A device of this cadre, enrolled.
    pub fn device(&self, cadre: &str) -> Device {
        district::enrolled(&self.server.database, cadre, self.now(), |request| self.enrol(request))
    }
}
