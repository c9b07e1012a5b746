//! What a device makes of answers that a sound server would not give.

#![allow(clippy::unwrap_used)]

use std::{
    future::{Future, ready},
    path::Path,
    sync::{
        Mutex,
        atomic::{AtomicU32, Ordering},
    },
};

use daylog_app::ports::Clock;
use daylog_domain::{
    clocks::Clocks,
    entries::{Claimed, Content, Entry, note::Note},
    ids::{HouseholdId, LogId},
    target::Target,
    time::{Instant, Zone},
};
use daylog_store::{NewDevice, Store, SystemRandom, key_file::Key};
use daylog_sync::{Backoff, Engine, Outcome, Problem, Route, SyncError, Transport, TransportError};
use daylog_testkit::{FakeClock, enrolment};
use daylog_wire::{
    PROTOCOL_VERSION,
    checkpoint::Epoch,
    feed::{Cursor, FeedItem, Page},
    keys::SigningKey,
    message::{SignedRequest, SyncRequest, SyncResponse, Verdict},
    receipt::Receipt,
    refusal::PieceRefusal,
};

const EPOCH: Epoch = Epoch([1; 16]);

/// A server that says it holds all it is asked about, and answers with this verdict and page.
struct Server {
    verdict: Verdict,
    page: Option<Page>,
    /// The seed of the key that signs its receipts; the district's is 9.
    signs_with: u8,
    /// The log that its receipts name, where that is not the asking one.
    names: Option<LogId>,
    asked: AtomicU32,
}

impl Server {
    fn new(verdict: Verdict, page: Option<Page>) -> Self {
        Server { verdict, page, signs_with: 9, names: None, asked: AtomicU32::new(0) }
    }

    fn key() -> SigningKey {
        SigningKey::from_seed(&[9; 32]).unwrap()
    }

    fn answer(&self, request: &SyncRequest) -> Vec<u8> {
        let key = SigningKey::from_seed(&[self.signs_with; 32]).unwrap();
        let receipt = Receipt::sign(&key, self.names.unwrap_or(request.log), request.last, request.head, Instant(0));
        SyncResponse {
            version: PROTOCOL_VERSION,
            epoch: EPOCH,
            server_time: Instant(0),
            is_time_doubted: false,
            verdict: self.verdict.clone(),
            have: request.last,
            refused: vec![],
            orphans: vec![],
            colleagues: vec![],
            receipt: Some(receipt),
            token: None,
            page: self.page.clone(),
            retry_after_seconds: None,
            checkpoint: None,
            consistency: None,
            watermark: None,
            directory: None,
        }
        .to_bytes()
    }
}

impl Transport for Server {
    fn exchange(&self, _: Route, body: Vec<u8>) -> impl Future<Output = Result<Vec<u8>, TransportError>> + Send {
        self.asked.fetch_add(1, Ordering::Relaxed);
        ready(Ok(self.answer(&SignedRequest::from_bytes(&body).unwrap().read().unwrap())))
    }
}

/// A device with one entry that waits.
fn device(folder: &Path) -> Mutex<Store> {
    let mut store = Store::open(folder, &Key::new([7; 32]), Box::new(SystemRandom)).unwrap();
    store.device().unwrap();
    store.enrol(&NewDevice { enrolment: enrolment(Server::key().public()), certificate: vec![0], directory: None }).unwrap();
    let entry = Entry {
        about: Target::home(HouseholdId(1), None).into(),
        at: Claimed { instant: Instant(0), zone: Zone::SHANGHAI },
        clocks: Clocks::new(clock().read(), None),
        content: Content::Note(Note { text: "带上楼".to_owned() }),
        note: None,
        late: None,
        origin: None,
    };
    store.append(&[entry]).unwrap();
    Mutex::new(store)
}

fn clock() -> FakeClock {
    FakeClock::at(Instant(0))
}

async fn sync(store: &Mutex<Store>, server: &Server, backoff: &mut Backoff) -> Result<Outcome, SyncError> {
    let engine = Engine { program: "test".to_owned() };
    daylog_sync::run(store, &engine, server, backoff, &|| clock().read(), &|| {}).await
}

#[tokio::test]
async fn a_page_that_cannot_be_read_costs_only_itself() {
    let cursor = Cursor { epoch: EPOCH, feed: 9 };
    let bytes = Page { items: b"no page".to_vec(), cursor, more: true };
    let record = Page::new(&vec![FeedItem::Household("no record".to_owned())], cursor, true);
    for page in [bytes, record] {
        let folder = tempfile::tempdir().unwrap();
        let store = device(folder.path());
        let server = Server::new(Verdict::Accepted, Some(page));
        let outcome = sync(&store, &server, &mut Backoff::default()).await.unwrap();
        assert_eq!((outcome.problem, outcome.pushed), (Some(Problem::UnreadablePage), 1));
        let mut store = store.into_inner().unwrap();
        assert_eq!((store.pending().unwrap(), store.device().unwrap().feed), (0, 0), "received, and the page is asked for again");
    }
}

#[tokio::test]
async fn a_device_that_is_told_no_asks_ever_less_often() {
    let folder = tempfile::tempdir().unwrap();
    let store = device(folder.path());
    for verdict in [Verdict::Revoked, Verdict::UpdateNeeded, Verdict::Refused(PieceRefusal::SegmentUnreadable.into())] {
        let server = Server::new(verdict, None);
        let mut backoff = Backoff::default();
        let mut waits = Vec::new();
        for _ in 0..4 {
            assert!(sync(&store, &server, &mut backoff).await.unwrap().problem.is_some());
            waits.push(backoff.wait_seconds(0));
        }
        assert_eq!(waits, [5, 10, 20, 40], "{:?}", server.verdict);
    }
}

#[tokio::test]
async fn a_server_that_says_more_and_gives_nothing_is_not_asked_for_ever() {
    let folder = tempfile::tempdir().unwrap();
    let store = device(folder.path());
    let server = Server::new(Verdict::Accepted, Some(Page::new(&vec![], Cursor { epoch: EPOCH, feed: 9 }, true)));
    sync(&store, &server, &mut Backoff::default()).await.unwrap();
    assert_eq!(server.asked.into_inner(), 2);
}

/// Promise 1: the device says "received" only on the server's word.
#[tokio::test]
async fn a_receipt_that_is_not_the_districts_or_names_another_log_proves_nothing() {
    for (signs_with, names) in [(8, None), (9, Some(LogId([3; 16])))] {
        let folder = tempfile::tempdir().unwrap();
        let store = device(folder.path());
        let server = Server { signs_with, names, ..Server::new(Verdict::Accepted, None) };
        let outcome = sync(&store, &server, &mut Backoff::default()).await.unwrap();
        assert_eq!(outcome.problem, Some(Problem::WrongReceipt));
        assert_eq!(store.into_inner().unwrap().pending().unwrap(), 1);
    }
}
