//! Reading a body that comes from outside: bounded in size and in time, and told apart when it was cut off.
//! Also how many are read at one time, in all and from one network.

use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use axum::{body::Body, http::HeaderMap};
use daylog_domain::text::json::well_formed;
use futures_util::StreamExt;
use serde::de::DeserializeOwned;

use super::{problem::Refusal, write};
use crate::{accounts::limits::network, state::Server};

/// A slow uplink with a full message takes this long at 40 kB/s.
pub(super) const LONG: Duration = Duration::from_secs(100);
/// A few kilobytes take longer on no line that a device can sync on.
pub(super) const SHORT: Duration = Duration::from_secs(20);

/// The whole body, if it is at most `limit` bytes.
pub(super) async fn read(body: Body, limit: usize, patience: Duration) -> Result<Vec<u8>, Refusal> {
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
    tokio::time::timeout(patience, gather).await.unwrap_or(Err(Refusal::BadRequest { field: "body" }))
}

/// A body that is JSON. Half an emoji in one of its texts is no reason to refuse it.
pub(super) fn json<T: DeserializeOwned>(body: &[u8]) -> Result<T, Refusal> {
    let text = std::str::from_utf8(body).map_err(|_| Refusal::BadRequest { field: "body" })?;
    serde_json::from_str(&well_formed(text)).map_err(|_| Refusal::BadRequest { field: "body" })
}

/// What a request carries, with the place that is held until its work is done: the kind first, then a place, then the bytes.
pub(super) async fn hold(
    server: &Server,
    (peer, headers, kind): (SocketAddr, &HeaderMap, &str),
    body: Body,
    (limit, patience): (usize, Duration),
) -> Result<(Place, Vec<u8>), Refusal> {
    write::check_kind(headers, kind)?;
    let place = server.bodies.take(peer.ip()).ok_or(Refusal::Busy)?;
    Ok((place, read(body, limit, patience).await?))
}

/// Places for bodies that are read and worked on. One network has half of them at most, so that somebody who fills the
/// places with bodies that never end leaves room for everybody else.
#[derive(Debug, Clone, Default)]
pub struct Places(Arc<Mutex<HashMap<IpAddr, usize>>>);

const PLACES: usize = 64;
const PLACES_OF_ONE: usize = PLACES / 2;

/// Held while a body is read and worked on.
#[derive(Debug)]
pub struct Place {
    places: Places,
    network: IpAddr,
}

impl Places {
    /// A place for this address, if there is one left for it.
    #[must_use]
    pub fn take(&self, address: IpAddr) -> Option<Place> {
        let network = network(address);
        let mut taken = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let own = taken.get(&network).copied().unwrap_or(0);
        if own >= PLACES_OF_ONE || taken.values().sum::<usize>() >= PLACES {
            return None;
        }
        taken.insert(network, own + 1);
        Some(Place { places: self.clone(), network })
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut taken = self.places.0.lock().unwrap_or_else(PoisonError::into_inner);
        match taken.get_mut(&self.network) {
            Some(count) if *count > 1 => *count -= 1,
            _ => drop(taken.remove(&self.network)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_body_that_never_ends_is_given_up_and_one_that_is_too_long_is_not_read_to_its_end() {
        let endless = || Body::from_stream(futures_util::stream::pending::<Result<Vec<u8>, std::io::Error>>());
        let given_up = read(endless(), 10, Duration::from_millis(1)).await;
        assert!(matches!(given_up, Err(Refusal::BadRequest { field: "body" })), "{given_up:?}");
        let too_long = futures_util::stream::repeat_with(|| Ok::<_, std::io::Error>(vec![0; 6]));
        assert!(matches!(read(Body::from_stream(too_long), 10, LONG).await, Err(Refusal::TooLarge)));
        let whole = futures_util::stream::iter([1, 2].map(|byte| Ok::<_, std::io::Error>(vec![byte; 5])));
        assert_eq!(read(Body::from_stream(whole), 10, LONG).await.unwrap().len(), 10);
    }

    #[test]
    fn one_network_gets_half_of_the_places_and_gives_them_back() {
        let places = Places::default();
        let mut held: Vec<Place> = (0..PLACES_OF_ONE).map(|_| places.take([10, 0, 0, 1].into()).unwrap()).collect();
        assert!(places.take([10, 0, 0, 1].into()).is_none());
        let others: Vec<Place> = (0..PLACES_OF_ONE).map(|_| places.take([10, 0, 0, 2].into()).unwrap()).collect();
        assert!(places.take([10, 0, 0, 3].into()).is_none(), "all places are taken");
        held.pop();
        assert!(places.take([10, 0, 0, 3].into()).is_some());
        drop((held, others));
        assert!(places.0.lock().unwrap().is_empty(), "nothing is remembered of who is gone");
    }
}
