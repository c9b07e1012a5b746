//! A phone that speaks to the server over HTTPS, with the device's own transport.

use std::time::{Duration, Instant};

use daylog_domain::time;
use daylog_sync::{Route, Transport, TransportError, http::Http};
use daylog_testkit::city::Phone;
use daylog_wire::{
    message::{SyncRequest, SyncResponse, Verdict},
    refusal::Trouble,
};

/// A phone with its connection.
pub struct Connected {
    pub phone: Phone,
    http: Http,
    /// How often the server asked it to come again later, as it does where too much comes from one network.
    pub asked_to_wait: u32,
}

/// How much a device asks for at once, as it begins and after a few good rounds.
pub const FIRST_PAGE_BYTES: u32 = 512 * 1024;

impl Connected {
    pub fn new(phone: Phone, port: u16, authority: &[u8]) -> Self {
        let http = Http::pinned(vec![format!("127.0.0.1:{port}")], vec![authority.to_vec()]).unwrap();
        Connected { phone, http, asked_to_wait: 0 }
    }

    /// One exchange: how long it took, and what came.
    pub async fn exchange(&mut self, now: time::Instant, page_bytes: u32) -> (Duration, SyncResponse) {
        let request = SyncRequest { page_bytes, ..self.phone.request(now) };
        let bytes = self.phone.device.signed(&request).to_bytes();
        let started = Instant::now();
        let answer = loop {
            match self.http.exchange(Route::Sync, bytes.clone()).await {
                Err(TransportError::Server { trouble: Trouble::Busy, retry_after_seconds: Some(seconds) }) => {
                    self.asked_to_wait += 1;
                    tokio::time::sleep(Duration::from_secs(seconds.into())).await;
                }
                answered => break answered.unwrap(),
            }
        };
        let took = started.elapsed();
        let answer = SyncResponse::from_bytes(&answer).unwrap();
        assert_eq!((&answer.verdict, answer.have), (&Verdict::Accepted, self.phone.device.last()), "everything is taken in and receipted");
        assert_eq!(answer.receipt.is_some(), answer.have > 0);
        // The log's own word is compared with the receipt there.
        self.phone.device.take(&answer);
        self.phone.device.pulled.clear();
        (took, answer)
    }

    /// Everything that it may see comes down; how long each page took, and how many items came.
    pub async fn pull_all(&mut self, now: time::Instant) -> (Vec<Duration>, usize) {
        let (mut times, mut items) = (Vec::new(), 0);
        loop {
            let (took, answer) = self.exchange(now, FIRST_PAGE_BYTES).await;
            times.push(took);
            let Some(page) = answer.page else { return (times, items) };
            items += page.read().unwrap().len();
            if !page.more {
                return (times, items);
            }
        }
    }
}
