//! The same city in SQLite, in SQLite with its content encrypted, and in PostgreSQL, in one run: how fast it is taken in, and what its
//! pages take, without HTTP around them.

use std::{
    collections::BTreeMap,
    path::Path,
    sync::{
        Arc,
        atomic::{AtomicI64, Ordering},
    },
    time::{Duration, Instant},
};

use daylog_district::{
    District,
    clock::Clock,
    keys::Keys,
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
};
use daylog_testkit::{
    city::{self, Numbers, Phone, Plan, Size},
    postgres::Version,
};
use daylog_wire::message::SyncRequest;

use super::{
    cluster,
    kept::SEED,
    taking::{Load, Senders, take_in},
};
use crate::{
    import::Rows,
    row::{millis, per_second, percentile, row},
};

/// A seventh of the large one.
const SIZE: Size = Size { communities: 10, cadres: 128, residents: 1_286, days: 14 };
/// Of one district, from two devices and from sixteen.
const TWO: Load = Load { devices: 2, pushes: 50, entries: 512 };
const SIXTEEN: Load = Load { devices: 16, pushes: 20, entries: 512 };
/// Of each of so many districts.
const DISTRICTS: u32 = 16;
const EACH: Load = Load { devices: 1, pushes: 20, entries: 512 };
const TOWN: Size = Size { communities: 1, cadres: 4, residents: 12, days: 1 };

/// Median and 99th percentile.
type MedianAndP99 = [Duration; 2];
type OfPage = fn(&Figures) -> MedianAndP99;

/// What was measured in one database.
struct Figures {
    made_per_second: f64,
    two_per_second: f64,
    sixteen_per_second: f64,
    /// Of the rows of the same entries.
    plain_per_second: Option<f64>,
    overview: MedianAndP99,
    household: MedianAndP99,
    search: MedianAndP99,
    page: MedianAndP99,
}

pub fn databases() {
    let folder = tempfile::tempdir().unwrap();
    let content = ContentKeys::create(&folder.path().join("content.keys"), ContentKey::new([5; 32])).unwrap();
    let cluster = cluster::start(Version::V15);
    let url = cluster.fresh_database();
    let (file, key) = (|name: &str| folder.path().join(name), DatabaseKey::new([1; 32]));
    let encrypted = measured(Database::create_with(&file("encrypted.db"), &key, &content).unwrap(), folder.path(), None);
    let sqlite = measured(Database::create(&file("server.db"), &key).unwrap(), folder.path(), None);
    let address = cluster::district(&url, "city").0;
    let postgres = measured(Database::create_at(&address, &content).unwrap(), folder.path(), Some(&url));
    let many = many_districts(&cluster.fresh_database(), &content);
    taken_in(&sqlite, &postgres, many);
    pages(&sqlite, &postgres);
    encryption(&sqlite, &encrypted);
}

fn taken_in(sqlite: &Figures, postgres: &Figures, many: f64) {
    let rate = |what: &str, of: fn(&Figures) -> f64, wanted: &str| {
        let told = |name: &str, plain: &str, figures: &Figures| {
            let beside = figures.plain_per_second.map(|rate| format!(" ({:.2}× of {plain})", of(figures) / rate));
            format!("{name} {:.0}/s{}", of(figures), beside.unwrap_or_default())
        };
        let both = [told("SQLite", ".import", sqlite), told("PostgreSQL 15", "COPY", postgres)].join(", ");
        row(what, &format!("{both}: {:.2}×", of(postgres) / of(sqlite)), wanted);
    };
    let size = format!("{} communities, {} cadres, {} residents, {} days", SIZE.communities, SIZE.cadres, SIZE.residents, SIZE.days);
    rate(&format!("entries of a city taken in, one push after another ({size})"), |figures| figures.made_per_second, "—");
    rate("entries in pushes of 512, two devices at once", |figures| figures.two_per_second, "—");
    let wanted = "SQLite ≥ 120,000/s, PostgreSQL ≥ 50,000/s";
    rate("the same, sixteen devices at once", |figures| figures.sixteen_per_second, wanted);
    let beside = postgres.plain_per_second.map_or(String::new(), |plain| format!(": {:.2}× of COPY", many / plain));
    let what = format!("the same on PostgreSQL 15 over {DISTRICTS} districts, a device each");
    row(&what, &format!("{many:.0}/s{beside}"), "≥ 100,000/s");
    for (name, what, figures) in [("SQLite", "sqlite3 .import", sqlite), ("PostgreSQL 15", "COPY", postgres)] {
        let told = figures.plain_per_second.map_or("no such tool here".to_owned(), |plain| format!("{plain:.0}/s"));
        row(&format!("{name}: plain {what} of the rows of the same entries"), &told, "—");
    }
    row("PostgreSQL's settings beside those that it comes with", cluster::TOLD, "—");
}

