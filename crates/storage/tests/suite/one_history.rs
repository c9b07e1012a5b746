//! The same history in every database, and each table holds the same: ids, times, keys and random bytes follow from one seed, and
//! content is compared plain.

use std::{collections::BTreeMap, thread};

use daylog_storage::{Database, transfer};
use daylog_testkit::{
    city::{self, Numbers, Phone, Plan, Size},
    database::Kind,
    district::Founded,
    happening::World,
    postgres::Version,
};

const KINDS: [Kind; 4] = [Kind::Sqlite, Kind::Encrypted, Kind::Postgres(Version::V15), Kind::Postgres(Version::V18)];

/// What each table holds, as a digest.
type Held = BTreeMap<&'static str, [u8; 32]>;

fn held(database: &Database) -> Held {
    database.read(transfer::digests).unwrap()
}

fn rows(database: &Database, table: &str) -> i64 {
    database.read(|db| db.one(&format!("SELECT count(*) FROM {table}"), &[], |row| row.get(0))).unwrap()
}

/// Makes it in every database, each in a thread of its own, where numbers and random bytes begin anew.
fn in_each(make: impl Fn(Kind) -> Held + Sync) -> Held {
    let made = thread::scope(|scope| {
        let make = &make;
        let makers = KINDS.map(|kind| (kind, scope.spawn(move || make(kind))));
        makers.map(|(kind, maker)| (kind, maker.join().unwrap()))
    });
    let [(_, first), others @ ..] = made;
    for (kind, other) in others {
        let differ: Vec<_> = first.iter().filter(|(name, held)| other.get(*name) != Some(held)).map(|(name, _)| *name).collect();
        assert_eq!((differ, other.len()), (Vec::new(), first.len()), "{kind:?} holds something else than {:?}", KINDS[0]);
    }
    first
}

#[test]
fn a_history_from_one_seed_leaves_the_same_in_every_table_of_every_database() {
    let held = in_each(|kind| {
        let world = World::whole(kind, 12, 150);
        let database = &world.district.running.database;
        let held = held(database);
        let empty: Vec<_> = held.keys().filter(|table| rows(database, table) == 0).collect();
        assert_eq!(empty, [&""; 0], "nothing is compared there");
        held
    });
    assert!(held.len() > 25, "{:?}", held.keys());
}

#[test]
fn a_city_from_one_seed_leaves_the_same_in_every_table_of_every_database() {
    in_each(|kind| {
        let plan = Plan::new(7, Size::SMALL);
        let founded = Founded::over(plan.start(), kind);
        let district = &*founded.running;
        city::import(district, &plan);
        let numbers = Numbers::read(district, &plan);
        let mut phones: Vec<Phone> = (0..plan.cadres.len()).map(|cadre| city::enrol(district, &plan, cadre, 0)).collect();
        daylog_testkit::with_random_bytes_from(7, || city::live(district, founded.clock(), (&plan, &numbers), &mut phones, |_| {}));
        assert!(rows(&district.database, "entry") > 500 && rows(&district.database, "amendment") > 0);
        held(&district.database)
    });
}

/// What the digests are worth: they see a single value.
#[test]
fn a_table_in_which_one_value_differs_is_told_from_the_other() {
    let world = World::whole(Kind::Sqlite, 12, 20);
    let database = &world.district.running.database;
    let before = held(database);
    let change = database.write(|db| db.run("UPDATE assignment SET from_at = from_at + 1 WHERE id = 1", &[]));
    assert_eq!(change.unwrap(), 1);
    let after = held(database);
    let differ: Vec<_> = before.iter().filter(|(name, held)| after[*name] != **held).map(|(name, _)| *name).collect();
    assert_eq!(differ, ["assignment"]);
}
