//! One sync from request to answer: who asks, what is pushed, what comes back. Blocking.

use std::sync::Arc;

use daylog_domain::{
    access::{Action, Resource, Scope, Viewer, may, scope_of},
    ids::CadreId,
    time::Instant,
};
use daylog_faults::{Fault, broken};
use daylog_storage::{
    StorageError, devices,
    district::{self, DistrictRow},
    feed as feed_table,
    heard_requests::Mark,
    id, number, stored, watermark,
};
use daylog_wire::{
    PROTOCOL_VERSION, Unreadable,
    chain::Head,
    checkpoint::Epoch,
    delivery::{DELIVERY_ENVELOPES, Handed},
    feed::{Cursor, Page},
    message::{Colleague, SignedRequest, SyncRequest, SyncResponse, Verdict},
    receipt::Receipt,
    segment::SignedSegment,
    watermark::Watermark,
};

use crate::{
    District, Refused, deliveries,
    feed::{self, PullQuery},
    ingest::{self, PushOutcome, Pushed, checkpoints::ProvenCheckpoint, envelopes::By},
};

/// What a device is answered, and how many of its entries were new.
#[derive(Debug)]
pub struct Answered {
    pub response: SyncResponse,
    pub taken: u64,
}

impl From<SyncResponse> for Answered {
    /// An answer to a push of which nothing was looked at.
    fn from(response: SyncResponse) -> Self {
        Answered { response, taken: 0 }
    }
}

/// Answers one request. What it pushed is on disk when this returns.
pub fn answer(district: &District, signed: &SignedRequest) -> Result<Answered, Refused> {
    let mut request = match signed.read() {
        Ok(request) => request,
        Err(Unreadable::Version(_)) => return Ok(empty(district, &district.database.read(district::read)?, Verdict::UpdateNeeded).into()),
        Err(_) => return Err(Refused::Unreadable),
    };
    let (device, row) = district.database.read(|db| {
        let device = devices::by_id(db, request.device.0)?;
        Ok::<_, StorageError>((device, district::read(db)?))
    })?;
    // A device that this server does not know, perhaps from before a restored backup, goes on saving as a revoked one does.
    let Some(device) = device else { return Ok(empty(district, &row, Verdict::Revoked).into()) };
    if !signed.is_from(&daylog_wire::keys::PublicKey(device.public_key)) {
        return Err(Refused::WrongSignature);
    }
    let viewer = device.viewer()?;
    if !may(viewer, Action::Sync, Resource::NONE) {
        return Ok(empty(district, &row, Verdict::Revoked).into());
    }
    let is_refused = broken(Fault::OtherVersionRefused) && request.version != PROTOCOL_VERSION;
    if is_refused || !daylog_wire::is_answered(request.version) {
        return Ok(empty(district, &row, Verdict::UpdateNeeded).into());
    }
    deliveries::keep_delivery_key(district, &device, &request)?;
    let now = district.time().now;
    if broken(Fault::ClockDecides) && now.millis_since(request.wall).abs() > 3_600_000 {
        return Ok(empty(district, &row, Verdict::UpdateNeeded).into());
    }
    if broken(Fault::SessionEnds) && !district.database.read(|db| devices::was_heard_since(db, device.id, now.plus_minutes(-60)))? {
        return Ok(empty(district, &row, Verdict::Revoked).into());
    }
    let segments = with_encrypted(district, &mut request);
    let request = Arc::new(request);
    let push = ingest::Push { device: device.clone(), request: request.clone(), segments, mark: mark(signed), now };
    let (pushed, proven) = match district.pushes.take(&district.database, &district.keys.public(), push)? {
        PushOutcome::Taken(pushed, proven) => (*pushed, proven),
        PushOutcome::Refused(why) => return Ok(empty(district, &row, Verdict::Refused(why.into())).into()),
        PushOutcome::Revoked => return Ok(empty(district, &row, Verdict::Revoked).into()),
    };
    if !pushed.is_repeated {
        district.watch.heard(device.id, now, request.doubts_for.unwrap_or(request.wall));
    }
    tracing::info!(device = device.id, verdict = verdict_code(&pushed.verdict), taken = pushed.taken, have = pushed.agreed.0, "synced");
    let page = page(district, &device, viewer, &request, &pushed)?;
    let colleagues = if pushed.is_repeated { Vec::new() } else { colleagues(district, &device, now)? };
    let watermark = district.database.read(|db| watermark::of_log(db, &request.log.0))?;
    let orphans = orphans(district, &device, &request, now)?;
    let taken = pushed.taken;
    Ok(Answered { response: respond(district, &request, (pushed, proven), Down { page, colleagues, watermark, orphans }, now), taken })
}

fn mark(signed: &SignedRequest) -> Mark {
    let mut mark = Mark::default();
    mark.iter_mut().zip(signed.signature.0).for_each(|(to, from)| *to = from);
    mark
}

/// The segments of a request, taken out of it. What the device itself holds only encrypted stands before what it pushes, as if it
/// had been pushed: it is compared with what is held in the same way, so that a place where the two logs differ is found there too.
fn with_encrypted(district: &District, request: &mut SyncRequest) -> Vec<SignedSegment> {
    let envelopes = std::mem::take(&mut request.envelopes);
    let opened_envelopes = envelopes.iter().take(DELIVERY_ENVELOPES).filter_map(|envelope| envelope.open(&district.keys.envelopes).ok());
    let own = opened_envelopes.filter(|opened_envelope| opened_envelope.device == request.device && opened_envelope.log == request.log);
    own.map(|opened_envelope| opened_envelope.segment).chain(std::mem::take(&mut request.segments)).collect()
}

