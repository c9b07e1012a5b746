//! The one request that pushes and pulls, and its answer. Bodies are signed or travel under the pinned certificate;
//! this file holds their form and limits, not what either side does with them.

use daylog_domain::{
    ids::{CadreId, DeviceId, LogId},
    time::Instant,
};
use minicbor::{Decode, Decoder, Encode, decode};

use crate::{
    HIGHEST_NUMBER, PROTOCOL_VERSION, Unreadable,
    chain::{Head, Nonce},
    checkpoint::Epoch,
    delivery::Handed,
    directory::SignedDirectory,
    envelope::Envelope,
    feed::{Cursor, Page},
    keys::{PublicKey, Signature, SigningKey},
    receipt::Receipt,
    refusal::{PieceRefusal, Told},
    segment::SignedSegment,
    shape,
    tree::{PROOF_HASHES, TreeHash},
    watermark::Watermark,
};

/// Handed out with every answer and shown with the next request: a copy of a device shows an old one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Encode, Decode)]
#[cbor(transparent)]
pub struct CloneToken(
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub [u8; 16],
);

/// The most segments of one request. A few hundred bytes unpack to a whole segment: this bounds the server's memory.
pub const REQUEST_SEGMENTS: usize = 16;

/// What is always said stands before what may be missing, here and in the answer: absent fields at the end take no byte.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SyncRequest {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub device: DeviceId,
    #[n(2)]
    pub log: LogId,
    /// Proves with the device's key that the log is its own.
    #[n(3)]
    pub nonce: Nonce,
    /// The log is one that the device writes no more: only what is held of it is asked, and no page.
    #[n(4)]
    pub closed: bool,
    /// The device's last entry and its head, so that the server can compare even when nothing is pushed.
    #[n(5)]
    pub last: u64,
    #[n(6)]
    pub head: Head,
    /// What of the log the device itself holds only encrypted; stands before the segments.
    #[n(7)]
    pub envelopes: Vec<Envelope>,
    #[n(8)]
    #[cbor(decode_with = "at_most_a_request")]
    pub segments: Vec<SignedSegment>,
    /// Pieces of closed logs that the device holds only encrypted, at numbers where the district holds another branch.
    #[n(9)]
    pub orphans: Vec<Envelope>,
    /// Entries that still wait on the device after the segments of this request; 0 makes the log complete.
    #[n(10)]
    pub pending: u32,
    /// Up to this number of its log the device evicted content with households that left it, 0 when it evicted none: what it may
    /// see again of that comes back in pages, as others' entries do.
    #[n(11)]
    pub gone: u64,
    /// The most bytes of feed that the device wants in the answer.
    #[n(12)]
    pub page_bytes: u32,
    /// The number of the directory that the device holds; 0 when it has none. Read as the highest that can be stored where it is higher:
    /// a device that lost count is to be told no less than others.
    #[n(13)]
    #[cbor(decode_with = "at_most_storable")]
    pub directory: u64,
    /// The device's wall clock when it sent this; the server measures, and refuses nothing for it.
    #[n(14)]
    pub wall: Instant,
    /// The program's version, for the district's list of devices.
    #[n(15)]
    pub program: String,
    /// The last epoch that the device heard of. No server decides anything by it: `cursor` names the epoch that it belongs to, and
    /// `checkpoint` says it under the district's own signature. Fields keep their numbers, so it stays.
    #[n(16)]
    pub epoch: Option<Epoch>,
    #[n(17)]
    pub cursor: Option<Cursor>,
    #[n(18)]
    pub token: Option<CloneToken>,
    /// The last signed checkpoint that the device holds.
    #[n(19)]
    pub checkpoint: Option<minicbor::bytes::ByteVec>,
    /// The key that may deliver envelopes for this device while its record is closed.
    #[n(20)]
    pub delivery_key: Option<PublicKey>,
    /// What the device takes for the time, where it does not believe the server's last word.
    #[n(21)]
    pub doubts_for: Option<Instant>,
}

