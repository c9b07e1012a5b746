//! What browsers, and whoever is no browser, are held to: headers, cookies, writes from elsewhere, methods, kinds and sizes
//! of bodies, paths, and connections that say nothing; and what open pages hear.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a failed test shows the line")]

mod common;

use std::{
    io::{Read, Write},
    net::{SocketAddr, TcpListener, TcpStream},
    sync::mpsc,
    time::Duration,
};

use axum::{
    body::Body,
    http::{HeaderMap, Request, header},
};
use common::{District, page::Page, two_households};
use daylog_district::password;
use daylog_domain::access::Viewer;
use daylog_server::{
    api::events::Changed,
    listening::{Patience, patient},
    router,
};
use daylog_storage::{
    StorageError,
    accounts::{self, Removal},
    purges,
};
use futures_util::StreamExt;
use serde_json::{Value, json};
use tower::ServiceExt;

const JSON: (&str, &str) = ("content-type", "application/json");
const OWN: (&str, &str) = ("x-daylog", "1");

fn code(body: &[u8]) -> String {
    let problem: Value = serde_json::from_slice(body).unwrap_or_default();
    problem["code"].as_str().unwrap_or_default().to_owned()
}

async fn signed_in() -> (District, Page) {
    let district = District::new(&two_households());
    let mut page = Page::new(&district);
    assert_eq!(page.sign_in("district", &district.password).await.0, 200);
    (district, page)
}

#[tokio::test]
async fn every_answer_keeps_browsers_to_this_server_and_leaves_nothing_behind() {
    let (_district, page) = signed_in().await;
    let routes = router::list();
    let listed = routes.iter().filter(|route| route.method == "GET").map(|route| route.path.replace("{household}", "1"));
    let more = ["/", "/settings", "/nothing.js", "/api/v1/nothing", "/api/v1/households/99"].map(str::to_owned);
    for path in listed.chain(more) {
        for page in [page.clone(), Page { cookie: None, ..page.clone() }] {
            let (_, headers, _) = page.ask("GET", &path, &[], "").await;
            assert_headers(&headers, &path);
            let kept = &headers[header::CACHE_CONTROL];
            // The dashboard's files name nobody; they are asked for again each time all the same.
            assert!(kept == "no-store" || (kept == "no-cache" && !path.starts_with("/api")), "{path}: {kept:?}");
        }
    }
    for (path, headers) in [("/sync", &[][..]), ("/api/v1/session", &[OWN, JSON][..])] {
        assert_headers(&page.ask("POST", path, headers, "nonsense").await.1, path);
    }
}

fn assert_headers(headers: &HeaderMap, path: &str) {
    let said = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default().to_owned();
    let policy = said("content-security-policy");
    for part in
        ["default-src 'self'", "script-src 'self'", "frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"]
    {
        assert!(policy.split("; ").any(|found| found == part), "{path}: {part} is not in {policy}");
    }
    assert!(!policy.contains("unsafe") && !policy.contains('*') && !policy.contains("http"), "{path}: {policy}");
    for (name, wanted) in [
        ("x-content-type-options", "nosniff"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "no-referrer"),
        ("strict-transport-security", "max-age=31536000"),
        ("cross-origin-opener-policy", "same-origin"),
        ("cross-origin-resource-policy", "same-origin"),
    ] {
        assert_eq!(said(name), wanted, "{path}: {name}");
    }
    for name in ["access-control-allow-origin", "server", "x-powered-by"] {
        assert!(!headers.contains_key(name), "{path}: {name}");
    }
}

#[tokio::test]
async fn the_cookie_belongs_to_this_host_to_tls_and_to_no_script_and_its_value_is_never_said_again() {
    let (district, page) = signed_in().await;
    let body = json!({"name": "district", "password": district.password}).to_string();
    let (_, headers, answer) = page.ask("POST", "/api/v1/session", &[OWN, JSON], body).await;
    let cookie = headers[header::SET_COOKIE].to_str().unwrap();
    let (pair, flags) = cookie.split_once("; ").unwrap();
    assert_eq!(flags, "Path=/; Max-Age=43200; HttpOnly; Secure; SameSite=Strict", "__Host- wants no domain");
    let token = pair.strip_prefix("__Host-daylog=").unwrap();
    assert_eq!(token.len(), 43, "256 bits");
    assert!(!String::from_utf8_lossy(&answer).contains(token));
    assert_ne!(page.cookie.as_deref(), Some(pair), "each sign-in is a session of its own");
    let (_, headers, _) = page.ask("DELETE", "/api/v1/session", &[OWN], "").await;
    assert_eq!(headers[header::SET_COOKIE], "__Host-daylog=; Path=/; Max-Age=0; HttpOnly; Secure; SameSite=Strict");
}

