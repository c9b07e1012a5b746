//! Sign-in, sign-out, and the extractor that every page of the dashboard asks for.

use std::net::SocketAddr;

use axum::{
    Json,
    extract::{ConnectInfo, FromRequestParts, State},
    http::{HeaderMap, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use daylog_district::{
    accounts::sign_in::{self, From, Shown, SignInRefusal, Step},
    random, record,
    types::{AccessKind, DistrictMe, SecondFactorSetUp, SignIn},
    views,
};
use daylog_domain::{access::Scope, fold, text::clean_line, time::Instant};
use daylog_storage::{
    Read, StorageError, access_record,
    accounts::{self, Account},
    district,
};

pub use super::cookies::COOKIE;
use super::{
    body,
    cookies::{cookie, hash_of, set_cookies, token_of},
    listed::allowed,
    problem::Refusal,
    write::{self, Write},
};
use crate::{
    accounts::{admission::Guess, browser, limits::network, qr},
    api::problem::ApiProblem,
    permits::Owner,
    state::{Server, Stopped},
};

/// Remembers that somebody signed in from this browser before. It opens nothing.
const KNOWN: &str = "__Host-daylog-known";
const HOURS: i64 = 12;
const KNOWN_DAYS: i64 = 400;
const SIGN_IN_LIMIT: usize = 4096;
const PROGRAM_CHARS: usize = 160;

/// A signed-in account that may do what it asks for.
#[derive(Clone)]
pub struct SignedIn {
    pub account: Account,
    /// What it may do the route's action to; never nothing.
    pub scope: Scope,
    pub(super) token_hash: [u8; 32],
}

impl FromRequestParts<Server> for SignedIn {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, server: &Server) -> Result<Self, Refusal> {
        if parts.method != Method::GET && parts.method != Method::HEAD {
            write::check(&parts.headers, &parts.uri)?;
        }
        let token_hash = token_of(&parts.headers).ok_or(Refusal::NotSignedIn)?;
        let account = holder(server, token_hash).await?;
        let account = account.ok_or(Refusal::NotSignedIn)?;
        Ok(SignedIn { scope: allowed(parts, account.viewer)?, account, token_hash })
    }
}

/// Where a request came from, as the record of access keeps it, and what it asked for, which tells two looks apart and is kept
/// nowhere.
pub struct Origin {
    pub address: String,
    pub asked: String,
}

impl FromRequestParts<Server> for Origin {
    type Rejection = Refusal;

    async fn from_request_parts(parts: &mut Parts, _server: &Server) -> Result<Self, Refusal> {
        let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>().map(|ConnectInfo(peer)| told(*peer));
        Ok(Origin { address: peer.unwrap_or_default(), asked: parts.uri.to_string() })
    }
}

impl SignedIn {
    /// Records that this account looks at people's data: at a household, whatever of it, or at what it asks for.
    pub(super) fn looks(&self, server: &Server, kind: AccessKind, origin: &Origin, household: Option<u32>, rows: Option<usize>) {
        let line = record::line(kind, server.time().trusted(), Some(self.account.id), &origin.address);
        let rows = rows.map(|rows| u32::try_from(rows).unwrap_or(u32::MAX));
        let asked = household.is_none().then_some(&origin.asked);
        server.recorder.look(access_record::Access { household, rows, ..line }, asked);
    }

    /// Whether the session holds, as the role that it was let in as; asked in the transaction that it writes in.
    pub(super) fn holds(&self, db: &Read<'_>, trusted: Instant) -> Result<bool, StorageError> {
        Ok(accounts::by_session(db, &self.token_hash, trusted)?.as_ref() == Some(&self.account))
    }

    /// Whether the session holds, for what goes on after the request was let in.
    pub async fn is_still(self, server: Server) -> bool {
        matches!(holder(&server, self.token_hash).await, Ok(Some(account)) if account == self.account)
    }
}

async fn holder(server: &Server, token_hash: [u8; 32]) -> Result<Option<Account>, Refusal> {
    let found = server.blocking(move |server| {
        let now = server.time().trusted();
        server.database.read(|db| accounts::by_session(db, &token_hash, now))
    });
    Ok(found.await??)
}

/// Signs in and sets the session's cookie. What else is asked of an account is asked for one thing after the other: the page sends the
/// same again, with more in it.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = SignIn,
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, description = "Signed in; the cookie holds the session.", body = DistrictMe),
        (status = 400, description = "`bad_request`, or `weak_password`: the new one may not be chosen", body = ApiProblem),
        (status = 401, description = "`wrong_sign_in` or `wrong_code`; where the password is right, `new_password_needed`, `code_needed` or `second_factor_needed`", body = ApiProblem),
        (status = 403, description = "`header_missing` or `foreign_origin`; where the password is right, `account_locked` or `no_role`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 429, description = "`slow_down`", body = ApiProblem),
        (status = 503, description = "`busy`", body = ApiProblem)))]
