//! Hands the page's calls to the app. Which commands there are is declared once, in `daylog_app::commands`; from it come `names.rs`
//! and `permissions/`, in which Tauri has looked before a call comes here.

use std::sync::Arc;

use daylog_app::{App, commands};
use tauri::{
    Manager as _, Wry, async_runtime,
    ipc::{Invoke, InvokeBody},
};

/// Answers true: no call is anybody else's.
pub fn handle(invoke: Invoke<Wry>) -> bool {
    let Invoke { message, resolver, .. } = invoke;
    let app = message.webview_ref().state::<Arc<App>>().inner().clone();
    let command = message.command().to_owned();
    let args = match message.payload() {
        InvokeBody::Json(args) => args.clone(),
        InvokeBody::Raw(_) => serde_json::Value::Null,
    };
    // A thread of its own: unlocking computes for a while and every save waits for the disk, and the window must not.
    async_runtime::spawn_blocking(move || match async_runtime::block_on(commands::call(&app, &command, args)) {
        Ok(answer) => resolver.resolve(answer),
        Err(problem) => resolver.reject(problem),
    });
    true
}
