//! Every parser that takes bytes from outside, as a function of bytes that must neither panic nor take much memory.
//! What it reads it writes again, and reading that gives the same: a parser that invents is found as well.
//! Run by `tests/bytes` over the kept corpus and by `tests/fuzz` under libFuzzer.

mod seeds;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use daylog_backup::{
    archive::{
        header::{self, HEAD_BYTES},
        manifest::{self, Manifest},
        stream::Decryptor,
    },
    kit::RecoveryKit,
};
use daylog_district::{
    roster,
    types::{RevokeDevice, SignIn},
    views,
};
use daylog_domain::{entries::Kind, time::Date};
use daylog_wire::{
    MESSAGE_LIMIT,
    chain::Commitment,
    checkpoint::{CHECKPOINT_LIMIT, Checkpoint, Epoch},
    delivery::{DeliveryAnswer, SignedDelivery},
    directory::{DIRECTORY_LIMIT, SignedDirectory},
    enrol::{EnrolRequest, EnrolResponse, Invite},
    entry_from_bytes, entry_to_bytes,
    envelope::{Envelope, opening_key},
    feed::{Cursor, Page},
    keys::PublicKey,
    message::{SignedRequest, SyncRequest, SyncResponse},
    purge::{ORDER_LIMIT, SignedPurgeOrder},
    receipt::Receipt,
    recovery::{RecoveryAnswer, RecoveryRequest},
    rescue::{RESCUE_LIMIT, Rescue},
    segment::{Segment, SignedSegment},
};

pub use seeds::{key, seeds};

/// A parser by the name of its corpus and its fuzz target.
#[derive(Debug, Clone, Copy)]
pub struct Parser {
    pub name: &'static str,
    pub read: fn(&[u8]),
    /// The most memory that it may take, in bytes.
    pub limit: usize,
}

/// What a message unpacks to, what is read from it, and the same once more, since each parser here also writes what it read.
const MESSAGE: usize = 4 * MESSAGE_LIMIT;
/// A rescue file is longer than a message; the ratio is the same.
const RESCUE: usize = 4 * RESCUE_LIMIT;
/// A roster is read by the person who administers the server, as a whole: its text, its rows and what compares them.
const ROSTER: usize = 10 * MESSAGE_LIMIT;
/// A backup is read in chunks; its manifest is small.
const BACKUP: usize = 2 * MESSAGE_LIMIT;
/// The kit is a page of text that its owner reads in: every wrong line is named.
const KIT: usize = 4 * MESSAGE_LIMIT;
/// Texts that are typed, pasted or scanned, and notes of a few lines.
const SHORT: usize = 1024 * 1024;

macro_rules! parsers {
    ($($name:ident within $limit:ident,)*) => {
        pub const ALL: &[Parser] = &[$(Parser { name: stringify!($name), read: $name, limit: $limit },)*];
    };
}

parsers! {
    segment within MESSAGE,
    request within MESSAGE,
    delivery within MESSAGE,
    answer within MESSAGE,
    page within MESSAGE,
    entry within SHORT,
    enrolment within SHORT,
    receipt within SHORT,
    checkpoint within SHORT,
    directory within SHORT,
    envelope within MESSAGE,
    rescue within RESCUE,
    recovery within SHORT,
    invite within SHORT,
    purge_order within SHORT,
    backup within BACKUP,
    kit within KIT,
    roster_file within ROSTER,
    page_cursor within MESSAGE,
    dashboard_body within MESSAGE,
}

fn public() -> PublicKey {
    key().public()
}

/// A packed segment; the signature is there so that the chain is followed as the server follows it.
pub fn segment(bytes: &[u8]) {
    let signed = SignedSegment { bytes: bytes.to_vec(), signature: key().sign(b"another statement") };
    assert!(signed.open(&public()).is_err());
    if let Ok(segment) = Segment::from_bytes(bytes) {
        let _heads = segment.heads();
        assert_eq!(Segment::from_bytes(&segment.to_bytes()).as_ref(), Ok(&segment));
    }
}

/// The body of a push, as the server reads it; then the same bytes as the inner, signed part alone.
pub fn request(bytes: &[u8]) {
    if let Ok(signed) = SignedRequest::from_bytes(bytes) {
        let _is_from = signed.is_from(&public());
        assert_eq!(SignedRequest::from_bytes(&signed.to_bytes()).as_ref(), Ok(&signed));
        body(signed);
    }
    body(SignedRequest { body: bytes.to_vec(), signature: key().sign(b"") });
}

fn body(signed: SignedRequest) {
    if let Ok(request) = signed.read() {
        let again: Result<SyncRequest, _> = SignedRequest::new(&request, &key()).read();
        assert_eq!(again.as_ref(), Ok(&request));
        request.segments.iter().for_each(|signed| drop(signed.open(&public())));
    }
}

