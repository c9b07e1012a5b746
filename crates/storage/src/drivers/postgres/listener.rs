//! One connection beside the pool on which the server tells that a process of the district wrote. It is made again where it breaks
//! off, and then somebody is to look at once: what was told meanwhile went unheard.

use std::{future::ready, sync::Arc, time::Duration};

use futures_util::TryStreamExt;
use tokio::sync::watch;
use tokio_postgres::AsyncMessage;

use super::maker::Maker;
use crate::{
    server_error::{Refusal, ServerError},
    wakes::Heard,
};

/// Until it is tried again where the server does not let it in.
const RETRY: Duration = Duration::from_secs(1);

/// The district's channel. Its name is one that needs no quotes, and nobody else's: other schemas have others.
pub(super) fn channel(schema: &str) -> String {
    format!("daylog_{schema}")
}

/// What a writer sends once its transaction is committed. A transaction that notifies holds a lock of the whole server from its
/// commit's beginning to its end, with the disk and the standbys that it waits for; this one waits for nothing. Where the process
/// ends between the two nobody is told, and whoever looks from time to time finds it.
pub(super) fn telling(schema: &str) -> String {
    format!("SET LOCAL synchronous_commit = off; NOTIFY {}", channel(schema))
}

/// Listens until nobody wants to hear any more.
pub(super) async fn listen(maker: Arc<Maker>, schema: String, heard: watch::Sender<Heard>) {
    let sql = format!("LISTEN {}", channel(&schema));
    let on_and_on = async {
        loop {
            let ended = hear(&maker, &sql, &heard).await;
            if heard.borrow().is_listening {
                heard.send_modify(|heard| heard.is_listening = false);
                tracing::warn!(state = ended.err().map(|error| error.to_string()), "the database tells of no writes for a moment");
            }
            tokio::time::sleep(RETRY).await;
        }
    };
    tokio::select! {
        () = on_and_on => {}
        () = heard.closed() => {}
    }
}

/// Until the connection breaks off.
async fn hear(maker: &Maker, sql: &str, heard: &watch::Sender<Heard>) -> Result<(), ServerError> {
    let dialled = tokio::time::timeout(maker.address.let_in(), maker.dial()).await;
    let (client, messages) = dialled.map_err(|_| ServerError::of(Refusal::Unreachable))??;
    let told = messages.try_for_each(|message| {
        if matches!(message, AsyncMessage::Notification(_)) {
            heard.send_modify(|heard| heard.times += 1);
        }
        ready(Ok(()))
    });
    let begin = async {
        client.batch_execute(sql).await?;
        heard.send_modify(|heard| heard.is_listening = true);
        std::future::pending::<Result<(), ServerError>>().await
    };
    tokio::select! {
        ended = told => Ok(ended?),
        failed = begin => failed,
    }
}
