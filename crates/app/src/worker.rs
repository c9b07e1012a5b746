//! Syncing by itself: at start and resume, after a save, when a connection returns, and on a timer that backs off.
//! Also locks an idle device and tells the screens that time moved on.

use std::{
    sync::{Arc, PoisonError, Weak},
    time::Duration,
};

use crate::{App, ProblemCode, events::Changed};

/// At rest the server is asked this often for what others did.
const AT_REST_SECONDS: u64 = 60;
/// Without a connection an attempt costs next to nothing; nobody should wait minutes for a tick after leaving the stairwell.
const OFFLINE_SECONDS: u64 = 15;
/// How often idleness and the passing of time are looked at.
const TICK: Duration = Duration::from_secs(10);

/// Encrypts what was saved, a moment after it was: a burst of saves is one piece of work, and none of them waits for it.
async fn keep_envelopes(app: Weak<App>) {
    while let Some(app) = app.upgrade() {
        tokio::select! {
            () = app.saved.notified() => {
                let flushing = app.clone();
                let _flushed = tokio::task::spawn_blocking(move || flushing.flush()).await;
            }
            // Looks now and then whether the app is still there.
            () = tokio::time::sleep(TICK) => {}
        }
    }
}

impl App {
    /// Works until the app is dropped. To be spawned once by the shell.
    pub async fn work(self: Arc<Self>) {
        let app = Arc::downgrade(&self);
        drop(self);
        tokio::spawn(keep_envelopes(app.clone()));
        let mut next_try = tokio::time::Instant::now();
        while let Some(app) = app.upgrade() {
            let asked = tokio::select! {
                () = app.wake.notified() => true,
                () = tokio::time::sleep(TICK) => false,
            };
            app.lock_when_idle();
            app.listeners.tell(Changed::Time);
            if asked || tokio::time::Instant::now() >= next_try {
                app.sync_and_tick().await;
                next_try = tokio::time::Instant::now() + app.wait();
            }
        }
    }

    /// The shell says that the app came back to the front.
    pub fn resumed(&self) {
        self.lock_when_idle();
        self.listeners.tell(Changed::Time);
        self.wake.notify_one();
    }

    /// A sync may wait long for an answer; an idle device locks itself meanwhile all the same.
    async fn sync_and_tick(self: &Arc<Self>) {
        let sync = self.try_sync();
        tokio::pin!(sync);
        loop {
            tokio::select! {
                () = &mut sync => return,
                () = tokio::time::sleep(TICK) => self.lock_when_idle(),
            }
        }
    }

    async fn try_sync(self: &Arc<Self>) {
        match self.sync().await {
            // What was receipted needs no envelope any more, and what is carried for others may go now.
            Ok(_) => {
                self.saved.notify_one();
                self.try_background_delivery().await;
            }
            Err(problem) if matches!(problem.code, ProblemCode::Locked | ProblemCode::NotEnrolled) => self.try_background_delivery().await,
            Err(problem) => tracing::info!(code = %problem.code, reference = problem.reference, "sync"),
        }
    }

    async fn try_background_delivery(self: &Arc<Self>) {
        if let Err(problem) = self.deliver_in_background().await {
            tracing::info!(code = %problem.code, reference = problem.reference, "background delivery");
        }
    }

    fn wait(&self) -> Duration {
        let status = self.status.lock().unwrap_or_else(PoisonError::into_inner);
        Duration::from_secs(match &status.problem {
            None => AT_REST_SECONDS,
            Some(code) if code.is_no_connection() => status.wait_seconds.min(OFFLINE_SECONDS),
            Some(_) => status.wait_seconds,
        })
    }
}
