//! The device's side of a sync, one request and one answer at a time. Decides from the store and the server's word;
//! sends nothing itself, so that the same code runs in the program and in simulations.

use daylog_domain::{clocks::Reading, clocks::ServerTime, ids::LogId, time::Instant, trust::Basis};
use daylog_faults::{Fault, broken};
use daylog_store::{Answer, Applied, Device, LogFacts, Refusal, Store, StoreError};
use daylog_wire::{
    PROTOCOL_VERSION, Unreadable,
    checkpoint::Checkpoint,
    delivery::Handed,
    feed::Cursor,
    keys::PublicKey,
    message::{SignedRequest, SyncRequest, SyncResponse, Verdict},
    refusal::PieceRefusal,
    segment::BadSegment,
};

use crate::{
    Backoff, Moved, Problem, history,
    receipts::{Held, held},
    step::{Next, Step},
};

/// A request under way, with what is needed to judge its answer.
#[derive(Debug)]
pub struct Request {
    pub body: Vec<u8>,
    log: LogId,
    is_closed: bool,
    server: PublicKey,
    /// What the device showed of the server's history.
    checkpoint: Option<Checkpoint>,
    authorities: Vec<Vec<u8>>,
    directory: u64,
    /// How many entries it pushes.
    pub pushed: u64,
    orphans: Vec<(LogId, u64)>,
    sent: Reading,
}

