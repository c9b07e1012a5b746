//! Devices that push to a district while its database is in trouble: eight cadres with a household each, and a community
//! worker who looks after all of them and reads everything.

use std::{
    collections::BTreeSet,
    sync::{Arc, Mutex},
};

use daylog_backup::verify::{Says, Statement};
use daylog_district::{District, sync};
use daylog_domain::ids::LogId;
use daylog_storage::district;
use daylog_testkit::{
    database::At,
    district::{Device, Founded, contact, roster},
};
use daylog_wire::{
    message::{SignedRequest, SyncResponse, Verdict},
    receipt::Receipt,
};

use super::writers::{self, Written};

pub const WRITERS: u64 = 8;

pub struct Office {
    pub founded: Founded,
    /// Two processes of one district, as far as their database can see.
    processes: [Arc<District>; 2],
    writers: Vec<Mutex<Writer>>,
    reader: Mutex<Device>,
}

/// A cadre's device with the logs that it closed, each with what of it stays: behind a database that came back older, the
/// district takes it for a copy of itself and tells it to begin another log.
struct Writer {
    device: Device,
    closed: Vec<(LogId, u64)>,
    /// The last that it got.
    receipt: Option<Receipt>,
}

impl Office {
    /// In the schema that this URL names.
    #[must_use]
    pub fn new(address: &str) -> Self {
        let rows: Vec<(String, String)> =
            (0..WRITERS).map(|n| (format!("H{n}"), format!("写{n}/局/cadre; 网格员/街道/community"))).collect();
        let rows: Vec<(&str, &str, &str)> = rows.iter().map(|(code, cadres)| (code.as_str(), "园锦社区", cadres.as_str())).collect();
        let founded = Founded::on(&roster(&rows), |folder| At::on_server(address, folder));
        let writer = |n| Writer { device: founded.device(&format!("写{n}")), closed: Vec::new(), receipt: None };
        let writers = (0..WRITERS).map(|n| Mutex::new(writer(n))).collect();
        let reader = Mutex::new(founded.device("网格员"));
        Office { processes: [founded.running.clone(), founded.second_process()], founded, writers, reader }
    }

    /// All eight push, each an entry at a time, and the reader reads, while `meanwhile` runs.
    pub fn push_while(&self, meanwhile: impl FnOnce()) -> Vec<Written> {
        writers::write_while(
            WRITERS + 1,
            |number| {
                let process = self.processes[usize::from(number % 2 == 1)].clone();
                let writer = usize::try_from(number).ok().and_then(|number| self.writers.get(number));
                // Whatever it wrote before: the first number of now is a new entry.
                let before = writer.map_or(0, |writer| writer.lock().unwrap().entries());
                move |count| match writer {
                    Some(writer) => writer.lock().unwrap().push(&process, number, before + count),
                    None => round(&mut self.reader.lock().unwrap(), &process).is_some(),
                }
            },
            meanwhile,
        )
    }

    /// Both processes end and go on with the database at another address, as after its operator restored it there.
    pub fn go_on_at(&mut self, address: &str) {
        let at = At::on_server(address, self.founded.folder.path());
        self.founded.go_on_at(at);
        self.processes = [self.founded.running.clone(), self.founded.second_process()];
    }

    /// The last receipt and the last checkpoint of each writing device.
    ///
    /// # Panics
    /// When one has none yet.
    #[must_use]
    pub fn statements(&self) -> [Vec<Statement>; 2] {
        let server = self.founded.running.keys.public();
        let named = |n: usize, says| Statement { name: format!("writer {n}"), says };
        let mut statements = [Vec::new(), Vec::new()];
        for (n, writer) in self.writers.iter().enumerate() {
            let writer = writer.lock().unwrap();
            statements[0].push(named(n, Says::Receipt(writer.receipt.clone().unwrap())));
            statements[1].push(named(n, Says::checkpoint(writer.device.checkpoint.as_ref().unwrap(), &server).unwrap()));
        }
        statements
    }

    /// The district's epoch, which changes when it is proven to have lost something.
    #[must_use]
    pub fn epoch(&self) -> [u8; 16] {
        self.founded.running.database.read(district::read).unwrap().epoch
    }

