//! The shell: one window around `daylog-app`. What a person can do is there; here are the window, the platform's ports and nothing else.

#[cfg_attr(mobile, tauri::mobile_entry_point)]
pub fn run() {}
