//! Pushes at a steady rate.

use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicBool, Ordering},
    },
    time::{Duration, Instant},
};

use daylog_domain::time;

use super::connected::{Connected, FIRST_PAGE_BYTES};

/// Pushes at a steady rate, whether earlier ones have been answered or not, until it is told to stop.
pub struct Pushing {
    is_over: Arc<AtomicBool>,
    task: tokio::task::JoinHandle<(Vec<Connected>, Vec<Duration>)>,
}

/// Entries in one push.
const ENTRIES: usize = 2;

impl Pushing {
    pub fn start(phones: Vec<Connected>, per_second: u32, now: time::Instant) -> Self {
        let is_over = Arc::new(AtomicBool::new(false));
        let task = tokio::spawn(push(phones, per_second, now, is_over.clone()));
        Pushing { is_over, task }
    }

    /// The phones again, and how long each push took from when it was due.
    pub async fn stop(self) -> (Vec<Connected>, Vec<Duration>) {
        self.is_over.store(true, Ordering::SeqCst);
        self.task.await.unwrap()
    }
}

async fn push(phones: Vec<Connected>, per_second: u32, now: time::Instant, is_over: Arc<AtomicBool>) -> (Vec<Connected>, Vec<Duration>) {
    let phones: Vec<_> = phones.into_iter().map(|phone| Arc::new(tokio::sync::Mutex::new(phone))).collect();
    let times = Arc::new(Mutex::new(Vec::new()));
    let (started, every) = (Instant::now(), Duration::from_secs(1) / per_second);
    let mut running = tokio::task::JoinSet::new();
    for number in 0_u32.. {
        let due = started + every * number;
        tokio::time::sleep_until(due.into()).await;
        if is_over.load(Ordering::SeqCst) {
            break;
        }
        let (phone, times) = (phones[number as usize % phones.len()].clone(), times.clone());
        running.spawn(async move {
            let mut phone = phone.lock().await;
            phone.phone.write_some(now, ENTRIES);
            phone.exchange(now, FIRST_PAGE_BYTES).await;
            times.lock().unwrap().push(due.elapsed());
        });
    }
    while let Some(pushed) = running.join_next().await {
        pushed.unwrap();
    }
    let phones = phones.into_iter().map(|phone| Arc::into_inner(phone).unwrap().into_inner()).collect();
    (phones, Arc::into_inner(times).unwrap().into_inner().unwrap())
}
