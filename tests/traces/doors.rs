//! The doors beside `/sync` and `/enrol`: envelopes of a closed record, rescue files, a lost and a revoked device, the metrics.
//! Each is used as it is meant and as it is not; what comes of it is told to whoever asks, and to no trace.

use std::{path::Path, sync::Arc};

use daylog_app::App;
use daylog_domain::{
    clocks::{BootId, Reading},
    entries::{Content, note::Note},
};
use daylog_store::{Store, SystemRandom, delivery_key::DeliveryKey, key_file::KeyFiles};
use daylog_tests::harness::{District, EVENING_INSTANT};
use tokio::runtime::Runtime;

use crate::{PIN, Secrets, browser::Browser, draft};

pub const METRICS_TOKEN: &str = "t0ken-of-a-monitor-c41f7e";
const WRONG_TOKEN: &str = "t0ken-of-nobody-13977004411";

/// Whoever signs in, as name and password.
pub struct Accounts<'a> {
    pub secretary: (&'a str, &'a str),
    pub district: (&'a str, &'a str),
}

/// The keys of the device: those that only its record holds, and the one that lies in the open.
pub fn learn_keys(profile: &Path, secrets: &mut Secrets) {
    let reading = Reading { wall: EVENING_INSTANT, elapsed_ms: 1, boot: BootId([1; 8]) };
    let key = KeyFiles::in_folder(profile).unlock(PIN, None, reading).unwrap();
    secrets.learn_bytes(key.as_slice());
    let mut store = Store::open(profile, &key, Box::new(SystemRandom)).unwrap();
    let device = store.device().unwrap();
    secrets.learn_bytes(device.seed.as_slice());
    secrets.learn_bytes(device.delivery_key.unwrap().as_slice());
    assert!(DeliveryKey::of_profile(profile).is_some(), "the delivery key lies beside the record");
}

/// An entry that only background delivery takes, then one that only a rescue file takes, and what the dashboard does to the device.
pub fn drive(app: &Arc<App>, district: &mut District, accounts: &Accounts<'_>, folder: &Path, runtime: &Runtime) {
    // A delivery key delivers once a signed request has named it.
    runtime.block_on(app.sync()).unwrap();
    let household = app.households().unwrap()[0].id;
    let note = |at: &str, text: &str| draft(household, None, at, Content::Note(Note { text: text.to_owned() }));
    app.save(&note("20:40", "想吃狗不理包子")).unwrap();
    app.flush();
    app.lock().unwrap();
    district.kill();
    assert!(runtime.block_on(app.deliver_in_background()).is_err(), "the district is away");
    district.start();
    assert_eq!(runtime.block_on(app.deliver_in_background()).unwrap().delivered, 1);

    app.unlock(PIN).unwrap();
    app.save(&note("20:45", "夜里咳嗽")).unwrap();
    let rescue = folder.join("尹春花.daylog-rescue");
    app.rescue(Some(&rescue)).unwrap();
    let rescue = std::fs::read(&rescue).unwrap();

    let mut secretary = Browser::new(&district.data().join("ca.pem"), district.port());
    assert_eq!(secretary.sign_in(accounts.secretary.0, accounts.secretary.1).0, 200);
    let upload = |bytes: &[u8]| secretary.send("POST", "/api/v1/rescue", &[("content-type", "application/octet-stream"), OWN], bytes);
    for (bytes, status, said) in [
        (rescue.as_slice(), 200, "\"new_entries\":1"),
        (&rescue, 200, "\"known_envelopes\":1"),
        (&rescue[..rescue.len() - 1], 400, "bad_rescue"),
        ("尹春花 38.7".as_bytes(), 400, "bad_rescue"),
    ] {
        let (found, body) = upload(bytes);
        assert!(found == status && body.contains(said), "{found} {body}");
    }
    for (path, status) in [("/api/v1/devices/1/lost", 200), ("/api/v1/devices/13977004411/lost", 404), ("/api/v1/devices/1/revoke", 403)] {
        assert_eq!(secretary.ask("POST", path, &[JSON, OWN], "").0, status, "{path}");
    }

    let mut whole = Browser::new(&district.data().join("ca.pem"), district.port());
    assert_eq!(whole.sign_in(accounts.district.0, accounts.district.1).0, 200);
    assert!(whole.get("/api/v1/devices").1.contains("卢干部"), "there is something to be found");
    for (body, status) in [("{\"reason\":\"尹春花\"}", 400), ("{\"reason\":\"lost\"}", 200)] {
        assert_eq!(whole.ask("POST", "/api/v1/devices/1/revoke", &[JSON, OWN], body).0, status, "{body}");
    }
    assert!(runtime.block_on(app.sync()).is_err(), "it is revoked");
    app.lock().unwrap();
    assert!(runtime.block_on(app.deliver_in_background()).is_err(), "its delivery key too");
    let (status, _) = whole.ask("POST", "/deliver", &[("content-type", "application/vnd.daylog+cbor")], "尹春花 38.7 SEAL-90210");
    assert_eq!(status, 400);

    for (token, status) in [(METRICS_TOKEN, 200), (WRONG_TOKEN, 401)] {
        assert_eq!(whole.ask("GET", "/metrics", &[("authorization", &format!("Bearer {token}"))], "").0, status);
    }
    app.unlock(PIN).unwrap();
}

const OWN: (&str, &str) = ("x-daylog", "1");
const JSON: (&str, &str) = ("content-type", "application/json");
