//! Why the window cannot be opened: foreseen, said by what failed, or caught. What a person is told of it is in `message`.

use std::{
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::{Mutex, PoisonError},
};

/// Why there is no window.
#[derive(Debug, Clone, PartialEq, Eq)]
#[allow(dead_code, reason = "each system foresees one of the first two")]
pub(crate) enum NoWindow {
    /// The machine has no WebView.
    NoWebview,
    /// The program was started where there is no display.
    NoDisplay,
    /// Something else, in the words of whatever failed.
    Failed(String),
}

/// Runs what opens the window. A panic in it, as libraries answer a machine on which they cannot work, is a reason as any other.
pub(crate) fn caught<T>(opening: impl FnOnce() -> Result<T, NoWindow>) -> Result<T, NoWindow> {
    let before = panic::take_hook();
    let opening_thread = std::thread::current().id();
    panic::set_hook(Box::new(
        move |panicked| {
            if std::thread::current().id() == opening_thread { note(panicked) } else { before(panicked) }
        },
    ));
    let said = || LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner).take().unwrap_or_default();
    panic::catch_unwind(AssertUnwindSafe(opening)).unwrap_or_else(|_| Err(NoWindow::Failed(said())))
}

static LAST_WORDS: Mutex<Option<String>> = Mutex::new(None);

fn note(panicked: &PanicHookInfo<'_>) {
    let words = panicked.payload_as_str().unwrap_or("panic").to_owned();
    let place =
        panicked.location().map(|place| format!(" ({}:{})", place.file().rsplit(['/', '\\']).next().unwrap_or_default(), place.line()));
    *LAST_WORDS.lock().unwrap_or_else(PoisonError::into_inner) = Some(words + &place.unwrap_or_default());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_panic_while_the_window_opens_becomes_a_reason_and_no_panic() {
        let opened = caught(|| -> Result<(), NoWindow> { panic_like_a_library() });
        let Err(NoWindow::Failed(words)) = opened else { panic!("{opened:?}") };
        assert!(words.starts_with("Failed to initialize gtk backend!") && words.contains("no_window.rs:"), "{words}");
        assert_eq!(caught(|| Ok::<_, NoWindow>(7)), Ok(7));
    }

    fn panic_like_a_library() -> Result<(), NoWindow> {
        panic!("Failed to initialize gtk backend!")
    }
}