fn pages(sqlite: &Figures, postgres: &Figures) {
    let pages: [(&str, OfPage, &str); 4] = [
        ("Overview of a day, computed", |figures| figures.overview, "—"),
        ("Household", |figures| figures.household, "p99 ≤ 50 ms"),
        ("search", |figures| figures.search, "p99 ≤ 50 ms"),
        ("a device's page, first pull of 512 KiB", |figures| figures.page, "p99 ≤ 20 ms"),
    ];
    for (what, of, wanted) in pages {
        row(what, &format!("SQLite {}; PostgreSQL 15 {}", told(of(sqlite)), told(of(postgres))), wanted);
    }
}

fn encryption(plain: &Figures, encrypted: &Figures) {
    let ratio = |of: fn(&Figures) -> f64| format!("{:.0}/s against {:.0}/s: {:.2}×", of(encrypted), of(plain), of(encrypted) / of(plain));
    row("SQLite with its content encrypted against without: two devices", &ratio(|figures| figures.two_per_second), "—");
    row("the same, sixteen devices", &ratio(|figures| figures.sixteen_per_second), "—");
    for (what, of) in [("a device's page", (|figures| figures.page) as OfPage), ("Household", |figures| figures.household)] {
        let times = of(encrypted)[0].as_secs_f64() / of(plain)[0].as_secs_f64();
        row(&format!("the same, {what}"), &format!("{} against {}: {times:.2}× at the median", told(of(encrypted)), told(of(plain))), "—");
    }
}

fn told([median, p99]: MedianAndP99) -> String {
    format!("p50 {:.1} ms, p99 {:.1} ms", millis(median), millis(p99))
}

fn measured(database: Database, folder: &Path, url: Option<&str>) -> Figures {
    let (plan, clock) = (Plan::new(SEED, SIZE), Arc::new(AtomicI64::new(0)));
    let district = founded(database, &plan, &clock);
    let numbers = Numbers::read(&district, &plan);
    let mut phones: Vec<_> = (0..plan.cadres.len()).map(|cadre| city::enrol(&district, &plan, cadre, 0)).collect();
    let started = Instant::now();
    let history = city::live(&district, &clock, (&plan, &numbers), &mut phones, |_| {});
    let made_per_second = per_second(history.entries, started.elapsed());
    let pages = Pages { district: &district, plan: &plan, numbers: &numbers, now: plan.end() };
    let (overview, household, search, page) = (pages.overview(), pages.household(), pages.search(), pages.feed());
    let rate = |number, load: Load| per_second(load.count() as u64, take_in(vec![Senders::of(&district, &plan, number, load)]));
    let (two_per_second, sixteen_per_second) = (rate(2, TWO), rate(3, SIXTEEN));
    let rows = Rows::of(&district, folder);
    let plain = url.map_or_else(|| rows.imported(), |url| Some(rows.copied(url)));
    let plain_per_second = plain.map(|took| per_second(rows.count as u64, took));
    Figures { made_per_second, two_per_second, sixteen_per_second, plain_per_second, overview, household, search, page }
}

/// Many small districts of one database, each with a device that pushes.
fn many_districts(url: &str, content: &ContentKeys) -> f64 {
    let plan = Plan::new(SEED, TOWN);
    let district = |number: u32| {
        let address = cluster::district(url, &format!("d{number}")).0;
        let clock = Arc::new(AtomicI64::new(0));
        Senders::of(&founded(Database::create_at(&address, content).unwrap(), &plan, &clock), &plan, 0, EACH)
    };
    let senders: Vec<_> = (1..=DISTRICTS).map(district).collect();
    per_second(EACH.count() as u64 * u64::from(DISTRICTS), take_in(senders))
}

/// A district with the roster of a city in which nothing happened yet, at its beginning.
fn founded(database: Database, plan: &Plan, clock: &Arc<AtomicI64>) -> Arc<District> {
    clock.store(plan.start().0, Ordering::SeqCst);
    database.write(|db| district::insert(db, "延吉市", &Settings::default_in(Zone::SHANGHAI), [2; 16], &[])).unwrap();
    let shared = clock.clone();
    let shown = Clock::new(move || time::Instant(shared.load(Ordering::SeqCst)));
    let district = Arc::new(District::new(database, shown, Keys::new(&[3; 32], [4; 32], Vec::new()).unwrap(), vec![]).unwrap());
    city::import(&district, plan);
    district
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
            drop(views::overview(self.district, Place::District, Some(date), &BTreeMap::new()).unwrap());
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
