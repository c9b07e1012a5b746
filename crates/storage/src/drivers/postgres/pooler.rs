//! Whether every connection has a backend of its own. A pooler that lends one for each transaction, as PgBouncer does with
//! `pool_mode = transaction`, mixes up prepared statements and settings of all that share it, and loses what is listened for.

use tokio_postgres::Client;

use crate::server_error::{Refusal, ServerError};

/// What a pooler that lends for one statement only answers to a transaction's beginning.
const NO_TRANSACTION: &str = "08P01";

/// How often a connection is asked for its backend: where others use the pooler too, it may be lent the same one for a while.
const LOOKS: u32 = 16;

/// Refuses where a connection does not keep its backend while another one works: a pooler lends the backend that it got back last,
/// or another one.
pub(super) async fn refuse_lent_backends(client: &Client, other: &Client) -> Result<(), ServerError> {
    let first = backend(client).await?;
    let begun = other.batch_execute("BEGIN").await.map_err(ServerError::from);
    begun.map_err(|error| if error.state == NO_TRANSACTION { ServerError::of(Refusal::Pooled) } else { error })?;
    // Where there is only one to lend, the first connection is not answered before the other has given it back.
    let mut is_kept = backend(other).await? != first;
    for _ in 0..LOOKS {
        is_kept = is_kept && backend(client).await? == first;
    }
    if is_kept { Ok(()) } else { Err(ServerError::of(Refusal::Pooled)) }
}

async fn backend(client: &Client) -> Result<i32, ServerError> {
    let rows = client.query_typed("SELECT pg_backend_pid()", &[]).await?;
    Ok(rows.first().map_or(Ok(0), |row| row.try_get(0))?)
}
