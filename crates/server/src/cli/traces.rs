//! Where a serving process says what it does: on standard error, by a thread of its own. Where nobody takes the lines, no request waits:
//! some are kept in memory, and what does not fit is left out and counted.

use tracing_appender::non_blocking::{ErrorCounter, NonBlockingBuilder, WorkerGuard};
use tracing_subscriber::EnvFilter;

use super::arguments::TraceFormat;

/// Lines that wait at most: a megabyte or two, and the minutes of a district at work in which somebody may look away.
const LINES: usize = 8_192;

/// Traces are written while this is there. Whoever drops it waits a second for those that are left.
pub(super) struct Traces {
    _writing: WorkerGuard,
    /// Counts the lines that were left out.
    pub left_out: ErrorCounter,
}

pub(super) fn start(format: TraceFormat) -> Traces {
    let (writer, writing) = NonBlockingBuilder::default().lossy(true).buffered_lines_limit(LINES).finish(std::io::stderr());
    let left_out = writer.error_counter();
    // Libraries say what they do at levels below; what they say may hold addresses of requests.
    let filter = EnvFilter::try_from_env("DAYLOG_TRACE").unwrap_or_else(|_| EnvFilter::new("warn,daylog=info"));
    let builder = tracing_subscriber::fmt().with_env_filter(filter).with_writer(writer).with_ansi(false);
    // A trace that is already there, as in tests, stays.
    let _started = match format {
        TraceFormat::Text => builder.try_init(),
        TraceFormat::Json => builder.json().try_init(),
    };
    Traces { _writing: writing, left_out }
}
