//! A segment: a contiguous piece of one log as it travels and as the server keeps it.
//!
//! Layout: one version byte, then a zstd frame (with the dictionary that ships here) over CBOR.
//! Knows nothing of entries' meaning: what it carries are bytes.

use std::sync::OnceLock;

use daylog_domain::ids::LogId;
use minicbor::{Decode, Decoder, Encode, Encoder, data::Type, decode, encode};
use zstd::{
    bulk::{Compressor, Decompressor},
    dict::{DecoderDictionary, EncoderDictionary},
};

use crate::{
    ENTRY_LIMIT, HIGHEST_NUMBER, Unreadable,
    chain::{self, BLOCK_ENTRIES, Commitment, Head, Salt, Seed},
    keys::{PublicKey, Signature, SigningKey},
    refusal::PieceRefusal,
    shape::{self, MESSAGE_ITEMS},
};

const VERSION: u8 = 1;
const LEVEL: i32 = 3;
static DICTIONARY: &[u8] = include_bytes!("../dictionary/1.bin");

/// The most entries that one segment carries.
pub const SEGMENT_ENTRIES: usize = 4096;
/// The most bytes that a segment unpacks to.
pub const UNPACKED_LIMIT: usize = 2 * 1024 * 1024;

/// What the salts of as many entries take.
const SALTS_LIMIT: usize = SEGMENT_ENTRIES * 24;

#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct Segment {
    #[n(0)]
    pub log: LogId,
    /// Sequence number of the first slot.
    #[n(1)]
    pub first: u64,
    /// The head before the first slot.
    #[n(2)]
    pub previous: Head,
    /// One per block that the slots touch, in order.
    #[n(3)]
    #[cbor(decode_with = "at_most_a_segment")]
    pub salts: Vec<BlockSalts>,
    #[n(4)]
    #[cbor(decode_with = "at_most_a_segment")]
    pub slots: Vec<Slot>,
}

/// The salts of one block's entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum BlockSalts {
    Seed(Seed),
    /// After a purge within the block: the salt of each slot of this segment in this block; purged slots have none.
    Each(Vec<Option<Salt>>),
}

/// One place in a log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Slot {
    Entry(Vec<u8>),
    /// The content is gone, the commitment stays.
    Purged(Commitment),
}

/// A segment's bytes with the device's signature over the head after its last slot.
#[derive(Debug, Clone, PartialEq, Eq, Encode, Decode)]
pub struct SignedSegment {
    #[n(0)]
    #[cbor(with = "minicbor::bytes")]
    pub bytes: Vec<u8>,
    #[n(1)]
    pub signature: Signature,
}

/// Why a signed segment is refused: always its form, never its meaning.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BadSegment {
    #[error(transparent)]
    Unreadable(#[from] Unreadable),
    #[error("the segment holds nothing")]
    Empty,
    #[error("a salt is missing")]
    Salt,
    #[error("the signature does not fit")]
    Signature,
}

impl BadSegment {
    /// What its device is told.
    #[must_use]
    pub fn refusal(&self) -> PieceRefusal {
        match self {
            BadSegment::Unreadable(_) => PieceRefusal::SegmentUnreadable,
            BadSegment::Empty => PieceRefusal::SegmentEmpty,
            BadSegment::Salt => PieceRefusal::SegmentSalt,
            BadSegment::Signature => PieceRefusal::SegmentSignature,
        }
    }
}

impl Segment {
    /// The sequence number of the last slot.
    #[must_use]
    pub fn last(&self) -> u64 {
        self.first.saturating_add(self.slots.len() as u64).saturating_sub(1)
    }

    /// The head after each slot, in order.
    pub fn heads(&self) -> Result<Vec<Head>, BadSegment> {
        let mut heads = Vec::with_capacity(self.slots.len());
        let mut head = self.previous;
        for commitment in self.commitments() {
            head = chain::next_head(head, commitment?.1);
            heads.push(head);
        }
        Ok(heads)
    }

    /// Each slot's number and commitment, in order; an error where the salt of what is there is missing.
    pub fn commitments(&self) -> impl Iterator<Item = Result<(u64, Commitment), BadSegment>> {
        self.slots.iter().zip(self.first..).map(|(slot, sequence)| match slot {
            Slot::Purged(commitment) => Ok((sequence, *commitment)),
            Slot::Entry(bytes) => Ok((sequence, chain::commitment(self.salt(sequence).ok_or(BadSegment::Salt)?, bytes))),
        })
    }

    /// The salt of a slot, unless it went with the slot's content.
    #[must_use]
    pub fn salt(&self, sequence: u64) -> Option<Salt> {
        let block = chain::block_of(sequence);
        let place = block.checked_sub(chain::block_of(self.first))?;
        match self.salts.get(usize::try_from(place).ok()?)? {
            BlockSalts::Seed(seed) => Some(chain::salt(*seed, sequence)),
            BlockSalts::Each(salts) => {
                let start = (block * BLOCK_ENTRIES + 1).max(self.first);
                *salts.get(usize::try_from(sequence.checked_sub(start)?).ok()?)?
            }
        }
    }

    #[must_use]
    pub fn to_bytes(&self) -> Vec<u8> {
        let packed = pack(&crate::to_bytes(self));
        [&[VERSION], packed.as_slice()].concat()
    }

