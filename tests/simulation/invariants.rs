//! What must hold: after every power cut on the device that it befell, and over the whole world when it has come to rest.

use std::collections::{BTreeMap, BTreeSet};

use super::{fault_plan::Version, oracle::About, world::World};
use crate::parts::{sound_device, sound_district, text};

/// Rounds over all devices until nobody has anything left to say.
const ROUNDS_TO_REST: u32 = 12;

impl World {
    /// The faults end; everything that is under way arrives, and everybody syncs until nothing waits anywhere.
    pub fn come_to_rest(&mut self) {
        self.network.heal();
        self.is_calm = true;
        self.district.disk.limit(None);
        self.phones.iter().for_each(|phone| phone.device.disk.limit(None));
        while let Some(message) = self.network.take_any() {
            self.arrive(message);
        }
        for round in 0.. {
            assert!(round < ROUNDS_TO_REST, "the world does not come to rest");
            let before = self.moved();
            for phone in 0..self.phones.len() {
                self.phones[phone].forget_exchange();
                self.ask(phone);
            }
            if round > 0 && before == self.moved() {
                break;
            }
        }
        self.oracle.note_ever(self.district.now());
    }

    /// Changes while anything still moves.
    fn moved(&mut self) -> Vec<(u64, u64, u64)> {
        let of = |phone: &mut super::phone::Phone| {
            let (last, have) = phone.device.open().log().map(|log| (log.last, log.have)).unwrap();
            (last, have, phone.device.store().device().unwrap().feed)
        };
        self.phones.iter_mut().map(of).collect()
    }

    /// Faults begin again.
    pub fn go_on(&mut self) {
        self.is_calm = false;
        self.phones.iter_mut().for_each(super::phone::Phone::forget_exchange);
    }

    /// A device whose power came back still has all that waits on it: nothing but a receipt ends an entry's waiting.
    pub fn check_kept(&self, phone: usize, waited: &[String]) {
        let own: BTreeSet<String> = self.phones[phone].own().into_iter().map(|own| own.text).chain(self.on_server()).collect();
        let lost: Vec<_> = waited.iter().filter(|text| !own.contains(*text)).collect();
        assert!(lost.is_empty(), "device {phone} saved and lost {lost:?}");
    }

    /// What must hold at rest.
    pub fn check(&mut self) {
        let on_server = self.times_on_server();
        let evidence = self.evidence_of_orphans();
        self.nothing_lost_invented_or_doubled(&on_server, &evidence);
        let server_texts: BTreeMap<&String, u64> = on_server.iter().map(|(text, times)| (text, *times)).collect();
        for phone in 0..self.phones.len() {
            self.nothing_waits(phone);
            self.sees_what_it_may(phone, &server_texts, &evidence);
        }
        self.one_content_for_a_number(&evidence);
    }

    /// The costly part: every file is sound.
    pub fn check_files(&self) {
        sound_district(&self.district);
        self.phones.iter().for_each(|phone| sound_device(&phone.device.disk, &phone.device.key));
    }

    /// How often each text was written, as far as the district can tell: what moved names its first place, and counts with it.
    fn times_on_server(&self) -> BTreeMap<String, u64> {
        let mut places: BTreeMap<String, BTreeSet<([u8; 16], u64)>> = BTreeMap::new();
        for (log, sequence, bytes) in self.district.entries() {
            let entry = daylog_wire::entry_from_bytes(&bytes).unwrap();
            let place = entry.origin.map_or((log, sequence), |origin| (origin.place.log.0, origin.place.sequence));
            places.entry(text(&entry.content)).or_default().insert(place);
        }
        places.into_iter().map(|(text, places)| (text, places.len() as u64)).collect()
    }

    pub(super) fn is_revoked(&self, phone: usize) -> bool {
        self.oracle.told.revoked.contains(&self.phones[phone].number)
    }

    fn nothing_lost_invented_or_doubled(&self, on_server: &BTreeMap<String, u64>, evidence: &BTreeSet<String>) {
        // Also what the district has lost since: it is in the rescue file of such a device.
        let on_revoked: BTreeSet<&String> =
            (0..self.phones.len()).filter(|phone| self.is_revoked(*phone)).flat_map(|phone| &self.phones[phone].holds).collect();
        let certain = self.oracle.saved.iter().filter(|(_, saved)| saved.is_certain).map(|(text, _)| text);
        let is_kept = |text: &&String| {
            on_server.contains_key(*text)
                || evidence.contains(*text)
                || on_revoked.contains(*text)
                || self.oracle.gone.contains(*text)
                || self.oracle.purged.contains(*text)
        };
        let lost: Vec<_> = certain.filter(|text| !is_kept(text)).collect();
        let invented: Vec<_> = on_server.keys().filter(|text| !self.oracle.saved.contains_key(*text)).collect();
        let twice: Vec<_> = on_server.iter().filter(|(_, times)| **times > 1).collect();
        // Only what was on two devices unsent may come from the other one after it was ordered to go.
        let back: Vec<_> = self
            .oracle
            .purged
            .iter()
            .filter(|text| on_server.contains_key(*text) && !self.oracle.doubled.contains(*text) && !self.oracle.gone.contains(*text))
            .collect();
        assert!(back.is_empty(), "purged and there again: {back:?}");
        assert_eq!((lost, invented, twice), (vec![], vec![], vec![]), "lost, invented, twice in the district");
    }

