//! A district in a temporary folder and devices that speak to it, for the server's tests.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "each test file uses a part of it; a failed test shows the line"
)]

pub mod page;
pub mod program;

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use daylog_backup::{
    folder::Folder,
    kit::RecoveryKit,
    setup::{self, Founding},
};
use daylog_district::{clock::Clock, enrolment, roster, sync};
use daylog_domain::{
    access::Viewer,
    clocks::{BootId, Clocks},
    entries::{
        Claimed, Content, Entry,
        contact::{Channel, Contact, Reached},
        temperature::{Celsius, Measured, Method, Temperature},
    },
    ids::{CommunityId, DeviceId, HouseholdId, LogId, ResidentId, StreetId},
    places::Community,
    roster::{Applied, Taking},
    target::Target,
    time::{Instant, Zone},
};
use daylog_server::state::Server;
use daylog_storage::{StorageError, district, feed::Feed, invites};
use daylog_wire::{
    PROTOCOL_VERSION,
    chain::{self, Head, Nonce, Seed},
    enrol::{EnrolRequest, EnrolResponse},
    feed::{Cursor, FeedEntry, FeedItem},
    keys::SigningKey,
    message::{CloneToken, SignedRequest, SyncRequest, SyncResponse},
    segment::{BlockSalts, Segment, SignedSegment, Slot},
};

pub const HEADER: &str =
    "street,community,household,address,resident,document,phone,from,first_day,last_day,guarantor,guarantor_workplace,cadres";

/// 1 March 2020, 10:40 in the district.
pub const NOON: &str = "2020-03-01T10:40";

/// A community of the first street; the rosters of these tests name only one.
pub const fn community(id: u32) -> Community {
    Community { street: StreetId(1), id: CommunityId(id) }
}

pub const fn secretary(id: u32) -> Viewer {
    Viewer::Secretary(community(id))
}

/// A device's clock goes on, so that no two of its requests are the same bytes.
static WALL: AtomicI64 = AtomicI64::new(0);

pub struct District {
    pub server: Server,
    pub folder: tempfile::TempDir,
    pub password: String,
    pub kit: RecoveryKit,
    now: Arc<AtomicI64>,
}

/// A roster of the seed's first households, one resident each: `(household, community, cadres)`.
pub fn roster(rows: &[(&str, &str, &str)]) -> String {
    let row = |(household, community, cadres): &(&str, &str, &str)| {
        format!(
            "公园街道,{community},{household},{household}号楼501,住户{household},,10000000001,境外,2020-02-26,2020-03-10,担保人,某单位,{cadres}\n"
        )
    };
    format!("{HEADER}\n{}", rows.iter().map(row).collect::<String>())
}

/// Two households in two communities: 张如彬 has A1, 权贺永 has B1, a community worker has both.
pub fn two_households() -> String {
    roster(&[
        ("A1", "园锦社区", "张如彬/市委办督查室/cadre; 网格员/街道/community"),
        ("B1", "长新社区", "权贺永/市退役军人事务局/cadre; 网格员/街道/community"),
    ])
}

impl District {
    pub fn new(roster: &str) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("district");
        let now = Zone::SHANGHAI.parse(NOON).unwrap();
        let founding = Founding { name: "延吉市", zone: Zone::SHANGHAI, addresses: &[], key_file: None, now };
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

    /// Another process on the same folder.
    pub fn second_process(&self) -> Server {
        Self::open(&self.folder.path().join("district"), &self.now)
    }

    /// One whose clock moves on by a second with every reading.
    pub fn ticking_process(&self) -> Server {
        let folder = Folder::at(&self.folder.path().join("district")).unwrap();
        let shared = self.now.clone();
        let clock = Clock::new(move || Instant(shared.fetch_add(1_000, Ordering::SeqCst)));
        Server::new(folder.database().unwrap(), clock, folder.keys().unwrap(), vec!["127.0.0.1:8470".to_owned()]).unwrap()
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
        let parsed = roster::parse(text, &roster::Reading::default()).unwrap();
        assert_eq!(parsed.refused.count, 0, "{:?}", parsed.refused);
        let now = self.now();
        self.server
            .database
            .write(|transaction| {
                let zone = district::read(transaction)?.settings.zone;
                let mut feed = Feed::begin(transaction)?;
                let applied = roster::apply(transaction, &mut feed, &parsed.rows, taking, zone, now)?;
                feed.finish(transaction)?;
                Ok::<_, StorageError>(applied)
            })
            .unwrap()
    }

