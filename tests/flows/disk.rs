//! A full disk, a damaged file, a file of a newer program: a clear word, nothing lost, nothing half done.

use std::{fs, path::Path, process::Command};

use daylog_store::{Store, SystemRandom, key_file::KeyFiles};
use daylog_tests::harness::{Device, District, EVENING_INSTANT, Outcome, PIN, note};

/// A small disk of its own, where this machine lets the test mount one.
struct SmallDisk(tempfile::TempDir);

impl SmallDisk {
    fn new() -> Option<Self> {
        let folder = tempfile::tempdir().unwrap();
        let mounted = Command::new("mount").args(["-t", "tmpfs", "-o", "size=2m", "tmpfs"]).arg(folder.path()).output();
        mounted.is_ok_and(|output| output.status.success()).then_some(SmallDisk(folder))
    }
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _unmounted = Command::new("umount").arg("--lazy").arg(self.0.path()).status();
    }
}

#[test]
fn a_full_disk_is_said_loses_nothing_and_is_over_when_there_is_room() {
    let district = District::new();
    let Some(disk) = SmallDisk::new() else {
        eprintln!("no small disk can be mounted here; the limit on file sizes stands in for it");
        return full_by_limit(&district);
    };
    let on_disk = Device::enrolled(&district.invite("张如彬")).copied_into(disk.0.path());
    let app = on_disk.open();
    let ballast = disk.0.path().join("ballast");
    let mut saved = 0;
    // The file still has room of its own for a few; then each save needs the disk.
    let refused = (0..200).find_map(|round| {
        if round == 1 {
            fill(&ballast);
        }
        match app.save(&note(&app, &format!("note {round}"))) {
            Ok(_) => {
                saved += 1;
                None
            }
            Err(problem) => Some(problem),
        }
    });
    let refused = refused.expect("the disk was full");
    assert_eq!((refused.code.as_str(), refused.retry), ("disk_full", true));
    assert_eq!(app.diary(None).unwrap().lines.len(), saved, "what was said to be saved is there, what was refused is not");
    drop(app);
    // Closing the record gave some room back.
    fill(&ballast);
    assert!(on_disk.run(&["log", "note", "--household", "YJ-001", "--text", "words"]).mend().contains("the disk is full"));

    fs::remove_file(ballast).unwrap();
    assert_eq!(on_disk.diary().len(), saved);
    on_disk.note("there is room again");
    assert_eq!(on_disk.sync().0, saved as u64 + 1);
}

fn fill(path: &Path) {
    use std::io::Write;
    let mut file = fs::File::create(path).unwrap();
    while file.write_all(&[7; 4096]).is_ok() {}
    while file.write_all(&[7]).is_ok() {}
}

/// As on a full disk a write fails half way, though with another number.
fn full_by_limit(district: &District) {
    let device = Device::enrolled(&district.invite("张如彬"));
    device.note("before");
    let command = device.command(&["log", "note", "--household", "YJ-001", "--text", "words"]);
    let limited = Outcome::of(
        Command::new("sh")
            .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"])
            .arg(command.get_program())
            .args(command.get_args())
            .envs(command.get_envs().filter_map(|(name, value)| Some((name, value?)))),
    );
    let _words = limited.mend();
    device.note("after");
    assert_eq!(device.diary().len(), 2);
    assert_eq!(device.sync().0, 2);
}

#[test]
fn a_damaged_record_is_kept_aside_and_said_and_the_device_can_be_enrolled_again() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.note("received");
    device.sync();
    let file = device.profile().join("daylog.db");
    let mut bytes = fs::read(&file).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle..middle + 4096].fill(0xa5);
    fs::write(&file, &bytes).unwrap();
    for sidecar in ["daylog.db-wal", "daylog.db-shm"] {
        let _none = fs::remove_file(device.profile().join(sidecar));
    }

    let outcome = device.run(&["diary"]);
    assert!(outcome.mend().contains("damaged"), "{}", outcome.stderr);
    let kept: Vec<_> = fs::read_dir(device.profile())
        .unwrap()
        .map(|file| file.unwrap().path())
        .filter(|path| path.to_string_lossy().ends_with(".db") && path.to_string_lossy().contains("damaged"))
        .collect();
    assert_eq!(kept.len(), 1, "the damaged file was kept");
    assert_eq!(fs::read(&kept[0]).unwrap(), bytes, "as it was");

    device.json(&["enrol", &district.invite("张如彬")]);
    device.sync();
    assert_eq!(device.diary().len(), 1, "what the server had received is back");
}

#[test]
fn a_record_of_a_newer_program_is_refused_before_any_write() {
    let district = District::new();
    let device = Device::enrolled(&district.invite("张如彬"));
    device.note("kept");
    make_newer(device.profile());
    let before = contents(device.profile());
    for args in [&["diary"][..], &["sync"], &["log", "note", "--household", "YJ-001", "--text", "words"]] {
        assert!(device.run(args).mend().contains("too old for the record"), "{args:?}");
    }
    assert_eq!(contents(device.profile()), before);
}

/// Writes the version of a program of tomorrow into the record.
fn make_newer(profile: &Path) {
    use daylog_domain::clocks::{BootId, Reading};
    let reading = Reading { wall: EVENING_INSTANT, elapsed_ms: 1_582_808_400_000, boot: BootId(*b"set-time") };
    let key = KeyFiles::in_folder(profile).unlock(PIN, None, reading).unwrap();
    drop(Store::open(profile, &key, Box::new(SystemRandom)).unwrap());
    let connection = rusqlite::Connection::open(profile.join("daylog.db")).unwrap();
    let hex: String = key.iter().map(|byte| format!("{byte:02x}")).collect();
    connection.execute_batch(&format!("pragma key = \"x'{hex}'\"; pragma user_version = 999; pragma wal_checkpoint(truncate);")).unwrap();
}

fn contents(folder: &Path) -> Vec<(String, Vec<u8>)> {
    let mut files: Vec<_> = crate::files_below(folder)
        .into_iter()
        // The shared-memory index of the write-ahead log is made by reading as well.
        .filter(|path| !path.to_string_lossy().ends_with("-shm"))
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), fs::read(&path).unwrap()))
        .collect();
    files.sort();
    files
}