#[tokio::test]
async fn a_write_that_another_site_may_have_begun_is_refused() {
    let (district, page) = signed_in().await;
    let host = ("host", "daylog.example:8470");
    let origin = |origin| ("origin", origin);
    let site = |site| ("sec-fetch-site", site);
    let body = json!({"name": "district", "password": district.password}).to_string();
    for (headers, refused) in [
        (vec![], Some("header_missing")),
        (vec![("x-daylog", "0")], Some("header_missing")),
        (vec![OWN, host, origin("https://evil.example")], Some("foreign_origin")),
        (vec![OWN, host, origin("https://daylog.example")], Some("foreign_origin")),
        (vec![OWN, host, origin("https://daylog.example:8470.evil.example")], Some("foreign_origin")),
        (vec![OWN, host, origin("http://daylog.example:8470")], Some("foreign_origin")),
        (vec![OWN, host, origin("null")], Some("foreign_origin")),
        (vec![OWN, origin("https://daylog.example:8470")], Some("foreign_origin")),
        (vec![OWN, site("cross-site")], Some("foreign_origin")),
        (vec![OWN, site("same-site")], Some("foreign_origin")),
        (vec![OWN, host, origin("https://daylog.example:8470"), site("cross-site")], Some("foreign_origin")),
        (vec![OWN, host, origin("https://daylog.example:8470"), site("same-origin")], None),
        (vec![OWN, host, origin("https://Daylog.example:8470")], None),
        (vec![OWN], None),
    ] {
        for (method, body, done) in [("POST", body.as_str(), 200), ("DELETE", "", 204)] {
            let headers: Vec<_> = headers.iter().copied().chain([JSON]).collect();
            // Signing out ends the session, so each is tried with one of its own.
            let mut own = Page::new(&district);
            own.sign_in("district", &district.password).await;
            let (status, _, answer) = own.ask(method, "/api/v1/session", &headers, body).await;
            let wanted = if refused.is_some() { 403 } else { done };
            assert_eq!((status.as_u16(), code(&answer).as_str()), (wanted, refused.unwrap_or_default()), "{method} {headers:?}");
        }
    }
    assert_eq!(page.get("/api/v1/me").await.0, 200, "nobody was signed out by another site");
}

#[tokio::test]
async fn other_methods_do_nothing_and_say_which_do() {
    let (_district, page) = signed_in().await;
    for route in router::list() {
        let allowed: Vec<_> = router::list().into_iter().filter(|other| other.path == route.path).map(|other| other.method).collect();
        for method in ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS"] {
            if allowed.contains(&method) {
                continue;
            }
            let (status, headers, body) = page.ask(method, &route.path.replace("{household}", "1"), &[OWN, JSON], "").await;
            assert_eq!((status.as_u16(), code(&body).as_str()), (405, "wrong_method"), "{method} {}", route.path);
            let said = headers[header::ALLOW].to_str().unwrap();
            assert!(allowed.iter().all(|method| said.contains(method)), "{}: {said}", route.path);
        }
    }
    assert_eq!(page.get("/api/v1/me").await.0, 200);
}

