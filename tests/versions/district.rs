//! A district on a folder: the real engine on the real file, asked in bytes.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use daylog_backup::{
    folder::{DATABASE, Folder},
    kit::RecoveryKit,
    setup::{self, Founding},
};
use daylog_district::{District as Service, clock::Clock, enrolment, roster, sync};
use daylog_domain::{
    change::Source,
    roster::Taking,
    time::{Instant, Zone},
};
use daylog_storage::{Database, StorageError, changes::Author, district, feed::Feed, invites};
use daylog_wire::{
    enrol::{self, EnrolRequest},
    message::SignedRequest,
};

use super::{Program, STEP_MS, morning};

/// Nobody listens there: nothing here goes over a network.
const ADDRESS: &str = "127.0.0.1:48470";

/// A request and its answer, as they travelled.
#[derive(Debug, Clone)]
pub struct Exchange {
    pub request: Vec<u8>,
    pub answer: Vec<u8>,
}

pub struct District {
    pub folder: PathBuf,
    pub server: Service,
    now: Arc<AtomicI64>,
}

impl District {
    /// Makes a district in a folder that is not there yet; its recovery kit is shown once.
    #[must_use]
    pub fn new(folder: &Path, roster: &str) -> (Self, RecoveryKit) {
        let founding = Founding {
            name: "延吉市",
            zone: Zone::SHANGHAI,
            addresses: &[ADDRESS.to_owned()],
            key_file: None,
            database: None,
            requires_second_factor: false,
            now: morning(),
        };
        let founded = setup::found(folder, &founding).unwrap();
        let district = Self::open(folder);
        let parsed = roster::parse(roster, &roster::Reading::default()).unwrap();
        assert_eq!(parsed.refused.count, 0, "{:?}", parsed.refused);
        let applied = district.server.database.write(|transaction| {
            let mut feed = Feed::begin(transaction)?;
            let zone = district::read(transaction)?.settings.zone;
            roster::apply(transaction, &mut feed, &parsed.rows, Taking::default(), zone, (&Author::of_command(Source::File), morning()))?;
            feed.finish(transaction)
        });
        applied.unwrap();
        (district, founded.kit)
    }

    /// Opens the district that is there.
    #[must_use]
    pub fn open(folder: &Path) -> Self {
        Self::by(Program::Present, folder)
    }

    #[must_use]
    pub fn by(program: Program, folder: &Path) -> Self {
        let now = Arc::new(AtomicI64::new(morning().0));
        let shared = now.clone();
        let clock = Clock::new(move || Instant(shared.load(Ordering::Relaxed)));
        let opened = Folder::at(folder).unwrap();
        let key = opened.database_key().unwrap();
        let database = Database::open_with_steps(&folder.join(DATABASE), &key, program.district_steps()).unwrap();
        let server = Service::new(database, clock, opened.keys().unwrap(), vec![ADDRESS.to_owned()]).unwrap();
        District { folder: folder.to_owned(), server, now }
    }

    #[must_use]
    pub fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::Relaxed))
    }

    pub fn pass(&self) {
        self.now.fetch_add(STEP_MS, Ordering::Relaxed);
    }

    #[must_use]
    pub fn authority(&self) -> Vec<u8> {
        Folder::at(&self.folder).unwrap().authority_der().unwrap()
    }

    /// Keeps an invite for this cadre; answers its link and its typed form.
    #[must_use]
    pub fn invite(&self, cadre: &str, secret: &str) -> (String, String) {
        let now = self.now();
        let kept = self.server.database.write(|transaction| {
            let cadre = invites::candidates(transaction, cadre, None)?.remove(0).id;
            invites::insert(transaction, cadre, &enrolment::secret_hash(secret), now, now.plus_minutes(60))?;
            Ok::<_, StorageError>(())
        });
        kept.unwrap();
        let certificate = self.authority();
        (enrol::link(&[ADDRESS.to_owned()], &certificate, secret), format!("{ADDRESS} {}", enrol::code(&certificate, secret)))
    }

    #[must_use]
    pub fn enrol(&self, request: &[u8]) -> Vec<u8> {
        let request = EnrolRequest::from_bytes(request).unwrap();
        enrolment::answer(&self.server, &request).unwrap().to_bytes()
    }

    #[must_use]
    pub fn answer(&self, request: &[u8]) -> Vec<u8> {
        let answer = sync::answer(&self.server, &SignedRequest::from_bytes(request).unwrap());
        answer.map_err(|_| "the server refused the request itself").unwrap().response.to_bytes()
    }
}