/// Why no step could be made; the store is as it was before.
#[derive(Debug, thiserror::Error)]
pub enum EngineError {
    #[error(transparent)]
    Store(#[from] StoreError),
    #[error("the own log cannot be read")]
    Log(#[from] BadSegment),
    #[error("the answer cannot be read")]
    Answer(#[from] Unreadable),
}

/// Builds requests and takes in answers.
#[derive(Debug, Clone)]
pub struct Engine {
    /// The program's version, for the district's list of devices.
    pub program: String,
}

impl Engine {
    /// The next request about the open log: what waits, from where the server said it stands, and where to read on.
    pub fn request(&self, store: &mut Store, backoff: Backoff, sent: Reading) -> Result<Request, EngineError> {
        let facts = store.log()?;
        self.request_for(store, &facts, backoff, sent)
    }

    /// The request that follows an answer: about a closed log where that said that one waits, else about the open one.
    pub fn request_after(&self, store: &mut Store, after: &Next, backoff: Backoff, sent: Reading) -> Result<Request, EngineError> {
        match if *after == Next::ClosedLog { store.closed_log_waiting()? } else { None } {
            Some(closed) => self.request_for(store, &closed, backoff, sent),
            None => self.request(store, backoff, sent),
        }
    }

    fn request_for(&self, store: &mut Store, facts: &LogFacts, backoff: Backoff, sent: Reading) -> Result<Request, EngineError> {
        let device = store.device()?;
        let enrolled = device.enrolled()?;
        let outgoing = store.outgoing_of(facts, backoff.entries, backoff.bytes)?;
        let key = device.signing_key()?;
        let segments: Vec<_> = outgoing.segment.iter().map(|segment| segment.sign(&key)).collect::<Result<_, _>>()?;
        let orphans = if facts.is_closed || broken(Fault::OrphansForgotten) { Vec::new() } else { store.orphans_waiting()? };
        let of_log = outgoing.segment.as_ref().map_or(0, |segment| segment.slots.len()) + outgoing.encrypted.len();
        let pushed = of_log as u64;
        let request = SyncRequest {
            version: PROTOCOL_VERSION,
            device: enrolled.device,
            log: facts.log,
            nonce: facts.nonce,
            closed: facts.is_closed,
            last: facts.last,
            head: facts.head,
            envelopes: outgoing.encrypted,
            segments,
            orphans: orphans.iter().map(|orphan| orphan.envelope.clone()).collect(),
            pending: u32::try_from(store.pending()?.saturating_sub((of_log + orphans.len()) as u64)).unwrap_or(u32::MAX),
            gone: store.gone_up_to(facts.log)?,
            page_bytes: backoff.page_bytes,
            directory: enrolled.directory,
            wall: sent.wall,
            program: self.program.clone(),
            epoch: device.epoch,
            cursor: device.epoch.map(|epoch| Cursor { epoch, feed: device.feed }),
            token: facts.token,
            checkpoint: device.checkpoint.clone().map(Into::into),
            delivery_key: device.delivery_key()?.map(|delivery_key| delivery_key.public()),
            doubts_for: doubts_for(&device, sent),
        };
        Ok(Request {
            body: SignedRequest::new(&request, &key).to_bytes(),
            log: facts.log,
            is_closed: facts.is_closed,
            server: enrolled.server,
            checkpoint: device.checkpoint.as_deref().and_then(|note| Checkpoint::open(note, &enrolled.server).ok()),
            authorities: enrolled.authorities.clone(),
            directory: enrolled.directory,
            pushed,
            orphans: orphans.into_iter().map(|orphan| (orphan.log, orphan.sequence)).collect(),
            sent,
        })
    }

    /// Takes in the answer to `request`, in one transaction, and says what to do next.
    pub fn receive(&self, store: &mut Store, request: &Request, bytes: &[u8], arrived: Reading) -> Result<Step, EngineError> {
        let response = SyncResponse::from_bytes(bytes)?;
        match response.verdict {
            // Such an answer says nothing of what is held.
            Verdict::UpdateNeeded => return Ok(Step::stopped(Problem::UpdateNeeded, store.log()?.have)),
            Verdict::Revoked => return Ok(Step::stopped(Problem::Revoked, store.log()?.have)),
            Verdict::Accepted | Verdict::Refused(_) | Verdict::StartGeneration(_) => {}
        }
        let Some(facts) = store.log_named(request.log)? else { return Ok(Step::rest()) };
        // The district's clock may go back; what it says is as true as before.
        let is_earlier = |known: ServerTime| response.server_time < known.server;
        if broken(Fault::EarlierServerTimeRefused) && store.device()?.server_time.is_some_and(is_earlier) {
            return Ok(Step::rest());
        }
        let held = held(store, &request.server, request.log, &response)?;
        let have = match held {
            _ if broken(Fault::FalseSuccess) => facts.last,
            Held::Proven => response.have,
            // Without a receipt the server's word can only lower what counts as received.
            Held::Unproven => response.have.min(facts.have),
            // The two logs differ somewhere before: going back by halves finds a place from which they can be compared.
            Held::Differently if facts.have > 0 => response.have.min(facts.have) / 2,
            Held::Differently | Held::NotSigned => return Ok(Step::stopped(Problem::WrongReceipt, facts.have)),
        };
        let verdict = response.verdict.clone();
        let kept = kept_orphans(request, &response.orphans);
        let retry_after_seconds = response.retry_after_seconds;
        let more = response.page.as_ref().is_some_and(|page| page.more);
        let place = store.device()?.feed;
        let answered = answer(store, request, response, &held, have, arrived)?;
        let brings_directory = answered.0.directory.is_some();
        let (applied, problem) = take_in(store, answered)?;
        // The district counts the devices that show that they have heard: those that have say so at once. A device whose
        // disk takes nothing has not: it forgets.
        let has_heard = brings_directory && !store.is_copy();
        kept.iter().try_for_each(|(log, sequence)| store.orphan_handed(*log, *sequence))?;
        let mut step = Step { next: Next::Rest, applied, server_has: have, problem, retry_after_seconds };
        match verdict {
            Verdict::Accepted => {
                let progressed = request.pushed == 0 || have != facts.have;
                let waits = store.log_named(request.log)?.is_some_and(|log| log.last > have);
                // A server that says "more" and does not move would be asked for ever.
                let goes_on = more && step.problem.is_none() && store.device()?.feed != place;
                let orphans_wait = !kept.is_empty() && !store.orphans_waiting()?.is_empty();
                if goes_on || has_heard || orphans_wait || (waits && progressed && !request.is_closed) {
                    step.next = Next::Again;
                } else if (progressed || !request.is_closed) && store.closed_log_waiting()?.is_some() {
                    step.next = Next::ClosedLog;
                }
            }
            Verdict::StartGeneration(common) => step.next = moved(store, request, common.min(have), Moved::Copied)?,
            Verdict::Refused(reason) => step.next = moved(store, request, have, Moved::Refused(reason))?,
            Verdict::UpdateNeeded | Verdict::Revoked => {}
        }
        Ok(step)
    }
}

/// The orphans that are on the district's disk now, as it says. One that says so untruly makes nothing go: they stay.
fn kept_orphans(request: &Request, handed: &[Handed]) -> Vec<(LogId, u64)> {
    let is_kept = |handed: &Handed| match handed {
        Handed::Taken(_) | Handed::Known => true,
        Handed::Refused(why) => why.known() == Some(PieceRefusal::SegmentFork),
    };
    request.orphans.iter().zip(handed).filter(|(_, handed)| is_kept(handed)).map(|(orphan, _)| *orphan).collect()
}

fn moved(store: &mut Store, request: &Request, common: u64, why: Moved) -> Result<Next, StoreError> {
    store.move_behind(request.log, common)?;
    Ok(if request.is_closed { Next::Again } else { Next::AgainWithNewLog(why) })
}

/// The answer as the store takes it in, with what of it could be proven or read, else the reason.
fn answer(
    store: &Store,
    request: &Request,
    response: SyncResponse,
    held: &Held,
    have: u64,
    arrived: Reading,
) -> Result<(Answer, Option<Problem>), StoreError> {
    // A page of a server that holds another log under this name may leave out what this device has not.
    let page = response.page.as_ref().filter(|_| !matches!(held, Held::Differently));
    let more = response.page.as_ref().is_some_and(|page| page.more);
    let read = page.map(|page| Ok((page.read()?, page.cursor.feed))).transpose();
    let unreadable = read.as_ref().err().map(|_: &Unreadable| Problem::UnreadablePage);
    let (items, feed) = read.ok().flatten().map_or((Vec::new(), None), |(items, feed)| (items, Some(feed)));
    let (checkpoint, wrong) = match history::checkpoint(request.checkpoint.as_ref(), &response, &request.server) {
        Ok(checkpoint) => (checkpoint, None),
        Err(history::WrongCheckpoint) => (None, Some(Problem::WrongCheckpoint)),
    };
    let watermark = match response.watermark {
        Some(watermark) if watermark.log == request.log && watermark.is_from(&request.server) => {
            store.head_at(watermark.log, watermark.sequence)?.filter(|head| *head == watermark.head).map(|_| watermark)
        }
        _ => None,
    };
    let directory = response
        .directory
        .as_ref()
        .and_then(|directory| history::directory(directory, &request.server, request.directory, &request.authorities));
    let problem = unreadable.or(wrong);
    let feed = feed.filter(|_| !(more && broken(Fault::FirstSyncInOneGo)));
    let answer = Answer {
        log: request.log,
        epoch: response.epoch,
        have,
        receipt: response.receipt,
        token: response.token,
        refused: response
            .refused
            .into_iter()
            .map(|refused| Refusal { sequence: refused.sequence, reason: refused.reason.text().to_owned() })
            .collect(),
        items,
        feed,
        // What a colleague's device has reported is told only with the last page: before it, its entries may be missing here.
        colleagues: (!more && problem.is_none()).then_some(response.colleagues),
        server_time: server_time(response.server_time, request.sent, arrived),
        is_time_doubted: response.is_time_doubted,
        checkpoint,
        watermark,
        directory,
    };
    Ok((answer, problem))
}

/// A page that cannot be taken in costs only itself: without it the rest of the answer counts, and it comes again next time.
fn take_in(store: &mut Store, (mut answer, problem): (Answer, Option<Problem>)) -> Result<(Applied, Option<Problem>), StoreError> {
    match store.apply(&answer) {
        Err(StoreError::Json(_)) => {
            (answer.items, answer.feed, answer.colleagues) = (Vec::new(), None, None);
            Ok((store.apply(&answer)?, Some(Problem::UnreadablePage)))
        }
        applied => Ok((applied?, problem)),
    }
}

/// A device that only knows how late it is at least has no better word than the server's.
fn doubts_for(device: &Device, sent: Reading) -> Option<Instant> {
    let now = device.trust.now(sent);
    now.doubted_server.filter(|_| now.basis != Basis::Floor).map(|_| now.at)
}

fn server_time(server: Instant, sent: Reading, arrived: Reading) -> ServerTime {
    let round_trip = if sent.boot == arrived.boot { arrived.elapsed_ms.saturating_sub(sent.elapsed_ms) } else { 0 };
    ServerTime {
        server,
        elapsed_ms: arrived.elapsed_ms,
        boot: arrived.boot,
        round_trip_ms: u32::try_from(round_trip).unwrap_or(u32::MAX),
        wall: arrived.wall,
    }
}
