//! Projections are thrown away and derived again with the same result.

use daylog_tests::versions::{self, Device, raw};
use rusqlite::Connection;

use crate::copy_of;

/// The rows of every projection, in the order of their keys.
fn projections(connection: &Connection) -> Vec<String> {
    let mut rows = Vec::new();
    for table in ["line", "amendment", "errand"] {
        let mut statement = connection.prepare(&format!("select * from {table} order by entry")).unwrap();
        let columns = statement.column_count();
        let mut found = statement.query([]).unwrap();
        while let Some(row) = found.next().unwrap() {
            let values: Vec<_> = (0..columns).map(|column| format!("{:?}", row.get_ref(column).unwrap())).collect();
            rows.push(format!("{table} {}", values.join(" ")));
        }
    }
    rows
}

#[test]
fn projections_are_rebuilt_with_the_identical_result() {
    for version in versions::all() {
        for name in ["profile", "profile-before"] {
            let folder = copy_of(&version, name);
            let mut device = Device::open(folder.path());
            let connection = raw(folder.path());
            let before = projections(&connection);
            assert!(before.len() > 10, "{before:?}");
            connection
                .execute_batch(
                    "delete from errand; delete from amendment where entry % 2; update line set celsius = 420, withdrawn = 1, errand = null;",
                )
                .unwrap();
            assert_ne!(projections(&connection), before);
            let entries: u64 = connection.query_row("select count(*) from entry", [], |row| row.get::<_, i64>(0)).unwrap().unsigned_abs();
            assert_eq!(device.store.rebuild_projections().unwrap(), entries);
            assert_eq!(projections(&connection), before, "{} of {}", name, versions::name(&version));
        }
    }
}
