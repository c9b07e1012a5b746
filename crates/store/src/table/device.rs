//! The one row about this device: its key, whom it belongs to, the district's rules, and the last server contact.

use daylog_domain::{
    clocks::ServerTime,
    ids::{CadreId, DeviceId},
    settings::Settings,
    trust::Trust,
};
use daylog_faults::{Fault, broken};
use daylog_wire::{
    chain::Nonce,
    checkpoint::Epoch,
    directory::{Directory, SignedDirectory},
    enrol::Enrolment,
    feed::DistrictRecord,
    keys::{PublicKey, SigningKey},
};
use rusqlite::{Connection, OptionalExtension, Row, named_params};
use zeroize::Zeroizing;

use super::{
    bytes, log, number, optional, signed,
    trust::{server_time, trust},
};
use crate::{Store, StoreError};

/// The device as it stands in its own file.
pub struct Device {
    pub seed: Zeroizing<[u8; 32]>,
    pub public: PublicKey,
    /// None until the district has answered the enrolment.
    pub enrolled: Option<Enrolled>,
    pub epoch: Option<Epoch>,
    /// The last checkpoint, as the district signed it.
    pub checkpoint: Option<Vec<u8>>,
    pub feed: u64,
    /// The last word of the server that is believed.
    pub server_time: Option<ServerTime>,
    /// What "now" is taken from, that word among it.
    pub trust: Trust,
    /// What the delivery key grows from, once there is one.
    pub delivery_key: Option<Zeroizing<[u8; 32]>>,
}

/// What the enrolment brought.
#[derive(Debug, Clone)]
pub struct Enrolled {
    pub device: DeviceId,
    pub cadre: CadreId,
    pub cadre_name: String,
    pub office: String,
    pub district: String,
    pub server: PublicKey,
    /// DER of the district's authorities: the one that holds now, and an announced next one behind it.
    pub authorities: Vec<Vec<u8>>,
    /// Number of the directory that these come from; 0 before the first.
    pub directory: u64,
    /// X25519 key to which envelopes are encrypted; none before the first directory.
    pub envelope_key: Option<[u8; 32]>,
    pub addresses: Vec<String>,
    pub settings: Settings,
}

/// The district's answer, with what of it can be trusted.
#[derive(Debug, Clone)]
pub struct NewDevice {
    pub enrolment: Enrolment,
    /// DER of the authority that the server showed.
    pub certificate: Vec<u8>,
    /// The answer's directory, where that authority makes it trusted.
    pub directory: Option<SignedDirectory>,
}

impl Device {
    pub fn signing_key(&self) -> Result<SigningKey, StoreError> {
        SigningKey::from_seed(&self.seed).map_err(|_| StoreError::KeyLost)
    }

    /// The key that may deliver envelopes for this device.
    pub fn delivery_key(&self) -> Result<Option<SigningKey>, StoreError> {
        self.delivery_key.as_ref().map(|seed| SigningKey::from_seed(seed).map_err(|_| StoreError::KeyLost)).transpose()
    }

    pub fn enrolled(&self) -> Result<&Enrolled, StoreError> {
        self.enrolled.as_ref().ok_or(StoreError::NotEnrolled)
    }
}

impl Store {
    /// The device's row; its key and first log are made when there are none yet, before anything is sent anywhere.
    pub fn device(&mut self) -> Result<Device, StoreError> {
        if let Some(device) = read(&self.connection)? {
            return Ok(device);
        }
        let (transaction, random) = self.write()?;
        let (mut seed, mut nonce) = (Zeroizing::new([0; 32]), [0; 16]);
        random.fill(seed.as_mut_slice())?;
        random.fill(&mut nonce)?;
        let public = SigningKey::from_seed(&seed).map_err(|_| StoreError::KeyLost)?.public();
        transaction.execute(
            "insert or ignore into device (one, seed, public_key) values (1, :seed, :public)",
            named_params! { ":seed": seed.as_slice(), ":public": public.0 },
        )?;
        if transaction.changes() > 0 {
            log::open_new(&transaction, &public, Nonce(nonce))?;
        }
        transaction.commit()?;
        read(&self.connection)?.ok_or(StoreError::DamagedPage)
    }

