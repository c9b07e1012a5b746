//! While clocks are wrong, what is said of when an entry was saved holds the truth. After the faults the district's clock is
//! set right and its operator says so: within a day of syncing every device knows the time again, whatever its own clock and
//! the district's did before, and dates what it saves.

use daylog_district::views::bounds_of;
use daylog_domain::{
    clocks::{Bounds, Clocks},
    ids::{EntryId, LogId},
    time::Instant,
    trust::DAY_MS,
};
use daylog_storage::{StorageError, times};

use super::world::World;
use crate::parts::text;

const HOUR_MS: i64 = 3_600_000;
/// As long as a doubted server has to go on saying the same at most, and an hour on top.
const HOURS: usize = 26;
/// A word this near to the one before is believed without a doubt.
const NEAR_MS: i64 = HOUR_MS / 2;
/// The district's clock is set right by so much without anybody's doubt.
const SET_RIGHT_MS: i64 = 2 * 60_000;

/// Whether a server's word was the truth: elapsed time here is the time that passes for everybody.
fn is_true(at: Instant, elapsed_ms: u64) -> bool {
    at.millis_since(Instant(elapsed_ms.cast_signed())).abs() <= SET_RIGHT_MS
}

impl World {
    /// At rest. Where the district told a device nothing but what was wrong, nobody can know better; nor where its clock was
    /// wrong when it took in what a device had saved after a boot.
    pub fn bounds_hold_the_truth(&mut self) {
        let mut held = 0;
        for (log, sequence, bytes) in self.district.entries() {
            let entry = daylog_wire::entry_from_bytes(&bytes).unwrap();
            let Clocks { boot, elapsed_ms, server, doubted, .. } = entry.clocks;
            let was_told = server.is_some_and(|word| is_true(word.server, word.elapsed_ms));
            let was_doubted_told = doubted.is_some_and(|at| is_true(at, elapsed_ms));
            let is_measured = server.is_some_and(|word| word.boot == boot);
            let can_be_known = (was_told || was_doubted_told) && is_measured || self.fault_plan.later.district_clock == 0;
            if !can_be_known || entry.clocks.is_uncertain() {
                continue;
            }
            let id = EntryId { log: LogId(log), sequence };
            let found = self.district.server().database.read(|connection| bounds_of(connection, id));
            let Bounds { earliest, latest } = found.unwrap().unwrap();
            let truth = self.oracle.saved[&text(&entry.content)].at;
            let holds = earliest.is_none_or(|at| at <= truth.plus_millis(SET_RIGHT_MS))
                && latest.is_none_or(|at| at >= truth.plus_millis(-SET_RIGHT_MS));
            assert!(holds, "{id} was saved at {truth:?}, and between {earliest:?} and {latest:?} it says: {entry:?}");
            held += u64::from(earliest.is_some() || latest.is_some());
        }
        self.counts.add_many("entry dated within bounds that hold the truth", held);
    }

    pub fn clocks_come_right(&mut self) {
        self.come_to_rest();
        self.district.set_off_ms(0);
        let now = self.district.now();
        let confirmed = self.district.server().database.write(|transaction| times::confirm(transaction, now, "command"));
        let confirmed: Result<(), StorageError> = confirmed;
        confirmed.unwrap();
        self.district.stop();
        self.district.start().unwrap();
        for _ in 0..HOURS {
            self.district.pass_ms(HOUR_MS);
            (0..self.phones.len()).for_each(|phone| self.ask_once(phone));
        }
        assert_eq!(self.district.server().time().doubt, None, "the operator said that the clock is right");
        let time = self.district.time();
        for number in 0..self.phones.len() {
            if !self.is_revoked(number) {
                self.knows_the_time(number, time);
            }
        }
    }

    fn ask_once(&mut self, phone: usize) {
        self.phones[phone].forget_exchange();
        self.ask(phone);
    }

    fn knows_the_time(&mut self, phone: usize, time: Instant) {
        let device = &mut self.phones[phone].device;
        let reading = device.reading(time);
        let now = device.store().device().unwrap().trust.now(reading);
        let off_ms = now.at.millis_since(time);
        assert!(off_ms.abs() <= NEAR_MS, "device {phone} is {off_ms} ms off after the repair, in days {}: {now:?}", off_ms / DAY_MS);
        assert_eq!((now.doubted_server, now.doubted_wall), (None, None), "device {phone} doubts a clock after the repair");
        let clocks = Clocks::new(reading, device.store().device().unwrap().server_time);
        let bounds = clocks.bounds(None, Some(time));
        let (earliest, latest) = (bounds.earliest.unwrap(), bounds.latest.unwrap());
        let slack = |at: Instant| at.millis_since(time).abs() <= NEAR_MS;
        assert!(slack(earliest) && slack(latest), "device {phone} dates between {earliest:?} and {latest:?}, and it is {time:?}");
        assert!(!clocks.is_uncertain());
    }
}
