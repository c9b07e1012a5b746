//! What bounds a message, and what of another version is read.

#![allow(clippy::unwrap_used, clippy::indexing_slicing)]

use daylog_domain::{
    ids::{DeviceId, LogId},
    time::Instant,
};
use daylog_wire::{
    chain::{Head, Nonce},
    checkpoint::Epoch,
    delivery::{FORK, Handed},
    keys::{Signature, SigningKey},
    message::{REQUEST_SEGMENTS, SignedRequest, SyncRequest, SyncResponse, Verdict},
    segment::SignedSegment,
    tree::TreeHash,
};

#[test]
fn a_request_carries_a_limited_number_of_segments_whatever_they_unpack_to() {
    let key = SigningKey::from_seed(&[42; 32]).unwrap();
    for (count, is_read) in [(0, true), (REQUEST_SEGMENTS, true), (REQUEST_SEGMENTS + 1, false)] {
        let request = SyncRequest {
            version: 1,
            device: DeviceId(1),
            log: LogId([1; 16]),
            nonce: Nonce([1; 16]),
            epoch: None,
            checkpoint: None,
            token: None,
            segments: vec![SignedSegment { bytes: vec![1], signature: Signature([0; 64]) }; count],
            last: 0,
            head: Head([0; 32]),
            pending: 0,
            cursor: None,
            page_bytes: 0,
            wall: Instant(0),
            program: String::new(),
            envelopes: None,
            closed: None,
            directory: None,
            delivery_key: None,
            gone: None,
            orphans: None,
            doubts_for: None,
        };
        assert_eq!(SignedRequest::new(&request, &key).read().is_ok(), is_read, "{count}");
    }
}

/// What version 1 sent and what a later one may send are read all the same: fields behind the known ones are optional.
#[test]
fn a_message_with_fewer_or_more_fields_is_read() {
    let response = SyncResponse {
        version: 1,
        epoch: Epoch([1; 16]),
        server_time: Instant(5),
        verdict: Verdict::Accepted,
        have: 3,
        receipt: None,
        refused: Vec::new(),
        token: None,
        checkpoint: None,
        page: None,
        colleagues: Vec::new(),
        retry_after_seconds: Some(7),
        consistency: None,
        watermark: None,
        directory: None,
        orphans: None,
        is_time_doubted: None,
    };
    let bytes = response.to_bytes();
    // Trailing fields that are not there are not written: a message without them is one of version 1.
    assert_eq!(bytes.first(), Some(&0x8c));
    assert_eq!(SyncResponse::from_bytes(&bytes), Ok(response.clone()));
    let mut later = bytes.clone();
    later[0] = 0x92;
    later.extend([0xf6, 0xf6, 0xf6, 0xf6, 0xf6, 0x82, 0x01, 0x61, b'x']);
    assert_eq!(SyncResponse::from_bytes(&later), Ok(response.clone()));
    let orphans = Some(vec![Handed::Known, Handed::Refused(FORK.to_owned())]);
    let proven = SyncResponse { consistency: Some(vec![TreeHash([2; 32])]), orphans, ..response };
    assert_eq!(SyncResponse::from_bytes(&proven.to_bytes()), Ok(proven));
}
