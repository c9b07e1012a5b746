//! Every command of the app, once: `build.rs` declares a permission for each, the tests compare `permissions/` and the app with it.
//! A module of the build script and of a test, not of the library: a build script cannot depend on the crate that it builds.

pub const NAMES: &[&str] = &[
    "start",
    "set_preferences",
    "choose_pin",
    "enrol",
    "unlock",
    "lock",
    "touch",
    "me",
    "due",
    "diary",
    "household",
    "entry",
    "save",
    "save_many",
    "undo",
    "correct",
    "withdraw",
    "outbox",
    "sync_state",
    "sync_now",
    "keep_field",
    "kept_field",
];