/// Orphans are taken as envelopes are: kept as evidence beside the branch that is held, or taken in where that was lost.
fn orphans(district: &District, device: &devices::Device, request: &SyncRequest, now: Instant) -> Result<Vec<Handed>, Refused> {
    let orphans = request.orphans.get(..DELIVERY_ENVELOPES).unwrap_or(&request.orphans);
    if orphans.is_empty() {
        return Ok(Vec::new());
    }
    tracing::info!(device = device.id, orphans = orphans.len(), "looked at orphans");
    let delivered = ingest::envelopes::deliver(&district.database, &district.keys, orphans, By::Device, now)?;
    Ok(delivered.outcomes.into_iter().map(Handed::from).collect())
}

/// What comes down with an answer.
struct Down {
    page: Option<Page>,
    colleagues: Vec<Colleague>,
    watermark: Option<watermark::OfLog>,
    orphans: Vec<Handed>,
}

/// `received` is when the entries were taken in; what the server's clock shows now is told beside it, so that devices can measure.
fn respond(
    district: &District,
    request: &SyncRequest,
    (pushed, proven): (Pushed, ProvenCheckpoint),
    down: Down,
    received: Instant,
) -> SyncResponse {
    let time = district.time();
    let (have, head) = pushed.agreed;
    let key = &district.keys.signing;
    let ProvenCheckpoint { checkpoint, consistency } = proven;
    let note = checkpoint.sign(key);
    let is_news = request.checkpoint.as_ref().is_none_or(|shown| shown.as_slice() != note.as_slice());
    let announced = district.announced();
    let older_directory = request.directory < announced.directory.number;
    SyncResponse {
        version: PROTOCOL_VERSION,
        epoch: checkpoint.epoch,
        server_time: time.now,
        is_time_doubted: time.doubt.is_some(),
        verdict: pushed.verdict,
        have,
        refused: pushed.refused,
        orphans: down.orphans,
        colleagues: down.colleagues,
        receipt: head.filter(|_| have > 0).map(|head| Receipt::sign(key, request.log, have, head, received)),
        token: pushed.token,
        page: down.page,
        // A device whose network repeats its bytes asks again in its own words, with another time in them.
        retry_after_seconds: pushed.is_repeated.then_some(1),
        checkpoint: is_news.then(|| note.into()),
        consistency: consistency.filter(|_| is_news),
        watermark: down
            .watermark
            .map(|watermark| Watermark::sign(key, request.log, watermark.sequence, Head(watermark.head), watermark.backed_up)),
        directory: older_directory.then(|| announced.directory.signed.clone()),
    }
}

/// No page goes to a device that must first open a new log, or that may not hold all of its own: a copy's entries in the
/// same log are left out of its pages, and its cursor must not pass them before it has a log of its own.
fn page(
    district: &District,
    device: &devices::Device,
    viewer: Viewer,
    request: &SyncRequest,
    pushed: &Pushed,
) -> Result<Option<Page>, Refused> {
    if request.closed || pushed.is_repeated || !pushed.is_level || matches!(pushed.verdict, Verdict::StartGeneration(_)) {
        return Ok(None);
    }
    // Households and their entries come together: the table gives both the same scope.
    let Scope::Cadre(cadre) = scope_of(viewer, Action::SeeEntries) else { return Ok(None) };
    let (drawn, epoch) = district.database.read(|db| {
        // Read again: settings may have changed since the request came, and the page must agree with its own snapshot.
        let row = district::read(db)?;
        let last = feed_table::changes(db)?.last;
        let shown = request.cursor.filter(|cursor| cursor.epoch == Epoch(row.epoch)).and_then(|cursor| stored(cursor.feed).ok());
        // A cursor beyond the feed comes from a history that this server has lost: everything is offered again.
        let from = shown.filter(|from| *from <= last).unwrap_or(0);
        let query = PullQuery {
            cadre: i64::from(cadre.0),
            device: device.id,
            own_log: &request.log.0,
            gone: request.gone,
            from,
            page_bytes: request.page_bytes,
        };
        Ok::<_, StorageError>((feed::draw(db, &row, &query)?, Epoch(row.epoch)))
    })?;
    let cursor = Cursor { epoch, feed: number(drawn.cursor)? };
    Ok(Some(Page::new(&drawn.items, cursor, drawn.more)))
}

fn colleagues(district: &District, device: &devices::Device, now: Instant) -> Result<Vec<Colleague>, StorageError> {
    let found = district.database.read(|db| devices::of_colleagues(db, device.cadre, now))?;
    found
        .into_iter()
        .map(|(cadre, states)| {
            let others = states.into_iter().filter(|state| state.id != device.id);
            Ok(Colleague { cadre: CadreId(id(cadre)?), complete_to: others.map(|state| state.complete_to).collect() })
        })
        .collect()
}

fn empty(district: &District, row: &DistrictRow, verdict: Verdict) -> SyncResponse {
    let time = district.time();
    SyncResponse {
        version: PROTOCOL_VERSION,
        epoch: Epoch(row.epoch),
        server_time: time.now,
        is_time_doubted: time.doubt.is_some(),
        verdict,
        have: 0,
        refused: Vec::new(),
        orphans: Vec::new(),
        colleagues: Vec::new(),
        receipt: None,
        token: None,
        page: None,
        retry_after_seconds: None,
        checkpoint: None,
        consistency: None,
        watermark: None,
        directory: None,
    }
}

#[must_use]
pub fn verdict_code(verdict: &Verdict) -> &'static str {
    match verdict {
        Verdict::Accepted => "accepted",
        Verdict::Refused(_) => "refused",
        Verdict::StartGeneration(_) => "start_generation",
        Verdict::UpdateNeeded => "update_needed",
        Verdict::Revoked => "revoked",
    }
}
