//! The device's side of a sync, one request and one answer at a time. Decides from the store and the server's word;
//! sends nothing itself, so that the same code runs in the program and in simulations.

use daylog_domain::{clocks::Reading, clocks::ServerTime, ids::LogId};
use daylog_store::{Answer, Applied, Refusal, Store, StoreError};
use daylog_wire::{
    PROTOCOL_VERSION, Unreadable,
    keys::PublicKey,
    message::{Cursor, SignedRequest, SyncRequest, SyncResponse, Verdict},
    segment::BadSegment,
};

use crate::Pace;

/// A request under way, with what is needed to judge its answer.
#[derive(Debug)]
pub struct Request {
    pub body: Vec<u8>,
    log: LogId,
    server: PublicKey,
    /// How many entries it pushes.
    pub pushed: u64,
    sent: Reading,
}

/// What to do after an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Next {
    /// More waits on either side.
    Again,
    /// What the server does not share moved to a new log, for this reason.
    AgainWithNewLog(String),
    Rest,
}

/// What an answer says that a person must know. Everything stays saved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The server takes this log amiss, and a new one as well.
    Refused(String),
    UpdateNeeded,
    Revoked,
    /// A receipt that does not fit this log, or is not signed by the district.
    WrongReceipt,
    /// The page cannot be read here. What the server said of this device's own log counts all the same.
    UnreadablePage,
}

impl Problem {
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self {
            Problem::Refused(_) => "log_refused",
            Problem::UpdateNeeded => "update_needed",
            Problem::Revoked => "device_revoked",
            Problem::WrongReceipt => "wrong_receipt",
            Problem::UnreadablePage => "answer_unreadable",
        }
    }
}

