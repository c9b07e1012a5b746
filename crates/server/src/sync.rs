//! One sync from request to answer: who asks, what is pushed, what comes back. Blocking.

use daylog_domain::{
    access::{Action, Scope, Target, Viewer, may, scope_of},
    ids::CadreId,
    time::Instant,
};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    StorageError,
    devices::{self, Mark},
    district::{self, District},
    feed, id, number, stored, watermark,
};
use daylog_wire::{
    PROTOCOL_VERSION,
    chain::Head,
    delivery::{DELIVERY_ENVELOPES, Handed},
    feed::Page,
    message::{Colleague, Cursor, Epoch, SignedRequest, SyncRequest, SyncResponse, Verdict},
    receipt::Receipt,
    watermark::Watermark,
};

use crate::{
    deliveries,
    ingest::{self, Outcome, Pushed, envelopes::By, push::PushError, standing::Standing},
    pull::{self, PullQuery},
    routes::problem::Refusal,
    state::Server,
};

/// The oldest and newest message versions that are answered.
const VERSIONS: std::ops::RangeInclusive<u16> = 1..=PROTOCOL_VERSION + 1;

/// Answers one request. What it pushed is on disk when this returns.
pub fn answer(server: &Server, signed: &SignedRequest) -> Result<SyncResponse, Refusal> {
    let request = signed.read().map_err(|_| Refusal::BadRequest { field: "body" })?;
    let (device, district) = server.database.read(|db| {
        let device = devices::by_id(db, request.device.0)?;
        Ok::<_, StorageError>((device, district::read(db)?))
    })?;
    // A device that this server does not know, perhaps from before a restored backup, goes on saving as a revoked one does.
    let Some(device) = device else { return Ok(empty(server, &district, Verdict::Revoked)) };
    if !signed.is_from(&daylog_wire::keys::PublicKey(device.public_key)) {
        return Err(Refusal::WrongSignature);
    }
    let viewer = device.viewer()?;
    if !may(viewer, Action::Sync, Target::NONE) {
        return Ok(empty(server, &district, Verdict::Revoked));
    }
    let is_refused = broken(Fault::OlderVersionRefused) && request.version < PROTOCOL_VERSION;
    if is_refused || !VERSIONS.contains(&request.version) {
        return Ok(empty(server, &district, Verdict::UpdateNeeded));
    }
    deliveries::keep_delivery_key(server, &device, &request)?;
    let now = server.time().now;
    if broken(Fault::ClockDecides) && now.millis_since(request.wall).abs() > 3_600_000 {
        return Ok(empty(server, &district, Verdict::UpdateNeeded));
    }
    if broken(Fault::SessionEnds) && !server.database.read(|db| devices::was_heard_since(db, device.id, now.plus_minutes(-60)))? {
        return Ok(empty(server, &district, Verdict::Revoked));
    }
    let request = with_encrypted(server, request);
    let mark = mark(signed);
    let outcome = ingest::push(&server.database, &device, &request, mark, &server.keys.public(), now).map_err(|error| match error {
        PushError::Storage(error) => Refusal::Storage(error),
        PushError::Random(error) => Refusal::Random(error),
    })?;
    let pushed = match outcome {
        Outcome::Taken(pushed) => *pushed,
        Outcome::Refused(code) => return Ok(empty(server, &district, Verdict::Refused(code.to_owned()))),
        Outcome::Revoked => return Ok(empty(server, &district, Verdict::Revoked)),
    };
    if !pushed.is_repeated {
        server.watch.heard(device.id, now, request.doubts_for.unwrap_or(request.wall));
    }
    server.metrics.entries(pushed.taken);
    tracing::info!(device = device.id, verdict = verdict_code(&pushed.verdict), taken = pushed.taken, have = pushed.agreed.0, "synced");
    let page = page(server, &device, viewer, &request, &pushed)?;
    let colleagues = if pushed.is_repeated { Vec::new() } else { colleagues(server, &device, now)? };
    let watermark = server.database.read(|db| watermark::of_log(db, &request.log.0))?;
    let orphans = orphans(server, &device, &request, now)?;
    Ok(respond(server, &request, pushed, Down { page, colleagues, watermark, orphans }))
}

fn mark(signed: &SignedRequest) -> Mark {
    let mut mark = Mark::default();
    mark.iter_mut().zip(signed.signature.0).for_each(|(to, from)| *to = from);
    mark
}

/// What the device itself holds only encrypted stands before what it pushes, as if it had been pushed: it is compared with what
/// is held in the same way, so that a place where the two logs differ is found there too.
fn with_encrypted(server: &Server, mut request: SyncRequest) -> SyncRequest {
    let Some(envelopes) = request.envelopes.take() else { return request };
    let opened_envelopes = envelopes.iter().take(DELIVERY_ENVELOPES).filter_map(|envelope| envelope.open(&server.keys.envelopes).ok());
    let own = opened_envelopes.filter(|opened_envelope| opened_envelope.device == request.device && opened_envelope.log == request.log);
    request.segments = own.map(|opened_envelope| opened_envelope.segment).chain(std::mem::take(&mut request.segments)).collect();
    request
}

