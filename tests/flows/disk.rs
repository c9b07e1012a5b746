//! A full disk, a damaged file, a file of a newer program: a clear word, nothing lost, nothing half done.

use std::{fs, path::Path, process::Command};

use daylog_app::ProblemCode;
use daylog_store::{Store, SystemRandom, key_file::KeyFiles};
use daylog_tests::harness::{DATE, Device, District, EVENING_INSTANT, Outcome, PIN, note};

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
    assert_eq!((refused.code, refused.retry), (ProblemCode::DiskFull, true));
    assert_eq!(app.diary(None).unwrap().lines.len(), saved, "what was said to be saved is there, what was refused is not");
    drop(app);
    // Closing the record gave some room back.
    fill(&ballast);
    assert!(on_disk.run(&["log", "note", "--household", "YJ-001", "--text", "words"]).fix().contains("the disk is full"));

    fs::remove_file(ballast).unwrap();
    assert_eq!(on_disk.diary().len(), saved);
    on_disk.note("there is room again");
    assert_eq!(on_disk.sync().0, saved as u64 + 1);
}

/// Fills the disk again before each command: what one gave back the next must not need.
fn on_full_disk<'a>(device: &'a Device, ballast: &'a Path) -> impl Fn(&[&str]) -> Outcome + 'a {
    move |args| {
        fill(ballast);
        device.run(args)
    }
}

#[test]
fn with_not_one_free_byte_the_record_is_read_sent_and_rescued_and_wrong_pins_are_counted() {
    let district = District::new();
    let Some(disk) = SmallDisk::new() else {
        eprintln!("no small disk can be mounted here; crates/store/tests/without_room.rs stands in for it");
        return;
    };
    let device = Device::enrolled(&district.invite("张如彬")).copied_into(disk.0.path());
    (0..3).for_each(|number| drop(device.note(&format!("note {number}"))));
    let ballast = disk.0.path().join("ballast");
    let full = on_full_disk(&device, &ballast);
    let elsewhere = tempfile::tempdir().unwrap();
    let rescue = elsewhere.path().join("out.daylog-rescue");
    let saving = &["log", "note", "--household", "YJ-001", "--text", "words"][..];

    for args in [&["today"][..], &["diary"], &["status"], &["today", "--date", "2020-02-28"]] {
        let outcome = full(args);
        assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.stderr);
    }
    assert_eq!(full(&["diary", "--date", "2020-02-27", "--format", "json"]).json().as_array().unwrap().len(), 3);
    assert_eq!(full(&["rescue", rescue.to_str().unwrap(), "--format", "json"]).json()["entries"], 3);
    let refused = full(saving);
    assert!(refused.fix().contains("Make room"), "{}", refused.stderr);
    let sent = full(&["sync", "--format", "json"]).json();
    assert_eq!((sent["pushed"].as_u64(), sent["pending"].as_u64()), (Some(3), Some(0)));
    // What was only heard is a lost answer: the next one says the same, and nothing stands twice.
    assert_eq!(full(&["sync", "--format", "json"]).json()["pending"], 0);
    assert_eq!(full(&["deliver"]).code, 0);
    assert!(full(saving).fix().contains("Make room"));

    for _ in 0..5 {
        fill(&ballast);
        let wrong = Outcome::of(device.command(&["today"]).env("DAYLOG_PIN", "00000000"));
        assert!(wrong.fix().contains("the PIN is wrong"), "{}", wrong.stderr);
    }
    assert!(full(&["today"]).fix().contains("too many were wrong"));

    fs::remove_file(&ballast).unwrap();
    fs::remove_file(device.profile().join("attempts.json")).unwrap();
    assert_eq!(device.diary().len(), 3);
    device.note("there is room again");
    assert_eq!(device.sync().0, 4, "those that were only heard to be received, and the new one");
    assert_eq!(district.diary(DATE).len(), 4, "each once");
}

#[test]
fn who_signs_out_on_a_full_disk_is_told_of_no_unsent_work_that_there_is_not() {
    let mut district = District::new();
    let Some(disk) = SmallDisk::new() else { return };
    let device = Device::enrolled(&district.invite("张如彬")).copied_into(disk.0.path());
    (0..2).for_each(|number| drop(device.note(&format!("note {number}"))));
    let ballast = disk.0.path().join("ballast");
    let full = on_full_disk(&device, &ballast);
    district.kill();
    assert!(full(&["sign-out"]).fix().contains("entries of this record (2)"), "nobody has received them");
    district.start();
    assert_eq!(full(&["sync", "--format", "json"]).json()["pending"], 0);
    let out = full(&["sign-out"]);
    assert_eq!((out.code, out.stderr.as_str()), (0, ""));
    assert_eq!(district.diary(DATE).len(), 2);
}

/// A stick that is protected, or a backup that was mounted to look into it.
#[test]
fn a_record_on_a_protected_disk_is_read_and_sent_and_says_why_it_cannot_be_saved() {
    let district = District::new();
    let Some(disk) = SmallDisk::new() else { return };
    let device = Device::enrolled(&district.invite("张如彬")).copied_into(disk.0.path());
    device.note("kept");
    let remount = |how: &str| {
        let options = format!("remount,{how}");
        assert!(Command::new("mount").args(["-o", &options]).arg(disk.0.path()).status().unwrap().success());
    };
    remount("ro");
    assert_eq!(device.diary().len(), 1);
    assert!(device.run(&["log", "note", "--household", "YJ-001", "--text", "words"]).fix().contains("takes no write"));
    assert_eq!(device.json(&["sync"])["pushed"], 1);
    remount("rw");
    device.note("again");
    assert_eq!((device.sync().0, device.diary().len()), (2, 2));
}

/// No file can be made any more, though there is room for bytes.
#[test]
fn a_disk_without_room_for_one_more_file_locks_nobody_out() {
    let district = District::new();
    let Some(disk) = SmallDisk::new() else { return };
    let device = Device::enrolled(&district.invite("张如彬")).copied_into(disk.0.path());
    device.note("kept");
    let options = format!("remount,nr_inodes={}", crate::files_below(disk.0.path()).len() + 12);
    assert!(Command::new("mount").args(["-o", &options]).arg(disk.0.path()).status().unwrap().success());
    let mut made = 0;
    while fs::File::create(disk.0.path().join(format!("small {made}"))).is_ok() {
        made += 1;
    }
    assert_eq!(device.diary().len(), 1);
    let refused = device.run(&["log", "note", "--household", "YJ-001", "--text", "words"]);
    assert!(refused.fix().contains("Make room"), "{}", refused.stderr);
    assert_eq!(device.json(&["sync"])["pushed"], 1);
    (0..made).for_each(|number| fs::remove_file(disk.0.path().join(format!("small {number}"))).unwrap());
    device.note("again");
    assert_eq!((device.sync().0, device.diary().len()), (2, 2));
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
    let _words = limited.fix();
    device.note("after");
    assert_eq!(device.diary().len(), 2);
    assert_eq!(device.sync().0, 2);
}

#[test]
fn a_damaged_record_is_quarantined_and_said_and_the_device_can_be_enrolled_again() {
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
    assert!(outcome.fix().contains("damaged"), "{}", outcome.stderr);
    assert!(outcome.stderr.starts_with("The record on this device is damaged."), "in our words alone: {}", outcome.stderr);
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
        assert!(device.run(args).fix().contains("too old for the record"), "{args:?}");
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
