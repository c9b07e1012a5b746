//! What bounds a message, and what of another version is read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use daylog_domain::{
    ids::{DeviceId, LogId},
    time::Instant,
};
use daylog_wire::{
    PROTOCOL_VERSION, Unreadable,
    chain::{Head, Nonce},
    checkpoint::Epoch,
    delivery::{Delivery, Handed, SignedDelivery},
    enrol::EnrolRequest,
    keys::{Signature, SigningKey},
    message::{REQUEST_SEGMENTS, SignedRequest, SyncRequest, SyncResponse, Verdict},
    refusal::PieceRefusal,
    segment::SignedSegment,
    tree::TreeHash,
};

fn request() -> SyncRequest {
    SyncRequest {
        version: PROTOCOL_VERSION,
        device: DeviceId(1),
        log: LogId([1; 16]),
        nonce: Nonce([1; 16]),
        closed: false,
        last: 0,
        head: Head([0; 32]),
        envelopes: Vec::new(),
        segments: Vec::new(),
        orphans: Vec::new(),
        pending: 0,
        gone: 0,
        page_bytes: 0,
        directory: 0,
        wall: Instant(0),
        program: String::new(),
        epoch: None,
        cursor: None,
        token: None,
        checkpoint: None,
        delivery_key: None,
        doubts_for: None,
    }
}

fn response() -> SyncResponse {
    SyncResponse {
        version: PROTOCOL_VERSION,
        epoch: Epoch([1; 16]),
        server_time: Instant(5),
        is_time_doubted: false,
        verdict: Verdict::Accepted,
        have: 3,
        refused: Vec::new(),
        orphans: Vec::new(),
        colleagues: Vec::new(),
        receipt: None,
        token: None,
        page: None,
        retry_after_seconds: Some(7),
        checkpoint: None,
        consistency: None,
        watermark: None,
        directory: None,
    }
}

fn key() -> SigningKey {
    SigningKey::from_seed(&[42; 32]).unwrap()
}

#[test]
fn a_request_carries_a_limited_number_of_segments_whatever_they_unpack_to() {
    for (count, is_read) in [(0, true), (REQUEST_SEGMENTS, true), (REQUEST_SEGMENTS + 1, false)] {
        let segments = vec![SignedSegment { bytes: vec![1], signature: Signature([0; 64]) }; count];
        let request = SyncRequest { segments, ..request() };
        assert_eq!(SignedRequest::new(&request, &key()).read().is_ok(), is_read, "{count}");
    }
}

#[test]
fn a_message_with_fewer_or_more_fields_is_read() {
    let bytes = response().to_bytes();
    // Trailing fields that are not there are not written: thirteen are left of seventeen.
    assert_eq!(bytes.first(), Some(&0x8d));
    assert_eq!(SyncResponse::from_bytes(&bytes), Ok(response()));
    let mut later = bytes.clone();
    later[0] = 0x92;
    later.extend([0xf6, 0xf6, 0xf6, 0xf6, 0x82, 0x01, 0x61, b'x']);
    assert_eq!(SyncResponse::from_bytes(&later), Ok(response()));
    let orphans = vec![Handed::Known, Handed::Refused(PieceRefusal::SegmentFork.into())];
    let proven = SyncResponse { consistency: Some(vec![TreeHash([2; 32])]), orphans, ..response() };
    assert_eq!(SyncResponse::from_bytes(&proven.to_bytes()), Ok(proven));
}

/// The first fields of a message, its version among them, as a program that knows no others writes it.
fn cut(message: &[u8], version: u8) -> Vec<u8> {
    let ends = message.iter().position(|byte| *byte == 0x50).unwrap();
    let fields = u8::try_from(ends - 1).unwrap();
    [&[0x80 | fields, version], &message[2..ends]].concat()
}

#[test]
fn of_a_message_that_cannot_be_read_the_version_is_named_where_it_is_not_answered() {
    let signed = |version| {
        let SignedRequest { body, signature } = SignedRequest::new(&request(), &key());
        SignedRequest { body: cut(&body, version), signature }.read()
    };
    let delivery = Delivery { version: 1, device: DeviceId(1), envelopes: Vec::new() };
    let delivered = |version| {
        let SignedDelivery { body, signature } = SignedDelivery::new(&delivery, &key());
        SignedDelivery { body: [&[0x82, version], &body[2..3]].concat(), signature }.read()
    };
    for (version, named) in [(0, Some(0)), (1, None), (2, None), (3, Some(3)), (9, Some(9))] {
        let expected = named.map_or(Unreadable::Form, Unreadable::Version);
        assert_eq!(signed(version), Err(expected.clone()), "a request of version {version}");
        assert_eq!(delivered(version), Err(expected.clone()), "a delivery of version {version}");
        assert_eq!(EnrolRequest::from_bytes(&[0x81, version]), Err(expected.clone()), "an enrolment of version {version}");
        assert_eq!(SyncResponse::from_bytes(&cut(&response().to_bytes(), version)), Err(expected), "an answer of version {version}");
    }
    assert_eq!(SignedRequest::from_bytes(&[0x82, 0x41, 0x80]), Err(Unreadable::Form));
}
