//! What the shell needs of each desktop: whether a window can be opened at all, the person's language, and a way to say
//! something without a window.

use crate::no_window::NoWindow;

#[cfg(windows)]
mod windows;
#[cfg(windows)]
use windows as system;

#[cfg(not(windows))]
mod unix;
#[cfg(not(windows))]
use unix as system;

/// Why no window can be opened, as far as that can be seen before it is tried.
pub(crate) fn foreseen() -> Option<NoWindow> {
    system::foreseen()
}

/// Such as `zh-CN` or `ko_KR.UTF-8`; empty where nobody chose one.
pub(crate) fn language() -> String {
    system::language()
}

/// Says it, and returns when it was seen where that can be known.
pub(crate) fn show(title: &str, text: &str) {
    system::show(title, text);
}
