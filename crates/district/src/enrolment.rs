//! Taking up an invite: it binds to the first device key and gives that key the same answer until it expires.

use daylog_domain::ids::{CadreId, DeviceId};
use daylog_storage::{StorageError, Write, cadres, devices, district, feed::Feed, id, invites};
use daylog_wire::{
    checkpoint::Epoch,
    enrol::{EnrolRequest, EnrolResponse, Enrolment},
    refusal::EnrolRefusal,
};
use ring::digest::{SHA256, digest};

use crate::{District, devices::program_name, feed::district_record};

/// An invite's secret as it is stored: a hash, since a copy of the database must invite nobody.
#[must_use]
pub fn secret_hash(secret: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &[b"daylog invite 1".as_slice(), secret.as_bytes()].concat()).as_ref());
    hash
}

/// What is told to a program that is too old or too new for its request to be looked at.
#[must_use]
pub fn update_needed() -> EnrolResponse {
    EnrolResponse::Refused(EnrolRefusal::UpdateNeeded.into(), None)
}

/// Answers one enrolment. How often somebody may try is decided by who calls.
pub fn answer(district: &District, request: &EnrolRequest) -> Result<EnrolResponse, StorageError> {
    if !daylog_wire::is_answered(request.version) {
        return Ok(update_needed());
    }
    let answer = district.database.write(|db| take_up(db, district, request))?;
    match &answer {
        EnrolResponse::Enrolled(enrolment) => tracing::info!(device = enrolment.device.0, "enrolled"),
        EnrolResponse::Refused(reason, _) => tracing::info!(%reason, "enrolment refused"),
    }
    Ok(answer)
}

fn take_up(db: &Write<'_>, district: &District, request: &EnrolRequest) -> Result<EnrolResponse, StorageError> {
    let time = district.time();
    let (now, trusted) = (time.now, time.trusted());
    let refused = |reason: EnrolRefusal| Ok(EnrolResponse::Refused(reason.into(), None));
    let Some(invite) = invites::by_secret(db, &secret_hash(&request.secret))? else { return refused(EnrolRefusal::InviteUnknown) };
    if invite.expires_at <= trusted {
        return refused(EnrolRefusal::InviteExpired);
    }
    let known = devices::by_key(db, &request.device.0)?;
    let device = match (invite.device, known) {
        // The same key again, because the answer was lost.
        (Some(bound), Some(device)) if bound == device.id && !device.revoked => device.id,
        (Some(_), _) => return refused(EnrolRefusal::InviteUsed),
        // A device that is already enrolled for this cadre and was invited once more.
        (None, Some(device)) if device.cadre == invite.cadre && !device.revoked => device.id,
        (None, Some(_)) => return refused(EnrolRefusal::InviteUsed),
        (None, None) => devices::insert(db, invite.cadre, &request.device.0, &program_name(&request.program), now)?,
    };
    invites::bind(db, invite.id, device)?;
    let mut feed = Feed::begin(db)?;
    feed.devices_changed();
    feed.finish(db)?;
    enrolment(db, district, invite.cadre, device).map(EnrolResponse::Enrolled)
}

fn enrolment(db: &Write<'_>, district: &District, cadre: i64, device: i64) -> Result<Enrolment, StorageError> {
    let row = district::read(db)?;
    let person = cadres::cadre(db, cadre)?.ok_or(StorageError::Unreadable { what: "cadre" })?;
    Ok(Enrolment {
        device: DeviceId(id(device)?),
        cadre: CadreId(id(cadre)?),
        cadre_name: person.name,
        office: person.office,
        district: district_record(&row)?,
        epoch: Epoch(row.epoch),
        server: district.keys.public(),
        recovery: district.keys.recovery,
        addresses: district.announced().addresses.clone(),
        directory: Box::new(district.announced().directory.signed.clone()),
    })
}
