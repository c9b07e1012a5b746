//! An office has one address: what one of its people does wrong, or somebody there does on purpose, keeps the others working.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    time::Duration,
};

use axum::http::header;
use common::{District, page::Page, program::Fixture, two_households};
use daylog_server::{
    listening::{Patience, patient},
    proxies::Proxies,
    router,
};
use daylog_wire::CONTENT_TYPE;
use serde_json::{Value, json};

const JSON: (&str, &str) = ("content-type", "application/json");
const OWN: (&str, &str) = ("x-daylog", "1");

#[tokio::test]
async fn twenty_wrong_passwords_from_an_office_keep_none_of_its_others_out() {
    let district = District::new(&two_households());
    let mut signed_in = Page::new(&district);
    assert_eq!(signed_in.sign_in("district", &district.password).await.0, 200);
    for guess in 0..20 {
        let status = Page::new(&district).sign_in("书记", "guess").await.0;
        assert_eq!(status, if guess < 5 { 401 } else { 429 }, "{guess}");
        assert_eq!(Page::new(&district).sign_in(&format!("invented {guess}"), "guess").await.0, 401);
    }
    assert_eq!(signed_in.get("/api/v1/overview").await.0, 200, "who is signed in stays so");
    assert_eq!(Page::new(&district).sign_in("district", &district.password).await.0, 200, "and others sign in");
}

#[tokio::test]
async fn an_owner_signs_in_from_the_usual_address_and_browser_whatever_is_guessed_beside_it() {
    let district = District::new(&two_households());
    let page = Page::new(&district);
    let body = json!({"name": "district", "password": district.password}).to_string();
    let (status, headers, _) = page.ask("POST", "/api/v1/session", &[OWN, JSON], body.clone()).await;
    assert_eq!(status, 200);
    let cookies: Vec<&str> = headers.get_all(header::SET_COOKIE).iter().map(|cookie| cookie.to_str().unwrap()).collect();
    let known = cookies.iter().find(|cookie| cookie.starts_with("__Host-daylog-known=")).unwrap();
    assert!(known.ends_with("; HttpOnly; Secure; SameSite=Strict") && known.contains("; Path=/; "), "{known}");
    let known = known.split(';').next().unwrap();

    // Names without end use up what the address has; the account's own network is asked no toll.
    for name in 0..300 {
        Page::new(&district).sign_in(&format!("invented {name}"), "guess").await;
    }
    assert_eq!(Page::new(&district).sign_in("invented", "guess").await.0, 429);
    assert_eq!(Page::new(&district).sign_in("district", &district.password).await.0, 200, "at her usual address");
    while Page::new(&district).sign_in("district", "guess").await.0 == 401 {}
    assert_eq!(
        Page::new(&district).sign_in("district", &district.password).await.0,
        429,
        "the guesser beside her holds up a strange browser"
    );
    let (status, _, _) = page.ask("POST", "/api/v1/session", &[OWN, JSON, ("cookie", known)], body).await;
    assert_eq!(status, 200, "and not her own");
    // It is worth nothing by itself, and nothing for another account.
    let (status, _, _) = page.ask("GET", "/api/v1/me", &[("cookie", known)], "").await;
    assert_eq!(status, 401);
    let wrong = json!({"name": "invented", "password": "x"}).to_string();
    assert_eq!(page.ask("POST", "/api/v1/session", &[OWN, JSON, ("cookie", known)], wrong).await.0, 429);
}

#[tokio::test]
async fn behind_a_proxy_that_was_named_guesses_count_by_the_address_that_it_tells_and_nobody_else_tells_one() {
    let district = District::new(&two_households());
    let told = |from: &str, told: &str| {
        let (page, told) = (Page::from(&district, SocketAddr::new(from.parse().unwrap(), 1)), told.to_owned());
        async move {
            let body = json!({"name": "district", "password": "guess"}).to_string();
            page.ask("POST", "/api/v1/session", &[OWN, JSON, ("x-forwarded-for", &told)], body).await.0.as_u16()
        }
    };
    for number in 0..5 {
        assert_eq!(told("10.0.0.9", &format!("192.0.2.{number}")).await, 401);
    }
    assert_eq!(told("10.0.0.9", "192.0.2.200").await, 429, "nobody named it: it is one address whatever it says");
    assert!(district.server.proxies.set(Proxies(vec!["10.0.0.9".parse().unwrap()])).is_ok());
    for _ in 0..5 {
        assert_eq!(told("10.0.0.9", "192.0.2.7").await, 401);
    }
    assert_eq!(told("10.0.0.9", "192.0.2.7").await, 429);
    assert_eq!(told("10.0.0.9", "192.0.2.8").await, 401);
    assert_eq!(told("10.0.0.9", "192.0.2.99, 192.0.2.7").await, 429, "what stands before its own word counts for nothing");
}

