//! Writers that go on whatever becomes of the server: each writes numbers one after the other, tries a number until it is
//! acknowledged, and remembers which were. What a write is says the test.

use std::{
    sync::{
        Mutex,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::{Duration, Instant},
};

use daylog_testkit::SeededRandom;

/// Between two writes, and before an attempt is repeated.
const LONGEST_PAUSE_MILLIS: u64 = 20;

/// Three times a failover.
const LONGEST_SILENCE: Duration = Duration::from_secs(90);

/// What one writer can show afterwards.
#[derive(Debug, Clone, Default)]
pub struct Written {
    /// How many were acknowledged; they are 1, 2, 3 … without a gap.
    pub acknowledged: u64,
    /// Attempts that failed.
    pub failed: u64,
    /// The longest time from one acknowledgement to the next.
    pub longest_silence: Duration,
}

/// Lets `count` writers write while `meanwhile` runs, and until each had two more acknowledged after that.
/// `open` gives a writer its connection; its `write` says whether the number was acknowledged.
///
/// # Panics
/// When a writer gets nothing acknowledged for longer than any failover takes.
pub fn write_while<W: FnMut(u64) -> bool>(count: u64, open: impl Fn(u64) -> W + Sync, meanwhile: impl FnOnce()) -> Vec<Written> {
    let (is_over, written) = (AtomicBool::new(false), Mutex::new(vec![Written::default(); usize::try_from(count).unwrap()]));
    thread::scope(|scope| {
        for writer in 0..count {
            let (open, is_over, written) = (&open, &is_over, &written);
            scope.spawn(move || {
                let done = go_on(writer, open(writer), is_over);
                written.lock().unwrap()[usize::try_from(writer).unwrap()] = done;
            });
        }
        // Even when it panics the writers must end.
        let end = EndOfWriting(&is_over);
        meanwhile();
        drop(end);
    });
    written.into_inner().unwrap()
}

struct EndOfWriting<'a>(&'a AtomicBool);

impl Drop for EndOfWriting<'_> {
    fn drop(&mut self) {
        self.0.store(true, Ordering::SeqCst);
    }
}

fn go_on(writer: u64, mut write: impl FnMut(u64) -> bool, is_over: &AtomicBool) -> Written {
    let (mut written, mut random, mut since) = (Written::default(), SeededRandom::new(writer), Instant::now());
    let mut left = 2;
    while left > 0 {
        let was_over = is_over.load(Ordering::SeqCst);
        if write(written.acknowledged + 1) {
            written.acknowledged += 1;
            written.longest_silence = written.longest_silence.max(since.elapsed());
            since = Instant::now();
            left -= u32::from(was_over);
        } else {
            written.failed += 1;
            assert!(since.elapsed() < LONGEST_SILENCE, "writer {writer} gets nothing acknowledged any more");
        }
        thread::sleep(Duration::from_millis(random.below(LONGEST_PAUSE_MILLIS)));
    }
    written
}

/// A line for the log of a test: how much, how often in vain, and the longest silence.
pub fn told(written: &[Written]) -> String {
    let sum = |of: fn(&Written) -> u64| written.iter().map(of).sum::<u64>();
    let silence = written.iter().map(|writer| writer.longest_silence).max().unwrap_or_default();
    format!(
        "{} acknowledged, {} attempts in vain, longest silence {:.1} s",
        sum(|writer| writer.acknowledged),
        sum(|writer| writer.failed),
        silence.as_secs_f64()
    )
}
