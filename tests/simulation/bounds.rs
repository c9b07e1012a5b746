//! That messages are bounded, what is asked and what is answered. The largest of each goes into the table.

use daylog_sync::Backoff;
use daylog_wire::{
    feed::FeedItem,
    message::{SignedRequest, SyncResponse},
};

use super::counts::Counts;

/// An entry goes alone where it is larger than asked for; beside it there is what every message says.
const BESIDE: usize = 70_000;
/// The least and the most that a page is asked for.
const PAGE: (u32, u32) = (4 * 1024, 1024 * 1024);
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
