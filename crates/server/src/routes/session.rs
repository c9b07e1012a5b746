//! Sign-in, sign-out, and the extractor that every page of the dashboard asks for.

use std::net::SocketAddr;

use axum::{
    Json,
    extract::{ConnectInfo, FromRequestParts, State},
    http::{HeaderMap, HeaderValue, Method, StatusCode, header, request::Parts},
    response::{IntoResponse, Response},
};
use base64::{Engine, prelude::BASE64_URL_SAFE_NO_PAD};
use daylog_district::{
    password, random,
    types::{DistrictMe, SignIn},
    views,
};
use daylog_domain::{
    access::Scope,
    fold,
    text::{clean_line, digits},
};
use daylog_storage::{
    StorageError,
    accounts::{self, Account},
};
use ring::digest::{SHA256, digest};

use super::{
    body,
    listed::allowed,
    problem::Refusal,
    write::{self, Write},
};
use crate::{
    accounts::{admission::Guess, browser, limits::network},
    permits::Owner,
    state::{Server, Stopped},
};

/// The prefix makes browsers keep the cookie to this host, this path and TLS.
pub const COOKIE: &str = "__Host-daylog";
/// Remembers that somebody signed in from this browser before. It opens nothing.
const KNOWN: &str = "__Host-daylog-known";
const HOURS: i64 = 12;
const KNOWN_DAYS: i64 = 400;
const SIGN_IN_LIMIT: usize = 4096;

/// A signed-in account that may do what it asks for.
#[derive(Clone)]
pub struct SignedIn {
    pub account: Account,
    /// What it may do the route's action to; never nothing.
    pub scope: Scope,
    token_hash: [u8; 32],
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

impl SignedIn {
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

fn token_of(headers: &HeaderMap) -> Option<[u8; 32]> {
    let token: [u8; 32] = BASE64_URL_SAFE_NO_PAD.decode(cookie(headers, COOKIE)?).ok()?.try_into().ok()?;
    Some(hash_of(&token))
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    cookies.flat_map(|line| line.split(';')).find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}

fn hash_of(token: &[u8; 32]) -> [u8; 32] {
    let mut hash = [0; 32];
    hash.copy_from_slice(digest(&SHA256, token).as_ref());
    hash
}

/// Signs in and sets the session's cookie.
#[utoipa::path(post, path = "/api/v1/session", tag = "session", request_body = SignIn,
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 200, description = "Signed in; the cookie holds the session.", body = DistrictMe),
        (status = 400, description = "`bad_request`", body = crate::api::problem::ApiProblem),
        (status = 401, description = "`wrong_sign_in`", body = crate::api::problem::ApiProblem),
        (status = 403, description = "`header_missing` or `foreign_origin`", body = crate::api::problem::ApiProblem),
        (status = 413, description = "`too_large`", body = crate::api::problem::ApiProblem),
        (status = 415, description = "`wrong_type`", body = crate::api::problem::ApiProblem),
        (status = 429, description = "`slow_down`", body = crate::api::problem::ApiProblem),
        (status = 503, description = "`busy`", body = crate::api::problem::ApiProblem)))]
pub async fn sign_in(
    State(server): State<Server>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    _write: Write,
    headers: HeaderMap,
    body: axum::body::Body,
) -> Result<Response, Refusal> {
    let permits = (&server.bodies.small, Owner::network(peer));
    let (permit, body) = body::hold(permits, (&headers, "application/json"), body, (SIGN_IN_LIMIT, body::SHORT)).await?;
    drop(permit);
    let given: SignIn = body::json(&body)?;
    let tokens = cookie(&headers, KNOWN).unwrap_or_default().to_owned();
    let guess = admit(&server, peer, &given, &tokens)?;
    // Each password that is looked at takes 19 MiB and a core; the others wait.
    let _turn = server.passwords.acquire().await.map_err(|_| Stopped)?;
    let (token, tokens, me) = server.blocking(move |server| judge(server, &guess, &given, &tokens)).await??;
    let session = format!("{COOKIE}={}; Max-Age={}", BASE64_URL_SAFE_NO_PAD.encode(token), HOURS * 3600);
    let known = format!("{KNOWN}={tokens}; Max-Age={}", KNOWN_DAYS * 24 * 3600);
    Ok((set_cookies(&[&session, &known]), Json(me)).into_response())
}

/// Signs out: the session ends on the server, not only in the browser.
#[utoipa::path(delete, path = "/api/v1/session", tag = "session",
    security(("session" = [])),
    params(("x-daylog" = String, Header, description = "Always 1.")),
    responses(
        (status = 204, description = "Signed out."),
        (status = 401, description = "`not_signed_in`", body = crate::api::problem::ApiProblem),
        (status = 403, description = "`header_missing` or `foreign_origin`", body = crate::api::problem::ApiProblem)))]
pub async fn sign_out(State(server): State<Server>, signed_in: SignedIn) -> Result<Response, Refusal> {
    server.blocking(move |server| server.database.write(|db| accounts::close_session(db, &signed_in.token_hash))).await??;
    Ok((StatusCode::NO_CONTENT, set_cookies(&[&format!("{COOKIE}=; Max-Age=0")])).into_response())
}

fn set_cookies(cookies: &[&str]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    for cookie in cookies {
        let (pair, age) = cookie.split_once("; ").unwrap_or((cookie, ""));
        if let Ok(value) = HeaderValue::from_str(&format!("{pair}; Path=/; {age}; HttpOnly; Secure; SameSite=Strict")) {
            headers.append(header::SET_COOKIE, value);
        }
    }
    headers
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

fn judge(server: &Server, guess: &Guess, given: &SignIn, tokens: &str) -> Result<Opened, Refusal> {
    let judged = open(server, guess, given, tokens);
    if !matches!(judged, Ok(_) | Err(Refusal::WrongSignIn)) {
        server.limits.sign_in.undo(guess);
    }
    judged
}

fn open(server: &Server, guess: &Guess, given: &SignIn, tokens: &str) -> Result<Opened, Refusal> {
    let time = server.time();
    // Sessions end by what the time is taken for: a clock that leapt ends nobody's, and makes none that outlives its repair.
    let (now, trusted) = (time.now, time.trusted());
    let found = server.database.read(|db| accounts::by_name(db, &clean_line(&given.name)))?;
    // Passwords are the program's own and plain: a blank that was copied with one, or a wide letter, is no part of it.
    let given = digits::folded(given.password.trim());
    let Some((account, stored)) = found else {
        password::spend_the_time(&given);
        return Err(Refusal::WrongSignIn);
    };
    if !password::fits(&given, &stored) {
        return Err(Refusal::WrongSignIn);
    }
    let token = random::bytes::<32>()?;
    let tokens = browser::remember(&server.keys.browsers, tokens, &guess.name)?;
    let expires = trusted.plus_minutes(HOURS * 60);
    server.database.write(|db| accounts::open_session(db, account.id, &hash_of(&token), trusted, expires))?;
    server.limits.sign_in.was_right(guess, server.clock.now());
    tracing::info!(account = account.id, "signed in");
    let me = server
        .database
        .read(|db| views::me(db, &account, crate::clock::is_example(), now))
        .map_err(|error: StorageError| Refusal::from(error))?;
    Ok((token, tokens, me))
}
