//! What travels: a first sync over the real transport, and the bytes of a push as they pass a socket, TLS included.

use std::{
    io::{Read, Write},
    net::{TcpListener, TcpStream},
    path::Path,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU64, Ordering},
        mpsc,
    },
    thread,
    time::Instant,
};

use daylog_app::{clock::SystemClock, ports::Clock};
use daylog_store::{Store, SystemRandom, envelopes::EnvelopeFolder, key_file::Key};
use daylog_sync::{Backoff, Engine, http::Http};
use daylog_testkit::Mix;
use daylog_tests::harness::District;
use daylog_wire::{enrol::Invite, entry_to_bytes};

use crate::{
    device::{APPENDS, bare_file, compared, insert, time},
    row::Row,
};

/// A device with a plain store, enrolled over the network.
struct Device {
    store: Mutex<Store>,
    http: Http,
    backoff: Backoff,
}

impl Device {
    async fn enrolled(folder: &Path, link: &str, port: Option<u16>) -> Self {
        std::fs::create_dir_all(folder).unwrap();
        let mut store = Store::open(folder, &Key::new([5; 32]), Box::new(SystemRandom)).unwrap();
        store.device().unwrap();
        let store = Mutex::new(store);
        let invite: Invite = link.parse().unwrap();
        let new = daylog_sync::ask_to_enrol(&store, &invite, "bench").await.unwrap();
        store.lock().unwrap().enrol(&new).unwrap();
        let enrolled = store.lock().unwrap().device().unwrap().enrolled.unwrap();
        let addresses = port.map_or(enrolled.addresses, |port| vec![format!("127.0.0.1:{port}")]);
        let http = Http::pinned(addresses, enrolled.authorities).unwrap();
        Device { store, http, backoff: Backoff::default() }
    }

    async fn sync(&mut self) -> daylog_sync::Outcome {
        let clock = SystemClock::new();
        let engine = Engine { program: "bench".to_owned() };
        daylog_sync::run(&self.store, &engine, &self.http, &mut self.backoff, &move || clock.read(), &|| {}).await.unwrap()
    }

    fn append(&self, entries: &[daylog_domain::entries::Entry]) {
        self.store.lock().unwrap().append(entries).unwrap();
    }
}

pub fn first_sync() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let district = District::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let (pushed, pulled) = runtime.block_on(async {
        let mut first = Device::enrolled(&folder.path().join("first"), &district.invite("张如彬"), None).await;
        // Everything about the one household that both cadres look after.
        let mut mix = Mix::new(3, 1);
        (0..20).for_each(|_| first.append(&mix.entries(500)));
        let started = Instant::now();
        first.sync().await;
        let pushed = started.elapsed();
        let mut second = Device::enrolled(&folder.path().join("second"), &district.invite("园锦网格员"), None).await;
        let started = Instant::now();
        let outcome = second.sync().await;
        assert!(outcome.pulled >= 10_000, "{outcome:?}");
        (pushed, started.elapsed())
    });
    Row {
        what: "first sync of 10,000 entries on loopback, HTTPS, into the encrypted file",
        measured: format!("{:.2} s to receive them, {:.2} s to send them", pulled.as_secs_f64(), pushed.as_secs_f64()),
        wanted: "≤ 2 s",
    }
}

/// Saves as the app makes them, with a thread beside them that encrypts each to the district and puts it on disk.
pub fn save_while_encrypting() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let district = District::new();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let at = folder.path().join("device");
    let device = runtime.block_on(Device::enrolled(&at, &district.invite("张如彬"), None));
    let bare = bare_file(&folder.path().join("bare.db"));
    let (mut saves, mut inserts) = (Vec::with_capacity(APPENDS), Vec::with_capacity(APPENDS));
    let (tell, hear) = mpsc::channel();
    let envelopes = EnvelopeFolder::in_folder(&at);
    thread::scope(|scope| {
        let (device, envelopes) = (&device, &envelopes);
        scope.spawn(move || {
            while hear.recv().is_ok() {
                // What came meanwhile is encrypted together, as the app does it.
                while hear.try_recv().is_ok() {}
                envelopes.refresh(|work| work(&mut device.store.lock().unwrap())).unwrap();
                device.store.lock().unwrap().copy_write_ahead_log().unwrap();
            }
        });
        for entry in Mix::new(7, 12).entries(APPENDS) {
            inserts.push(time(|| insert(&bare, &entry_to_bytes(&entry))));
            saves.push(time(|| device.append(std::slice::from_ref(&entry))));
            tell.send(()).unwrap();
        }
        drop(tell);
    });
    assert!(!envelopes.names().unwrap().is_empty());
    Row {
        what: "the same while every entry is encrypted to the district beside it",
        measured: compared(&mut saves, &mut inserts),
        wanted: "p99 ≤ 1.5×",
    }
}

pub fn push_of_a_hundred() -> Row {
    let folder = tempfile::tempdir().unwrap();
    let district = District::new();
    let (port, counted) = counting_way(district.port());
    let runtime = tokio::runtime::Runtime::new().unwrap();
    let total = runtime.block_on(async {
        let mut device = Device::enrolled(&folder.path().join("device"), &district.invite("张如彬"), Some(port)).await;
        device.append(&Mix::new(4, 12).entries(60));
        device.sync().await;
        let before = [counted.0.load(Ordering::Relaxed), counted.1.load(Ordering::Relaxed)];
        device.append(&Mix::new(5, 12).entries(100));
        let outcome = device.sync().await;
        assert_eq!(outcome.pushed, 100);
        [counted.0.load(Ordering::Relaxed) - before[0], counted.1.load(Ordering::Relaxed) - before[1]]
    });
    let [up, down] = total;
    Row {
        what: "100 entries of the seed's mix in one push on a warm connection, all bytes of the socket (HTTP and TLS)",
        measured: format!("{} bytes each ({up} up, {down} down)", (up + down).div_ceil(100)),
        wanted: "≤ 50 bytes each",
    }
}

/// A connection to `target` that counts the bytes up and down.
fn counting_way(target: u16) -> (u16, Arc<(AtomicU64, AtomicU64)>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let counted = Arc::new((AtomicU64::new(0), AtomicU64::new(0)));
    let shared = counted.clone();
    thread::spawn(move || {
        for client in listener.incoming().map_while(Result::ok) {
            let server = TcpStream::connect(("127.0.0.1", target)).unwrap();
            let (client_again, server_again) = (client.try_clone().unwrap(), server.try_clone().unwrap());
            let (up, down) = (shared.clone(), shared.clone());
            thread::spawn(move || carry(client, server, &up.0));
            thread::spawn(move || carry(server_again, client_again, &down.1));
        }
    });
    (port, counted)
}

fn carry(mut from: TcpStream, mut to: TcpStream, counter: &AtomicU64) {
    let mut buffer = [0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut buffer) {
        counter.fetch_add(read as u64, Ordering::Relaxed);
        if to.write_all(&buffer[..read]).is_err() {
            return;
        }
    }
}