    /// Makes an invite with this secret that holds for an hour.
    pub fn invite(&self, cadre: &str, secret: &str) {
        let now = self.now();
        self.server
            .database
            .write(|transaction| {
                let cadre = invites::candidates(transaction, cadre, None)?.remove(0).id;
                invites::insert(transaction, cadre, &enrolment::secret_hash(secret), now, now.plus_minutes(60))
            })
            .unwrap();
    }

    pub fn enrol(&self, request: &EnrolRequest) -> EnrolResponse {
        daylog_server::enrolment::answer(&self.server, request, [127, 0, 0, 1].into()).unwrap()
    }

    /// A device of this cadre, enrolled.
    pub fn device(&self, cadre: &str) -> Device {
        static DEVICES: AtomicI64 = AtomicI64::new(1);
        let number = DEVICES.fetch_add(1, Ordering::SeqCst);
        let secret = format!("SECRET{number:04}");
        self.invite(cadre, &secret);
        let mut seed = [9; 32];
        seed[..8].copy_from_slice(&number.to_be_bytes());
        let key = SigningKey::from_seed(&seed).unwrap();
        let request = EnrolRequest { version: PROTOCOL_VERSION, secret, device: key.public(), program: "test".to_owned() };
        let EnrolResponse::Enrolled(enrolment) = self.enrol(&request) else { panic!("{cadre} was not enrolled") };
        Device::new(seed, enrolment.device)
    }
}

/// A device with one log, as far as the server can see it.
pub struct Device {
    seed: [u8; 32],
    pub id: DeviceId,
    pub log: LogId,
    pub nonce: Nonce,
    pub entries: Vec<Vec<u8>>,
    /// heads[n] is the head after n entries.
    pub heads: Vec<Head>,
    pub token: Option<CloneToken>,
    pub cursor: Option<Cursor>,
    pub have: u64,
    pub page_bytes: u32,
    /// The last checkpoint, as it came.
    pub checkpoint: Option<Vec<u8>>,
    /// Everything that was pulled, in order.
    pub pulled: Vec<FeedItem>,
}

impl Clone for Device {
    fn clone(&self) -> Self {
        Device {
            pulled: self.pulled.clone(),
            entries: self.entries.clone(),
            heads: self.heads.clone(),
            checkpoint: self.checkpoint.clone(),
            ..*self
        }
    }
}

impl Device {
    pub fn new(seed: [u8; 32], id: DeviceId) -> Self {
        Self::with_nonce(seed, id, Nonce([1; 16]))
    }

    fn with_nonce(seed: [u8; 32], id: DeviceId, nonce: Nonce) -> Self {
        let log = chain::log_id(&SigningKey::from_seed(&seed).unwrap().public().0, nonce);
        let (entries, heads) = (Vec::new(), vec![chain::first_head(log)]);
        Device {
            seed,
            id,
            log,
            nonce,
            entries,
            heads,
            token: None,
            cursor: None,
            have: 0,
            page_bytes: 512 * 1024,
            checkpoint: None,
            pulled: Vec::new(),
        }
    }

    pub fn key(&self) -> SigningKey {
        SigningKey::from_seed(&self.seed).unwrap()
    }

    /// Opens a new log of the same device and moves the entries after `common` there.
    pub fn start_generation(&mut self, common: u64, nonce: u8) {
        let moved = self.entries.split_off(usize::try_from(common).unwrap());
        let (cursor, pulled, checkpoint) = (self.cursor, std::mem::take(&mut self.pulled), self.checkpoint.take());
        *self = Device { cursor, pulled, checkpoint, ..Self::with_nonce(self.seed, self.id, Nonce([nonce; 16])) };
        for bytes in moved {
            self.append_bytes(bytes);
        }
    }

    fn block_seed(&self, block: u64) -> Seed {
        let mut seed = [5; 16];
        seed[..8].copy_from_slice(&block.to_be_bytes());
        Seed(seed)
    }

    pub fn append(&mut self, entry: &Entry) {
        self.append_bytes(daylog_wire::entry_to_bytes(entry));
    }

    pub fn append_bytes(&mut self, bytes: Vec<u8>) {
        let sequence = self.entries.len() as u64 + 1;
        let salt = chain::salt(self.block_seed(chain::block_of(sequence)), sequence);
        let head = chain::next_head(*self.heads.last().unwrap(), chain::commitment(salt, &bytes));
        self.entries.push(bytes);
        self.heads.push(head);
    }

    pub fn last(&self) -> u64 {
        self.entries.len() as u64
    }