/// The server's answer, with all that is packed in it.
pub fn answer(bytes: &[u8]) {
    let Ok(answer) = SyncResponse::from_bytes(bytes) else { return };
    assert_eq!(SyncResponse::from_bytes(&answer.to_bytes()).as_ref(), Ok(&answer));
    if let Some(page) = &answer.page {
        items(page);
    }
    if let Some(note) = &answer.checkpoint {
        let _checkpoint = Checkpoint::open(note, &public());
    }
    if let Some(directory) = &answer.directory {
        let _directory = directory.open(&public());
    }
    let _given = answer.receipt.as_ref().map(|receipt| receipt.is_from(&public()));
}

/// The packed items of a page.
pub fn page(bytes: &[u8]) {
    items(&Page { items: bytes.to_vec(), cursor: Cursor { epoch: Epoch([0; 16]), feed: 0 }, more: false });
}

fn items(page: &Page) {
    if let Ok(items) = page.read() {
        assert_eq!(Page::new(&items, page.cursor, page.more).read().as_ref(), Ok(&items));
    }
}

/// An entry, with what every kind answers for itself.
pub fn entry(bytes: &[u8]) {
    let Ok(mut entry) = entry_from_bytes(bytes) else { return };
    assert_eq!(entry_from_bytes(&entry_to_bytes(&entry)).as_ref(), Ok(&entry));
    let _valid = entry.validate();
    let _summary = entry.content.summary();
    let _saved = (entry.clocks.saved_at(), entry.clocks.bounds(None, None));
    let _names = entry.content.names().len();
}

pub fn enrolment(bytes: &[u8]) {
    if let Ok(request) = EnrolRequest::from_bytes(bytes) {
        assert_eq!(EnrolRequest::from_bytes(&request.to_bytes()).as_ref(), Ok(&request));
    }
    if let Ok(answer) = EnrolResponse::from_bytes(bytes) {
        assert_eq!(EnrolResponse::from_bytes(&answer.to_bytes()).as_ref(), Ok(&answer));
    }
}

/// What background delivery hands over, and what it is told.
pub fn delivery(bytes: &[u8]) {
    if let Ok(signed) = SignedDelivery::from_bytes(bytes) {
        assert_eq!(SignedDelivery::from_bytes(&signed.to_bytes()).as_ref(), Ok(&signed));
        delivered(&signed);
    }
    delivered(&SignedDelivery { body: bytes.to_vec(), signature: key().sign(b"") });
    if let Ok(answer) = DeliveryAnswer::from_bytes(bytes) {
        assert_eq!(DeliveryAnswer::from_bytes(&answer.to_bytes()).as_ref(), Ok(&answer));
    }
}

fn delivered(signed: &SignedDelivery) {
    if let Ok(delivery) = signed.read() {
        let again = SignedDelivery::new(&delivery, &key()).read();
        assert_eq!(again.as_ref(), Ok(&delivery));
    }
}

/// The outer form of an envelope; then the same bytes as the opened envelope in one that is encrypted to this district.
pub fn envelope(bytes: &[u8]) {
    let opening = opening_key(&[7; 32]);
    if let Ok(envelope) = Envelope::from_bytes(bytes) {
        assert_eq!(Envelope::from_bytes(&envelope.to_bytes()).as_ref(), Ok(&envelope));
        let _opened = envelope.open(&opening);
    }
    if let Some(envelope) = seeds::encrypted(bytes, &opening)
        && let Ok(opened_envelope) = envelope.open(&opening)
    {
        let _segment = opened_envelope.segment.open(&public());
    }
}

/// A rescue file, and its envelopes.
pub fn rescue(bytes: &[u8]) {
    if let Ok(rescue) = Rescue::from_bytes(bytes) {
        assert_eq!(Rescue::from_bytes(&rescue.to_bytes()).as_ref(), Ok(&rescue));
        let opening = opening_key(&[7; 32]);
        rescue.envelopes.iter().take(4).for_each(|envelope| drop(envelope.open(&opening)));
    }
}

/// What a person carries between a device and the district when the PIN is forgotten.
pub fn recovery(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    let opening = opening_key(&[7; 32]);
    if let Ok(request) = RecoveryRequest::from_text(text) {
        assert_eq!(RecoveryRequest::from_text(&request.to_text()).as_ref(), Ok(&request));
        assert_eq!(request.check().len(), 11);
        let _answer = request.answer(&opening, &[1; 32]);
    }
    if let Ok(answer) = RecoveryAnswer::from_text(text) {
        assert_eq!(RecoveryAnswer::from_text(&answer.to_text()).as_ref(), Ok(&answer));
    }
}

pub fn receipt(bytes: &[u8]) {
    if let Ok(receipt) = Receipt::from_bytes(bytes) {
        let _given = receipt.is_from(&public());
        assert_eq!(Receipt::from_bytes(&receipt.to_bytes()).as_ref(), Ok(&receipt));
    }
}

