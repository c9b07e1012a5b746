//! A device with one log, as far as a district can see it: it signs real segments and takes answers in as a device does.

use std::sync::{
    Arc,
    atomic::{AtomicI64, Ordering},
};

use daylog_district::{District, sync};
use daylog_domain::{
    entries::Entry,
    ids::{DeviceId, LogId},
    time::Instant,
};
use daylog_wire::{
    PROTOCOL_VERSION,
    chain::{self, Head, Nonce, Seed},
    feed::{Cursor, FeedEntry, FeedItem},
    keys::SigningKey,
    message::{CloneToken, SignedRequest, SyncRequest, SyncResponse},
    segment::{BlockSalts, Segment, SignedSegment, Slot},
};

/// A device with one log, as far as the server can see it.
pub struct Device {
    seed: [u8; 32],
    /// A device's clock goes on, and with it those of its copies, so that no two of its requests are the same bytes.
    wall: Arc<AtomicI64>,
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
            wall: self.wall.clone(),
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
            wall: Arc::default(),
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
        let wall = self.wall.clone();
        *self = Device { wall, cursor, pulled, checkpoint, ..Self::with_nonce(self.seed, self.id, Nonce([nonce; 16])) };
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
            wall: Instant(self.wall.fetch_add(1, Ordering::SeqCst)),
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
    pub fn send(&self, district: &District, request: &SyncRequest) -> SyncResponse {
        let bytes = self.signed(request).to_bytes();
        sync::answer(district, &SignedRequest::from_bytes(&bytes).unwrap()).unwrap().response
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
    pub fn sync(&mut self, district: &District) -> SyncResponse {
        let answer = self.send(district, &self.request());
        self.take(&answer);
        answer
    }

    /// Rounds until nothing more waits.
    pub fn sync_all(&mut self, district: &District) {
        while self.sync(district).page.is_some_and(|page| page.more) {}
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
