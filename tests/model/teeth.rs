//! The model's rules go red when a guard is taken away: each in a process of its own.

use std::process::{Command, Stdio};

use daylog_teeth::{Fault, choose as take_away};

const FAULT: &str = "DAYLOG_FAULT";

const KILLED_BY: [(Fault, &str); 3] = [
    (Fault::EpochRotatesForEach, "whatever_the_server_loses_and_gets_back_all_rules_hold"),
    (Fault::RestoredServerKeepsEpoch, "whatever_is_copied_while_the_server_goes_back_all_rules_hold"),
    (Fault::ClosedLogsForgotten, "whatever_is_copied_while_the_server_goes_back_all_rules_hold"),
];

pub fn choose() {
    if let Ok(name) = std::env::var(FAULT) {
        let fault = Fault::ALL.iter().find(|fault| format!("{fault:?}") == name).unwrap();
        take_away(Some(*fault));
    }
}

#[test]
fn every_guard_that_is_taken_away_is_noticed() {
    for (fault, test) in KILLED_BY {
        let mut command = Command::new(std::env::current_exe().unwrap());
        let output = command.args(["--exact", test]).env(FAULT, format!("{fault:?}")).stdin(Stdio::null()).output().unwrap();
        assert!(!output.status.success(), "{test} does not notice {fault:?}");
    }
}
