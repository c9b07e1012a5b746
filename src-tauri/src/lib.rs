//! The shell: one window around `daylog-app`. What a person can do is there; here are the window, the platform's ports and
//! nothing else.

mod commands;
#[cfg(desktop)]
mod message;
#[cfg(desktop)]
mod no_window;
#[cfg(desktop)]
mod platform;
mod ports;
mod profile;

#[cfg(desktop)]
use std::process::ExitCode;
use std::sync::Arc;

use daylog_app::App;
use tauri::{AppHandle, Emitter as _, Manager as _, RunEvent, WindowEvent, async_runtime};

/// Opens the window and stays until it is closed. Says why where it cannot be opened.
#[cfg(desktop)]
pub fn run() -> ExitCode {
    traces();
    match platform::foreseen().map_or_else(|| no_window::caught(open_and_stay), Err) {
        Ok(()) => ExitCode::SUCCESS,
        Err(why) => {
            tracing::error!(?why, "no window");
            message::say(&why);
            ExitCode::FAILURE
        }
    }
}

#[cfg(desktop)]
fn open_and_stay() -> Result<(), no_window::NoWindow> {
    // First of all plugins: a second start must not open the profile before it hands over to the first.
    let second_start = tauri_plugin_single_instance::init(|handle, _, _| bring_to_front(handle));
    start(tauri::Builder::default().plugin(second_start)).map_err(|error| no_window::NoWindow::Failed(error.to_string()))
}

/// What Android calls when it has loaded the library.
#[cfg(mobile)]
#[tauri::mobile_entry_point]
fn run() {
    if let Err(error) = start(tauri::Builder::default()) {
        tracing::error!(%error, "the window cannot be opened");
    }
}

fn start(builder: tauri::Builder<tauri::Wry>) -> tauri::Result<()> {
    let built = builder.setup(|tauri_app| Ok(open(tauri_app.handle())?)).invoke_handler(commands::handle).build(tauri::generate_context!());
    built?.run(on_event);
    Ok(())
}

fn open(handle: &AppHandle) -> tauri::Result<()> {
    let app = App::new(profile::folder(handle)?, ports::ports(profile::files_for_people(handle)));
    let window = handle.clone();
    app.on_change(move |changed| {
        // A page that is not there yet asks for everything when it comes.
        let _unheard = window.emit("changed", serde_json::json!({ "changed": changed }));
    });
    async_runtime::spawn(app.clone().work());
    handle.manage(app);
    Ok(())
}

fn on_event(handle: &AppHandle, event: RunEvent) {
    if let RunEvent::WindowEvent { event, .. } = event
        && is_return(&event)
    {
        handle.state::<Arc<App>>().resumed();
    }
}

/// Whether a person came back to the window.
fn is_return(event: &WindowEvent) -> bool {
    #[cfg(mobile)]
    return matches!(event, WindowEvent::Resumed);
    #[cfg(desktop)]
    return matches!(event, WindowEvent::Focused(true));
}

#[cfg(desktop)]
fn bring_to_front(handle: &AppHandle) {
    for window in handle.webview_windows().into_values() {
        let _shown = window.unminimize().and_then(|()| window.set_focus());
    }
}

/// Traces go to stderr; on a phone nobody could read them there.
#[cfg(desktop)]
fn traces() {
    let wanted = tracing_subscriber::EnvFilter::try_from_env("DAYLOG_TRACE").unwrap_or_else(|_| "info".into());
    tracing_subscriber::fmt().with_env_filter(wanted).with_writer(std::io::stderr).log_internal_errors(false).init();
}