#[tokio::test]
async fn bodies_of_another_kind_or_too_large_are_not_looked_at() {
    let (district, page) = signed_in().await;
    let device = ("content-type", daylog_wire::CONTENT_TYPE);
    let sign_in = json!({"name": "district", "password": district.password}).to_string();
    let text = ("content-type", "text/plain");
    let form = ("content-type", "application/x-www-form-urlencoded");
    for (path, headers, body, status, refused) in [
        ("/api/v1/session", vec![OWN], sign_in.clone(), 415, "wrong_type"),
        ("/api/v1/session", vec![OWN, text], sign_in.clone(), 415, "wrong_type"),
        ("/api/v1/session", vec![OWN, form], sign_in.clone(), 415, "wrong_type"),
        ("/api/v1/session", vec![OWN, JSON], "[]".to_owned(), 400, "bad_request"),
        ("/api/v1/session", vec![OWN, JSON], " ".repeat(4097), 413, "too_large"),
        ("/api/v1/session", vec![OWN, ("content-type", "application/json; charset=utf-8")], sign_in, 200, ""),
        ("/sync", vec![], String::new(), 415, "wrong_type"),
        ("/sync", vec![JSON], String::new(), 415, "wrong_type"),
        ("/sync", vec![device], "no message".to_owned(), 400, "bad_request"),
        ("/sync", vec![device], "x".repeat(4 * 1024 * 1024 + 1), 413, "too_large"),
        ("/enrol", vec![text], String::new(), 415, "wrong_type"),
        ("/enrol", vec![device], String::new(), 400, "bad_request"),
        ("/enrol", vec![device], "x".repeat(16 * 1024 + 1), 413, "too_large"),
    ] {
        let (found, _, answer) = page.ask("POST", path, &headers, body).await;
        assert_eq!((found.as_u16(), code(&answer).as_str()), (status, refused), "{path} {headers:?}");
    }
}

#[tokio::test]
async fn no_path_leads_out_of_the_dashboards_files() {
    let (_district, page) = signed_in().await;
    for path in [
        "/../../Cargo.toml",
        "/assets/../../../../Cargo.toml",
        "/..%2f..%2fCargo.toml",
        "/%2e%2e/%2e%2e/Cargo.toml",
        "/..%5c..%5cCargo.toml",
        "//etc/hostname",
        "/%2fetc%2fhostname",
        "/file:///etc/hostname",
        "/../../package.json",
        "/index.html%00.js",
        "/../../../crates/server/Cargo.toml",
    ] {
        let (status, _, body) = page.ask("GET", path, &[], "").await;
        let body = String::from_utf8_lossy(&body);
        // Either nothing, or the start page: what has no ending is an address inside the dashboard.
        assert!(status == 404 || body.starts_with("<!doctype html>") || body.starts_with("<!DOCTYPE html>"), "{path}: {status} {body}");
        assert!(!body.contains("[package]") && !body.contains("\"scripts\""), "{path}: {body}");
    }
}

#[tokio::test]
async fn who_lost_the_account_hears_nothing_more() {
    let (district, page) = signed_in().await;
    let request = Request::builder().uri("/api/v1/events").header(header::COOKIE, page.cookie.as_ref().unwrap());
    let answer = page.router.clone().oneshot(request.body(Body::empty()).unwrap()).await.unwrap();
    let mut heard = answer.into_body().into_data_stream();
    let watching = tokio::spawn(district.server.clone().watch());
    something_happens(&district).await;
    assert!(String::from_utf8_lossy(&heard.next().await.unwrap().unwrap()).contains("roster"));
    let hash = password::hash("secret").unwrap();
    let removed = district.server.database.write(|transaction| {
        accounts::insert(transaction, "另一人", Viewer::District, &hash, district.now())?;
        accounts::remove(transaction, "district", district.now())
    });
    assert_eq!(removed.unwrap(), Removal::Removed("district".to_owned()));
    something_happens(&district).await;
    assert!(heard.next().await.is_none(), "the stream ends instead of telling");
    district.server.stop();
    watching.await.unwrap();
}

