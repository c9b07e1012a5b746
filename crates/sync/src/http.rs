//! The transport over HTTPS: one warm connection, several addresses tried in order. The only file that knows reqwest.

use std::{
    error::Error,
    sync::{
        Arc, Mutex,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use daylog_wire::{
    CONTENT_TYPE, MESSAGE_LIMIT,
    enrol::Fingerprint,
    refusal::{Told, Trouble},
};
use reqwest::{
    Client, Response, StatusCode,
    header::{CONTENT_TYPE as CONTENT_TYPE_HEADER, RETRY_AFTER},
};

use crate::{
    Route, Transport, TransportError,
    certificate::{Trust, client_config},
};

const CONNECT: Duration = Duration::from_secs(10);
/// Long enough for a slow uplink, short enough to notice a path that swallows large requests.
const WHOLE: Duration = Duration::from_secs(45);

/// A client of one district.
pub struct Http {
    client: Client,
    addresses: Vec<String>,
    /// The address that answered last.
    preferred: AtomicUsize,
    seen_authority: Arc<Mutex<Option<Vec<u8>>>>,
}

impl Http {
    /// For an enrolled device: trusts the authorities that it knows, given as DER.
    pub fn pinned(addresses: Vec<String>, authorities: Vec<Vec<u8>>) -> Result<Self, TransportError> {
        Self::new(addresses, Trust::Pinned(authorities), Arc::default())
    }

    /// For an enrolment: trusts the CA with the invite's fingerprint, and remembers it.
    pub fn invited(addresses: Vec<String>, fingerprint: Fingerprint) -> Result<Self, TransportError> {
        let seen: Arc<Mutex<Option<Vec<u8>>>> = Arc::default();
        Self::new(addresses, Trust::Invited(fingerprint, seen.clone()), seen)
    }

    fn new(addresses: Vec<String>, trust: Trust, seen_authority: Arc<Mutex<Option<Vec<u8>>>>) -> Result<Self, TransportError> {
        let tls = client_config(trust).map_err(|_| TransportError::NotTheDistrict)?;
        let client = Client::builder()
            .use_preconfigured_tls(tls)
            .connect_timeout(CONNECT)
            .timeout(WHOLE)
            .https_only(true)
            .no_proxy()
            .build()
            .map_err(|_| TransportError::Unreachable)?;
        Ok(Http { client, addresses, preferred: AtomicUsize::new(0), seen_authority })
    }

    /// The CA that a server of the invite showed, as DER.
    #[must_use]
    pub fn authority(&self) -> Option<Vec<u8>> {
        self.seen_authority.lock().ok().and_then(|seen| seen.clone())
    }

    async fn post(&self, address: &str, route: Route, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        let request = self.client.post(format!("https://{address}{}", route.path())).header(CONTENT_TYPE_HEADER, CONTENT_TYPE).body(body);
        let response = request.send().await.map_err(|error| reason(&error))?;
        let is_ours = response.headers().get(CONTENT_TYPE_HEADER).is_some_and(|kind| kind == CONTENT_TYPE);
        match response.status() {
            StatusCode::OK if is_ours => read(response).await,
            StatusCode::PAYLOAD_TOO_LARGE => Err(TransportError::TooLarge),
            status => Err(refused(status.as_u16(), response).await),
        }
    }
}

impl Transport for Http {
    async fn exchange(&self, route: Route, body: Vec<u8>) -> Result<Vec<u8>, TransportError> {
        let first = self.preferred.load(Ordering::Relaxed);
        let mut last_error = TransportError::Unreachable;
        for attempt in 0..self.addresses.len() {
            let place = (first + attempt) % self.addresses.len();
            let Some(address) = self.addresses.get(place) else { continue };
            match self.post(address, route, body.clone()).await {
                Ok(answer) => {
                    self.preferred.store(place, Ordering::Relaxed);
                    return Ok(answer);
                }
                // What one of the district's servers says is told rather than that another cannot be reached.
                Err(error) if attempt == 0 || !last_error.tells_more_than(&error) => last_error = error,
                Err(_) => {}
            }
        }
        Err(last_error)
    }
}

async fn read(mut response: Response) -> Result<Vec<u8>, TransportError> {
    let mut bytes = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| reason(&error))? {
        if bytes.len() + chunk.len() > MESSAGE_LIMIT + 1024 {
            return Err(TransportError::TooLarge);
        }
        bytes.extend_from_slice(&chunk);
    }
    Ok(bytes)
}

/// What a refusal of the server says of itself, in at most this many bytes.
const REFUSAL_LIMIT: usize = 4096;

/// The connection is the district's: what it says in its own form is its own word. Anything else may come from whatever else
/// answers there.
async fn refused(status: u16, mut response: Response) -> TransportError {
    let retry_after_seconds = retry_after(&response);
    let is_json = response.headers().get(CONTENT_TYPE_HEADER).is_some_and(|kind| kind.as_bytes().starts_with(b"application/json"));
    let mut bytes = Vec::new();
    while let (true, Ok(Some(chunk))) = (is_json && bytes.len() <= REFUSAL_LIMIT, response.chunk().await) {
        bytes.extend_from_slice(&chunk);
    }
    let told = serde_json::from_slice::<serde_json::Value>(&bytes).ok();
    let trouble = told.as_ref().and_then(|told| Told::<Trouble>::read(told.get("code")?.as_str()?).known());
    match trouble {
        Some(trouble) => TransportError::Server { trouble, retry_after_seconds },
        None => TransportError::Unexpected { status, retry_after_seconds },
    }
}

fn retry_after(response: &Response) -> Option<u32> {
    response.headers().get(RETRY_AFTER)?.to_str().ok()?.parse().ok()
}

fn reason(error: &reqwest::Error) -> TransportError {
    if error.is_timeout() {
        return TransportError::TimedOut;
    }
    if speaks_against_certificate(error) { TransportError::NotTheDistrict } else { TransportError::Unreachable }
}

/// The TLS library's word arrives wrapped in I/O errors, whose `source` passes over what they wrap.
fn speaks_against_certificate(error: &(dyn Error + 'static)) -> bool {
    if let Some(error) = error.downcast_ref::<rustls::Error>() {
        return matches!(error, rustls::Error::InvalidCertificate(_));
    }
    match error.downcast_ref::<std::io::Error>().and_then(std::io::Error::get_ref) {
        Some(wrapped) => speaks_against_certificate(wrapped),
        None => error.source().is_some_and(speaks_against_certificate),
    }
}