/// A request's bytes with the device's signature over them.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedRequest {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub body: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SyncResponse {
    #[n(0)]
    pub version: u16,
    #[n(1)]
    pub epoch: Epoch,
    #[n(2)]
    pub server_time: Instant,
    /// The server's clock contradicts what the district holds: `server_time` says nothing of the time.
    #[n(3)]
    pub is_time_doubted: bool,
    #[n(4)]
    pub verdict: Verdict,
    /// What the server holds of the log: on disk, whatever came of this request.
    #[n(5)]
    pub have: u64,
    /// Entries that are held as bytes but could not be read, by sequence number.
    #[n(6)]
    pub refused: Vec<RefusedEntry>,
    /// What became of each orphan of the request, in order.
    #[n(7)]
    pub orphans: Vec<Handed>,
    /// Up to when each colleague's devices have reported complete logs, for cadres of the households in sight.
    #[n(8)]
    pub colleagues: Vec<Colleague>,
    #[n(9)]
    pub receipt: Option<Receipt>,
    #[n(10)]
    pub token: Option<CloneToken>,
    /// A packed list of `FeedItem`.
    #[n(11)]
    pub page: Option<Page>,
    #[n(12)]
    pub retry_after_seconds: Option<u32>,
    /// None where the device holds this one already.
    #[n(13)]
    pub checkpoint: Option<minicbor::bytes::ByteVec>,
    /// Shows that the tree of `checkpoint` begins with that of the checkpoint in the request.
    #[n(14)]
    #[cbor(decode_with = "at_most_a_proof")]
    pub consistency: Option<Vec<TreeHash>>,
    /// Up to where a verified backup holds the log.
    #[n(15)]
    pub watermark: Option<Watermark>,
    /// A directory newer than the device's.
    #[n(16)]
    pub directory: Option<SignedDirectory>,
}

/// What came of the pushed segments.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub enum Verdict {
    /// Everything pushed is held, now or since earlier.
    #[n(0)]
    Accepted,
    /// A segment could not be taken for its form. What came before it is held (`have`).
    #[n(1)]
    Refused(#[n(0)] Told<PieceRefusal>),
    /// This device is a copy, or was restored, or its log forked: entries after `common` belong in a new log generation.
    #[n(2)]
    StartGeneration(#[n(0)] u64),
    /// The program is too old to sync; it goes on saving.
    #[n(3)]
    UpdateNeeded,
    /// The device may not sync any more; it goes on saving, and its work can be rescued.
    #[n(4)]
    Revoked,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct RefusedEntry {
    #[n(0)]
    pub sequence: u64,
    #[n(1)]
    pub reason: Told<PieceRefusal>,
}

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Colleague {
    #[n(0)]
    pub cadre: CadreId,
    /// One per enrolled, unrevoked device, without the asking one.
    #[n(1)]
    pub complete_to: Vec<Option<Instant>>,
}

impl SignedRequest {
    #[must_use]
    pub fn new(request: &SyncRequest, key: &SigningKey) -> Self {
        let body = crate::to_bytes(request);
        let signature = key.sign(&statement(&body));
        SignedRequest { body, signature }
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        shape::message(bytes)
    }

    /// Reads the request without trusting it: the server looks up the device's key by it, then calls `is_from`.
    pub fn read(&self) -> Result<SyncRequest, Unreadable> {
        shape::message(&self.body)
    }

    #[must_use]
    pub fn is_from(&self, device: &PublicKey) -> bool {
        device.verifies(&statement(&self.body), &self.signature)
    }
}

fn at_most_a_request<'b, C, T: Decode<'b, C>>(d: &mut Decoder<'b>, context: &mut C) -> Result<Vec<T>, decode::Error> {
    crate::list_of_at_most(REQUEST_SEGMENTS, d, context)
}

fn at_most_storable<C>(d: &mut Decoder<'_>, _: &mut C) -> Result<u64, decode::Error> {
    Ok(d.u64()?.min(HIGHEST_NUMBER))
}

fn at_most_a_proof<'b, C>(d: &mut Decoder<'b>, context: &mut C) -> Result<Option<Vec<TreeHash>>, decode::Error> {
    if d.datatype()? == minicbor::data::Type::Null {
        return d.null().map(|()| None);
    }
    crate::list_of_at_most(PROOF_HASHES, d, context).map(Some)
}

fn statement(body: &[u8]) -> Vec<u8> {
    [b"daylog request 1".as_slice(), body].concat()
}

impl SyncResponse {
    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        crate::to_bytes(self)
    }

    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        let response: SyncResponse = shape::message(bytes)?;
        if response.version > PROTOCOL_VERSION + 1 { Err(Unreadable::Version(response.version)) } else { Ok(response) }
    }
}