/// What an answer led to.
#[derive(Debug)]
pub struct Step {
    pub next: Next,
    pub applied: Applied,
    pub server_has: u64,
    pub problem: Option<Problem>,
    pub retry_after_seconds: Option<u32>,
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
    /// The next request: what waits, from where the server said it stands, and where to read on.
    pub fn request(&self, store: &mut Store, pace: Pace, sent: Reading) -> Result<Request, EngineError> {
        let device = store.device()?;
        let enrolled = device.enrolled()?;
        let facts = store.log()?;
        let outgoing = store.outgoing(pace.entries, pace.bytes)?;
        let key = device.signing_key()?;
        let segments: Vec<_> = outgoing.segment.iter().map(|segment| segment.sign(&key)).collect::<Result<_, _>>()?;
        let request = SyncRequest {
            version: PROTOCOL_VERSION,
            device: enrolled.device,
            log: facts.log,
            nonce: facts.nonce,
            epoch: device.epoch,
            checkpoint: None,
            token: facts.token,
            segments,
            last: facts.last,
            head: facts.head,
            pending: u32::try_from(outgoing.remaining).unwrap_or(u32::MAX),
            cursor: device.epoch.map(|epoch| Cursor { epoch, feed: device.feed }),
            page_bytes: pace.page_bytes,
            wall: sent.wall,
            program: self.program.clone(),
            envelopes: None,
            closed: None,
            directory: None,
            courier: None,
        };
        Ok(Request {
            body: SignedRequest::new(&request, &key).to_bytes(),
            log: facts.log,
            server: enrolled.server,
            pushed: outgoing.segment.map_or(0, |segment| segment.slots.len() as u64),
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
            Verdict::Accepted | Verdict::Refused(_) | Verdict::Incarnate(_) => {}
        }
        let facts = store.log()?;
        let held = held(store, request, &response)?;
        let have = match held {
            Held::Proven => response.have,
            // Without a receipt the server's word can only lower what counts as received.
            Held::Unproven => response.have.min(facts.have),
            // The two logs differ somewhere before: going back by halves finds a place from which they can be compared.
            Held::Differently if facts.have > 0 => response.have.min(facts.have) / 2,
            Held::Differently | Held::NotSigned => return Ok(Step::stopped(Problem::WrongReceipt, facts.have)),
        };
        let verdict = response.verdict.clone();
        let retry_after_seconds = response.retry_after_seconds;
        let more = response.page.as_ref().is_some_and(|page| page.more);
        let place = store.device()?.feed;
        let (applied, problem) = take_in(store, answer(request, response, &held, have, arrived))?;
        let mut step = Step { next: Next::Rest, applied, server_has: have, problem, retry_after_seconds };
        match verdict {
            Verdict::Accepted => {
                let progressed = request.pushed == 0 || have != facts.have;
                let waits = store.log()?.last > have;
                // A server that says "more" and does not move would be asked for ever.
                let goes_on = more && step.problem.is_none() && store.device()?.feed != place;
                step.next = if goes_on || (waits && progressed) { Next::Again } else { Next::Rest };
            }
            Verdict::Incarnate(common) => {
                store.open_incarnation(request.log, common)?;
                step.next = Next::AgainWithNewLog("copy".to_owned());
            }
            Verdict::Refused(reason) => {
                store.open_incarnation(request.log, have)?;
                step.next = Next::AgainWithNewLog(reason);
            }
            Verdict::UpdateNeeded | Verdict::Revoked => {}
        }
        Ok(step)
    }
}

/// The answer as the store takes it in, with the page if it came and can be read, else the reason.
fn answer(request: &Request, response: SyncResponse, held: &Held, have: u64, arrived: Reading) -> (Answer, Option<Problem>) {
    // A page of a server that holds another log under this name may leave out what this device has not.
    let page = response.page.as_ref().filter(|_| !matches!(held, Held::Differently));
    let more = response.page.as_ref().is_some_and(|page| page.more);
    let read = page.map(|page| Ok((page.read()?, page.cursor.feed))).transpose();
    let problem = read.as_ref().err().map(|_: &Unreadable| Problem::UnreadablePage);
    let (items, feed) = read.ok().flatten().map_or((Vec::new(), None), |(items, feed)| (items, Some(feed)));
    let answer = Answer {
        log: request.log,
        epoch: response.epoch,
        have,
        receipt: response.receipt,
        token: response.token,
        refused: response.refused.into_iter().map(|refused| Refusal { sequence: refused.sequence, reason: refused.reason }).collect(),
        items,
        feed,
        // What a colleague's device has reported is told only with the last page: before it, its entries may be missing here.
        colleagues: (!more && problem.is_none()).then_some(response.colleagues),
        server_time: server_time(response.server_time, request.sent, arrived),
    };
    (answer, problem)
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

impl Step {
    fn stopped(problem: Problem, server_has: u64) -> Self {
        Step { next: Next::Rest, applied: Applied::default(), server_has, problem: Some(problem), retry_after_seconds: None }
    }
}

/// What a receipt proves.
enum Held {
    /// The server holds this log up to there.
    Proven,
    /// It gave no receipt.
    Unproven,
    /// It holds another log under this name.
    Differently,
    NotSigned,
}

fn held(store: &Store, request: &Request, response: &SyncResponse) -> Result<Held, StoreError> {
    let Some(receipt) = &response.receipt else { return Ok(Held::Unproven) };
    if !receipt.is_from(&request.server) || receipt.log != request.log || receipt.sequence != response.have {
        return Ok(Held::NotSigned);
    }
    Ok(match store.head_at(receipt.log, receipt.sequence)? {
        Some(head) if head == receipt.head => Held::Proven,
        _ => Held::Differently,
    })
}

fn server_time(server: daylog_domain::time::Instant, sent: Reading, arrived: Reading) -> ServerTime {
    let round_trip = if sent.boot == arrived.boot { arrived.elapsed_ms.saturating_sub(sent.elapsed_ms) } else { 0 };
    ServerTime {
        server,
        elapsed_ms: arrived.elapsed_ms,
        boot: arrived.boot,
        round_trip_ms: u32::try_from(round_trip).unwrap_or(u32::MAX),
        wall: arrived.wall,
    }
}
