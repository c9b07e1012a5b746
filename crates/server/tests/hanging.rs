//! A database server that hangs: phones are told to come again, lose nothing, and are served as soon as it goes on.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use axum::http::{HeaderMap, header::RETRY_AFTER};
use common::{Device, District, contact, page::Page, two_households};
use daylog_testkit::postgres::{Cluster, Settings, Version};
use daylog_wire::{CONTENT_TYPE, message::SyncResponse};
use serde_json::Value;

/// A district that waits a second for its database, and the server of that.
fn district() -> (Cluster, District) {
    let cluster = Cluster::start_with(Version::V15, &Settings::default());
    let district = District::at(Some(&format!("{}?timeout=1", cluster.url("postgres"))), &two_households());
    (cluster, district)
}

async fn push(district: &District, device: &Device) -> (u16, HeaderMap, Vec<u8>) {
    let signed = device.signed(&device.request()).to_bytes();
    let (status, headers, body) = Page::new(district).ask("POST", "/sync", &[("content-type", CONTENT_TYPE)], signed).await;
    (status.as_u16(), headers, body)
}

/// What a refusal says: its code, whether to come again, and after how many seconds.
fn said((status, headers, body): (u16, HeaderMap, Vec<u8>)) -> (u16, String, bool, String) {
    let problem: Value = serde_json::from_slice(&body).unwrap();
    let wait = headers.get(RETRY_AFTER).map_or("", |wait| wait.to_str().unwrap());
    (status, problem["code"].as_str().unwrap().to_owned(), problem["retry"].as_bool().unwrap(), wait.to_owned())
}

#[tokio::test]
async fn while_the_database_hangs_a_phone_is_told_to_come_again_and_then_everything_is_taken_in_once() {
    let (cluster, district) = district();
    let mut device = district.device("张如彬");
    device.append(&contact(1, "2020-03-01T10:30"));
    cluster.freeze();
    for _ in 0..2 {
        assert_eq!(said(push(&district, &device).await), (503, "database_busy".to_owned(), true, "5".to_owned()));
    }
    assert_eq!(Page::new(&district).get("/healthz").await.0, 503);
    cluster.thaw();
    let (status, _, body) = push(&district, &device).await;
    assert_eq!(status, 200);
    device.take(&SyncResponse::from_bytes(&body).unwrap());
    assert_eq!(device.have, 1);
    assert_eq!(Page::new(&district).get("/healthz").await.0, 200);
}
