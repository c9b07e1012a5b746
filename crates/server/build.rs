//! Makes the folder of the dashboard's files where it is missing, so that the server builds before the dashboard does.

fn main() -> std::io::Result<()> {
    let root = std::env::var("CARGO_MANIFEST_DIR").unwrap_or_default();
    let folder = std::path::Path::new(&root).join("../../ui/dist/district");
    std::fs::create_dir_all(&folder)?;
    println!("cargo:rerun-if-changed={}", folder.display());
    Ok(())
}
