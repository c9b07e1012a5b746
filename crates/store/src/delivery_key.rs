//! `delivery-key.json`: what is needed to hand envelopes to the district while the record is locked. It lies in the open, so it
//! can deliver and nothing else: it reads no envelope, asks for nothing, and signs no entry.

use std::{fs, path::Path};

use daylog_domain::ids::DeviceId;
use daylog_wire::keys::{PublicKey, SigningKey};
use serde::{Deserialize, Serialize};

use crate::{Store, StoreError, files::write_durably};

const VERSION: u16 = 1;
const FILE: &str = "delivery-key.json";

#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Form {
    version: u16,
    device: u32,
    addresses: Vec<String>,
    /// DER of each.
    authorities: Vec<Vec<u8>>,
    server: Vec<u8>,
    seed: Vec<u8>,
}

/// The key that signs deliveries, as it goes to the district.
pub struct DeliveryKey {
    pub device: DeviceId,
    pub addresses: Vec<String>,
    /// Certificate authorities of the district, as DER; the one that holds first.
    pub authorities: Vec<Vec<u8>>,
    /// The key that signs receipts.
    pub server: PublicKey,
    pub key: SigningKey,
}

impl DeliveryKey {
    /// Reads the delivery key of a profile; none where there is none that this program can use.
    #[must_use]
    pub fn of_profile(profile: &Path) -> Option<Self> {
        let form: Form = serde_json::from_slice(&fs::read(profile.join(FILE)).ok()?).ok()?;
        let seed: [u8; 32] = form.seed.try_into().ok()?;
        (form.version == VERSION).then_some(())?;
        Some(DeliveryKey {
            device: DeviceId(form.device),
            addresses: form.addresses,
            authorities: form.authorities,
            server: PublicKey(form.server.try_into().ok()?),
            key: SigningKey::from_seed(&seed).ok()?,
        })
    }

    /// Writes the delivery key beside the record, or anew where addresses or authorities have changed.
    pub fn keep(profile: &Path, store: &mut Store) -> Result<(), StoreError> {
        store.must_last()?;
        store.make_delivery_key()?;
        let device = store.device()?;
        let Some(seed) = &device.delivery_key else { return Ok(()) };
        let enrolled = device.enrolled()?;
        let form = Form {
            version: VERSION,
            device: enrolled.device.0,
            addresses: enrolled.addresses.clone(),
            authorities: enrolled.authorities.clone(),
            server: enrolled.server.0.to_vec(),
            seed: seed.to_vec(),
        };
        let path = profile.join(FILE);
        let known = fs::read(&path).ok().and_then(|bytes| serde_json::from_slice::<Form>(&bytes).ok());
        if known.as_ref() == Some(&form) { Ok(()) } else { write_durably(&path, &serde_json::to_vec(&form)?) }
    }
}

impl Store {
    /// Makes the key that may deliver envelopes for this device, where there is none yet.
    fn make_delivery_key(&mut self) -> Result<(), StoreError> {
        if self.device()?.delivery_key.is_some() {
            return Ok(());
        }
        let (transaction, random) = self.write()?;
        let mut seed = zeroize::Zeroizing::new([0; 32]);
        random.fill(seed.as_mut_slice())?;
        // Another process may have been quicker.
        transaction.execute(
            "update device set delivery_key = coalesce(delivery_key, :delivery_key)",
            rusqlite::named_params! { ":delivery_key": seed.as_slice() },
        )?;
        transaction.commit()?;
        Ok(())
    }
}
