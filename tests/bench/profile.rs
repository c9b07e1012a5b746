//! A profile with many entries, made without a server: enrolled by hand, as an answer of the district would.

use std::{path::Path, sync::Arc};

use daylog_app::{App, Ports};
use daylog_domain::{
    assignment::{Assignment, Role},
    clocks::{BootId, ServerTime},
    household::{Household, Quarantine, Resident},
    ids::{CadreId, DeviceId, HouseholdId, ResidentId},
    settings::Settings,
    time::{Instant, Zone},
};
use daylog_store::{Answer, NewDevice, Store, SystemRandom, key_file::KeyFiles};
use daylog_testkit::Mix;
use daylog_wire::{
    enrol::Enrolment,
    keys::PublicKey,
    message::{DistrictRecord, Epoch, FeedItem, HouseholdRecord},
};

pub const PIN: &str = "24682468";
pub const HOUSEHOLDS: u32 = 60;
/// The evening of 29 March 2020: 10,000 entries of 60 households reach there.
pub const NOW: Instant = Instant(1_585_483_200_000);

/// Makes the profile and its store, still open.
pub fn make(folder: &Path) -> Store {
    let key = KeyFiles::in_folder(folder).create(PIN, None, &mut SystemRandom).unwrap();
    let mut store = Store::open(folder, &key, Box::new(SystemRandom)).unwrap();
    store.device().unwrap();
    let district = DistrictRecord { name: "延吉市".to_owned(), settings: Settings::default_in(Zone::SHANGHAI) };
    let enrolment = Enrolment {
        device: DeviceId(1),
        cadre: CadreId(1),
        cadre_name: "张如彬".to_owned(),
        office: "市委办督查室".to_owned(),
        district: serde_json::to_string(&district).unwrap(),
        epoch: Epoch([1; 16]),
        server: PublicKey([1; 32]),
        recovery: [1; 32],
        addresses: vec!["127.0.0.1:1".to_owned()],
    };
    store.enrol(&NewDevice { enrolment, certificate: vec![0] }).unwrap();
    let log = store.log().unwrap().log;
    let items = (1..=HOUSEHOLDS).map(|number| FeedItem::Household(serde_json::to_string(&household(number)).unwrap())).collect();
    let server_time = ServerTime { server: NOW, elapsed_ms: 0, boot: BootId([9; 8]), round_trip_ms: 1, wall: NOW };
    let answer = Answer {
        log,
        epoch: Epoch([1; 16]),
        have: 0,
        receipt: None,
        token: None,
        refused: vec![],
        items,
        feed: Some(1),
        colleagues: None,
        server_time,
    };
    store.apply(&answer).unwrap();
    store
}

/// Fills it with the seed's mix.
pub fn fill(store: &mut Store, entries: usize) {
    let mut mix = Mix::new(1, HOUSEHOLDS);
    for _ in 0..entries / 500 {
        store.append(&mix.entries(500)).unwrap();
    }
}

pub fn open(folder: &Path) -> Arc<App> {
    let clock = Arc::new(daylog_testkit::FakeClock::at(NOW));
    let app = App::new(folder.to_owned(), Ports { clock, ..Ports::default() });
    app.unlock(PIN).unwrap();
    app
}

fn household(number: u32) -> HouseholdRecord {
    let quarantine = Quarantine { first_day: "2020-03-20".parse().unwrap(), last_day: "2020-04-02".parse().unwrap() };
    let resident = Resident { id: ResidentId(number), name: format!("住户{number}"), phone: None, origin: None, quarantine };
    let household = Household {
        id: HouseholdId(number),
        code: format!("BS-{number:03}"),
        street: "河南街道".to_owned(),
        community: "白山社区".to_owned(),
        address: format!("{}号楼1单元{}01", number / 8 + 1, number % 8 + 1),
        guarantor: None,
        guarantor_workplace: None,
        residents: vec![resident],
    };
    let assignment = Assignment {
        cadre: CadreId(1),
        name: "张如彬".to_owned(),
        office: "市委办督查室".to_owned(),
        phone: None,
        role: Role::Cadre,
        from: Instant(0),
        until: None,
        complete_to: vec![],
    };
    HouseholdRecord { household, assignments: vec![assignment] }
}
