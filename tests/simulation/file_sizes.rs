//! That what lies on disks is bounded. The largest of each goes into the table.

use super::{phone::Phone, world::World};

/// What an empty file takes, and what each entry of a world may add to it.
const EMPTY_FILE: u64 = 400_000;
const FOR_AN_ENTRY: u64 = 2_000;
/// Write-ahead logs are emptied at a thousand pages on a device and at four thousand in the district, and begun anew.
const AHEAD_OF_DEVICE: u64 = 6_000_000;
const AHEAD_OF_DISTRICT: u64 = 20_000_000;

impl World {
    /// Files grow with what was saved and with nothing else: not with exchanges, failures, copies or time.
    pub fn files_are_bounded(&mut self) {
        let saved = self.oracle.saved.len() as u64;
        let limit = EMPTY_FILE + FOR_AN_ENTRY * saved;
        let device = |phone: &Phone| (phone.device.disk.size_of("daylog.db"), phone.device.disk.size_of("daylog.db-wal"));
        let devices = self.phones.iter().map(|phone| (device(phone), AHEAD_OF_DEVICE, "bytes of a device's file"));
        let of_district = self.district.file_sizes().map(|sizes| (sizes, AHEAD_OF_DISTRICT, "bytes of the district's file"));
        for ((file, ahead), most_ahead, what) in devices.chain(of_district) {
            assert!(file <= limit, "{what}: {file} for {saved} entries");
            assert!(ahead <= most_ahead, "a write-ahead log of {ahead} bytes");
            self.counts.most(what, file);
            self.counts.most("bytes of a write-ahead log", ahead);
        }
        self.counts.most("messages under way at once", self.network.most as u64);
    }
}