/// As after a kill between a purge and its end. The clock stands still: nothing happens here for a minute's sake.
#[tokio::test]
async fn what_a_purge_left_is_rewritten_as_soon_as_a_server_has_begun() {
    let district = District::new(&two_households());
    let database = &district.server.database;
    database.write(purges::mark_not_vacuumed).unwrap();
    let watching = tokio::spawn(district.server.clone().watch());
    let rewritten = async {
        while database.is_not_vacuumed().unwrap() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    assert!(tokio::time::timeout(Duration::from_secs(20), rewritten).await.is_ok());
    district.server.stop();
    watching.await.unwrap();
}

#[tokio::test]
async fn pages_hear_on_while_what_a_purge_left_waits_to_be_rewritten() {
    let district = District::new(&two_households());
    let watching = tokio::spawn(district.server.clone().watch());
    something_happens(&district).await;
    district.server.database.write(purges::mark_not_vacuumed).unwrap();
    let mut told = district.server.subscribe();
    let ((begun, begins), (release, held)) = (mpsc::channel(), mpsc::channel::<()>());
    let database = district.server.database.clone();
    // While this is written, nothing can be rewritten.
    let writing = tokio::task::spawn_blocking(move || {
        database.write(|_| {
            begun.send(()).unwrap();
            let _released = held.recv();
            Ok::<_, StorageError>(())
        })
    });
    begins.recv().unwrap();
    for minute in ["in which the rewriting begins", "after that"] {
        district.pass_minutes(1);
        let hears = async { while told.recv().await.unwrap().changed != Changed::Time {} };
        assert!(tokio::time::timeout(Duration::from_secs(20), hears).await.is_ok(), "nothing was heard of the minute {minute}");
    }
    drop(release);
    writing.await.unwrap().unwrap();
    district.server.stop();
    watching.await.unwrap();
}

/// Changes the roster until pages are told of it; the watcher may not have looked for a first time yet.
async fn something_happens(district: &District) {
    let mut told = district.server.subscribe();
    let mut workplaces = 0..1000;
    while told.try_recv().is_err() {
        let workplace = format!("单位{}", workplaces.next().unwrap());
        district.import(&two_households().replace("某单位", &workplace));
        district.server.wrote();
        tokio::task::yield_now().await;
    }
}

/// The same router and the same listening as the program's, without TLS, so that bytes can be sent that no client sends.
async fn listening(patience: Patience) -> (District, SocketAddr) {
    let district = District::new(&two_households());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    listener.set_nonblocking(true).unwrap();
    let address = listener.local_addr().unwrap();
    let app = router::router(district.server.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = patient(axum_server::from_tcp(listener).unwrap(), patience);
    tokio::spawn(async move { server.serve(app).await });
    (district, address)
}

/// What is answered until the server closes the connection.
async fn said(address: SocketAddr, bytes: &'static [u8]) -> String {
    let answer = tokio::task::spawn_blocking(move || {
        let mut stream = TcpStream::connect(address).unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        stream.write_all(bytes).unwrap();
        let mut answer = Vec::new();
        // A connection that is reset was closed as well; one that stays open runs into the time limit, and fails.
        match stream.read_to_end(&mut answer) {
            Err(error) if error.kind() == std::io::ErrorKind::WouldBlock => panic!("the connection is still open"),
            _ => String::from_utf8_lossy(&answer).into_owned(),
        }
    });
    answer.await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_says_nothing_or_never_ends_its_head_is_closed() {
    let short = Duration::from_millis(100);
    let (_district, address) = listening(Patience { head: short, alive: short }).await;
    for bytes in [&b""[..], b"GET /heal", b"GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: ", b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"] {
        let answer = said(address, bytes).await;
        assert!(!answer.contains("200 OK"), "{answer}");
    }
    // After an answer, a connection that is kept open and silent is closed too.
    assert!(said(address, b"GET /healthz HTTP/1.1\r\nhost: x\r\n\r\n").await.contains("200 OK"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_has_one_end_however_its_length_is_told() {
    let short = Duration::from_millis(300);
    let (_district, address) = listening(Patience { head: short, alive: short }).await;
    // Each hides a second request, for /healthz, in what a careless reader takes for the body of the first, or the other way.
    for (bytes, answers) in [
        (&b"POST /enrol HTTP/1.1\r\nhost: x\r\ncontent-length: 5\r\ncontent-length: 50\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n"[..], 1),
        (b"POST /enrol HTTP/1.1\r\nhost: x\r\ntransfer-encoding: identity\r\ncontent-length: 4\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n", 1),
        (b"POST /enrol HTTP/1.1\r\nhost: x\r\ncontent-length: +4\r\n\r\nabcdGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n", 1),
        (b"POST /enrol HTTP/1.1\r\nhost: x\r\ncontent-length : 4\r\n\r\nabcdGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n", 1),
        (b"POST /enrol HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nfffffffffffffffff\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n", 1),
        (b"GET /healthz HTTP/1.0\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nhost: x\r\n\r\n", 1),
    ] {
        let answer = said(address, bytes).await;
        assert!(answer.matches("HTTP/1.").count() <= answers, "{}: {answer}", String::from_utf8_lossy(bytes));
        assert!(!answer.contains("200 OK"), "{}: {answer}", String::from_utf8_lossy(bytes));
    }
}
