//! Declares our commands, so that each needs a permission in `capabilities/`, and bakes the phone UI into the program.

#[path = "src/commands/names.rs"]
mod names;

fn main() {
    // A check of this crate must not wait for Node: without a built UI the window is empty, and says so by being empty.
    if let Err(error) = std::fs::create_dir_all("../ui/dist/phone") {
        println!("cargo::warning=no folder for the phone UI: {error}");
    }
    println!("cargo::rerun-if-changed=../ui/dist/phone");
    let manifest = tauri_build::AppManifest::new().commands(names::NAMES);
    if let Err(error) = tauri_build::try_build(tauri_build::Attributes::new().app_manifest(manifest)) {
        println!("cargo::error={error:#}");
    }
}
