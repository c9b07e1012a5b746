//! What a person is told when the window cannot be opened: why, that the record is safe, and what to do. Nothing here needs a
//! window system of ours: on Windows the system's own message box says it, elsewhere a line on standard error.

use std::collections::BTreeMap;

use crate::{no_window::NoWindow, platform};

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
}
