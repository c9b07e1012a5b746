//! A first sync comes in pages; each page that arrived stays, whatever becomes of the next.

use std::process::Stdio;

use daylog_tests::harness::{DATE, Device, District, Mode, Proxy, Seeded};

use crate::sorted;

#[test]
fn a_first_sync_that_is_killed_goes_on_where_it_was() {
    let proxy = Proxy::new();
    let district = District::behind(&proxy);
    let writer = Device::enrolled(&district.invite("张如彬"));
    let mut random = Seeded::new(3);
    // Several pages of text that does not compress below its half.
    let total = 1800;
    writer.save_many(&(0..total).map(|_| random.words(1900)).collect::<Vec<_>>());
    writer.sync();

    // The page that comes with the enrolment is not to arrive.
    proxy.set(Mode::HoldAfter(100_000));
    let reader = Device::new();
    let mut enrolling = reader.command(&["enrol", &district.invite("园锦网格员")]).stdout(Stdio::null()).spawn().unwrap();
    proxy.wait_until_held();
    enrolling.kill().unwrap();
    enrolling.wait().unwrap();
    let before = reader.diary().len();

    // A page arrives, the next is cut off by a kill.
    proxy.set(Mode::HoldAfter(600_000));
    let mut syncing = reader.command(&["sync"]).stdout(Stdio::null()).spawn().unwrap();
    proxy.wait_until_held();
    syncing.kill().unwrap();
    syncing.wait().unwrap();
    let arrived = reader.diary().len();
    assert!(arrived > before && arrived < total, "{before} then {arrived} of {total}: whole pages arrived and stayed");

    proxy.set(Mode::Pass);
    let (_, pulled) = reader.sync();
    assert!(pulled <= (total - arrived) as u64 + 1, "{pulled} fetched where {arrived} of {total} were there already");
    assert_eq!(sorted(&reader.diary(), "entry"), sorted(&district.diary(DATE), "entry"));
}
