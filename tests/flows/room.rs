//! A server without room: it says so to devices and to whoever looks after it, loses nothing, and goes on by itself.

use std::{fs, path::Path, process::Command};

use daylog_sync::{Route, Transport, TransportError, http::Http};
use daylog_tests::harness::{DATE, Device, District};

/// A small disk of its own, where this machine lets the test mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=24m", "tmpfs"]).arg(folder.path()).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(SmallDisk(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

fn fill(path: &Path) {
    use std::io::Write;
    let mut file = fs::File::create(path).unwrap();
    while file.write_all(&[7; 4096]).is_ok() {}
    while file.write_all(&[7]).is_ok() {}
}

#[test]
fn a_district_without_room_tells_devices_that_their_entries_are_safe_and_takes_them_when_there_is_room() {
    let Some(disk) = SmallDisk::new() else {
        eprintln!("no small disk can be mounted here");
        return;
    };
    let mut district = District::inside(disk.0.path());
    let device = Device::enrolled(&district.invite("张如彬"));
    device.note("before");
    device.sync();
    let ballast = disk.0.path().join("ballast");
    fill(&ballast);
    device.note("meanwhile");
    let refused = device.run(&["sync"]);
    let said = refused.fix();
    assert!(said.contains("The district has no room.") && said.contains("safe on this device"), "{said}");
    let other_disk = tempfile::tempdir().unwrap();
    let backups = [disk.0.path().join("backups"), other_disk.path().join("backups")].map(|to| to.display().to_string());
    let roster = daylog_tests::harness::fixture("roster.csv").display().to_string();
    for command in [
        &["backup", "--to", &backups[0]][..],
        &["backup", "--to", &backups[1]],
        &["import", &roster, "--shift-days", "1"],
        &["invite", "--cadre", "张如彬"],
        &["rebuild"],
    ] {
        let outcome = district.run(command);
        let said = outcome.fix();
        assert!(said.contains("is full") && !said.contains("Report") && said.to_lowercase().contains("free "), "{command:?}: {said}");
    }
    let left = fs::read_dir(district.data()).unwrap().map(|file| file.unwrap().file_name().into_string().unwrap());
    assert!(!left.into_iter().any(|name| name.contains("snapshot") || name.contains("proof")), "nothing half done stays in the way");
    // A server that starts again without room still serves what is there.
    district.kill();
    district.start();
    assert_eq!(district.diary(DATE).len(), 1);
    fs::remove_file(ballast).unwrap();
    assert_eq!(device.sync().0, 1);
    assert_eq!(district.diary(DATE).len(), 2);
    assert_eq!(district.run(&["backup", "--to", &backups[1]]).code, 0);
}

#[test]
fn a_message_that_is_too_large_is_told_so_by_the_district_itself() {
    let district = District::new();
    let authority = fs::read(district.data().join("ca.pem")).unwrap();
    let authority = rustls_der(&authority);
    let runtime = tokio::runtime::Runtime::new().unwrap();
    for megabytes in [5, 20] {
        let http = Http::pinned(vec![format!("127.0.0.1:{}", district.port())], vec![authority.clone()]).unwrap();
        let told = runtime.block_on(http.exchange(Route::Sync, vec![7; megabytes << 20]));
        assert_eq!(told, Err(TransportError::TooLarge), "{megabytes} MiB");
    }
}

fn rustls_der(pem: &[u8]) -> Vec<u8> {
    use base64::{Engine, engine::general_purpose::STANDARD};
    let text = String::from_utf8_lossy(pem);
    let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
    STANDARD.decode(body).unwrap()
}
