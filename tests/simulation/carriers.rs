//! What travels beside the one request: envelopes that come in the background while the record of their device is closed, receipts
//! that wait until it is opened, and rescue files that somebody brings to the district, some of them twice.

use std::{
    collections::BTreeSet,
    sync::{Mutex, PoisonError},
};

use daylog_district::{Refused, deliveries::TakeProblem};
use daylog_domain::ids::{EntryId, HouseholdId};
use daylog_storage::purges;
use daylog_store::StoreError;
use daylog_sync::{Route, Transport, TransportError, delivery::DeliveryError};
use daylog_wire::delivery::Handed;

use super::{fault_plan::FaultPlan, rng::Rng, world::World};
use crate::parts::{District, text};

/// The most rescue files that lie about.
const MOST_RESCUES: usize = 4;

/// A background delivery to the district, with what befalls one delivery and its answer.
struct FaultyTransport<'d> {
    district: &'d District,
    /// The request's transmission and the answer's.
    transmissions: (Transmission, Transmission),
    /// Larger messages vanish, here as on the device's other way.
    swallows_above: Option<usize>,
    /// Why the district could not answer.
    refusal: Mutex<Option<Refused>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Transmission {
    Arrives,
    Twice,
    Lost,
    /// Of a thousand bytes so many are left.
    Cut(usize),
}

impl Transmission {
    fn of(rng: &mut Rng, fault_plan: &FaultPlan) -> Self {
        if rng.happens(fault_plan.lost) {
            Transmission::Lost
        } else if rng.happens(fault_plan.cut_off) {
            Transmission::Cut(rng.place(1000))
        } else if rng.happens(fault_plan.doubled) {
            Transmission::Twice
        } else {
            Transmission::Arrives
        }
    }

    fn pass(self, mut bytes: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        match self {
            Transmission::Lost => return Err(TransportError::TimedOut),
            Transmission::Cut(left) => bytes.truncate(bytes.len() * left / 1000),
            Transmission::Arrives | Transmission::Twice => {}
        }
        Ok(bytes)
    }
}

impl Transport for FaultyTransport<'_> {
    async fn exchange(&self, _: Route, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        let is_swallowed = |bytes: &[u8]| self.swallows_above.is_some_and(|limit| bytes.len() > limit);
        if is_swallowed(&body) {
            return Err(TransportError::TimedOut);
        }
        let body = self.transmissions.0.pass(body)?;
        if self.transmissions.0 == Transmission::Twice {
            drop(self.district.take_delivery(&body));
        }
        let answer = self.district.take_delivery(&body).map_err(|refusal| {
            *self.refusal.lock().unwrap_or_else(PoisonError::into_inner) = Some(refusal);
            TransportError::Unexpected { status: 500, retry_after_seconds: None }
        })?;
        if is_swallowed(&answer) { Err(TransportError::TimedOut) } else { self.transmissions.1.pass(answer) }
    }
}

impl World {
    pub fn somebody_carries(&mut self) {
        let phone = self.later_rng.place(self.phones.len());
        match self.later_rng.below(10) {
            0..4 => self.update_envelopes(phone),
            4..7 => self.carry(phone),
            7..9 => self.open(phone),
            _ => self.rescue(phone),
        }
    }

    fn update_envelopes(&mut self, phone: usize) {
        match self.on_device(phone, crate::parts::Device::update_envelopes) {
            Ok(()) => self.counts.add("envelopes brought up to date"),
            Err(StoreError::Database(_) | StoreError::DiskFull | StoreError::Unwritable | StoreError::UnreadableDisk) => {}
            Err(other) => panic!("device {phone} brings no envelope up to date: {other:?}"),
        }
    }