pub async fn sign_in(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    _write: Write,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Result<Response, Refusal> {
    let given = given(&server, peer, &headers, body).await?;
    let tokens = cookie(&headers, KNOWN).unwrap_or_default().to_owned();
    let program = program(&headers);
    let guess = admit(&server, peer, &given, &tokens)?;
    // Each password that is looked at takes 19 MiB and a core; the others wait.
    let _turn = server.passwords.acquire().await.map_err(|_| Stopped)?;
    let asked_from = (peer, program);
    let (token, tokens, me) =
        server.blocking(move |server| judge(server, &guess, |server| open(server, &guess, &given, &asked_from, &tokens))).await??;
    let session = format!("{COOKIE}={}; Max-Age={}", BASE64_URL_SAFE_NO_PAD.encode(token), HOURS * 3600);
    let known = format!("{KNOWN}={tokens}; Max-Age={}", KNOWN_DAYS * 24 * 3600);
    Ok((set_cookies(&[&session, &known]), Json(me)).into_response())
}

/// Gives a new secret for the phone of an account that must have a second factor and has none. It counts once the account signs in
/// with a code of it.
#[utoipa::path(post, path = "/api/v1/session/second-factor", operation_id = "set_up_second_factor", tag = "session", request_body = SignIn,
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, body = SecondFactorSetUp),
        (status = 400, description = "`bad_request`", body = ApiProblem),
        (status = 401, description = "`wrong_sign_in`; `code_needed` where the account has one, or needs none", body = ApiProblem),
        (status = 403, description = "`header_missing`, `foreign_origin`, `account_locked` or `no_role`", body = ApiProblem),
        (status = 413, description = "`too_large`", body = ApiProblem),
        (status = 415, description = "`wrong_type`", body = ApiProblem),
        (status = 429, description = "`slow_down`", body = ApiProblem),
        (status = 503, description = "`busy`", body = ApiProblem)))]
pub async fn set_up(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    _write: Write,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Result<Json<SecondFactorSetUp>, Refusal> {
    let given = given(&server, peer, &headers, body).await?;
    let tokens = cookie(&headers, KNOWN).unwrap_or_default().to_owned();
    let guess = admit(&server, peer, &given, &tokens)?;
    let _turn = server.passwords.acquire().await.map_err(|_| Stopped)?;
    let begun = move |server: &Server| {
        let (account, secret) = judge(server, &guess, |server| {
            let begun = sign_in::begin_second_factor(&server.database, &shown(&given), server.time().trusted());
            Ok(begun.inspect_err(|refusal| note(server, refusal, peer))?)
        })?;
        server.limits.sign_in.was_right(&guess, server.clock.now());
        let district = server.database.read(district::read)?;
        qr::set_up(&district.name, &account.name, &secret).ok_or(Refusal::BadRequest { field: "name" })
    };
    Ok(Json(server.blocking(begun).await??))
}

async fn given(server: &Server, peer: SocketAddr, headers: &HeaderMap, body: axum::body::Body) -> Result<SignIn, Refusal> {
    let permits = (&server.bodies.small, Owner::network(peer));
    let (_permit, body) = body::hold(permits, (headers, "application/json"), body, (SIGN_IN_LIMIT, body::SHORT)).await?;
    body::json(&body)
}

/// The name that a browser gives itself, as far as it is kept for its account's own list of sessions.
fn program(headers: &HeaderMap) -> String {
    let told = headers.get(header::USER_AGENT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    clean_line(&told.chars().take(PROGRAM_CHARS).collect::<String>())
}

fn shown(given: &SignIn) -> Shown<'_> {
    let SignIn { name, password, code, new_password } = given;
    Shown { name, password, code: code.as_deref().filter(|code| !code.trim().is_empty()), new_password: new_password.as_deref() }
}

/// Signs out: the session ends on the server, not only in the browser.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session",
    security(("session" = [])),
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 204, description = "Signed out."),
        (status = 401, description = "`not_signed_in`", body = ApiProblem),
        (status = 403, description = "`header_missing` or `foreign_origin`", body = ApiProblem)))]
