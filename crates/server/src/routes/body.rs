//! Reading a body that comes from outside: bounded in size and in time, and told apart when it was cut off.

use std::time::Duration;

use axum::body::Body;
use futures_util::StreamExt;

use super::problem::Refusal;

/// A slow uplink with a full message takes this long at 40 kB/s.
const TIME_LIMIT: Duration = Duration::from_secs(100);

/// The whole body, if it is at most `limit` bytes.
pub(super) async fn read(body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let gather = async {
        let mut chunks = body.into_data_stream();
        let mut bytes = Vec::new();
        while let Some(chunk) = chunks.next().await {
            let chunk = chunk.map_err(|_| Refusal::BadRequest { field: "body" })?;
            if bytes.len() + chunk.len() > limit {
                return Err(Refusal::TooLarge);
            }
            bytes.extend_from_slice(&chunk);
        }
        Ok(bytes)
    };
    tokio::time::timeout(TIME_LIMIT, gather).await.unwrap_or(Err(Refusal::BadRequest { field: "body" }))
}
