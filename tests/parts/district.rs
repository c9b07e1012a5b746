//! The district's side: the real database and engine, called in bytes. Its database is a file on a disk that can fail, or
//! wherever the environment says.

use std::{
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering as Atomic},
    },
};

use daylog_backup::{
    purge_orders::{self, PurgeProblem},
    verify::verify,
};
use daylog_district::{
    District as Service, Refused,
    clock::Clock,
    deliveries::{self, TakeProblem},
    enrolment,
    keys::Keys,
    purge::order::Ordering,
    roster, sync,
    types::RescueTaken,
    views::{BranchRow, branches},
};
use daylog_domain::{
    change::Source,
    ids::HouseholdId,
    roster::{RosterRow, Taking},
    settings::Settings,
    time::{Instant, Zone},
};
use daylog_storage::{
    Database, StorageError,
    backups::{self, Watermark},
    changes::Author,
    content::Column,
    devices, district,
    feed::Feed,
    invites, params,
};
use daylog_testkit::{
    database::{At, FILE, KEY, Kind, key},
    disk::{Disk, Folder},
    pages,
};
use daylog_wire::{
    PROTOCOL_VERSION,
    delivery::SignedDelivery,
    directory::Authority,
    enrol::{EnrolRequest, EnrolResponse, Enrolment},
    keys::PublicKey,
    message::SignedRequest,
    purge::PurgeReason,
};

/// 27 February 2020, 09:00 in the district.
pub const START: Instant = Instant(1_582_765_200_000);
/// Stands for the district's authority: nothing here is encrypted on the way.
pub const CERTIFICATE: [u8; 300] = [1; 300];

pub struct District {
    /// Where its file lies, if it has one, and what it writes beside its database.
    pub disk: Disk,
    at: At,
    time: Arc<AtomicI64>,
    /// How far its clock is off.
    off_ms: Arc<AtomicI64>,
    server: Option<Service>,
}

pub(super) fn cadre_name(number: u32) -> String {
    format!("干部{number}")
}

/// What a district's database held at one moment.
pub struct DistrictCopy(Folder);

impl District {
    /// A disk without a district on it yet.
    #[must_use]
    pub fn on(disk: Disk) -> Self {
        Self::over(Kind::Sqlite, disk)
    }

    fn over(kind: Kind, disk: Disk) -> Self {
        let at = At::new(kind, disk.folder());
        District { disk, at, time: Arc::new(AtomicI64::new(START.0)), off_ms: Arc::default(), server: None }
    }

    /// A new district on the database that the environment chooses, running, with this roster taken in.
    #[must_use]
    pub fn with_roster(rows: &[RosterRow]) -> Self {
        Self::over(Kind::chosen(), Disk::new()).founded(rows)
    }

    /// The same on a disk that can fail.
    #[must_use]
    pub fn on_disk_with_roster(rows: &[RosterRow]) -> Self {
        Self::on(Disk::new()).founded(rows)
    }

    fn founded(mut self, rows: &[RosterRow]) -> Self {
        self.found().unwrap();
        self.import(rows).unwrap();
        self
    }

    /// Makes the database as `init` does, and runs on it.
    pub fn found(&mut self) -> Result<(), StorageError> {
        let database = self.at.create()?;
        database.write(|transaction| {
            district::insert(transaction, "延吉市", &Settings::default_in(Zone::SHANGHAI), [1; 16], &["127.0.0.1:1".to_owned()])
        })?;
        self.run(database)
    }

    /// The process starts, on what is there.
    pub fn start(&mut self) -> Result<(), StorageError> {
        let database = self.at.open()?;
        self.run(database)
    }

    /// What it holds now, as a backup has it.
    #[must_use]
    pub fn copy(&self) -> DistrictCopy {
        match &self.at {
            At::File(_) => DistrictCopy(self.disk.copy()),
            _ => DistrictCopy(self.at.snapshot(&self.server().database)),
        }
    }

    /// Puts a copy in place of all that it holds. It does not run then.
    pub fn put_back(&mut self, copy: &DistrictCopy) {
        self.server = None;
        match &self.at {
            At::File(_) => self.disk.put_back(&copy.0),
            _ => {
                self.disk.put_back(&Disk::new().copy());
                self.at.put_back(&copy.0);
            }
        }
    }

