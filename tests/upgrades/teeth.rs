//! The tests of this folder fail when the guard that they stand for is taken away: each in a process of its own.

use std::{
    process::{Command, Stdio},
    str,
};

use daylog_teeth::{Fault, choose as take_away};

/// Names the fault that this process is to have.
const FAULT: &str = "DAYLOG_FAULT";

/// A fault, and the test that must notice it.
const KILLED_BY: [(Fault, &str); 3] = [
    (Fault::MigrationDropsPending, "files::an_old_profile_with_entries_waiting_loses_none_and_sends_them_all"),
    (Fault::OlderVersionRefused, "messages::devices_of_two_versions_before_to_one_after_sync_and_an_older_one_is_told_to_update"),
    (Fault::UnknownKindDropped, "unknown::an_entry_of_a_later_version_is_stored_forwarded_and_read_after_an_update"),
];

/// Takes the guard away that the environment names, if it names one.
pub fn choose() {
    if let Ok(name) = std::env::var(FAULT) {
        let fault = Fault::ALL.iter().find(|fault| format!("{fault:?}") == name).unwrap();
        take_away(Some(*fault));
    }
}

fn passes(test: &str, fault: Option<Fault>) -> bool {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command.args(["--exact", test]).stdin(Stdio::null());
    if let Some(fault) = fault {
        command.env(FAULT, format!("{fault:?}"));
    }
    let output = command.output().unwrap();
    let said = str::from_utf8(&output.stdout).unwrap();
    assert!(said.contains("running 1 test"), "{test} is not there: {said}");
    output.status.success()
}

#[test]
fn every_guard_that_is_taken_away_is_noticed() {
    for (fault, test) in KILLED_BY {
        assert!(passes(test, None), "{test} passes with every guard in place");
        assert!(!passes(test, Some(fault)), "{test} does not notice {fault:?}");
    }
}
