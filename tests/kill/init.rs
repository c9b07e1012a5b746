//! `daylog-server init` killed in the instant in which the district appears: its recovery kit is kept or shown by then.

use std::{
    fs::File,
    process::{Command, Stdio},
    thread,
};

use daylog_tests::harness::{EVENING, is_long, program};

use crate::command::{must, names, text};

#[test]
fn a_district_that_is_there_has_its_recovery_kit() {
    let folder = tempfile::tempdir().unwrap();
    let (mut killed, tries) = (0, if is_long() { 60 } else { 4 });
    for number in 0..tries {
        let place = folder.path().join(number.to_string());
        std::fs::create_dir(&place).unwrap();
        let (data, kit) = (place.join("district"), place.join("kit.txt"));
        // By turns into a file of its own, and shown with what else is said.
        let named: &[&str] = if number % 2 == 0 { &["--kit", text(&kit)] } else { &[] };
        let says = if number % 2 == 0 { Stdio::null() } else { File::create(&kit).unwrap().into() };
        let mut command = Command::new(program("daylog-server"));
        command.args(["init", "--district", "延吉市", "--data", text(&data)]).args(named);
        let mut child = command.env("DAYLOG_NOW", EVENING).stdout(says).spawn().unwrap();
        while !data.exists() && child.try_wait().unwrap().is_none() {
            thread::yield_now();
        }
        child.kill().unwrap();
        killed += u32::from(!child.wait().unwrap().success());
        assert!(data.exists(), "nothing else ends it");
        must(&["check-kit", text(&kit)]);
        must(&["verify", "--data", text(&data)]);
        assert_eq!(names(&place), ["district", "kit.txt"]);
    }
    eprintln!("{killed} kills of {tries}");
}