    /// Whether a text stands on any page of its file; where it has none, in anything that its database holds for those who have
    /// its keys.
    #[must_use]
    pub fn holds(&self, text: &str) -> bool {
        let DistrictCopy(copy) = self.copy();
        let log = copy.file(&format!("{FILE}-wal")).unwrap_or_default();
        let pages = pages::decrypted_bytes(copy.file(FILE).unwrap(), log, &KEY);
        pages.windows(text.len()).any(|window| window == text.as_bytes())
    }

    /// Whoever else holds its database cuts its connections, where it has any.
    pub fn lose_connections(&self) {
        self.at.cut_connections(&self.server().database);
    }

    /// Bytes of its file and of the log beside it, where it has a file.
    #[must_use]
    pub fn file_sizes(&self) -> Option<(u64, u64)> {
        let size = |name: &str| self.disk.size_of(name);
        matches!(self.at, At::File(_)).then(|| (size(FILE), size(&format!("{FILE}-wal"))))
    }

    fn run(&mut self, database: Database) -> Result<(), StorageError> {
        let (time, off_ms) = (self.time.clone(), self.off_ms.clone());
        let clock = Clock::new(move || Instant(time.load(Atomic::Relaxed)).plus_millis(off_ms.load(Atomic::Relaxed)));
        let keys = Keys::new(&[5; 32], [6; 32], vec![Authority { certificate: CERTIFICATE.to_vec(), announced: None }]).unwrap();
        // What was ordered to go goes before anything is served, also from a database that has forgotten the order.
        match purge_orders::level(&database, &self.disk.path(purge_orders::PURGE_ORDERS), &keys.public()) {
            // A file that cannot be rewritten now keeps nobody from working, as in the program: it is tried again.
            Ok(_) | Err(PurgeProblem::NotVacuumed) => {}
            Err(PurgeProblem::Storage(error)) => return Err(error),
            Err(other) => panic!("the orders cannot be read: {other}"),
        }
        self.server = Some(Service::new(database, clock, keys, vec!["127.0.0.1:1".to_owned()])?);
        Ok(())
    }

    /// The process dies with the power on.
    pub fn die(&mut self) {
        self.disk.kill();
        self.server = None;
    }

    /// The process ends as it should.
    pub fn stop(&mut self) {
        self.server = None;
    }

    #[must_use]
    pub fn is_running(&self) -> bool {
        self.server.is_some()
    }

    #[must_use]
    pub fn server(&self) -> &Service {
        self.server.as_ref().unwrap()
    }

    /// What its clock shows.
    #[must_use]
    pub fn now(&self) -> Instant {
        self.time().plus_millis(self.off_ms.load(Atomic::Relaxed))
    }

    /// The time that passes for everybody, whatever clocks show.
    #[must_use]
    pub fn time(&self) -> Instant {
        Instant(self.time.load(Atomic::Relaxed))
    }

    pub fn pass_ms(&self, millis: i64) {
        self.time.fetch_add(millis, Atomic::Relaxed);
    }

    /// Puts its clock so far from the time; it may stand behind what it showed before.
    pub fn set_off_ms(&self, millis: i64) {
        self.off_ms.store(millis, Atomic::Relaxed);
    }

    #[must_use]
    pub fn off_ms(&self) -> i64 {
        self.off_ms.load(Atomic::Relaxed)
    }

    /// Takes roster rows in, as `import` does.
    pub fn import(&self, rows: &[RosterRow]) -> Result<(), StorageError> {
        let now = self.now();
        self.server().database.write(|transaction| {
            let mut feed = Feed::begin(transaction)?;
            roster::apply(transaction, &mut feed, rows, Taking::default(), Zone::SHANGHAI, (&Author::of_command(Source::File), now))?;
            feed.finish(transaction)
        })
    }

    /// Invites a cadre and enrols this key for them.
    pub fn enrol(&self, cadre: u32, device: PublicKey) -> Result<Enrolment, StorageError> {
        let now = self.now();
        let secret: String = device.0.iter().map(|byte| format!("{byte:02x}")).collect();
        self.server().database.write(|transaction| {
            let cadre = invites::candidates(transaction, &cadre_name(cadre), None)?.remove(0).id;
            invites::insert(transaction, cadre, &enrolment::secret_hash(&secret), now, now.plus_minutes(60))
        })?;
        self.take_up(&secret, device)
    }

    /// Takes an invite up once more, as a device does whose answer was lost.
    pub fn take_up(&self, secret: &str, device: PublicKey) -> Result<Enrolment, StorageError> {
        let request = EnrolRequest { version: PROTOCOL_VERSION, secret: secret.to_owned(), device, program: "parts".to_owned() };
        match enrolment::answer(self.server(), &request)? {
            EnrolResponse::Enrolled(enrolment) => Ok(enrolment),
            EnrolResponse::Refused(reason, _) => panic!("{reason}"),
        }
    }