    /// What a device holds only encrypted, where the district kept the other branch of the log, is there as evidence of the fork.
    pub fn evidence_of_orphans(&self) -> BTreeSet<String> {
        let stores = self.phones.iter().map(|phone| phone.device.open());
        let orphans: BTreeSet<_> = stores.flat_map(|store| store.orphans().unwrap()).map(|orphan| (orphan.log, orphan.sequence)).collect();
        let evidence = self.district.evidence();
        let of_orphans = evidence.into_iter().filter(|row| orphans.contains(&(row.id.log, row.id.sequence)));
        of_orphans.map(|row| text(&row.entry.content)).collect()
    }

    fn is_about_a_place(&self, text: &str) -> bool {
        matches!(self.oracle.saved[text].about, About::PlaceBy(_))
    }

    fn nothing_waits(&self, phone: usize) {
        let pending = self.phones[phone].device.open().pending().unwrap();
        assert!(pending == 0 || self.is_revoked(phone), "device {phone} has {pending} entries to send");
    }

    /// A device shows what is in the district of its cadre's households and what it wrote, and nothing that it might never see.
    fn sees_what_it_may(&mut self, phone: usize, on_server: &BTreeMap<&String, u64>, evidence: &BTreeSet<String>) {
        // Nothing goes by a clock in doubt: that of the days that passed, where the device's own fell back.
        let is_time_doubted = self.phones[phone].device.store().device().unwrap().trust.rival.is_some();
        let one = &self.phones[phone];
        // An older device shows no checkpoint. Where nobody else proves that the district came back older, its place in
        // the feed may lie behind what it never saw; what it wrote is not lost for that.
        let may_have_missed = one.version == Version::Older && self.oracle.restored;
        if self.is_revoked(phone) || may_have_missed {
            return;
        }
        let permitted = self.oracle.permitted(one.cadre, self.district.now());
        let households: BTreeSet<u32> = one.device.open().households().unwrap().iter().map(|known| known.household.id.0).collect();
        assert_eq!(households, permitted, "households on device {phone} of cadre {}", one.cadre);
        let mut shown = BTreeSet::new();
        let twice: Vec<_> = one.device.shown().into_iter().filter(|text| !shown.insert(text.clone())).collect();
        assert!(twice.is_empty(), "device {phone} shows {twice:?} twice");
        let may_see = on_server.keys().filter(|text| self.oracle.saved[**text].about.is_seen_by(one.cadre, &permitted));
        let may_see: BTreeSet<String> = may_see.map(|text| (*text).clone()).collect();
        // Then it shows of its own what no watermark covers, and of households nothing of others. A place's entries have no end yet.
        let is_over = self.is_over(one);
        let shows_others = || one.device.lines().iter().any(|line| !line.stored.own && line.stored.entry.household().is_some());
        assert!(!is_over || is_time_doubted || !shows_others(), "device {phone} shows what others wrote after its end");
        let missing: Vec<_> = may_see.difference(&shown).filter(|text| !is_over || self.is_about_a_place(text)).collect();
        // What only a replaced district held may still be shown; nobody takes back what went with it.
        // A revoked device that holds what the district lost cannot bring it back; who was sent it before still shows it.
        let is_on_revoked =
            |text: &String| (0..self.phones.len()).any(|other| self.is_revoked(other) && self.phones[other].holds.contains(text));
        // What the district has as evidence of a fork alone was read by others before it lost that branch. No more of it than what
        // the cadre may see.
        let is_evidence = |text: &String| evidence.contains(text) && self.oracle.saved[text].about.is_seen_by(one.cadre, &permitted);
        let is_older_news = |text: &&String| is_evidence(text) || self.oracle.gone.contains(*text) || is_on_revoked(text);
        let beyond: Vec<_> = shown.difference(&may_see).filter(|text| !is_older_news(text)).collect();
        assert!((missing.is_empty(), beyond.is_empty()) == (true, true), "device {phone} does not show {missing:?}, and shows {beyond:?}");
    }

    /// One content for each number of a log, wherever it is held.
    fn one_content_for_a_number(&self, evidence: &BTreeSet<String>) {
        let mut held = BTreeMap::new();
        let mut moved = BTreeSet::new();
        for (log, sequence, bytes) in self.district.entries() {
            let entry = daylog_wire::entry_from_bytes(&bytes).unwrap();
            moved.extend(entry.origin.map(|origin| origin.place));
            held.insert((log, sequence), text(&entry.content));
        }
        // A revoked device that is a copy keeps what it wrote where it wrote it: nobody tells it of the fork.
        for (number, phone) in self.phones.iter().enumerate().filter(|(number, _)| !self.is_revoked(*number)) {
            for line in phone.device.lines() {
                let id = line.stored.id;
                let (here, there) = (text(&line.stored.entry.content), held.get(&(id.log.0, id.sequence)));
                // What a lost history held at a number is quarantined when the new content comes, which comes to who may see it.
                let permitted = self.oracle.permitted(phone.cadre, self.district.now());
                let is_lost_history = self.oracle.gone.contains(&here) || evidence.contains(&here) || moved.contains(&id);
                let comes = |there: &String| self.oracle.saved[there].about.is_seen_by(phone.cadre, &permitted) || !is_lost_history;
                let is_other = there.is_some_and(|there| *there != here && comes(there));
                assert!(!is_other, "device {number} holds {here:?} at {id:?}, the district {there:?}");
            }
        }
    }
}
