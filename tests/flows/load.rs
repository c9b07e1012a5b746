//! Many phones at one server, in small: each comes over a connection of its own, and all are receipted. What it takes is measured by
//! `cargo xtask bench load`.

use std::{
    sync::{Arc, atomic::AtomicI64},
    time::Duration,
};

use daylog_backup::folder::Folder;
use daylog_district::{District as Service, clock::Clock};
use daylog_domain::time::Instant;
use daylog_testkit::city::{self, Numbers, Plan, Size};
use daylog_tests::{
    harness::{District, EVENING_INSTANT},
    load::{Handshakes, arrive, handshake},
};
use rustls::HandshakeKind;

const SIZE: Size = Size { communities: 2, cadres: 40, residents: 120, days: 0 };

#[test]
fn phones_that_come_at_once_with_a_day_s_work_are_all_receipted() {
    let plan = Plan::new(11, SIZE);
    let folder = tempfile::tempdir().unwrap();
    let roster = folder.path().join("roster.csv");
    std::fs::write(&roster, city::roster(&plan)).unwrap();
    let mut district = District::with_roster(&roster);
    let data = Folder::at(&district.data()).unwrap();
    let phones = {
        let now = Arc::new(AtomicI64::new(EVENING_INSTANT.0));
        let clock = Clock::new(move || Instant(now.load(std::sync::atomic::Ordering::SeqCst)));
        let service = Service::new(data.database().unwrap(), clock, data.keys().unwrap(), vec![]).unwrap();
        let numbers = Numbers::read(&service, &plan);
        let ready = |cadre| {
            let mut phone = city::enrol(&service, &plan, cadre, 0);
            phone.expect(&plan, &numbers, 0);
            phone.write_until(EVENING_INSTANT);
            phone
        };
        (0..plan.cadres.len()).map(ready).collect::<Vec<_>>()
    };
    let written: u64 = phones.iter().map(|phone| phone.device.last()).sum();
    assert!(written > 500, "{written}");
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let authority = data.authority_der().unwrap();
    let arrived = runtime.block_on(arrive(phones, Duration::ZERO, EVENING_INSTANT, (district.port(), &authority)));
    assert_eq!((arrived.receipted.len(), arrived.done.len(), arrived.entries), (40, 40, written));
    district.kill();
    let verified = district.run(&["verify"]);
    assert_eq!(verified.code, 0, "{}", verified.stderr);
}

#[test]
fn a_client_that_comes_again_resumes_its_session_however_many_came_meanwhile() {
    let district = District::new();
    let authority = Folder::at(&district.data()).unwrap().authority_der().unwrap();
    let client = || Handshakes::with(district.port(), &authority);
    let first = client();
    assert_eq!(handshake(&first).0, HandshakeKind::Full);
    // As many as rustls remembers by itself.
    for _ in 0..256 {
        assert_eq!(handshake(&client()).0, HandshakeKind::Full);
    }
    assert_eq!(handshake(&first).0, HandshakeKind::Resumed);
}
