//! The district moves to another address: the drill of docs/running-a-district.md, with the real programs.

use std::net::TcpListener;

use daylog_tests::harness::{DATE, Device, District};

/// A port that nothing listens on.
fn free_port(host: &str) -> u16 {
    TcpListener::bind((host, 0)).unwrap().local_addr().unwrap().port()
}

#[test]
fn a_district_that_moves_is_followed_by_devices_that_heard_and_by_one_that_is_told_by_hand() {
    let mut district = District::new();
    let (heard, missed) = (Device::enrolled(&district.invite("张如彬")), Device::enrolled(&district.invite("园锦网格员")));
    heard.note("一");
    heard.sync();
    missed.note("二");
    missed.sync();
    let old = format!("127.0.0.1:{}", district.port());
    assert!(district.address(&["list"]).stdout.contains(&old), "nobody named one: it is where the server listens");

    // While it serves at the old address: devices that sync hear of the next one.
    let port = free_port("127.0.0.3");
    let new = format!("127.0.0.3:{port}");
    let added = district.address(&["add", &new]);
    assert!(added.code == 0 && added.stdout.contains("0 of 2 devices"), "{} {}", added.stdout, added.stderr);
    let link = district.invite("张如彬");
    assert!(link.contains(&format!("127.0.0.1%3A{}", district.port())) || link.contains(&old), "{link}");
    assert!(link.contains("127.0.0.3"), "an invite names it at once: {link}");
    until(|| {
        heard.sync();
        district.address(&["list"]).stdout.contains("1 of 2 devices")
    });
    assert!(district.address(&["remove", &old]).fix().contains("1 of 2 devices have not heard"));

    // The move. The old address is nobody's any more.
    district.kill();
    district.host = "127.0.0.3";
    district.serve_on(port);
    heard.note("三");
    heard.sync();
    missed.note("四");
    assert!(missed.run(&["sync"]).fix().contains("cannot be reached"), "it waits, and nothing is lost");
    assert_eq!(missed.run(&["directory", district.run(&["directory"]).stdout.trim()]).code, 0);
    missed.sync();
    assert_eq!(district.diary(DATE).len(), 4);

    until(|| district.address(&["list"]).stdout.contains("2 of 2 devices"));
    assert_eq!(district.address(&["remove", &old]).code, 0);
    assert!(!district.run(&["directory"]).stdout.is_empty() && !district.invite("张如彬").contains("127.0.0.1"));
    assert!(district.address(&["remove", &new]).fix().contains("the only one"));
    until(|| {
        heard.sync();
        missed.sync();
        district.address(&["list"]).stdout.contains("2 of 2 devices")
    });
    Device::enrolled(&district.invite("张如彬")).sync();
}

#[test]
fn an_address_that_is_announced_before_the_move_costs_no_device_its_way() {
    let mut district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    // Nothing listens there yet, and the old one is named no more.
    let port = free_port("127.0.0.4");
    assert_eq!(district.address(&["set", &format!("127.0.0.4:{port}")]).code, 0);
    until(|| {
        device.sync();
        district.address(&["list"]).stdout.contains("1 of 1 devices")
    });
    device.note("before the move");
    device.sync();
    district.kill();
    district.host = "127.0.0.4";
    district.serve_on(port);
    device.note("after it");
    device.sync();
    assert_eq!(district.diary(DATE).len(), 2);
}

/// The running server looks twice in a second whether an address was named.
fn until(mut is_so: impl FnMut() -> bool) {
    while !is_so() {
        std::thread::yield_now();
    }
}
