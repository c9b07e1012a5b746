//! Reading a body that comes from outside: bounded in size and in time, and told apart when it was cut off.
//! How many are read at one time is in `permits`; what nobody read is in `drain`.

use std::time::Duration;

use axum::{
    body::Body,
    http::{HeaderMap, header::CONTENT_LENGTH},
};
use daylog_domain::text::json::well_formed;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::{problem::Refusal, write};
use crate::permits::{Owner, Permit, Permits};

/// A slow uplink with a full message takes this long at 40 kB/s.
pub(super) const LONG: Duration = Duration::from_secs(100);
/// A few kilobytes take longer on no line that a device can sync on.
pub(super) const SHORT: Duration = Duration::from_secs(20);

/// The whole body, with the permit told how it goes on; somebody who is slow gives it up to others.
async fn read(permit: &Permit, body: Body, limit: usize, patience: Duration) -> Result<Vec<u8>, Refusal> {
    tokio::select! {
        biased;
        read = gather(body, limit, patience, |bytes| permit.came(bytes)) => read.inspect(|_| permit.is_read()),
        () = permit.given_up() => Err(Refusal::Busy),
    }
}

/// The whole body, if it is at most `limit` bytes.
async fn gather(body: Body, limit: usize, patience: Duration, came: impl Fn(usize)) -> Result<Vec<u8>, Refusal> {
    let gather = async {
        let mut chunks = body.into_data_stream();
        let mut bytes = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| Refusal::BadRequest { field: "body" })?;
            if bytes.len() + chunk.len() > limit {
                return Err(Refusal::TooLarge);
            }
            came(chunk.len());
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    tokio::time::timeout(patience, gather).await.unwrap_or(Err(Refusal::BadRequest { field: "body" }))
}

/// A body that is JSON. Half an emoji in one of its texts is no reason to refuse it.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::BadRequest { field: "body" })?;
    serde_json::from_str(&well_formed(text)).map_err(|_| Refusal::BadRequest { field: "body" })
}

/// What a request carries, with the permit that is held until its work is done: the kind and the length that it tells first,
/// then a permit, then the bytes.
pub(super) async fn hold(
    (permits, owner): (&Permits, Owner),
    (headers, kind): (&HeaderMap, &str),
    body: Body,
    (limit, patience): (usize, Duration),
) -> Result<(Permit, Vec<u8>), Refusal> {
    write::check_kind(headers, kind)?;
    let told = headers.get(CONTENT_LENGTH).and_then(|length| length.to_str().ok()?.parse::<usize>().ok());
    if told.is_some_and(|length| length > limit) {
        return Err(Refusal::TooLarge);
    }
    let permit = permits.take(owner).await.ok_or(Refusal::Busy)?;
    let bytes = read(&permit, body, limit, patience).await?;
    Ok((permit, bytes))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up_and_one_that_is_too_long_is_not_read_to_its_end() {
        let endless = || Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
        let given_up = gather(endless(), 10, Duration::from_millis(1), |_| {}).await;
        assert!(matches!(given_up, Err(Refusal::BadRequest { field: "body" })), "{given_up:?}");
        let too_long = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![0; 6]));
        assert!(matches!(gather(Body::from_stream(too_long), 10, LONG, |_| {}).await, Err(Refusal::TooLarge)));
        let whole = futures_util::stream::iter([1, 2].map(|byte| Ok::<_, std::io::Error>(vec![byte; 5])));
        assert_eq!(gather(Body::from_stream(whole), 10, LONG, |_| {}).await.unwrap().len(), 10);
    }
}
