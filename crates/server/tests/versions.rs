//! Messages of programs that are too old or too new to be answered: they are told to update, whatever else is in them.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a failed test shows the line")]

mod common;

use common::{Device, District, page::Page, two_households};
use daylog_wire::{
    CONTENT_TYPE, PROTOCOL_VERSION,
    delivery::{DeliveryAnswer, DeliveryVerdict, SignedDelivery},
    enrol::EnrolResponse,
    message::{SignedRequest, SyncResponse, Verdict},
    refusal::EnrolRefusal,
};

/// A message of this version with one field more, and that is none of ours.
fn made_up(version: u8) -> Vec<u8> {
    vec![0x82, version, 0xa1, 0x01, 0x61, b'x']
}

/// A district, and a device of it.
struct Fixture {
    district: District,
    device: Device,
}

impl Fixture {
    /// The status of each route, and whether it says that an update is needed.
    async fn told(&self, version: u8) -> [(u16, bool); 3] {
        let signature = self.device.signed(&self.device.request()).signature;
        let request = SignedRequest { body: made_up(version), signature }.to_bytes();
        let delivery = SignedDelivery { body: made_up(version), signature }.to_bytes();
        let (sync, answer) = self.post("/sync", request).await;
        let (deliver, delivered) = self.post("/deliver", delivery).await;
        let (enrol, enrolled) = self.post("/enrol", made_up(version)).await;
        let update_needed = EnrolResponse::Refused(EnrolRefusal::UpdateNeeded.into(), None);
        [
            (sync, SyncResponse::from_bytes(&answer).is_ok_and(|answer| answer.verdict == Verdict::UpdateNeeded)),
            (deliver, DeliveryAnswer::from_bytes(&delivered).is_ok_and(|answer| answer.verdict == DeliveryVerdict::UpdateNeeded)),
            (enrol, EnrolResponse::from_bytes(&enrolled) == Ok(update_needed)),
        ]
    }

    async fn post(&self, path: &str, body: Vec<u8>) -> (u16, Vec<u8>) {
        let (status, _, body) = Page::new(&self.district).ask("POST", path, &[("content-type", CONTENT_TYPE)], body).await;
        (status.as_u16(), body.to_vec())
    }
}

#[tokio::test]
async fn a_program_whose_message_cannot_be_read_is_told_to_update_where_its_version_is_not_answered() {
    let district = District::new(&two_households());
    let device = district.device("张如彬");
    let fixture = Fixture { district, device };
    let next = u8::try_from(PROTOCOL_VERSION).unwrap() + 1;
    for (version, told) in [(0, (200, true)), (next - 1, (400, false)), (next, (400, false)), (next + 1, (200, true)), (23, (200, true))] {
        assert_eq!(fixture.told(version).await, [told; 3], "version {version}");
    }
}
