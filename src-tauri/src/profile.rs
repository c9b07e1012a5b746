//! Where the device's files lie.

use std::path::PathBuf;

use tauri::{AppHandle, Manager as _};

/// The platform's folder for this app's data. Development builds take another one from `DAYLOG_PROFILE`.
pub fn folder(handle: &AppHandle) -> tauri::Result<PathBuf> {
    #[cfg(debug_assertions)]
    if let Some(named) = std::env::var_os("DAYLOG_PROFILE") {
        return Ok(named.into());
    }
    Ok(handle.path().app_data_dir()?.join("profile"))
}

/// The person's own folder for downloads, or for documents; on a phone the part of shared storage that is this app's.
pub fn files_for_people(handle: &AppHandle) -> Option<PathBuf> {
    handle.path().download_dir().or_else(|_| handle.path().document_dir()).ok()
}
