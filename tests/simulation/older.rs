//! Older states that may come back: backups of the district and copies of devices, each with what was known of it.

use std::collections::BTreeSet;

use daylog_testkit::disk::Folder;

use super::oracle::Told;
use crate::parts::DistrictCopy;

/// What the district held, with what it had been told by then.
pub struct Backup {
    pub held: DistrictCopy,
    pub told: Told,
    /// It was read back, and devices were told: the how many-th of those.
    pub verified: Option<u64>,
}

/// A device as it was.
pub struct Copy {
    pub phone: usize,
    pub folder: Folder,
    pub holds: BTreeSet<String>,
}
