//! What bounds a request.

#![allow(clippy::unwrap_used)]

use daylog_domain::{
    ids::{DeviceId, LogId},
    time::Instant,
};
use daylog_wire::{
    chain::{Head, Nonce},
    keys::{Signature, SigningKey},
    message::{REQUEST_SEGMENTS, SignedRequest, SyncRequest},
    segment::SignedSegment,
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
        };
        assert_eq!(SignedRequest::new(&request, &key).read().is_ok(), is_read, "{count}");
    }
}