    /// The record is closed, and what lies beside it is delivered in the background.
    fn carry(&mut self, phone: usize) {
        let transmissions =
            (Transmission::of(&mut self.later_rng, &self.fault_plan), Transmission::of(&mut self.later_rng, &self.fault_plan));
        let path = &self.network.paths[phone];
        let swallows_above = path.swallows_above;
        let transmissions = (
            if path.is_cut_up { Transmission::Lost } else { transmissions.0 },
            if path.is_cut_down { Transmission::Lost } else { transmissions.1 },
        );
        let one = &mut self.phones[phone];
        one.forget_exchange();
        one.device.stop();
        let (profile, mut backoff) = (one.device.profile(), one.device.backoff);
        let envelopes = profile.encrypted();
        let (carried, refusal) = self
            .on_district(|district| {
                let transport = FaultyTransport { district, transmissions, swallows_above, refusal: Mutex::default() };
                let carried = profile.carry(&transport, &envelopes, &mut backoff);
                Ok::<_, StoreError>((carried, transport.refusal.into_inner().unwrap_or_else(PoisonError::into_inner)))
            })
            .unwrap();
        self.phones[phone].device.disk.limit(None);
        self.phones[phone].device.start().unwrap();
        self.phones[phone].device.backoff = backoff;
        match (carried, refusal) {
            (Ok(delivered), _) => {
                for handed in delivered.handed {
                    self.counts.add(match handed {
                        Handed::Taken(_) => "envelope taken in",
                        Handed::Known => "envelope known",
                        Handed::Refused(_) => "envelope refused",
                    });
                }
            }
            (Err(DeliveryError::Revoked), _) if self.oracle.ever_revoked.contains(&self.phones[phone].number) => {}
            // The district has not heard of the delivery key yet, or has forgotten it.
            (Err(DeliveryError::Transport(_)), None | Some(Refused::WrongSignature | Refused::Unreadable)) => {
                self.counts.add("delivery given up");
            }
            (Err(DeliveryError::Transport(_)), Some(Refused::Storage(error))) if error.is_transient() => {
                self.counts.add("delivery given up");
            }
            (Err(DeliveryError::Answer(_)), _) => self.counts.add("delivery given up"),
            other => panic!("background delivery of device {phone}: {other:?}"),
        }
    }

    /// The record is opened: what background delivery brought counts.
    fn open(&mut self, phone: usize) {
        match self.on_device(phone, crate::parts::Device::take_answers) {
            Ok(counted) => self.counts.add_many("receipt counted at opening", counted),
            Err(StoreError::Database(_) | StoreError::DiskFull | StoreError::Unwritable | StoreError::UnreadableDisk) => {}
            Err(other) => panic!("device {phone} takes no receipts: {other:?}"),
        }
    }

    /// A rescue file is written, or one of those that lie about is brought to the district, and not always thrown away then.
    fn rescue(&mut self, phone: usize) {
        if self.rescues.len() < MOST_RESCUES && self.later_rng.below(2) == 0 {
            match self.on_device(phone, crate::parts::Device::rescue) {
                Ok(rescue) => self.rescues.push(rescue),
                Err(StoreError::Database(_) | StoreError::DiskFull | StoreError::Unwritable | StoreError::UnreadableDisk) => {}
                Err(other) => panic!("device {phone} writes no rescue file: {other:?}"),
            }
        } else if !self.rescues.is_empty() {
            let place = self.later_rng.place(self.rescues.len());
            let rescue = if self.later_rng.below(2) == 0 { self.rescues.swap_remove(place) } else { self.rescues[place].clone() };
            match self.on_district(|district| district.take_rescue(&rescue)) {
                Ok(taken) => self.counts.add_many("entry rescued", taken.new_entries),
                Err(TakeProblem::Storage(error)) if error.is_transient() => {}
                Err(other) => panic!("a rescue file is not taken in: {other:?}"),
            }
        }
    }

    /// At the end of a world: what revoked devices hold comes to the district with their rescue files, and then nothing is
    /// missing any more. Where the district holds another branch, it is kept as evidence.
    pub fn everybody_is_rescued(&mut self) {
        for phone in 0..self.phones.len() {
            if self.oracle.told.revoked.contains(&self.phones[phone].number) {
                let rescue = self.phones[phone].device.rescue().unwrap();
                let taken = self.district.take_rescue(&rescue).unwrap();
                self.counts.add_many("entry of a revoked device rescued", taken.new_entries);
            }
        }
        let evidence = self.district.evidence().into_iter().map(|row| text(&row.entry.content));
        let held: BTreeSet<String> = self.on_server().into_iter().chain(evidence).collect();
        let covered = self.covered_by_orders();
        let is_gone = |text: &String| self.oracle.gone.contains(text) || self.oracle.purged.contains(text) || covered.contains(text);
        let is_kept = |text: &String| held.contains(text) || is_gone(text);
        let lost: Vec<_> = self.oracle.saved.iter().filter(|(text, saved)| saved.is_certain && !is_kept(text)).collect();
        assert!(lost.is_empty(), "not even rescued: {lost:?}");
    }

    /// What an order takes out of evidence: what any branch of its log says of its household. A copy that was revoked before it
    /// could move to a log of its own has no other place.
    fn covered_by_orders(&self) -> BTreeSet<String> {
        let read = self.district.server().database.read(|connection| purges::all(connection, 0));
        let orders: Vec<_> = read.unwrap().iter().map(|order| order.read().unwrap()).collect();
        let covers = |id: EntryId, household: HouseholdId| orders.iter().any(|order| order.log == id.log && order.household == household);
        let lines = self.phones.iter().flat_map(|phone| phone.device.lines());
        let covered = lines.filter(|line| line.stored.entry.household().is_some_and(|household| covers(line.stored.id, household)));
        covered.map(|line| text(&line.stored.entry.content)).collect()
    }
}