pub async fn sign_out(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    signed_in: SignedIn,
) -> Result<Response, Refusal> {
    let left = move |server: &Server| {
        let line = record::line(AccessKind::SignedOut, server.time().trusted(), Some(signed_in.account.id), &told(peer));
        server.database.write(|db| {
            accounts::close_session(db, &signed_in.token_hash)?;
            access_record::insert(db, std::slice::from_ref(&line))
        })
    };
    server.blocking(left).await??;
    Ok((StatusCode::NO_CONTENT, set_cookies(&[&format!("{COOKIE}=; Max-Age=0")])).into_response())
}

/// Takes a try from whoever has to pay for it.
fn admit(server: &Server, peer: SocketAddr, given: &SignIn, tokens: &str) -> Result<Guess, Refusal> {
    // By what it means: who guesses under other spellings of a name guesses at the same account.
    let name = fold::name(&given.name);
    if name.chars().count() > accounts::NAME_LIMIT {
        return Err(Refusal::WrongSignIn);
    }
    let browser = browser::known(&server.keys.browsers, tokens, &name);
    let admitted = server.limits.sign_in.admit(&name, network(peer.ip()), browser, server.clock.now());
    admitted.map_err(|wait_seconds| Refusal::SlowDown { wait_seconds })
}

type Opened = ([u8; 32], String, DistrictMe);

/// Where a request came from, as it is kept.
fn told(peer: SocketAddr) -> String {
    peer.ip().to_canonical().to_string()
}

/// Only a wrong password or code was a guess.
fn judge<T>(server: &Server, guess: &Guess, work: impl FnOnce(&Server) -> Result<T, Refusal>) -> Result<T, Refusal> {
    let judged = work(server);
    if !matches!(judged, Ok(_) | Err(Refusal::WrongSignIn | Refusal::Step(Step::WrongCode))) {
        server.limits.sign_in.undo(guess);
    }
    judged
}

fn open(server: &Server, guess: &Guess, given: &SignIn, (peer, program): &(SocketAddr, String), tokens: &str) -> Result<Opened, Refusal> {
    let time = server.time();
    // Sessions end by what the time is taken for: a clock that leapt ends nobody's, and makes none that outlives its repair.
    let (now, trusted) = (time.now, time.trusted());
    let token = random::bytes::<32>()?;
    let expires = trusted.plus_minutes(HOURS * 60);
    let from = From { address: &told(*peer), program, token_hash: hash_of(&token), now: trusted, expires };
    // A code has six digits: whoever has the password guesses at them no faster than this, from wherever.
    let shown = shown(given);
    if shown.code.is_some() {
        server.limits.codes.take(&guess.name, now).map_err(|wait_seconds| Refusal::SlowDown { wait_seconds })?;
    }
    let opened = sign_in::sign_in(&server.database, &shown, &from).inspect_err(|refusal| note(server, refusal, *peer));
    if shown.code.is_some() && !matches!(opened, Err(SignInRefusal::Step { step: Step::WrongCode, .. })) {
        server.limits.codes.give_back(&guess.name);
    }
    let account = opened?;
    let tokens = browser::remember(&server.keys.browsers, tokens, &guess.name)?;
    server.limits.sign_in.was_right(guess, now);
    tracing::info!(account = account.id, "signed in");
    let me = server
        .database
        .read(|db| views::me(db, &account, crate::clock::is_example(), now))
        .map_err(|error: StorageError| Refusal::from(error))?;
    Ok((token, tokens, me))
}

/// What the record of access says of a try that failed; the steps of one that goes on are none.
fn note(server: &Server, refusal: &SignInRefusal, peer: SocketAddr) {
    let SignInRefusal::Step { step, account } = refusal else { return };
    let kind = match step {
        Step::Wrong => AccessKind::WrongPassword,
        Step::WrongCode => AccessKind::WrongCode,
        Step::Locked | Step::NoRole => AccessKind::NotLetIn,
        Step::NewPasswordNeeded | Step::NewPasswordWeak | Step::CodeNeeded | Step::SetUpNeeded => return,
    };
    server.recorder.add(record::line(kind, server.time().trusted(), *account, &told(peer)));
}