    /// Keeps a directory, from a file say, whose signature and authorities the caller has checked.
    pub fn keep_directory(&mut self, directory: &SignedDirectory) -> Result<(), StoreError> {
        self.must_last()?;
        keep_directory(&self.connection, directory)
    }

    /// Keeps what the district answered.
    pub fn enrol(&mut self, new: &NewDevice) -> Result<(), StoreError> {
        let NewDevice { enrolment, certificate, directory } = new;
        let district: DistrictRecord = serde_json::from_str(&enrolment.district)?;
        self.must_last()?;
        let (transaction, _) = self.write()?;
        transaction.execute(
            "update device set device = :device, cadre = :cadre, cadre_name = :name, office = :office, district = :district,
               server_key = :server, certificate = :certificate, addresses = :addresses, settings = :settings, directory = :directory",
            named_params! {
                ":device": enrolment.device.0, ":cadre": enrolment.cadre.0, ":name": enrolment.cadre_name, ":office": enrolment.office,
                ":district": district.name, ":server": enrolment.server.0, ":certificate": certificate,
                ":addresses": serde_json::to_string(&enrolment.addresses)?, ":settings": serde_json::to_string(&district.settings)?,
                ":directory": directory.as_ref().map(SignedDirectory::to_bytes),
            },
        )?;
        transaction.execute(
            "update log set cadre = :cadre, cadre_name = :name where state <> 'other'",
            named_params! { ":cadre": enrolment.cadre.0, ":name": enrolment.cadre_name },
        )?;
        transaction.commit()?;
        Ok(())
    }
}

pub(crate) fn read(connection: &Connection) -> Result<Option<Device>, StoreError> {
    connection
        .prepare_cached(
            "select seed, public_key, device, cadre, cadre_name, office, district, server_key, certificate, addresses, settings, directory, epoch, checkpoint, feed,
               server_time, server_elapsed, server_boot, server_round_trip, server_wall, trust, delivery_key from device",
        )?
        .query_row([], |row| Ok(from_row(row)))
        .optional()?
        .transpose()
}

fn from_row(row: &Row<'_>) -> Result<Device, StoreError> {
    let enrolled = match (optional(row, "device")?, optional(row, "cadre")?, optional(row, "server_key")?, optional(row, "certificate")?) {
        (Some(device), Some(cadre), Some(server), Some(certificate)) => {
            let directory = match optional::<Vec<u8>>(row, "directory")? {
                Some(signed) => Some(Directory::from_bytes(&SignedDirectory::from_bytes(&signed)?.body)?),
                None => None,
            };
            let told: Vec<String> = serde_json::from_str(&row.get::<_, String>("addresses")?)?;
            let known = directory.as_ref().map(|directory| directory.addresses.clone()).unwrap_or_default();
            // An address that led here once is tried after those of the directory.
            let others: Vec<_> = told.into_iter().filter(|address| !known.contains(address)).collect();
            let authorities = match &directory {
                Some(directory) => directory.authorities.iter().map(|authority| authority.certificate.clone()).collect(),
                None => vec![certificate],
            };
            Some(Enrolled {
                device: DeviceId(device),
                cadre: CadreId(cadre),
                cadre_name: row.get("cadre_name")?,
                office: row.get("office")?,
                district: row.get("district")?,
                server: PublicKey(server),
                authorities,
                directory: directory.as_ref().map_or(0, |directory| directory.number),
                envelope_key: directory.map(|directory| directory.envelope_key),
                addresses: [known, others].concat(),
                settings: serde_json::from_str(&row.get::<_, String>("settings")?)?,
            })
        }
        _ => None,
    };
    Ok(Device {
        seed: Zeroizing::new(bytes(row, "seed")?),
        public: PublicKey(bytes(row, "public_key")?),
        enrolled,
        epoch: optional(row, "epoch")?.map(Epoch),
        checkpoint: optional(row, "checkpoint")?,
        feed: number(row, "feed")?,
        server_time: server_time(row)?,
        trust: trust(row)?,
        delivery_key: optional(row, "delivery_key")?.map(Zeroizing::new),
    })
}

