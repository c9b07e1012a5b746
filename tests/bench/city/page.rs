//! The dashboard as a browser asks it: over HTTPS on one warm connection, signed in as the district.

use std::{sync::Arc, time::Duration};

use daylog_backup::folder::Folder;
use reqwest::{
    Client,
    header::{CONTENT_TYPE, COOKIE, SET_COOKIE},
};
use rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::CertificateDer};

use super::serving::{Serving, processor_seconds};
use crate::row::{millis, percentile};

pub struct Page {
    client: Client,
    /// The server's.
    process: u32,
    base: String,
    cookie: String,
}

/// How long requests took, how large the last answer was, and what all of them cost the server.
#[derive(Default)]
pub struct Taken {
    pub times: Vec<Duration>,
    pub bytes: usize,
    pub processor_seconds: f64,
}

impl Taken {
    pub fn of(times: Vec<Duration>) -> Self {
        Taken { times, ..Taken::default() }
    }

    /// "p50 1.0 ms, p99 2.0 ms of 100; 0.5 ms of processor each"
    pub fn told_with_cost(self) -> String {
        #[allow(clippy::cast_precision_loss, reason = "a few hundred requests")]
        let each = self.processor_seconds * 1_000.0 / self.times.len() as f64;
        format!("{}; {each:.1} ms of processor each", self.told())
    }

    /// "p50 1.0 ms, p99 2.0 ms of 100"
    pub fn told(mut self) -> String {
        let (median, p99) = (percentile(&mut self.times, 0.5), percentile(&mut self.times, 0.99));
        format!("p50 {:.1} ms, p99 {:.1} ms of {}", millis(median), millis(p99), self.times.len())
    }
}

impl Page {
    pub async fn signed_in(folder: &Folder, serving: &Serving, password: &str) -> Self {
        let mut roots = RootCertStore::empty();
        roots.add(CertificateDer::from(folder.authority_der().unwrap())).unwrap();
        let builder =
            ClientConfig::builder_with_provider(Arc::new(ring::default_provider())).with_safe_default_protocol_versions().unwrap();
        let tls = builder.with_root_certificates(roots).with_no_client_auth();
        let client = Client::builder().use_preconfigured_tls(tls).no_proxy().timeout(Duration::from_secs(120)).build().unwrap();
        let base = format!("https://127.0.0.1:{}/api/v1/", serving.port);
        let body = serde_json::json!({"name": "district", "password": password}).to_string();
        let request = client.post(format!("{base}session")).header("x-daylog", "1").header(CONTENT_TYPE, "application/json").body(body);
        let answer = request.send().await.unwrap().error_for_status().unwrap();
        let cookies = answer.headers().get_all(SET_COOKIE).iter().filter_map(|cookie| cookie.to_str().ok()?.split(';').next());
        let cookie = cookies.collect::<Vec<_>>().join("; ");
        Page { client, process: serving.process(), base, cookie }
    }

    /// One page after another.
    pub async fn ask(&self, paths: impl IntoIterator<Item = String>) -> Taken {
        let (mut taken, used) = (Taken::default(), processor_seconds(self.process));
        for path in paths {
            self.get(&path, &mut taken).await;
        }
        Taken { processor_seconds: processor_seconds(self.process) - used, ..taken }
    }

    /// The same page over and over, so long.
    pub async fn ask_for(&self, path: &str, duration: Duration) -> Taken {
        let (mut taken, started) = (Taken::default(), std::time::Instant::now());
        while started.elapsed() < duration {
            self.get(path, &mut taken).await;
        }
        taken
    }

    async fn get(&self, path: &str, taken: &mut Taken) {
        let started = std::time::Instant::now();
        let answer = self.client.get(format!("{}{path}", self.base)).header(COOKIE, &self.cookie).send().await.unwrap();
        let answer = answer.error_for_status().unwrap();
        taken.bytes = answer.bytes().await.unwrap().len();
        taken.times.push(started.elapsed());
    }
}
