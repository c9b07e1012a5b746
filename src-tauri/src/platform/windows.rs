//! Windows: whether WebView2 is installed, the language of its own surface, and its message box.
#![allow(unsafe_code, reason = "calls of Windows; the texts outlive them")]

use windows_sys::Win32::{
    Globalization::GetUserDefaultUILanguage,
    UI::WindowsAndMessaging::{MB_ICONERROR, MB_OK, MB_SETFOREGROUND, MessageBoxW},
};

use crate::no_window::NoWindow;

pub(super) fn foreseen() -> Option<NoWindow> {
    tauri::webview_version().is_err().then_some(NoWindow::NoWebview)
}

/// The lower ten bits of the language's number are the language, the others the country.
pub(super) fn language() -> String {
    match unsafe { GetUserDefaultUILanguage() } & 0x3ff {
        0x04 => "zh",
        0x12 => "ko",
        _ => "en",
    }
    .to_owned()
}

pub(super) fn show(title: &str, text: &str) {
    let (title, text) = (wide(title), wide(text));
    unsafe { MessageBoxW(std::ptr::null_mut(), text.as_ptr(), title.as_ptr(), MB_OK | MB_ICONERROR | MB_SETFOREGROUND) };
}

fn wide(text: &str) -> Vec<u16> {
    text.encode_utf16().chain([0]).collect()
}