    /// Assigns a household to a cadre for a time that may lie ahead.
    pub fn schedule(&self, household: u32, cadre: u32, from: Instant, until: Option<Instant>) -> Result<(), StorageError> {
        self.server().database.write(|transaction| {
            transaction.run(
                "insert into assignment (id, household, cadre, role, from_at, until_at)
                 values ((select 1 + coalesce(max(id), 0) from assignment), ?1, (select id from cadre where name = ?2), 'community', ?3, ?4)",
                params![household, cadre_name(cadre), from, until],
            )?;
            Ok(())
        })
    }

    /// Lets all content about a household go.
    pub fn purge(&self, household: u32) -> Result<usize, PurgeProblem> {
        let files = [self.disk.path(purge_orders::PURGE_ORDERS)];
        let files: Vec<&Path> = files.iter().map(PathBuf::as_path).collect();
        let ordering = Ordering { key: &self.server().keys.signing, reason: PurgeReason::ByRequest, now: self.now() };
        purge_orders::purge(&self.server().database, &ordering, &[HouseholdId(household)], &files)
    }

    /// Every entry that is held: its log, number and bytes.
    #[must_use]
    pub fn entries(&self) -> Vec<([u8; 16], u64, Vec<u8>)> {
        let read = self.server().database.read(|connection| {
            let sql = "select log.log, entry.sequence, entry.bytes, entry.feed from entry join log on log.id = entry.log";
            connection.many(sql, params![], |row| Ok((row.get(0)?, row.get(1)?, row.content(Column::EntryBytes, &[row.get(3)?], 2)?)))
        });
        read.unwrap()
    }

    /// What stands on the other branches of forks.
    #[must_use]
    pub fn evidence(&self) -> Vec<BranchRow> {
        self.server().database.read(branches).unwrap()
    }

    /// Revokes a device.
    pub fn revoke(&self, device: u32) -> Result<(), StorageError> {
        let now = self.now();
        self.server().database.write(|transaction| devices::revoke(transaction, i64::from(device), now))
    }

    /// Takes a request's bytes in as they would come from the network.
    pub fn answer(&self, bytes: &[u8]) -> Result<Vec<u8>, Refused> {
        let signed = SignedRequest::from_bytes(bytes).map_err(|_| Refused::Unreadable)?;
        sync::answer(self.server(), &signed).map(|answered| answered.response.to_bytes())
    }

    /// Takes a delivery key's delivery in as it would come from the network.
    pub fn take_delivery(&self, bytes: &[u8]) -> Result<Vec<u8>, Refused> {
        let signed = SignedDelivery::from_bytes(bytes).map_err(|_| Refused::Unreadable)?;
        deliveries::answer(self.server(), &signed).map(|answer| answer.to_bytes())
    }

    /// Takes a rescue file in, as the district does with one that somebody brought.
    pub fn take_rescue(&self, bytes: &[u8]) -> Result<RescueTaken, TakeProblem> {
        let server = self.server();
        deliveries::take_rescue(&server.database, &server.keys, &server.clock, bytes)
    }

    /// Phones evict the content about a household so many days after its last day.
    pub fn set_phone_retention(&self, days: u16) -> Result<(), StorageError> {
        self.server().database.write(|transaction| {
            let mut settings = district::read(transaction)?.settings;
            settings.retention.phone_days = Some(days);
            let mut feed = Feed::begin(transaction)?;
            district::set_settings(transaction, &mut feed, &settings)?;
            feed.finish(transaction)
        })
    }

    /// Reads a copy of this district back, and says so to devices if it is whole: they may evict what lies in it.
    pub fn sign_watermark(&self, copy: &DistrictCopy) -> Result<(), StorageError> {
        let disk = Disk::new();
        disk.put_back(&copy.0);
        let read = Database::open(&disk.path(FILE), &key())?;
        let report = verify(&read)?;
        assert!(report.findings.is_empty(), "the copy does not verify: {:?}", report.findings);
        let segment = read.read(|connection| connection.one("select coalesce(max(id), 0) from segment", params![], |row| row.get(0)))?;
        let watermark = Watermark { segment, made_at: self.now(), digest: vec![0; 32] };
        self.server().database.write(|transaction| backups::set_watermark(transaction, &watermark))
    }
}
