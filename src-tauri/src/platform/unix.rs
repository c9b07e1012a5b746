//! Linux and its like: a display is named in the environment, and standard error is where a person or the system's journal
//! finds what was said.

use std::{env, io::Write as _};

use crate::no_window::NoWindow;

pub(super) fn foreseen() -> Option<NoWindow> {
    let is_named = |name: &str| env::var_os(name).is_some_and(|value| !value.is_empty());
    let has_display = cfg!(target_os = "macos") || is_named("DISPLAY") || is_named("WAYLAND_DISPLAY");
    (!has_display).then_some(NoWindow::NoDisplay)
}

pub(super) fn language() -> String {
    let chosen = ["LC_ALL", "LC_MESSAGES", "LANG"].into_iter().filter_map(|name| env::var(name).ok());
    chosen.into_iter().find(|value| !value.is_empty()).unwrap_or_default()
}

pub(super) fn show(title: &str, text: &str) {
    let _unheard = writeln!(std::io::stderr(), "{title}\n{text}");
}
