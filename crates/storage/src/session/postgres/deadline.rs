//! Waiting with the calling thread, and not for ever.

use std::{
    pin::pin,
    sync::Arc,
    task::{Context, Poll, Wake, Waker},
    thread::{self, Thread},
    time::{Duration, Instant},
};

/// What the work gives; none where that takes longer than `limit`, and then the work is dropped where it stands.
///
/// A timer of the runtime that carries the connections would cost that thread a turn for each statement.
pub(crate) fn within<T>(limit: Duration, work: impl Future<Output = T>) -> Option<T> {
    let mut work = pin!(work);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let began = Instant::now();
    loop {
        if let Poll::Ready(done) = work.as_mut().poll(&mut Context::from_waker(&waker)) {
            return Some(done);
        }
        match limit.checked_sub(began.elapsed()) {
            None | Some(Duration::ZERO) => return None,
            Some(left) => thread::park_timeout(left),
        }
    }
}

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.0.unpark();
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    #[test]
    fn what_comes_in_time_is_given_and_what_never_comes_is_not_waited_for() {
        let (send, receive) = tokio::sync::oneshot::channel();
        let sender = thread::spawn(move || send.send(7));
        assert_eq!(within(Duration::from_secs(600), receive), Some(Ok(7)));
        sender.join().unwrap().unwrap();
        assert_eq!(within(Duration::ZERO, ready(1)), Some(1));
        let began = Instant::now();
        assert_eq!(within(Duration::from_millis(20), pending::<()>()), None);
        assert!(began.elapsed() >= Duration::from_millis(20));
    }
}
