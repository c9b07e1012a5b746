//! Answers that get lost and requests that disappear: tried again, never twice.

use daylog_tests::harness::{DATE, Device, District, Mode, Proxy, Seeded};

use crate::sorted;

#[test]
fn a_lost_answer_is_asked_for_again_and_nothing_arrives_twice() {
    let proxy = Proxy::new();
    let district = District::behind(&proxy);
    let device = Device::enrolled(&district.invite("张如彬"));
    let mut random = Seeded::new(1);
    for number in 1..=5 {
        device.note(&format!("{number} {}", random.words(1000)));
    }
    // Every answer is lost, whatever the size of the request.
    proxy.set(Mode::LoseAnswer(400));
    assert!(device.run(&["sync"]).fix().contains("cannot be reached"));
    assert_eq!(district.diary(DATE).len(), 5, "the requests had arrived");
    assert_eq!(device.pending(), 5, "no answer, no tick");
    assert!(device.diary().iter().all(|line| line["received"] == false));

    // Only those to requests with many entries: the next attempt is a smaller one and hears that all is there.
    proxy.set(Mode::LoseAnswer(3000));
    assert_eq!(device.sync().0, 5);
    assert_eq!(sorted(&district.diary(DATE), "entry"), sorted(&device.diary(), "entry"));
    assert_eq!(district.diary(DATE).len(), 5);
}

#[test]
fn an_enrolment_whose_answer_was_lost_is_asked_for_again_with_the_same_invite() {
    let proxy = Proxy::new();
    let district = District::behind(&proxy);
    let link = district.invite("张如彬");
    let device = Device::new();
    proxy.set(Mode::LoseAnswer(400));
    assert!(device.run(&["enrol", &link]).fix().contains("cannot be reached"));
    assert!(device.run(&["today"]).fix().contains("not enrolled"));
    proxy.set(Mode::Pass);
    assert_eq!(device.json(&["enrol", &link])["households"], 1);
}

/// A path that lets small packets through and eats large ones, as some mobile networks do: nobody is told.
#[test]
fn a_path_that_swallows_large_requests_still_lets_everything_through_in_small_ones() {
    let proxy = Proxy::new();
    let district = District::behind(&proxy);
    let device = Device::enrolled(&district.invite("张如彬"));
    let mut random = Seeded::new(2);
    device.save_many(&(1..=60).map(|_| random.words(1900)).collect::<Vec<_>>());
    // The whole queue makes one request of about 60 kB; a quarter of the size that was tried first passes. The limit lies
    // below half of HTTP/2's window: what the server says on the way, to widen that, counts as an answer here.
    proxy.set(Mode::SwallowBeyond(30_000));
    let (pushed, _) = device.sync();
    assert!(proxy.swallowed() > 0, "the first request was too large for this connection");
    assert_eq!(pushed, 60);
    assert_eq!(sorted(&district.diary(DATE), "entry"), sorted(&device.diary(), "entry"));
}

/// The record stays closed, so that only whole envelopes can go: three of about 20 kB, each of which passes alone.
#[test]
fn a_path_that_swallows_large_deliveries_still_lets_every_envelope_through() {
    let proxy = Proxy::new();
    let mut district = District::behind(&proxy);
    let device = Device::enrolled(&district.invite("张如彬"));
    device.sync();
    district.kill();
    let mut random = Seeded::new(3);
    device.save_many(&(1..=180).map(|_| random.words(600)).collect::<Vec<_>>());
    device.note("seals all of them");
    district.start();
    proxy.set(Mode::SwallowBeyond(30_000));
    assert_eq!(device.json(&["deliver"])["delivered"], 3);
    assert!(proxy.swallowed() > 0, "the first delivery was too large for this connection");
    assert_eq!((district.diary(DATE).len(), device.pending()), (181, 0));
}