    /// Everything that was saved is there once, for a reader that comes now; and was so for the one that read all along, unless
    /// the epoch changed, when that one is told everything again.
    ///
    /// # Panics
    /// When something is lost or doubled.
    pub fn assert_all_there_once(&self, epoch_changed: bool) {
        let expected: BTreeSet<(LogId, u64)> = self.writers.iter().flat_map(|writer| writer.lock().unwrap().saved()).collect();
        let mut late = self.founded.device("网格员");
        let mut all_along = self.reader.lock().unwrap();
        for (who, reader) in [("a new reader", &mut late), ("the reader of all along", &mut *all_along)] {
            reader.sync_all(&self.processes[0]);
            let seen: Vec<_> = reader.pulled_entries().into_iter().map(|entry| (entry.log, entry.sequence)).collect();
            let distinct: BTreeSet<_> = seen.iter().copied().collect();
            let missing: Vec<_> = expected.difference(&distinct).collect();
            assert!(missing.is_empty(), "{who} lacks {} of {}", missing.len(), expected.len());
            assert_eq!(distinct.len(), expected.len(), "{who} has what nobody saved");
            if who == "a new reader" || !epoch_changed {
                assert_eq!(seen.len(), distinct.len(), "{who} has something twice");
            }
        }
    }

    /// Behind a database that came back older than what was acknowledged: that is noticed, once, by whichever device proves it, and
    /// what it lacks is brought back. `before` is the epoch of then.
    ///
    /// # Panics
    /// When it is not noticed, noticed twice, or something is lost or doubled.
    pub fn assert_healed_in_one_new_epoch(&self, before: [u8; 16]) {
        self.heal();
        let after = self.epoch();
        assert_ne!(after, before, "what was acknowledged was lost, and nobody said so");
        self.assert_all_there_once(true);
        self.heal();
        assert_eq!(self.epoch(), after, "the epoch changes once");
    }

    /// Rounds of every device until nothing more waits: whatever a database that came back older lacks, its devices bring again.
    pub fn heal(&self) {
        for _ in 0..5 {
            for writer in &self.writers {
                writer.lock().unwrap().round(&self.processes[0]);
            }
            self.reader.lock().unwrap().sync_all(&self.processes[0]);
        }
    }
}

impl Writer {
    /// Brings the device to so many entries and the district to all of them; whether it said so.
    fn push(&mut self, district: &District, household: u64, count: u64) -> bool {
        while self.entries() < count {
            let minute = self.device.last() % (24 * 60);
            let at = format!("2020-03-01T{:02}:{:02}", minute / 60, minute % 60);
            self.device.append(&contact(u32::try_from(household).unwrap() + 1, &at));
        }
        self.round(district) && self.closed_entries() + self.device.have >= count
    }

    /// One request; whether it was answered and taken in.
    fn round(&mut self, district: &District) -> bool {
        let answer = round(&mut self.device, district);
        if let Some(receipt) = answer.as_ref().and_then(|answer| answer.receipt.clone()) {
            self.receipt = Some(receipt);
        }
        match answer.map(|answer| answer.verdict) {
            Some(Verdict::Accepted) => true,
            Some(Verdict::StartGeneration(common)) => {
                self.closed.push((self.device.log, common));
                self.device.start_generation(common, u8::try_from(self.closed.len()).unwrap() + 1);
                false
            }
            Some(other) => panic!("{other:?}"),
            None => false,
        }
    }

    fn entries(&self) -> u64 {
        self.closed_entries() + self.device.last()
    }

    fn closed_entries(&self) -> u64 {
        self.closed.iter().map(|(_, entries)| entries).sum()
    }

    /// Every entry by its log and number.
    fn saved(&self) -> Vec<(LogId, u64)> {
        let logs = self.closed.iter().copied().chain([(self.device.log, self.device.last())]);
        logs.flat_map(|(log, last)| (1..=last).map(move |sequence| (log, sequence))).collect()
    }
}

/// One request; what was answered, if anything was.
fn round(device: &mut Device, district: &District) -> Option<SyncResponse> {
    let signed = SignedRequest::from_bytes(&device.signed(&device.request()).to_bytes()).unwrap();
    let response = sync::answer(district, &signed).ok()?.response;
    device.take(&response);
    Some(response)
}
