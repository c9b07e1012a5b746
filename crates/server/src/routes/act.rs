//! How every act of the dashboard arrives: who is signed in, the body, and the key under which it is carried out once. A route
//! takes an [`Act`] and says in one line what is done.

use axum::{
    body::Body,
    extract::{FromRequest, FromRequestParts, Request},
    http::{HeaderMap, HeaderValue, Uri, header},
    response::{IntoResponse, Response},
};
use daylog_district::{
    acts::{self, ActRefused, Acting, Actor, Key},
    types::Acted,
};
use daylog_domain::change::Source;
use daylog_storage::changes::Author;
use ring::digest::{Context, SHA256};
use serde::de::DeserializeOwned;
use utoipa::{
    IntoParams, IntoResponses,
    openapi::{
        Object, Required, Type,
        path::{Parameter, ParameterBuilder, ParameterIn},
    },
};

use super::{body, problem::Refusal, session::SignedIn};
use crate::{
    api::problem::ApiProblem,
    permits::{Owner, Permit},
    state::Server,
};

/// As the draft of the IETF's working group on HTTP interfaces names it. Pages always send it, programs may.
const KEY: &str = "idempotency-key";
const KEY_LIMIT: usize = 100;
/// A selection of every household of a street fits.
const BODY_LIMIT: usize = 256 * 1024;

/// A request to act that was read whole.
pub struct Act<B> {
    pub body: B,
    actor: Actor,
    signed_in: SignedIn,
    key: Option<Key>,
    _permit: Permit,
}

impl<B: DeserializeOwned + Send> FromRequest<Server> for Act<B> {
    type Rejection = Refusal;

    async fn from_request(request: Request, server: &Server) -> Result<Self, Refusal> {
        let (mut parts, body) = request.into_parts();
        let signed_in = SignedIn::from_request_parts(&mut parts, server).await?;
        let (permit, bytes) = hold(server, &signed_in, &parts.headers, body).await?;
        let key = key(&parts.headers)?.map(|text| Key { text, digest: digest(parts.method.as_str(), &parts.uri, &bytes) });
        let SignedIn { account, scope, .. } = &signed_in;
        let author = Author { account: Some(account.id), name: account.name.clone(), source: Source::Screen };
        let actor = Actor { author, scope: *scope };
        Ok(Act { body: body::json(&bytes)?, actor, signed_in, key, _permit: permit })
    }
}

impl<B: Send + 'static> Act<B> {
    /// Carries it out in one transaction, or tells what it would do, and wakes the pages.
    pub async fn carry_out(
        self,
        server: &Server,
        is_preview: Option<bool>,
        mut work: impl FnMut(&mut Acting<'_>, &B) -> Result<(), ActRefused> + Send + 'static,
    ) -> Result<Response, Refusal> {
        let is_preview = is_preview == Some(true);
        let answer = server
            .blocking(move |server| {
                let Act { body, actor, signed_in, key, _permit } = self;
                // By a clock that leapt a quarantine would end in another year, and a handover begin there.
                let now = server.time().trusted();
                let request = acts::Request { by: &actor, is_preview, key: key.as_ref(), now };
                acts::act(&server.database, request, |acting| {
                    // A body may come slowly, and whoever sends it may be locked out meanwhile.
                    if !signed_in.holds(acting.db, now)? {
                        return Err(ActRefused::NotSignedIn);
                    }
                    work(acting, &body)
                })
            })
            .await??;
        if !is_preview {
            server.wrote();
        }
        Ok(([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], answer).into_response())
    }
}

async fn hold(server: &Server, signed_in: &SignedIn, headers: &HeaderMap, body: Body) -> Result<(Permit, Vec<u8>), Refusal> {
    let permits = (&server.bodies.small, Owner::Account(signed_in.account.id));
    body::hold(permits, (headers, "application/json"), body, (BODY_LIMIT, body::SHORT)).await
}

fn key(headers: &HeaderMap) -> Result<Option<String>, Refusal> {
    let Some(key) = headers.get(KEY) else { return Ok(None) };
    let key = key.to_str().ok().filter(|key| !key.is_empty() && key.len() <= KEY_LIMIT);
    key.map(|key| Some(key.to_owned())).ok_or(Refusal::BadRequest { field: KEY })
}

/// What is asked, so that a key is known to come with something else.
fn digest(method: &str, uri: &Uri, body: &[u8]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    for part in [method.as_bytes(), uri.path().as_bytes(), body] {
        context.update(&u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        context.update(part);
    }
    let mut digest = [0; 32];
    digest.copy_from_slice(context.finish().as_ref());
    digest
}

/// The headers of an act, for the document.
pub struct Headers;

impl IntoParams for Headers {
    fn into_params(_place: impl Fn() -> Option<ParameterIn>) -> Vec<Parameter> {
        let header = |name: &str, required, about: &str| {
            let text = Object::with_type(Type::String);
            let of_header = ParameterBuilder::new().name(name).parameter_in(ParameterIn::Header).required(required);
            of_header.description(Some(about)).schema(Some(text)).build()
        };
        vec![
            header("x-daylog", Required::True, "Always 1."),
            header(KEY, Required::False, "Chosen by who asks, at most 100 characters: under one key a request is carried out once."),
        ]
    }
}

/// What every act answers, for the document.
#[derive(IntoResponses)]
#[allow(dead_code, reason = "the document is made of it")]
pub enum Answers {
    /// What it did, or would do.
    #[response(status = 200)]
    Done(Acted),
    /// `bad_request` with `field`
    #[response(status = 400)]
    Unreadable(ApiProblem),
    /// `not_signed_in`
    #[response(status = 401)]
    NotSignedIn(ApiProblem),
    /// `forbidden`, `header_missing` or `foreign_origin`
    #[response(status = 403)]
    Forbidden(ApiProblem),
    /// `not_found`: no such thing, or none of this account's
    #[response(status = 404)]
    NotFound(ApiProblem),
    /// `changed_since` with `changes`: somebody else changed the same
    #[response(status = 409)]
    ChangedSince(ApiProblem),
    /// `too_large`
    #[response(status = 413)]
    TooLarge(ApiProblem),
    /// `wrong_type`
    #[response(status = 415)]
    WrongType(ApiProblem),
    /// `field_refused` with `field` and `why`, or `key_reused`
    #[response(status = 422)]
    Refused(ApiProblem),
}
