//! Encrypting to the district: a segment becomes an envelope, signed by this device. Keeps nothing.

use daylog_domain::ids::{DeviceId, LogId};
use daylog_wire::{
    chain::Nonce,
    envelope::{Envelope, OpenedEnvelope},
    keys::SigningKey,
    segment::Segment,
};
use rusqlite::Connection;

use crate::{Random, StoreError, table::device};

/// Who encrypts, and to whom.
pub(crate) struct Encryptor {
    device: DeviceId,
    key: SigningKey,
    recipient: [u8; 32],
}

impl Encryptor {
    /// None until the district has said to which key devices encrypt.
    pub(crate) fn of(connection: &Connection) -> Result<Option<Self>, StoreError> {
        let Some(device) = device::read(connection)? else { return Ok(None) };
        let Some(enrolled) = &device.enrolled else { return Ok(None) };
        let Some(recipient) = enrolled.envelope_key else { return Ok(None) };
        Ok(Some(Encryptor { device: enrolled.device, key: device.signing_key()?, recipient }))
    }

    /// Signs a segment of the log with this nonce, and encrypts it.
    pub(crate) fn encrypt(&self, log: LogId, nonce: Nonce, segment: &Segment, random: &mut dyn Random) -> Result<Envelope, StoreError> {
        let segment = segment.sign(&self.key).map_err(|_| StoreError::DamagedPage)?;
        let opened_envelope = OpenedEnvelope { device: self.device, log, nonce, segment };
        let mut seed = zeroize::Zeroizing::new([0; 32]);
        random.fill(seed.as_mut_slice())?;
        Ok(opened_envelope.encrypt(&self.recipient, &seed)?)
    }
}
