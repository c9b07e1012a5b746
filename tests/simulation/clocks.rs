//! After the faults the district's clock is set right and its operator says so: within a day of syncing every device knows
//! the time again, whatever its own clock and the district's did before, and dates what it saves.

use daylog_domain::{time::Instant, trust::DAY_MS};
use daylog_server::storage::{StorageError, sqlite::times};

use super::world::World;

const HOUR_MS: i64 = 3_600_000;
/// As long as a doubted server has to go on saying the same at most, and an hour on top.
const HOURS: usize = 26;
/// A word this near to the one before is believed without a doubt.
const NEAR_MS: i64 = HOUR_MS / 2;

impl World {
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
        let clocks = daylog_domain::clocks::Clocks::new(reading, device.store().device().unwrap().server_time);
        let bounds = clocks.bounds(None, Some(time));
        let (earliest, latest) = (bounds.earliest.unwrap(), bounds.latest.unwrap());
        let slack = |at: Instant| at.millis_since(time).abs() <= NEAR_MS;
        assert!(slack(earliest) && slack(latest), "device {phone} dates between {earliest:?} and {latest:?}, and it is {time:?}");
        assert!(!clocks.is_uncertain());
    }
}