/// Whether the feed is read anew with such an answer. A place before the one that was reached says nothing: it may be an
/// earlier answer that came once more.
pub(crate) fn begins_anew(connection: &Connection, epoch: Epoch) -> Result<bool, StoreError> {
    Ok(connection.query_row("select epoch is not :epoch from device", named_params! { ":epoch": epoch.0 }, |row| row.get(0))?)
}

/// Where to read on. A place in another epoch's feed is none in this one: without a page of it, reading begins again,
/// and every log is offered again.
pub(crate) fn keep_place(connection: &Connection, epoch: Epoch, feed: Option<u64>) -> Result<(), StoreError> {
    let known: Option<Vec<u8>> = connection.query_row("select epoch from device", [], |row| row.get(0))?;
    if known.as_deref().is_some_and(|known| known != epoch.0) {
        log::offer_closed_again(connection)?;
    }
    let feed = feed.filter(|_| !broken(Fault::RefetchLoop));
    connection.execute(
        "update device set epoch = :epoch, feed = coalesce(:feed, case when epoch is :epoch then feed else 0 end)",
        named_params! { ":epoch": epoch.0, ":feed": feed.map(signed) },
    )?;
    Ok(())
}

pub(crate) fn keep_checkpoint(connection: &Connection, checkpoint: &[u8]) -> Result<(), StoreError> {
    connection.execute("update device set checkpoint = :checkpoint", named_params! { ":checkpoint": checkpoint })?;
    Ok(())
}

/// Addresses that led here once and are tried last.
const FORMER_ADDRESSES: usize = 8;

/// Those of the directory before stay behind the new one's: the district may have announced an address that it moves to later.
pub(crate) fn keep_directory(connection: &Connection, directory: &SignedDirectory) -> Result<(), StoreError> {
    let (told, before): (Option<String>, Option<Vec<u8>>) =
        connection.query_row("select addresses, directory from device", [], |row| Ok((row.get(0)?, row.get(1)?)))?;
    let told: Option<Vec<String>> = told.map(|told| serde_json::from_str(&told)).transpose()?;
    // One that cannot be read any more says of no address.
    let before = before.and_then(|before| Directory::from_bytes(&SignedDirectory::from_bytes(&before).ok()?.body).ok());
    let former = told.map(|told| {
        let mut former = before.map(|before| before.addresses).unwrap_or_default();
        former.extend(told.into_iter().filter(|address| !former.contains(address)).collect::<Vec<_>>());
        former.truncate(FORMER_ADDRESSES);
        former
    });
    let former = former.as_ref().map(serde_json::to_string).transpose()?;
    connection.execute(
        "update device set directory = :directory, addresses = :addresses",
        named_params! { ":directory": directory.to_bytes(), ":addresses": former },
    )?;
    Ok(())
}

pub(crate) fn keep_settings(connection: &Connection, record: &DistrictRecord) -> Result<(), StoreError> {
    connection.execute(
        "update device set district = :district, settings = :settings",
        named_params! { ":district": record.name, ":settings": serde_json::to_string(&record.settings)? },
    )?;
    Ok(())
}

/// Content went: the file must be vacuumed before it is nowhere.
pub(crate) fn mark_not_vacuumed(connection: &Connection, went: bool) -> Result<(), StoreError> {
    if went {
        connection.execute("update device set not_vacuumed = 1", [])?;
    }
    Ok(())
}
