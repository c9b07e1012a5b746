//! Enrolment: the device's key is on disk before anything is sent, so that a lost answer can be asked for again.

use std::sync::{Mutex, PoisonError};

use daylog_store::{NewDevice, Store, StoreError};
use daylog_wire::{
    PROTOCOL_VERSION, Unreadable,
    enrol::{EnrolRequest, EnrolResponse, Invite},
    refusal::{EnrolRefusal, Told},
};

use crate::{Route, Transport, TransportError, history, http::Http};

#[derive(Debug, thiserror::Error)]
pub enum EnrolError {
    #[error(transparent)]
    Transport(#[from] TransportError),
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the answer cannot be read")]
    Answer(#[from] Unreadable),
    /// The district's own reason, and how many seconds to wait where waiting helps.
    #[error("the district refused: {reason}")]
    Refused { reason: Told<EnrolRefusal>, wait_seconds: Option<u32> },
}

/// Asks the district to enrol the device with the invite. The caller keeps the answer, with `Store::enrol` last of all:
/// until then the same device may ask again and gets the same answer.
pub async fn ask_to_enrol(store: &Mutex<Store>, invite: &Invite, program: &str) -> Result<NewDevice, EnrolError> {
    let device = store.lock().unwrap_or_else(PoisonError::into_inner).device()?;
    let http = Http::invited(invite.addresses.clone(), invite.fingerprint.clone())?;
    let request =
        EnrolRequest { version: PROTOCOL_VERSION, secret: invite.secret.clone(), device: device.public, program: program.to_owned() };
    let bytes = http.exchange(Route::Enrol, request.to_bytes()).await?;
    match EnrolResponse::from_bytes(&bytes)? {
        EnrolResponse::Refused(reason, wait_seconds) => Err(EnrolError::Refused { reason, wait_seconds }),
        EnrolResponse::Enrolled(mut enrolment) => {
            let certificate = http.authority().ok_or(TransportError::NotTheDistrict)?;
            let directory = history::directory(&enrolment.directory, &enrolment.server, 0, std::slice::from_ref(&certificate));
            // The address that just worked comes first, whatever the server calls itself.
            let known = std::mem::take(&mut enrolment.addresses);
            enrolment.addresses = invite.addresses.clone();
            enrolment.addresses.extend(known.into_iter().filter(|address| !invite.addresses.contains(address)));
            Ok(NewDevice { enrolment, certificate, directory })
        }
    }
}
