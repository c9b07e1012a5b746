//! Enrolment with whoever guesses at invites slowed down.

use std::net::IpAddr;

use daylog_district::enrolment;

use daylog_storage::StorageError;
use daylog_wire::{
    enrol::{EnrolRequest, EnrolResponse},
    refusal::EnrolRefusal,
};

use crate::{accounts::limits::network, state::Server};

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
        return Ok(EnrolResponse::Refused(EnrolRefusal::SlowDown.into(), Some(wait)));
    }
    let answer = enrolment::answer(server, request)?;
    if matches!(answer, EnrolResponse::Enrolled(_)) {
        limits.enrol_by_address.give_back(&network);
        limits.enrol.give_back(&());
    }
    Ok(answer)
}
