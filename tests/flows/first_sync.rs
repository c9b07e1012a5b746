//! A first sync comes in pages; each page that arrived stays, whatever becomes of the next.

use daylog_tests::harness::{DATE, Device, District, Mode, Proxy, Seeded};

use crate::sorted;

#[test]
fn a_first_sync_that_is_killed_goes_on_where_it_was() {
    let proxy = Proxy::new();
    let district = District::behind(&proxy);
    let writer = Device::enrolled(&district.invite("张如彬"));
    let mut random = Seeded::new(3);
    // Several pages of text that does not compress below its half.
    let total = 900;
    log_many(&writer, &mut random, total);
    writer.sync();

    // The page that comes with the enrolment is not to arrive.
    proxy.set(Mode::HoldAfter(100_000));
    let reader = Device::new();
    let mut enrolling = reader.command(&["enrol", &district.invite("园锦网格员")]).spawn().unwrap();
    proxy.wait_until_held();
    enrolling.kill().unwrap();
    enrolling.wait().unwrap();
    let before = reader.diary().len();

    // Two pages arrive, the third is cut off by a kill.
    proxy.set(Mode::HoldAfter(1_000_000));
    let mut syncing = reader.command(&["sync"]).spawn().unwrap();
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

/// Through the app itself: a process for each would spend its time on opening the record.
fn log_many(device: &Device, random: &mut Seeded, count: usize) {
    use daylog_app::{App, Ports, clock::SystemClock, views::diary::Draft};
    use daylog_domain::{
        entry::{Content, note::Note},
        time::Instant,
    };
    let clock = std::sync::Arc::new(SystemClock::starting_at(Instant(1_582_808_400_000)));
    let app = App::new(device.profile(), Ports { clock, ..Ports::default() });
    app.unlock(daylog_tests::harness::PIN).unwrap();
    let household = app.households().unwrap()[0].id;
    let drafts: Vec<Draft> = (0..count)
        .map(|_| Draft {
            household,
            resident: None,
            content: Content::Note(Note { text: random.words(1900) }),
            at: None,
            note: Some(random.words(1900)),
            late: None,
        })
        .collect();
    app.save_many(&drafts).unwrap();
}
