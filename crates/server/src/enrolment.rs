//! Taking up an invite: it binds to the first device key and gives that key the same answer until it expires.

use std::net::IpAddr;

use daylog_domain::ids::{CadreId, DeviceId};
use daylog_storage::{StorageError, Write, devices, district, feed::Feed, households, id, invites};
use daylog_wire::{
    PROTOCOL_VERSION,
    enrol::{EnrolRequest, EnrolResponse, Enrolment},
    message::Epoch,
};
use ring::digest::{SHA256, digest};

use crate::{accounts::limits::network, pull::district_record, state::Server};

/// An invite's secret as it is stored: a hash, since a copy of the database must invite nobody.
#[must_use]
pub fn secret_hash(secret: &str) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, &[b"daylog invite 1".as_slice(), secret.as_bytes()].concat()).as_ref());
    hash
}

/// Answers one enrolment. Only tries that name no valid invite count against the limits.
pub fn answer(server: &Server, request: &EnrolRequest, peer: IpAddr) -> Result<EnrolResponse, StorageError> {
    let now = server.clock.now();
    let (limits, network) = (&server.limits, network(peer));
    let taken = limits.enrol_by_address.take(&network, now).and_then(|()| {
        // Who has to wait has paid nothing.
        limits.enrol.take(&(), now).inspect_err(|_| limits.enrol_by_address.give_back(&network))
    });
    if let Err(wait) = taken {
        tracing::warn!(wait, "enrolment slowed down");
        return Ok(EnrolResponse::Refused("slow_down".to_owned(), Some(wait)));
    }
    if request.version == 0 || request.version > PROTOCOL_VERSION + 1 {
        return Ok(EnrolResponse::Refused("update_needed".to_owned(), None));
    }
    let answer = server.database.write(|db| take_up(db, server, request))?;
    match &answer {
        EnrolResponse::Enrolled(enrolment) => {
            limits.enrol_by_address.give_back(&network);
            limits.enrol.give_back(&());
            tracing::info!(device = enrolment.device.0, "enrolled");
        }
        EnrolResponse::Refused(reason, _) => tracing::info!(reason, "enrolment refused"),
    }
    Ok(answer)
}

fn take_up(db: &Write<'_>, server: &Server, request: &EnrolRequest) -> Result<EnrolResponse, StorageError> {
    let time = server.time();
    let (now, trusted) = (time.now, time.trusted());
    let refused = |reason: &str| Ok(EnrolResponse::Refused(reason.to_owned(), None));
    let Some(invite) = invites::by_secret(db, &secret_hash(&request.secret))? else { return refused("invite_unknown") };
    if invite.expires_at <= trusted {
        return refused("invite_expired");
    }
    let known = devices::by_key(db, &request.device.0)?;
    let device = match (invite.device, known) {
        // The same key again, because the answer was lost.
        (Some(bound), Some(device)) if bound == device.id && !device.revoked => device.id,
        (Some(_), _) => return refused("invite_used"),
        // A device that is already enrolled for this cadre and was invited once more.
        (None, Some(device)) if device.cadre == invite.cadre && !device.revoked => device.id,
        (None, Some(_)) => return refused("invite_used"),
        (None, None) => {
            let program: String = request.program.chars().take(64).collect();
            devices::insert(db, invite.cadre, &request.device.0, &program, now)?
        }
    };
    invites::bind(db, invite.id, device)?;
    let mut feed = Feed::begin(db)?;
    feed.devices_changed();
    feed.finish(db)?;
    enrolment(db, server, invite.cadre, device).map(EnrolResponse::Enrolled)
}

fn enrolment(db: &Write<'_>, server: &Server, cadre: i64, device: i64) -> Result<Enrolment, StorageError> {
    let district = district::read(db)?;
    let person = households::cadre(db, cadre)?.ok_or(StorageError::Unreadable { what: "cadre" })?;
    Ok(Enrolment {
        device: DeviceId(id(device)?),
        cadre: CadreId(id(cadre)?),
        cadre_name: person.name,
        office: person.office,
        district: district_record(&district)?,
        epoch: Epoch(district.epoch),
        server: server.keys.public(),
        recovery: server.keys.recovery,
        addresses: server.told().addresses.clone(),
        directory: Some(Box::new(server.told().directory.signed.clone())),
    })
}
