//! When the window cannot be opened: a person must see why, that the record is safe, and what to do. Nothing here needs a
//! window system of ours: on Windows the system's own message box says it, elsewhere a line on standard error.

use std::{
    collections::BTreeMap,
    panic::{self, AssertUnwindSafe, PanicHookInfo},
    sync::{Mutex, PoisonError},
};

use crate::platform;

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

/// Tells the person.
pub(crate) fn say(why: &NoWindow) {
    let (title, text) = words(why, &platform::language());
    platform::show(&title, &text);
}

/// The words in the language of the machine.
fn words(why: &NoWindow, language: &str) -> (String, String) {
    let file = match language.get(..2) {
        Some("zh") => include_str!("../words/zh-CN.json"),
        Some("ko") => include_str!("../words/ko.json"),
        _ => include_str!("../words/en.json"),
    };
    let words: BTreeMap<String, String> = serde_json::from_str(file).unwrap_or_default();
    let word = |key: &str| words.get(key).cloned().unwrap_or_default();
    let text = match why {
        NoWindow::NoWebview => word("no_webview"),
        NoWindow::NoDisplay => word("no_display"),
        NoWindow::Failed(detail) => word("failed").replace("{detail}", detail),
    };
    (word("title"), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_reason_is_said_in_every_language_with_what_to_do() {
        for language in ["zh_CN.UTF-8", "ko-KR", "en", "", "fr"] {
            for why in [NoWindow::NoWebview, NoWindow::NoDisplay, NoWindow::Failed("GTK says no".to_owned())] {
                let (title, text) = words(&why, language);
                assert!(title.contains("Daylog") && text.contains("Daylog"), "{language} {why:?}");
                assert!(text.lines().filter(|line| !line.is_empty()).count() >= 3, "{language} {why:?}: what, record, next");
                assert_eq!(text.contains("GTK says no"), matches!(why, NoWindow::Failed(_)));
            }
        }
        assert!(words(&NoWindow::NoWebview, "ko").1.contains("콤퓨터") && words(&NoWindow::NoWebview, "zh").1.contains("电脑"));
    }

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
