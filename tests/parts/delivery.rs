//! What a device does beside its record: encrypts what waits, hands it over while the record is closed, takes receipts in when
//! it is opened. These files lie in a real folder; no cut of the power reaches them, and an older record leaves them there.

use std::{
    future::Future,
    path::PathBuf,
    pin::pin,
    task::{Context, Poll, Waker},
};

use daylog_store::{
    StoreError,
    delivery_key::DeliveryKey,
    envelopes::{EnvelopeFolder, answers},
};
use daylog_sync::{
    Backoff, Transport,
    delivery::{Delivered, DeliveryError, batch, deliver},
};
use daylog_wire::envelope::Envelope;

use super::Device;

/// What lies beside a record, whether that is open or not.
#[derive(Debug, Clone)]
pub struct Profile(PathBuf);

impl Profile {
    fn envelopes(&self) -> EnvelopeFolder {
        EnvelopeFolder::in_folder(&self.0)
    }

    /// The envelopes, in the order of their logs and numbers.
    #[must_use]
    pub fn encrypted(&self) -> Vec<Envelope> {
        let folder = self.envelopes();
        folder.names().unwrap().into_iter().filter_map(|name| folder.read(name)).collect()
    }

    /// Hands envelopes over with the delivery key; nothing where there is none. Receipts wait here afterwards.
    pub fn carry(&self, transport: &impl Transport, envelopes: &[Envelope], backoff: &mut Backoff) -> Result<Delivered, DeliveryError> {
        let Some(delivery_key) = DeliveryKey::of_profile(&self.0) else { return Ok(Delivered::default()) };
        let (mut rest, mut all) = (envelopes, Delivered::default());
        while !rest.is_empty() {
            let (now, later) = rest.split_at(batch(rest, *backoff));
            let delivered = at_once(deliver(transport, (delivery_key.device, &delivery_key.key), &delivery_key.server, now, backoff))?;
            answers::keep(&self.0, &delivered.receipts, &[], &[]).unwrap();
            all.handed.extend(delivered.handed);
            all.receipts.extend(delivered.receipts);
            rest = later;
        }
        Ok(all)
    }
}

impl Device {
    #[must_use]
    pub fn profile(&self) -> Profile {
        Profile(self.disk.folder().to_path_buf())
    }

    /// Brings delivery key and envelopes up to date with the record, as the program does after each save.
    pub fn update_envelopes(&mut self) -> Result<(), StoreError> {
        let profile = self.profile();
        DeliveryKey::keep(&profile.0, self.store())?;
        profile.envelopes().refresh(|work| work(self.store()))
    }

    /// Takes the receipts in that came while the record was closed; says how many counted.
    pub fn take_answers(&mut self) -> Result<u64, StoreError> {
        let profile = self.profile();
        let mut counted = 0;
        for receipt in answers::waiting(&profile.0) {
            counted += u64::from(self.store().take_receipt(&receipt)?);
        }
        answers::forget(&profile.0, &[])?;
        Ok(counted)
    }

    /// A rescue file's bytes.
    pub fn rescue(&mut self) -> Result<Vec<u8>, StoreError> {
        let folder = self.profile().envelopes();
        Ok(self.store().rescue(&folder)?.to_bytes())
    }
}

/// Nothing here waits for anything: the other side answers where it is called.
fn at_once<T>(work: impl Future<Output = T>) -> T {
    match pin!(work).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(done) => done,
        Poll::Pending => panic!("a transport of this world waits"),
    }
}