    /// Unpacks and reads; never allocates more than the limits above, and what a purge may add to a piece: salts for a seed.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Unreadable> {
        Self::read(bytes, UNPACKED_LIMIT + SALTS_LIMIT)
    }

    fn read(bytes: &[u8], limit: usize) -> Result<Self, Unreadable> {
        let (version, packed) = bytes.split_first().ok_or(Unreadable::Form)?;
        if *version != VERSION {
            return Err(Unreadable::Version(u16::from(*version)));
        }
        let segment: Segment = shape::read(&unpack(packed, limit)?, limit, MESSAGE_ITEMS)?;
        let last_is_countable =
            segment.first > 0 && segment.first.checked_add(segment.slots.len() as u64).is_some_and(|behind| behind <= HIGHEST_NUMBER);
        if !last_is_countable {
            return Err(Unreadable::Form);
        }
        match segment.slots.iter().all(|slot| !matches!(slot, Slot::Entry(bytes) if bytes.len() > ENTRY_LIMIT)) {
            true => Ok(segment),
            false => Err(Unreadable::TooLarge { limit: ENTRY_LIMIT }),
        }
    }

    /// Packs the segment and signs the head after its last slot.
    pub fn sign(&self, key: &SigningKey) -> Result<SignedSegment, BadSegment> {
        let head = self.heads()?.pop().ok_or(BadSegment::Empty)?;
        Ok(SignedSegment { bytes: self.to_bytes(), signature: key.sign(&chain::head_statement(self.log, self.last(), head)) })
    }
}

impl SignedSegment {
    /// Reads the segment, recomputes its heads and checks the one signature over the last.
    pub fn open(&self, key: &PublicKey) -> Result<(Segment, Vec<Head>), BadSegment> {
        let segment = Segment::read(&self.bytes, UNPACKED_LIMIT)?;
        let heads = segment.heads()?;
        let head = *heads.last().ok_or(BadSegment::Empty)?;
        match key.verifies(&chain::head_statement(segment.log, segment.last(), head), &self.signature) {
            true => Ok((segment, heads)),
            false => Err(BadSegment::Signature),
        }
    }
}

/// Packs bytes with the dictionary of this version.
#[must_use]
pub fn pack(bytes: &[u8]) -> Vec<u8> {
    static PREPARED: OnceLock<EncoderDictionary<'static>> = OnceLock::new();
    let dictionary = PREPARED.get_or_init(|| EncoderDictionary::copy(DICTIONARY, LEVEL));
    // Packing into memory fails only when memory does; nothing packed is unreadable to the other side, which says so.
    Compressor::with_prepared_dictionary(dictionary)
        .and_then(|mut compressor| {
            compressor.include_contentsize(true)?;
            compressor.include_checksum(false)?;
            compressor.include_dictid(false)?;
            compressor.compress(bytes)
        })
        .unwrap_or_default()
}

/// Unpacks at most `limit` bytes.
pub fn unpack(packed: &[u8], limit: usize) -> Result<Vec<u8>, Unreadable> {
    static PREPARED: OnceLock<DecoderDictionary<'static>> = OnceLock::new();
    let dictionary = PREPARED.get_or_init(|| DecoderDictionary::copy(DICTIONARY));
    let claimed = zstd::zstd_safe::get_frame_content_size(packed).ok().flatten().ok_or(Unreadable::Form)?;
    let capacity = usize::try_from(claimed).ok().filter(|size| *size <= limit).ok_or(Unreadable::TooLarge { limit })?;
    Decompressor::with_prepared_dictionary(dictionary)
        .and_then(|mut decompressor| decompressor.decompress(packed, capacity))
        .map_err(|_| Unreadable::Form)
}

fn at_most_a_segment<'b, C, T: Decode<'b, C>>(d: &mut Decoder<'b>, context: &mut C) -> Result<Vec<T>, decode::Error> {
    crate::list_of_at_most(SEGMENT_ENTRIES, d, context)
}

impl<C> Encode<C> for BlockSalts {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, context: &mut C) -> Result<(), encode::Error<W::Error>> {
        match self {
            BlockSalts::Seed(seed) => seed.encode(e, context),
            BlockSalts::Each(salts) => salts.encode(e, context),
        }
    }
}

impl<'b, C> Decode<'b, C> for BlockSalts {
    fn decode(d: &mut Decoder<'b>, context: &mut C) -> Result<Self, decode::Error> {
        match d.datatype()? {
            Type::Bytes => Seed::decode(d, context).map(BlockSalts::Seed),
            _ => at_most_a_segment(d, context).map(BlockSalts::Each),
        }
    }
}

impl<C> Encode<C> for Slot {
    fn encode<W: encode::Write>(&self, e: &mut Encoder<W>, context: &mut C) -> Result<(), encode::Error<W::Error>> {
        match self {
            Slot::Entry(bytes) => e.bytes(bytes)?.ok(),
            Slot::Purged(commitment) => {
                e.array(1)?;
                commitment.encode(e, context)
            }
        }
    }
}

impl<'b, C> Decode<'b, C> for Slot {
    fn decode(d: &mut Decoder<'b>, context: &mut C) -> Result<Self, decode::Error> {
        match d.datatype()? {
            Type::Bytes => Ok(Slot::Entry(d.bytes()?.to_vec())),
            _ => {
                d.array()?;
                Commitment::decode(d, context).map(Slot::Purged)
            }
        }
    }
}
