//! A district with a roster, its clock set by hand, and how devices come to it.

use std::{
    cell::Cell,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
};

use daylog_district::{District, clock::Clock, enrolment, keys::Keys, roster};
use daylog_domain::{
    change::Source,
    roster::{Applied, Taking},
    settings::Settings,
    time::{Instant, Zone},
};
use daylog_storage::{Database, StorageError, changes::Author, content::ContentKeys, district, feed::Feed, invites};
use daylog_wire::{
    PROTOCOL_VERSION,
    enrol::{EnrolRequest, EnrolResponse},
    keys::SigningKey,
};

use super::{device::Device, rosters::NOON};
use crate::database::{At, FILE, Kind, key};

pub struct Founded {
    pub running: Arc<District>,
    pub folder: tempfile::TempDir,
    /// Where content is encrypted before the database gets it.
    pub content: Option<ContentKeys>,
    at: At,
    now: Arc<AtomicI64>,
}

impl Founded {
    /// Over the database that the environment chooses (`database::CHOICE`).
    pub fn new(roster: &str) -> Self {
        Self::of(Kind::chosen(), roster)
    }

    /// Over a database of this kind, whatever the environment chooses.
    pub fn of(kind: Kind, roster: &str) -> Self {
        Self::over(noon(), kind).with_roster(roster)
    }

    /// Over an embedded database that gets content as it is.
    pub fn new_plain(roster: &str) -> Self {
        Self::of(Kind::Sqlite, roster)
    }

    /// At another time, and nobody lives there yet.
    pub fn at(now: Instant) -> Self {
        Self::over(now, Kind::chosen())
    }

    /// Over an embedded database that gets content encrypted, as one does that others operate.
    pub fn with_content_keys(roster: &str) -> Self {
        Self::of(Kind::Encrypted, roster)
    }

    /// On a server of the test's own; `at` is given the folder for what belongs to the district.
    pub fn on(roster: &str, at: impl FnOnce(&Path) -> At) -> Self {
        Self::made(noon(), at).with_roster(roster)
    }

    /// The same over a database of this kind, whatever the environment chooses.
    pub fn over(now: Instant, kind: Kind) -> Self {
        Self::made(now, |folder| At::new(kind, folder))
    }

    fn made(now: Instant, at: impl FnOnce(&Path) -> At) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = at(folder.path());
        let database = at.create().unwrap();
        let settings = Settings::default_in(Zone::SHANGHAI);
        database.write(|db| district::insert(db, "延吉市", &settings, [2; 16], &[])).unwrap();
        let now = Arc::new(AtomicI64::new(now.0));
        let content = at.content_keys();
        Founded { running: running(database, clock(&now)), folder, content, at, now }
    }

    fn with_roster(self, roster: &str) -> Self {
        self.import(roster);
        self
    }

    /// What its clock shows, in milliseconds, to be moved.
    pub fn clock(&self) -> &AtomicI64 {
        &self.now
    }

    /// Its process is stopped and started again, with the database at another place.
    pub fn go_on_at(&mut self, at: At) {
        self.at = at;
        self.running = running(self.open(), clock(&self.now));
    }

    /// Another process on the same database.
    pub fn second_process(&self) -> Arc<District> {
        running(self.open(), clock(&self.now))
    }

    /// One whose clock moves on by a second with every reading.
    pub fn ticking_process(&self) -> Arc<District> {
        let shared = self.now.clone();
        let clock = Clock::new(move || Instant(shared.fetch_add(1_000, Ordering::SeqCst)));
        running(self.open(), clock)
    }

    /// The database once more, as another process opens it.
    pub fn open(&self) -> Database {
        self.at.open().unwrap()
    }

    /// The database as somebody has it who lacks the content keys.
    pub fn without_content_keys(&self) -> Database {
        Database::open(&self.folder.path().join(FILE), &key()).unwrap()
    }

    pub fn now(&self) -> Instant {
        Instant(self.now.load(Ordering::SeqCst))
    }

    pub fn pass_minutes(&self, minutes: i64) {
        self.now.fetch_add(minutes * 60_000, Ordering::SeqCst);
    }

    pub fn import(&self, text: &str) -> Applied {
        self.import_as(text, Taking::default())
    }

    pub fn import_as(&self, text: &str, taking: Taking) -> Applied {
        import(&self.running.database, text, taking, self.now())
    }

    /// A device of this cadre, enrolled.
    pub fn device(&self, cadre: &str) -> Device {
        enrolled(&self.running.database, cadre, self.now(), |request| enrolment::answer(&self.running, request).unwrap())
    }
}

fn noon() -> Instant {
    Zone::SHANGHAI.parse(NOON).unwrap()
}

fn clock(now: &Arc<AtomicI64>) -> Clock {
    let shared = now.clone();
    Clock::new(move || Instant(shared.load(Ordering::SeqCst)))
}

fn running(database: Database, clock: Clock) -> Arc<District> {
    let keys = Keys::new(&[3; 32], [4; 32], Vec::new()).unwrap();
    Arc::new(District::new(database, clock, keys, vec!["127.0.0.1:8470".to_owned()]).unwrap())
}

/// Takes a roster in, all of whose rows can be read.
pub fn import(database: &Database, text: &str, taking: Taking, now: Instant) -> Applied {
    let parsed = roster::parse(text, &roster::Reading::default()).unwrap();
    assert_eq!(parsed.refused.count, 0, "{:?}", parsed.refused);
    let apply = database.write(|db| {
        let zone = district::read(db)?.settings.zone;
        let mut feed = Feed::begin(db)?;
        let applied = roster::apply(db, &mut feed, &parsed.rows, taking, zone, (&Author::of_command(Source::File), now))?;
        feed.finish(db)?;
        Ok::<_, StorageError>(applied)
    });
    apply.unwrap()
}

/// Makes an invite with this secret that holds for an hour.
pub fn invite(database: &Database, cadre: &str, secret: &str, now: Instant) {
    let insert = database.write(|db| {
        let cadre = invites::candidates(db, cadre, None)?.remove(0).id;
        invites::insert(db, cadre, &enrolment::secret_hash(secret), now, now.plus_minutes(60))
    });
    insert.unwrap();
}

/// A new device of this cadre; `answer` is how the district is asked.
pub fn enrolled(database: &Database, cadre: &str, now: Instant, answer: impl FnOnce(&EnrolRequest) -> EnrolResponse) -> Device {
    thread_local! {
        // Of a thread, so that a test which makes the same twice gets the same in threads of their own.
        static DEVICES: Cell<i64> = const { Cell::new(1) };
    }
    let number = DEVICES.replace(DEVICES.get() + 1);
    let secret = format!("SECRET{number:04}");
    invite(database, cadre, &secret, now);
    let mut seed = [9; 32];
    seed[..8].copy_from_slice(&number.to_be_bytes());
    let key = SigningKey::from_seed(&seed).unwrap();
    let request = EnrolRequest { version: PROTOCOL_VERSION, secret, device: key.public(), program: "test".to_owned() };
    let EnrolResponse::Enrolled(enrolment) = answer(&request) else { panic!("{cadre} was not enrolled") };
    Device::new(seed, enrolment.device)
}