    /// Entries `first..=last` as a signed segment.
    pub fn segment(&self, first: u64, last: u64) -> SignedSegment {
        let (from, to) = (usize::try_from(first).unwrap() - 1, usize::try_from(last).unwrap());
        let segment = Segment {
            log: self.log,
            first,
            previous: self.heads[from],
            salts: (chain::block_of(first)..=chain::block_of(last)).map(|block| BlockSalts::Seed(self.block_seed(block))).collect(),
            slots: self.entries[from..to].iter().cloned().map(Slot::Entry).collect(),
        };
        segment.sign(&self.key()).unwrap()
    }

    /// A request that pushes everything after `have`.
    pub fn request(&self) -> SyncRequest {
        let segments = if self.last() > self.have { vec![self.segment(self.have + 1, self.last())] } else { Vec::new() };
        SyncRequest {
            version: PROTOCOL_VERSION,
            device: self.id,
            log: self.log,
            nonce: self.nonce,
            closed: false,
            last: self.last(),
            head: *self.heads.last().unwrap(),
            envelopes: Vec::new(),
            segments,
            orphans: Vec::new(),
            pending: 0,
            gone: 0,
            page_bytes: self.page_bytes,
            directory: 0,
            wall: Instant(WALL.fetch_add(1, Ordering::SeqCst)),
            program: "test".to_owned(),
            epoch: None,
            cursor: self.cursor,
            token: self.token,
            checkpoint: self.checkpoint.clone().map(Into::into),
            delivery_key: None,
            doubts_for: None,
        }
    }

    pub fn signed(&self, request: &SyncRequest) -> SignedRequest {
        SignedRequest::new(request, &self.key())
    }

    /// Sends a request; the answer is looked at by the caller only.
    pub fn send(&self, server: &Server, request: &SyncRequest) -> SyncResponse {
        let bytes = self.signed(request).to_bytes();
        sync::answer(server, &SignedRequest::from_bytes(&bytes).unwrap()).unwrap().response
    }

    /// Takes in an answer as a device does.
    pub fn take(&mut self, answer: &SyncResponse) {
        if let Some(receipt) = &answer.receipt {
            assert_eq!((receipt.log, receipt.sequence), (self.log, answer.have));
            assert_eq!(receipt.head, self.heads[usize::try_from(answer.have).unwrap()], "the receipt is over this device's own log");
        }
        self.have = answer.have;
        self.token = answer.token.or(self.token);
        self.checkpoint = answer.checkpoint.clone().map(Into::into).or(self.checkpoint.take());
        if let Some(page) = &answer.page {
            self.pulled.extend(page.read().unwrap());
            self.cursor = Some(page.cursor);
        }
    }

    /// One round.
    pub fn sync(&mut self, server: &Server) -> SyncResponse {
        let answer = self.send(server, &self.request());
        self.take(&answer);
        answer
    }

    /// Rounds until nothing more waits.
    pub fn sync_all(&mut self, server: &Server) {
        while self.sync(server).page.is_some_and(|page| page.more) {}
    }

    pub fn pulled_entries(&self) -> Vec<FeedEntry> {
        let entry = |item: &FeedItem| match item {
            FeedItem::Entry(entry) => Some(entry.clone()),
            _ => None,
        };
        self.pulled.iter().filter_map(entry).collect()
    }

    /// The codes of the households whose records came, in order.
    pub fn pulled_households(&self) -> Vec<String> {
        let code = |item: &FeedItem| match item {
            FeedItem::Household(json) => Some(serde_json::from_str::<daylog_wire::feed::HouseholdRecord>(json).unwrap().household.code),
            _ => None,
        };
        self.pulled.iter().filter_map(code).collect()
    }
}

/// An entry about resident `household` of household `household`, claimed at this local time and saved a minute later.
pub fn entry(household: u32, local: &str, content: Content) -> Entry {
    let at = Zone::SHANGHAI.parse(local).unwrap();
    Entry {
        about: Target::home(HouseholdId(household), Some(ResidentId(household))).into(),
        at: Claimed { instant: at, zone: Zone::SHANGHAI },
        clocks: Clocks { wall: at.plus_minutes(1), elapsed_ms: 1, boot: BootId([1; 8]), server: None, doubted: None },
        content,
        note: None,
        late: None,
        origin: None,
    }
}

pub fn contact(household: u32, local: &str) -> Entry {
    entry(household, local, Content::Contact(Contact { channel: Channel::Phone, outcome: Reached::Reached }))
}

pub fn reading(household: u32, local: &str, tenths: u16) -> Entry {
    let result = Measured::Reading(Celsius(tenths));
    entry(household, local, Content::Temperature(Temperature { result, method: Method::SelfReported, site: None }))
}
