//! The same test on each database.

use daylog_storage::{
    Database,
    content::{ContentKey, ContentKeys},
};
use daylog_testkit::database::{At, Kind};

/// A database that is gone with this, and what opens it a second time.
pub struct Made {
    pub database: Database,
    pub at: At,
    _folder: tempfile::TempDir,
}

impl Made {
    pub fn new(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let at = At::new(kind, folder.path());
        Made { database: at.create().unwrap(), at, _folder: folder }
    }

    /// As another process opens it.
    pub fn again(&self) -> Database {
        self.at.open().unwrap()
    }
}

/// Keys of a district that nothing was written under yet, as long as the folder is there.
pub fn keys() -> (ContentKeys, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    (ContentKeys::create(&folder.path().join("content.key"), ContentKey::new([5; 32])).unwrap(), folder)
}

#[macro_export]
macro_rules! on_each_database {
    ($($(#[$about:meta])* fn $name:ident($made:ident: &Made) $body:block)*) => {
        $($(#[$about])* fn $name($made: &$crate::databases::Made) $body)*

        $crate::each_test!(sqlite, daylog_testkit::database::Kind::Sqlite, $($name)*);
        $crate::each_test!(encrypted, daylog_testkit::database::Kind::Encrypted, $($name)*);
        $crate::each_test!(postgres_15, daylog_testkit::database::Kind::Postgres(daylog_testkit::postgres::Version::V15), $($name)*);
        $crate::each_test!(postgres_18, daylog_testkit::database::Kind::Postgres(daylog_testkit::postgres::Version::V18), $($name)*);
    };
}

#[macro_export]
macro_rules! each_test {
    ($database:ident, $kind:expr, $($name:ident)*) => {
        mod $database {
            $(#[test] fn $name() { super::$name(&$crate::databases::Made::new($kind)) })*
        }
    };
}