/// Orphans are taken as envelopes are: kept as evidence beside the branch that is held, or taken in where that was lost.
fn orphans(server: &Server, device: &devices::Device, request: &SyncRequest, now: Instant) -> Result<Option<Vec<Handed>>, StorageError> {
    let Some(orphans) = &request.orphans else { return Ok(None) };
    let orphans = orphans.get(..DELIVERY_ENVELOPES).unwrap_or(orphans);
    tracing::info!(device = device.id, orphans = orphans.len(), "looked at orphans");
    Ok(Some(ingest::envelopes::deliver(&server.database, &server.keys, orphans, By::Device, now)?.handed))
}

/// What comes down with an answer.
struct Down {
    page: Option<Page>,
    colleagues: Vec<Colleague>,
    watermark: Option<watermark::OfLog>,
    orphans: Option<Vec<Handed>>,
}

fn respond(server: &Server, request: &SyncRequest, pushed: Pushed, down: Down) -> SyncResponse {
    let time = server.time();
    let now = time.now;
    let (have, head) = pushed.agreed;
    let key = &server.keys.signing;
    let Standing { checkpoint, consistency } = pushed.standing;
    let note = checkpoint.sign(key);
    let is_news = request.checkpoint.as_ref().is_none_or(|shown| shown.as_slice() != note.as_slice());
    let told = server.told();
    let older_directory = request.directory.unwrap_or(0) < told.directory.number;
    SyncResponse {
        version: PROTOCOL_VERSION,
        epoch: checkpoint.epoch,
        server_time: now,
        verdict: pushed.verdict,
        have,
        receipt: head.filter(|_| have > 0).map(|head| Receipt::sign(key, request.log, have, head, now)),
        refused: pushed.refused,
        token: pushed.token,
        checkpoint: is_news.then(|| note.into()),
        page: down.page,
        colleagues: down.colleagues,
        // A device whose network repeats its bytes asks again in its own words, with another time in them.
        retry_after_seconds: pushed.is_repeated.then_some(1),
        consistency: consistency.filter(|_| is_news),
        watermark: down
            .watermark
            .map(|watermark| Watermark::sign(key, request.log, watermark.sequence, Head(watermark.head), watermark.backed_up)),
        directory: older_directory.then(|| told.directory.signed.clone()),
        orphans: down.orphans,
        is_time_doubted: time.doubt.map(|_| true),
    }
}

/// No page goes to a device that must first open a new log, or that may not hold all of its own: a copy's entries in the
/// same log are left out of its pages, and its cursor must not pass them before it has a log of its own.
fn page(
    server: &Server,
    device: &devices::Device,
    viewer: Viewer,
    request: &SyncRequest,
    pushed: &Pushed,
) -> Result<Option<Page>, Refusal> {
    if request.closed == Some(true) || pushed.is_repeated || !pushed.is_level || matches!(pushed.verdict, Verdict::StartGeneration(_)) {
        return Ok(None);
    }
    // Households and their entries come together: the table gives both the same scope.
    let Scope::Cadre(cadre) = scope_of(viewer, Action::SeeEntries) else { return Ok(None) };
    let (drawn, epoch) = server.database.read(|db| {
        // Read again: settings may have changed since the request came, and the page must agree with its own snapshot.
        let district = district::read(db)?;
        let last = feed::changes(db)?.last;
        let from = request.cursor.filter(|cursor| cursor.epoch == Epoch(district.epoch)).map_or(Ok(0), |cursor| stored(cursor.feed))?;
        // A cursor beyond the feed comes from a history that this server has lost: everything is offered again.
        let from = if from > last { 0 } else { from };
        let from = if broken(Fault::CursorByWallClock) { feed::place_at(db, request.wall)? } else { from };
        let asked = PullQuery {
            version: request.version,
            cadre: i64::from(cadre.0),
            device: device.id,
            own_log: &request.log.0,
            gone: request.gone.unwrap_or(0),
            from,
            page_bytes: request.page_bytes,
        };
        Ok::<_, StorageError>((pull::draw(db, &district, &asked)?, Epoch(district.epoch)))
    })?;
    let cursor = Cursor { epoch, feed: number(drawn.cursor)? };
    Ok(Some(Page::new(&drawn.items, cursor, drawn.more)))
}

fn colleagues(server: &Server, device: &devices::Device, now: Instant) -> Result<Vec<Colleague>, StorageError> {
    let found = server.database.read(|db| devices::of_colleagues(db, device.cadre, now))?;
    found
        .into_iter()
        .map(|(cadre, states)| {
            let others = states.into_iter().filter(|state| state.id != device.id);
            Ok(Colleague { cadre: CadreId(id(cadre)?), complete_to: others.map(|state| state.complete_to).collect() })
        })
        .collect()
}

fn empty(server: &Server, district: &District, verdict: Verdict) -> SyncResponse {
    let time = server.time();
    SyncResponse {
        version: PROTOCOL_VERSION,
        epoch: Epoch(district.epoch),
        server_time: time.now,
        verdict,
        have: 0,
        receipt: None,
        refused: Vec::new(),
        token: None,
        checkpoint: None,
        page: None,
        colleagues: Vec::new(),
        retry_after_seconds: None,
        consistency: None,
        watermark: None,
        directory: None,
        orphans: None,
        is_time_doubted: time.doubt.map(|_| true),
    }
}

pub(crate) fn verdict_code(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Refused(_) => "refused",
        Verdict::StartGeneration(_) => "start_generation",
        Verdict::UpdateNeeded => "update_needed",
        Verdict::Revoked => "revoked",
    }
}
