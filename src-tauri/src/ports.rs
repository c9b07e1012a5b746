//! Which implementation of each port this platform has. Android's are the Kotlin plugin's and come with it:
//! until then a phone has no keyring, so its PIN has eight digits, and it reminds nobody.

use std::sync::Arc;

use daylog_app::{
    Ports,
    clock::SystemClock,
    ports::{KeyVault, NoReminders},
};

/// `files` is where a person finds what this program wrote for them.
pub fn ports(files: Option<std::path::PathBuf>) -> Ports {
    Ports { clock: Arc::new(SystemClock::new()), vault: vault(), reminders: Box::new(NoReminders), files_for_people: files }
}

#[cfg(desktop)]
fn vault() -> Box<dyn KeyVault> {
    Box::new(desktop_vault::DesktopVault)
}

#[cfg(mobile)]
fn vault() -> Box<dyn KeyVault> {
    Box::new(daylog_app::ports::NoVault)
}

#[cfg(desktop)]
mod desktop_vault;
