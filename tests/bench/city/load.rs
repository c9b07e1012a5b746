//! Ten thousand phones that send a day's work within minutes to one server on this machine, and what a TLS session costs.

use std::time::{Duration, Instant};

use daylog_backup::folder::Folder;
use daylog_testkit::{
    city::{Phone, Size},
    postgres::Version,
};
use daylog_tests::load::{Handshakes, arrive, handshake};
use rustls::HandshakeKind;

use super::{cluster, kept::Run, moving, page::Taken, serving::Serving};
use crate::row::row;

/// A city of so many phones in which nothing happened yet.
fn size(phones: u32) -> Size {
    Size { communities: (phones / 20).max(1), cadres: phones, residents: phones * 5 / 2, days: 0 }
}

/// Lets them come, each with its day's work.
pub fn load(count: u32, within: Duration) {
    measured(&Run::of(size(count)), within);
}

/// The same to a district that lies in PostgreSQL 15.
pub fn load_on_postgres(count: u32, within: Duration) {
    let cluster = cluster::start(Version::V15);
    measured(&moving::to_postgres(Run::of(size(count)), &cluster), within);
}

fn measured(run: &Run, within: Duration) {
    let mut phones = run.phones(0..run.plan.cadres.len(), 0);
    for phone in &mut phones {
        phone.expect(&run.plan, &run.numbers, 0);
        phone.write_until(run.now());
    }
    let serving = Serving::start(&run.data, run.now());
    let authority = Folder::at(&run.data).unwrap().authority_der().unwrap();
    come(run, phones, within, &serving, &authority);
    handshakes(&serving, &authority);
}

fn come(run: &Run, phones: Vec<Phone>, within: Duration, serving: &Serving, authority: &[u8]) {
    let count = phones.len();
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let (started, used) = (Instant::now(), serving.processor_seconds());
    let arrived = runtime.block_on(arrive(phones, within, run.now(), (serving.port, authority)));
    let took = started.elapsed().as_secs_f64();
    let share = (serving.processor_seconds() - used) / took;
    let told = format!(
        "all receipted after {took:.0} s, {} entries; until the receipt {}; {} times asked to come later; the server uses {share:.2} cores",
        arrived.entries,
        Taken::of(arrived.receipted).told(),
        arrived.asked_to_wait,
    );
    row(&format!("{count} phones with a day's work come within {} s, each over TLS of its own", within.as_secs()), &told, "p99 ≤ 5 s");
    row("the same, until everything that they may see has come down", &Taken::of(arrived.done).told(), "—");
}

fn handshakes(serving: &Serving, authority: &[u8]) {
    const MANY: u32 = 300;
    let measured = |kind: HandshakeKind, client: &dyn Fn() -> Handshakes| {
        let used = serving.processor_seconds();
        let again = client();
        handshake(&again);
        let mut times = Vec::new();
        for _ in 0..MANY {
            let fresh;
            let one = if kind == HandshakeKind::Full {
                fresh = client();
                &fresh
            } else {
                &again
            };
            let (found, took) = handshake(one);
            assert_eq!(found, kind);
            times.push(took);
        }
        let each = (serving.processor_seconds() - used) * 1_000.0 / f64::from(MANY + 1);
        format!("{}; {each:.2} ms of the server's processor with a request", Taken::of(times).told())
    };
    let client = || Handshakes::with(serving.port, authority);
    row("a TLS handshake, full", &measured(HandshakeKind::Full, &client), "—");
    row("a TLS handshake, resumed", &measured(HandshakeKind::Resumed, &client), "resumed");
}
