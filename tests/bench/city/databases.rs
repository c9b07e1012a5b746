//! The same city in SQLite and in PostgreSQL, in one run: how fast it is taken in, and what its pages take, without HTTP around them.

use std::{
    collections::BTreeSet,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use daylog_district::{
    District,
    clock::Clock,
    keys::Keys,
    sync,
    views::{self, ListQuery},
};
use daylog_domain::{
    access::Scope,
    places::Place,
    settings::Settings,
    time::{self, Zone},
};
use daylog_storage::{
    Database, DatabaseKey,
    content::{ContentKey, ContentKeys},
    district,
    drivers::postgres::Address,
};
use daylog_testkit::{
    Mix,
    city::{self, Numbers, Phone, Plan, Size},
    postgres::{Cluster, Settings as ClusterSettings, Version},
};
use daylog_wire::message::{SignedRequest, SyncRequest};

use super::{kept::SEED, row};
use crate::{
    import::Rows,
    row::{millis, percentile},
};

/// A seventh of the large one.
const SIZE: Size = Size { communities: 10, cadres: 128, residents: 1_286, days: 14 };
/// Devices that push at once, and what each pushes.
const DEVICES: usize = 2;
const PUSHES: usize = 50;
const ENTRIES: usize = 512;

/// Median and 99th percentile.
type MedianAndP99 = [Duration; 2];
type OfPage = fn(&Figures) -> MedianAndP99;

/// What was measured in one database.
struct Figures {
    made_per_second: f64,
    taken_in_per_second: f64,
    plain_per_second: Option<f64>,
    overview: MedianAndP99,
    household: MedianAndP99,
    search: MedianAndP99,
    page: MedianAndP99,
}

pub fn databases() {
    let folder = tempfile::tempdir().unwrap();
    let content = ContentKeys::create(&folder.path().join("content.keys"), ContentKey::new([5; 32])).unwrap();
    let cluster = Cluster::start_with(Version::V15, &ClusterSettings { fsync: true, ..ClusterSettings::default() });
    let url = cluster.fresh_database();
    let sqlite = measured(Database::create(&folder.path().join("server.db"), &DatabaseKey::new([1; 32])).unwrap(), folder.path(), None);
    let postgres = measured(Database::create_at(&Address::parse(&url).unwrap(), &content).unwrap(), folder.path(), Some(&url));
    let rate = |what: &str, of: fn(&Figures) -> f64, wanted: &str| {
        let (one, other) = (of(&sqlite), of(&postgres));
        row(what, &format!("SQLite {one:.0}/s, PostgreSQL 15 {other:.0}/s: {:.2}×", other / one), wanted);
    };
    let size = format!("{} communities, {} cadres, {} residents, {} days", SIZE.communities, SIZE.cadres, SIZE.residents, SIZE.days);
    rate(&format!("entries of a city taken in, one push after another ({size})"), |figures| figures.made_per_second, "—");
    rate("entries taken in in pushes of 512, two devices at once", |figures| figures.taken_in_per_second, "PostgreSQL ≥ 50,000/s");
    for (name, what, figures) in [("SQLite", "sqlite3 .import", &sqlite), ("PostgreSQL 15", "COPY", &postgres)] {
        let told = figures.plain_per_second.map_or("no such tool here".to_owned(), |plain| {
            format!("{plain:.0}/s; taken in with signatures, chain and projection: {:.2}× of that", figures.taken_in_per_second / plain)
        });
        row(&format!("{name}: plain {what} of the rows of the same entries"), &told, "—");
    }
    let pages: [(&str, OfPage, &str); 4] = [
        ("Overview of a day, computed", |figures| figures.overview, "—"),
        ("Household", |figures| figures.household, "p99 ≤ 50 ms"),
        ("search", |figures| figures.search, "p99 ≤ 50 ms"),
        ("a device's page, first pull of 512 KiB", |figures| figures.page, "p99 ≤ 20 ms"),
    ];
    for (what, of, wanted) in pages {
        let told = |[median, p99]: MedianAndP99| format!("p50 {:.1} ms, p99 {:.1} ms", millis(median), millis(p99));
        row(what, &format!("SQLite {}; PostgreSQL 15 {}", told(of(&sqlite)), told(of(&postgres))), wanted);
    }
}

fn measured(database: Database, folder: &Path, url: Option<&str>) -> Figures {
    let plan = Plan::new(SEED, SIZE);
    let clock = Arc::new(AtomicI64::new(plan.start().0));
    database.write(|db| district::insert(db, "延吉市", &Settings::default_in(Zone::SHANGHAI), [2; 16], &[])).unwrap();
    let shared = clock.clone();
    let shown = Clock::new(move || time::Instant(shared.load(Ordering::SeqCst)));
    let district = Arc::new(District::new(database, shown, Keys::new(&[3; 32], [4; 32], Vec::new()).unwrap(), vec![]).unwrap());
    city::import(&district, &plan);
    let numbers = Numbers::read(&district, &plan);
    let mut phones: Vec<_> = (0..plan.cadres.len()).map(|cadre| city::enrol(&district, &plan, cadre, 0)).collect();
    let started = Instant::now();
    let history = city::live(&district, &clock, (&plan, &numbers), &mut phones, |_| {});
    let made_per_second = per_second(history.entries, started.elapsed());
    let pages = Pages { district: &district, plan: &plan, numbers: &numbers, now: plan.end() };
    let (overview, household, search, page) = (pages.overview(), pages.household(), pages.search(), pages.feed());
    let before = Rows::of(&district, folder).count;
    let taken_in_per_second = take_in(&district, &plan);
    let rows = Rows::of(&district, folder);
    assert_eq!(rows.count, before + DEVICES * PUSHES * ENTRIES);
    let plain = url.map_or_else(|| rows.imported(), |url| Some(rows.copied(url)));
    let plain_per_second = plain.map(|took| per_second(rows.count as u64, took));
    Figures { made_per_second, taken_in_per_second, plain_per_second, overview, household, search, page }
}

#[allow(clippy::cast_precision_loss, reason = "a rate for people")]
fn per_second(count: u64, took: Duration) -> f64 {
    count as f64 / took.as_secs_f64()
}

/// Pushes that were packed and signed beforehand; only clone tokens are filled in as they come.
fn take_in(district: &Arc<District>, plan: &Plan) -> f64 {
    let devices: Vec<_> = (0..DEVICES).map(|cadre| requests(city::enrol(district, plan, cadre, 2), plan.end())).collect();
    let started = Instant::now();
    let threads: Vec<_> = devices
        .into_iter()
        .map(|(phone, requests)| {
            let district = district.clone();
            thread::spawn(move || push_all(&district, &phone, requests))
        })
        .collect();
    threads.into_iter().for_each(|thread| thread.join().unwrap());
    per_second((DEVICES * PUSHES * ENTRIES) as u64, started.elapsed())
}

fn requests(mut phone: Phone, now: time::Instant) -> (Phone, Vec<SyncRequest>) {
    let mut mix = Mix::new(u64::from(phone.device.id.0), 30);
    mix.entries(PUSHES * ENTRIES).iter().for_each(|entry| phone.device.append(entry));
    let request = |push: usize| {
        let (first, last) = ((push * ENTRIES) as u64 + 1, ((push + 1) * ENTRIES) as u64);
        let segments = vec![phone.device.segment(first, last)];
        SyncRequest { segments, last, head: phone.device.heads[(push + 1) * ENTRIES], wall: now, page_bytes: 0, ..phone.device.request() }
    };
    let requests = (0..PUSHES).map(request).collect();
    (phone, requests)
}

fn push_all(district: &District, phone: &Phone, requests: Vec<SyncRequest>) {
    let mut token = None;
    for request in requests {
        let bytes = phone.device.signed(&SyncRequest { token, ..request }).to_bytes();
        let answer = sync::answer(district, &SignedRequest::from_bytes(&bytes).unwrap()).unwrap();
        token = answer.response.token;
        assert_eq!(answer.taken, ENTRIES as u64);
    }
}

struct Pages<'a> {
    district: &'a District,
    plan: &'a Plan,
    numbers: &'a Numbers,
    now: time::Instant,
}