/// A signed note; then the same text signed with the district's key, so that what is behind the signature is read too.
pub fn checkpoint(bytes: &[u8]) {
    if let Ok(read) = Checkpoint::open(bytes, &public()) {
        assert_eq!(Checkpoint::open(&read.sign(&key()), &public()), Ok(read));
    }
    if bytes.len() <= CHECKPOINT_LIMIT {
        let _read = Checkpoint::open(&seeds::note_signed_anew(bytes, &key()), &public());
    }
}

/// A directory as text or as bytes, and what is behind its signature.
pub fn directory(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(signed) = SignedDirectory::from_text(text)
    {
        assert_eq!(SignedDirectory::from_text(&signed.to_text()).as_ref(), Ok(&signed));
        let _opened = signed.open(&public());
    }
    if bytes.len() > DIRECTORY_LIMIT {
        return;
    }
    let signed = seeds::directory_signed_anew(bytes, &key());
    if let Ok(opened) = signed.open(&public()) {
        assert_eq!(opened.sign(&key()).open(&public()), Ok(opened));
    }
}

pub fn invite(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes)
        && let Ok(read) = text.parse::<Invite>()
    {
        assert!(!read.addresses.is_empty() && read.secret.len() == 10);
        let is_in_address = read.addresses.iter().any(|address| address.contains(&read.secret));
        assert!(is_in_address || !read.to_string().contains(&read.secret), "the short form holds no secret");
    }
}

/// An order to purge content, and what is behind its signature.
pub fn purge_order(bytes: &[u8]) {
    if let Ok(signed) = SignedPurgeOrder::from_bytes(bytes) {
        assert_eq!(SignedPurgeOrder::from_bytes(&signed.to_bytes()).as_ref(), Ok(&signed));
        let _opened = signed.open(&public());
    }
    if bytes.len() > ORDER_LIMIT {
        return;
    }
    if let Ok(order) = (SignedPurgeOrder { body: bytes.to_vec(), signature: key().sign(b"") }).read() {
        let _held = (order.covers(7, Commitment([0; 32])), order.ranges());
        assert_eq!(order.sign(&key()).open(&public()), Ok(order));
    }
}

/// A backup from its head to its last chunk; then the same bytes as its manifest.
pub fn backup(bytes: &[u8]) {
    if let Some((head, body)) = bytes.split_first_chunk::<HEAD_BYTES>() {
        let _is_from = header::is_from(head, &public());
        if let Ok(content) = header::open(head, &[8; 32])
            && let Ok(mut chunks) = Decryptor::new(body, &content, head)
        {
            while let Ok(Some(_)) = chunks.next_chunk() {}
        }
    }
    if bytes.len() <= manifest::LIMIT
        && let Ok(manifest) = Manifest::from_json(bytes)
    {
        let _files = manifest.files();
    }
}

/// The recovery kit, as it is typed in again.
pub fn kit(bytes: &[u8]) {
    if let Ok(text) = std::str::from_utf8(bytes) {
        let _kit = RecoveryKit::parse(text);
        let _key = RecoveryKit::recovery_key_in(text);
    }
}

/// What a page of the dashboard says in its address: where in a list it goes on, and the day.
pub fn page_cursor(bytes: &[u8]) {
    let Ok(text) = std::str::from_utf8(bytes) else { return };
    if let Some(cursor) = views::read_cursor(text) {
        let again = URL_SAFE_NO_PAD.encode(serde_json::to_vec(&cursor).unwrap());
        assert_eq!(views::read_cursor(&again), Some(cursor));
    }
    if let Ok(date) = text.parse::<Date>() {
        assert_eq!(date.to_string().parse(), Ok(date));
    }
}

/// The bodies that the dashboard sends, as its routes read them.
pub fn dashboard_body(bytes: &[u8]) {
    if let Ok(given) = serde_json::from_slice::<SignIn>(bytes) {
        // Escapes only become shorter.
        assert!(given.name.len() + given.password.len() <= bytes.len());
    }
    let _asked = serde_json::from_slice::<RevokeDevice>(bytes).map(|asked| asked.reason);
}

/// A roster file as an office may hand it in.
pub fn roster_file(bytes: &[u8]) {
    let Ok(decoded) = roster::decode(bytes, None) else { return };
    if let Ok(parsed) = roster::parse(&decoded.text, &roster::Reading::default()) {
        assert!(parsed.rows.iter().all(|row| row.first_day <= row.last_day && !row.assignees.is_empty()));
        assert!(parsed.refused.listed.iter().all(|row| !row.code().is_empty()));
        // Every line that holds more than separators belongs to a row, and no line is two rows.
        let lines = decoded.text.split(['\n', '\r']).filter(|line| !line.trim().is_empty()).count();
        assert!(parsed.rows.len() as u64 + parsed.refused.count < lines as u64, "{lines} lines");
    }
}