/// The same router and the same listening as the program's, without TLS.
async fn listening() -> (District, SocketAddr) {
    let district = District::new(&two_households());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let app = router::router(district.server.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = patient(axum_server::from_tcp(listener).unwrap(), Patience::default());
    tokio::spawn(async move { server.serve(app).await });
    (district, address)
}

/// A request whose body says that it is longer than what comes of it.
fn begun(address: SocketAddr, path: &str, headers: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).unwrap();
    write!(stream, "POST {path} HTTP/1.1\r\nhost: x\r\n{headers}content-length: 900\r\n\r\n{{").unwrap();
    stream
}

fn whole(address: SocketAddr, path: &str, headers: &str, body: &str) -> u16 {
    let mut stream = TcpStream::connect(address).unwrap();
    let length = body.len();
    write!(stream, "POST {path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n{headers}content-length: {length}\r\n\r\n{body}").unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
    let mut answer = String::new();
    stream.read_to_string(&mut answer).unwrap();
    answer[9..12].parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn bodies_that_never_end_keep_nobody_at_the_same_address_out() {
    let (district, address) = listening().await;
    let asked = tokio::task::spawn_blocking(move || {
        let device = format!("content-type: {CONTENT_TYPE}\r\n");
        let page = "content-type: application/json\r\nx-daylog: 1\r\n";
        let body = json!({"name": "district", "password": district.password}).to_string();
        for (path, headers) in [("/sync", device.as_str()), ("/deliver", &device), ("/enrol", &device), ("/api/v1/session", page)] {
            let slow: Vec<TcpStream> = (0..40).map(|_| begun(address, path, headers)).collect();
            assert_eq!(whole(address, "/api/v1/session", page, &body), 200, "signing in beside slow {path}");
            // What they say is no message: that it was read is what counts.
            assert_eq!(whole(address, "/sync", &device, "x"), 400, "a sync beside slow {path}");
            assert_eq!(whole(address, "/deliver", &device, "x"), 400, "a delivery beside slow {path}");
            assert_eq!(whole(address, "/enrol", &device, "x"), 400, "an enrolment beside slow {path}");
            drop(slow);
        }
    });
    asked.await.unwrap();
}

#[test]
fn whoever_sends_too_much_reads_over_tls_why_it_is_refused() {
    let fixture = Fixture::new();
    fixture.import(&two_households());
    let serving = fixture.serve("127.0.0.1:0");
    let device = format!("content-type: {CONTENT_TYPE}\r\n");
    let page = "content-type: application/json\r\nx-daylog: 1\r\n";
    for (path, headers, length, status, code) in [
        ("/sync", device.as_str(), 5 << 20, 413, "too_large"),
        ("/deliver", &device, 30 << 20, 413, "too_large"),
        ("/enrol", &device, 5 << 20, 413, "too_large"),
        ("/api/v1/session", page, 5 << 20, 413, "too_large"),
        // Refused before any of it is read, for another reason.
        ("/sync", page, 5 << 20, 415, "wrong_type"),
        ("/api/v1/rescue", "content-type: application/octet-stream\r\nx-daylog: 1\r\n", 5 << 20, 401, "not_signed_in"),
    ] {
        let (found, head, body) = serving.ask("POST", path, headers, &vec![7; length]);
        let problem: Value = serde_json::from_slice(&body).unwrap_or_default();
        assert_eq!((found, problem["code"].as_str().unwrap_or_default()), (status, code), "{path} {head}");
    }
    serving.stop();
}