impl Pages<'_> {
    /// Of days that were not asked for before.
    fn overview(&self) -> MedianAndP99 {
        let of_day = |back: u32| {
            let date = self.plan.date(SIZE.days - 1 - back);
            drop(views::overview(self.district, Place::District, Some(date), &BTreeSet::new()).unwrap());
        };
        timed((0..SIZE.days).map(|back| move || of_day(back)))
    }

    fn household(&self) -> MedianAndP99 {
        let one = |id: u32| {
            let page = self.district.database.read(|db| views::household_page(db, Scope::Place(Place::District), id, None, self.now));
            assert!(page.unwrap().is_some());
        };
        timed(self.numbers.0.iter().step_by(3).map(|(household, _)| move || one(household.0)))
    }

    fn search(&self) -> MedianAndP99 {
        let one = |text: &str| {
            let list = ListQuery {
                scope: Scope::Place(Place::District),
                place: Place::District,
                date: None,
                text,
                only: None,
                after: None,
                limit: 50,
            };
            assert!(!views::household_list(self.district, &list).unwrap().rows.is_empty());
        };
        timed(self.plan.homes.iter().step_by(5).map(|home| move || one(&home.people[0].name)))
    }

    /// The first page of a new phone.
    fn feed(&self) -> MedianAndP99 {
        let phones: Vec<_> = (0..self.plan.cadres.len()).map(|cadre| city::enrol(self.district, self.plan, cadre, 1)).collect();
        let one = |phone: &Phone| {
            let answer = phone.device.send(self.district, &SyncRequest { wall: self.now, ..phone.device.request() });
            assert!(answer.page.is_some());
        };
        timed(phones.iter().map(|phone| move || one(phone)))
    }
}

fn timed<W: FnOnce()>(works: impl Iterator<Item = W>) -> MedianAndP99 {
    let mut times: Vec<_> = works
        .map(|work| {
            let started = Instant::now();
            work();
            started.elapsed()
        })
        .collect();
    [percentile(&mut times, 0.5), percentile(&mut times, 0.99)]
}
