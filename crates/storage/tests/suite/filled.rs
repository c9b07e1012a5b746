//! A database that was filled from another is known to its server as it is.

use daylog_storage::{StorageError, params, transfer};
use daylog_testkit::{
    database::{At, Kind},
    postgres::Version,
};

use crate::databases::Made;

#[test]
fn a_server_has_looked_at_every_table_that_was_filled() {
    let source = Made::new(Kind::Sqlite);
    for version in Version::ALL {
        let target = Made::new(Kind::Postgres(version));
        let At::Schema(address, _) = &target.at else { unreachable!() };
        let unknown = || {
            let sql = "SELECT count(*) FROM pg_class WHERE relkind = 'r' AND reltuples < 0 AND relname <> 'schema_version'
                         AND relnamespace = CAST(?1 AS regnamespace)";
            target.database.read(|db| db.one(sql, params![address.district()], |row| row.get::<i64>(0))).unwrap()
        };
        assert!(unknown() > 20, "nobody has looked yet");
        let filled = source.database.read(|db| transfer::fill(db, &target.database, |_| Ok::<_, StorageError>(()))).unwrap();
        assert_eq!(unknown(), 0);
        target.database.read(|db| filled.compare(db)).unwrap();
    }
}
