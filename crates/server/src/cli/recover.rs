//! `daylog-server recover`: answers the recovery request of a device whose PIN is forgotten, with the key of the printed kit.
//! It needs neither the server's folder nor its database.

use std::fs;

use daylog_backup::kit::RecoveryKit;
use daylog_district::random;
use daylog_wire::{encryption::OpeningKey, recovery::RecoveryRequest};
use serde::Serialize;
use zeroize::Zeroizing;

use super::{
    arguments::{Format, RecoverArguments},
    check_kit,
    messages::CommandError,
    output::{print, print_json},
};

#[derive(Serialize)]
struct Recovered {
    check: String,
    answer: String,
}

pub(super) fn run(arguments: &RecoverArguments) -> Result<(), CommandError> {
    let key = RecoveryKit::recovery_key_in(&check_kit::read(&arguments.kit)?)?;
    // The text itself, or the file that it came in.
    let text = match fs::read_to_string(&arguments.request) {
        Ok(text) => text,
        Err(_) => arguments.request.clone(),
    };
    let request = RecoveryRequest::from_text(&text)?;
    let answer = request.answer(&OpeningKey::from_seed(&key), &Zeroizing::new(random::bytes()?))?;
    let recovered = Recovered { check: request.check(), answer: answer.to_text() };
    if arguments.format == Format::Json {
        return print_json(&recovered);
    }
    print(&format!(
        "Ask the cadre to read the check characters from the device's own screen; give the answer only if they are {}.\n\
         Whoever holds that device can then read its record.\n\n{}",
        recovered.check, recovered.answer
    ));
    Ok(())
}
