//! The large city moves to a PostgreSQL cluster of this machine, and back into a file: what each stage takes. Prints rows of a table.

use std::time::Instant;

use daylog_backup::{
    folder::Folder,
    moving::{self, MoveProblem, Moved, Moving, Stage},
};
use daylog_storage::{Database, DatabaseKey};
use daylog_testkit::{
    city::Size,
    postgres::{Cluster, Version},
};

use super::{cluster, kept::Run};
use crate::row::row;

pub fn city(size: Size) {
    let Run { data, district, .. } = Run::of(size);
    let folder = Folder::at(&data).unwrap();
    let cluster = cluster::start(Version::V18);
    let address = cluster::district(&cluster.fresh_database(), "city").0;
    let elsewhere = folder.any_or_new_at(&address).unwrap();
    measure("from its file to PostgreSQL 18, content encrypted", &district.database, &elsewhere);
    let back = Database::create(&data.join("back.db"), &DatabaseKey::new([1; 32])).unwrap();
    measure("from PostgreSQL 18 back into a file", &elsewhere, &back);
}

/// Moves a city to this cluster.
pub fn to_postgres(run: Run, cluster: &Cluster) -> Run {
    let (address, url) = cluster::district(&cluster.fresh_database(), "city");
    let target = Folder::at(&run.data).unwrap().any_or_new_at(&address).unwrap();
    measure("from its file to PostgreSQL, content encrypted", &run.district.database, &target);
    run.moved_to(&url)
}

fn measure(what: &str, source: &Database, target: &Database) {
    let mut begun: Vec<(&str, Instant)> = Vec::new();
    let moving = Moving { source, target, statements: &[], now: daylog_domain::time::Instant(0) };
    let moved: Result<Moved, MoveProblem> = moving::run(&moving, |stage| {
        let name = match stage {
            Stage::Copying(_) => "copied",
            Stage::Comparing => "compared",
            Stage::Verifying => "verified",
            Stage::GivingUp | Stage::TakingUp => "given up",
        };
        if begun.last().is_none_or(|(last, _)| *last != name) {
            begun.push((name, Instant::now()));
        }
        Ok(())
    });
    let moved = moved.unwrap();
    let (rows, entries) = (moved.rows, moved.report.unwrap().entries);
    for pair in begun.windows(2) {
        let ((name, from), (_, until)) = (pair[0], pair[1]);
        let seconds = until.duration_since(from).as_secs_f64();
        let rate = rows as f64 / seconds;
        row(&format!("{what}: {name}"), &format!("{seconds:.1} s, {rate:.0} rows/s ({rows} rows, {entries} entries)"), "—");
    }
}
