//! That bytes are bounded: what is asked, what is answered, and what lies on disks. The largest of each goes into the table.

use daylog_sync::Backoff;
use daylog_wire::{
    feed::FeedItem,
    message::{SignedRequest, SyncResponse},
};

use super::{counts::Counts, world::World};

/// An entry goes alone where it is larger than asked for; beside it there is what every message says.
const BESIDE: usize = 70_000;
/// The least and the most that a page is asked for.
const PAGE: (u32, u32) = (4 * 1024, 1024 * 1024);
/// What an empty file takes, and what each entry of a world may add to it.
const EMPTY_FILE: u64 = 400_000;
const FOR_AN_ENTRY: u64 = 2_000;
/// Write-ahead logs are emptied at a thousand pages on a device and at four thousand in the district, and begun anew.
const AHEAD_OF_DEVICE: u64 = 6_000_000;
const AHEAD_OF_DISTRICT: u64 = 20_000_000;

pub fn request(body: &[u8], backoff: Backoff, counts: &mut Counts) {
    assert!(body.len() <= backoff.bytes + BESIDE, "a request of {} bytes at {backoff:?}", body.len());
    counts.most("bytes of a request", body.len() as u64);
}

/// A page holds no more than was asked for and one item.
pub fn answer(request: &[u8], bytes: &[u8], answer: &SyncResponse, counts: &mut Counts) {
    let asked = SignedRequest::from_bytes(request).unwrap().read().unwrap().page_bytes.clamp(PAGE.0, PAGE.1) as usize;
    assert!(bytes.len() <= asked + BESIDE, "an answer of {} bytes to one who asked for {asked}", bytes.len());
    let items = answer.page.as_ref().map_or(Vec::new(), |page| page.read().unwrap());
    let sizes: Vec<usize> = items.iter().map(size).collect();
    let held: usize = sizes.iter().sum();
    let last = sizes.last().copied().unwrap_or_default();
    assert!(held - last <= asked, "a page of {held} bytes to one who asked for {asked}");
    counts.most("bytes of an answer", bytes.len() as u64);
    counts.most("items of a page", items.len() as u64);
}

fn size(item: &FeedItem) -> usize {
    match item {
        FeedItem::Entry(entry) => entry.bytes.len(),
        FeedItem::Household(text) | FeedItem::Settings(text) => text.len(),
        FeedItem::Purge(order) => order.body.len(),
        FeedItem::Removed(_) => 0,
    }
}

impl World {
    /// Files grow with what was saved and with nothing else: not with exchanges, failures, copies or time.
    pub fn files_are_bounded(&mut self) {
        let saved = self.oracle.saved.len() as u64;
        let limit = EMPTY_FILE + FOR_AN_ENTRY * saved;
        let devices = self.phones.iter().map(|phone| (&phone.device.disk, "daylog.db", AHEAD_OF_DEVICE, "bytes of a device's file"));
        let all = devices.chain([(&self.district.disk, "server.db", AHEAD_OF_DISTRICT, "bytes of the district's file")]);
        for (disk, name, most_ahead, what) in all {
            let (file, ahead) = (disk.size_of(name), disk.size_of(&format!("{name}-wal")));
            assert!(file <= limit, "{what}: {file} for {saved} entries");
            assert!(ahead <= most_ahead, "a write-ahead log of {ahead} bytes");
            self.counts.most(what, file);
            self.counts.most("bytes of a write-ahead log", ahead);
        }
        self.counts.most("messages under way at once", self.network.most as u64);
    }
}
