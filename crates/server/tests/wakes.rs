//! Two server processes of one district: what a phone brings to one, a page that is open at the other hears.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    net::SocketAddr,
    time::{Duration, Instant},
};

use axum::{
    body::Body,
    extract::connect_info::MockConnectInfo,
    http::{Request, header},
};
use common::{District, contact, page::Page, two_households};
use daylog_server::{router, state::Server};
use daylog_testkit::{database::Kind, postgres::Version};
use futures_util::{Stream, StreamExt};
use tower::ServiceExt;

/// Below what a look from time to time takes where the database tells of writes.
const BEFORE_ANY_LOOK: Duration = Duration::from_secs(2);

const PUSHES: usize = 20;

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_page_at_one_process_hears_at_once_what_a_phone_brought_to_the_other() {
    for version in Version::ALL {
        let district = District::on(Kind::Postgres(version), &two_households());
        let other = district.second_process();
        let mut page = Page::new(&district);
        assert_eq!(page.sign_in("district", &district.password).await.0, 200);
        let watching = tokio::spawn(other.clone().watch());
        let mut heard = Box::pin(events(&other, page.cookie.as_ref().unwrap()).await);
        let mut device = district.device("张如彬");
        // The first is found by looking, if nothing else; from then on the other process listens.
        let mut waited = Vec::new();
        for push in 0..=PUSHES {
            device.append(&contact(1, &format!("2020-03-01T10:{push:02}")));
            device.sync(&district.server);
            let began = Instant::now();
            until(&mut heard, "entries").await;
            if push > 0 {
                assert!(began.elapsed() < BEFORE_ANY_LOOK, "push {push}: {:?}", began.elapsed());
                waited.push(began.elapsed());
            }
            quiet(&mut heard).await;
        }
        waited.sort_unstable();
        eprintln!("PostgreSQL {version}: heard after {:?}, at the most {:?}", waited[PUSHES / 2], waited[PUSHES - 1]);
        other.stop();
        watching.await.unwrap();
    }
}

/// What a page that is open at this process is told.
async fn events(server: &Server, cookie: &str) -> impl Stream<Item = String> {
    let request = Request::builder().uri("/api/v1/events").header(header::COOKIE, cookie).body(Body::empty()).unwrap();
    let peer = MockConnectInfo(SocketAddr::from(([127, 0, 0, 1], 1)));
    let answer = router::router(server.clone()).layer(peer).oneshot(request).await.unwrap();
    assert_eq!(answer.status(), 200);
    answer.into_body().into_data_stream().map(|piece| String::from_utf8_lossy(&piece.unwrap()).into_owned())
}

async fn until(heard: &mut (impl Stream<Item = String> + Unpin), what: &str) {
    while !heard.next().await.unwrap().contains(what) {}
}

/// Until nothing more is told: what comes shortly after something is gathered.
async fn quiet(heard: &mut (impl Stream<Item = String> + Unpin)) {
    while tokio::time::timeout(Duration::from_millis(400), heard.next()).await.is_ok() {}
}
