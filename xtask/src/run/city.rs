//! The example city on this disk: where it is, how to get in, which of its days was played last, and how its server is started.

use std::{
    path::{Path, PathBuf},
    time::{Duration, SystemTime},
};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::calendar::{self, ExampleClock, LAST_MORNING};
use crate::{failure::Failure, process::Invocation};

/// The PIN of every device of the example city; eight digits, because a machine without a keyring asks for so many.
pub const PIN: &str = "20200226";
/// Where a city's server listens unless another port is asked for.
pub const PORT: u16 = 8470;
/// How to get in, in the city's folder.
pub const ACCESS: &str = "access.json";

/// The accounts to try, one of each role.
const ROLES: [&str; 4] = ["district", "street", "secretary", "inspector"];

/// Where the city is and how to get in.
pub struct City {
    pub folder: PathBuf,
    pub port: u16,
    pub accounts: Vec<(String, String)>,
    pub ca_fingerprint: String,
    /// The first household's first day.
    pub first_day: NaiveDate,
    /// Which of its days was played last.
    pub day: u64,
}

impl City {
    pub fn server_data(&self) -> PathBuf {
        self.folder.join("server")
    }

    pub fn profile(&self, name: &str) -> PathBuf {
        self.folder.join("profiles").join(name)
    }

    /// Whether there is no further morning to play.
    pub fn is_over(&self) -> bool {
        self.day >= LAST_MORNING
    }

    /// The clock that its programs are started with, from now on.
    pub fn clock(&self) -> ExampleClock {
        ExampleClock::starting_on(calendar::date_of(self.first_day, self.day))
    }

    /// For how long it was open the last time: from the note of its day to the newest change of its database.
    pub fn was_open_for(&self) -> Duration {
        let changed = |path: PathBuf| std::fs::metadata(path).and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH);
        let noted = changed(self.folder.join(ACCESS));
        let files = std::fs::read_dir(self.server_data()).into_iter().flatten().flatten();
        let newest = files.map(|file| changed(file.path())).max().unwrap_or(noted);
        newest.duration_since(noted).unwrap_or_default()
    }
}

/// The city in `data`, where one was made.
pub fn open(data: &Path) -> Result<Option<City>, Failure> {
    let folder = data.join("city");
    if folder.exists() { read(&folder).map(Some) } else { Ok(None) }
}

impl City {
    pub fn note_day(&self) -> Result<(), Failure> {
        let path = self.folder.join(ACCESS);
        let mut access = access(&self.folder)?;
        if let Some(fields) = access.as_object_mut() {
            fields.insert("day".to_owned(), json!(self.day));
        }
        std::fs::write(&path, access.to_string()).map_err(|why| Failure::file(&path, why))
    }
}

pub fn read_text(path: &Path) -> Result<String, Failure> {
    std::fs::read_to_string(path).map_err(|why| Failure::file(path, why))
}

fn access(folder: &Path) -> Result<Value, Failure> {
    let path = folder.join(ACCESS);
    serde_json::from_str(&read_text(&path)?).map_err(|why| Failure::file(&path, why))
}

pub fn read(folder: &Path) -> Result<City, Failure> {
    let access = access(folder)?;
    let account = |account: &Value| Ok((field(account, "account")?.to_owned(), field(account, "password")?.to_owned()));
    // A city of before there were all of them has those of its day.
    let accounts = ROLES.iter().filter_map(|role| access.get(role)).map(account).collect::<Result<_, Failure>>()?;
    let port = access.get("port").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok()).unwrap_or(PORT);
    // A city of before there was a clock of its own has no day: it is taken as over, and made anew.
    let first_day = access.get("first_day").and_then(Value::as_str).and_then(|date| date.parse().ok()).unwrap_or_default();
    let day = access.get("day").and_then(Value::as_u64).unwrap_or(LAST_MORNING);
    let ca_fingerprint = as_browsers_show(field(&access, "ca_fingerprint")?);
    Ok(City { folder: folder.to_path_buf(), port, accounts, ca_fingerprint, first_day, day })
}

/// Pairs of capital digits between colons.
fn as_browsers_show(fingerprint: &str) -> String {
    let digits: Vec<char> = fingerprint.to_uppercase().chars().collect();
    digits.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(":")
}

/// The command that serves the city from the time `now` on.
pub fn serve(root: &Path, server_data: &Path, port: u16, now: &str) -> Invocation {
    let serve = program(root, "daylog-server", now).args(["serve", "--data"]).arg(server_data);
    serve.arg("--listen").arg(address(port))
}

/// Where a program of this tool listens: on this machine only.
pub fn address(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

pub fn program(root: &Path, name: &str, now: &str) -> Invocation {
    Invocation::new(root, &root.join("target/debug").join(name).display().to_string()).env("DAYLOG_NOW", now)
}

pub fn field<'a>(value: &'a Value, name: &str) -> Result<&'a str, Failure> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| Failure::found(format!("{name} is missing")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_looks_as_in_a_browser() {
        assert_eq!(as_browsers_show("a2beaf"), "A2:BE:AF");
    }
}
