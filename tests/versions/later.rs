//! A made-up version to come, of the device's file and of the district's: steps behind the real ones, such as a migration has
//! that adds columns and tables, fills them from what is there and has the projections derived anew. It knows no more than that.

use std::sync::LazyLock;

use daylog_storage::drivers::sqlite::open::{STEPS, Steps};

const DEVICE: [&str; 2] = [
    "alter table device add column made_up text;
     create table made_up (entry integer primary key references entry (key), bytes blob not null) strict;
     insert into made_up (entry, bytes) select key, bytes from entry;
     update log set cadre_name = cadre_name;
     update device set feed = 0;",
    "alter table line add column made_up integer not null default 0;
     update line set made_up = 1;
     create index made_up_line on line (made_up);
     update projected set rules = 0;",
];

const DISTRICT: [&str; 2] = [
    "ALTER TABLE segment ADD COLUMN made_up INTEGER;
     UPDATE segment SET made_up = length(bytes);
     CREATE TABLE made_up (feed INTEGER PRIMARY KEY, bytes BLOB NOT NULL) STRICT;
     INSERT INTO made_up (feed, bytes) SELECT feed, bytes FROM entry;",
    "ALTER TABLE device ADD COLUMN made_up TEXT NOT NULL DEFAULT '';
     UPDATE device SET made_up = program;
     CREATE INDEX made_up_device ON device (made_up);",
];

/// Who opens a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    Present,
    /// Of the version to come.
    Later,
}

impl Program {
    pub const ALL: [Program; 2] = [Program::Present, Program::Later];

    #[must_use]
    pub fn device_steps(self) -> daylog_store::Steps {
        static LATER: LazyLock<Vec<&str>> = LazyLock::new(|| [daylog_store::STEPS, &DEVICE].concat());
        match self {
            Program::Present => daylog_store::STEPS,
            Program::Later => &LATER,
        }
    }

    #[must_use]
    pub fn district_steps(self) -> Steps {
        static LATER: LazyLock<Vec<&str>> = LazyLock::new(|| [STEPS, &DISTRICT].concat());
        match self {
            Program::Present => STEPS,
            Program::Later => &LATER,
        }
    }
}
