//! Makes the example city, once, with the programs that people use: a district from the roster, invites, enrolled devices,
//! and their first days through `daylog` with `DAYLOG_NOW`. What was logged is decided in `history`.

use std::path::{Path, PathBuf};

use chrono::{Days, NaiveDate, Timelike};
use serde_json::{Value, json};

use super::{
    calendar,
    history::{self, Page},
    services::Services,
};
use crate::{failure::Failure, process::Invocation};

/// The PIN of every device of the example city; eight digits, because a machine without a keyring asks for so many.
pub const PIN: &str = "20200226";
/// Where a city's server listens unless another port is asked for.
pub const PORT: u16 = 8470;
const DISTRICT: &str = "延吉市";
/// When the offices open on the first day, and when every cadre's phone finds a connection.
const OPENING: u32 = 8 * 60;
const CONNECTION: u32 = 21 * 60;

/// The printed roster, from the checkout.
const ROSTER: &str = "tests/fixtures/roster.csv";
const SECRETARY: &str = "secretary";
/// Whose secretary it is: that of the first household.
const COMMUNITY: &str = "园锦社区";
/// How to get in, in the city's folder.
const ACCESS: &str = "access.json";

/// Where the city is and how to get in.
pub struct City {
    pub folder: PathBuf,
    pub port: u16,
    pub accounts: Vec<(String, String)>,
    pub ca_fingerprint: String,
}

impl City {
    pub fn server_data(&self) -> PathBuf {
        self.folder.join("server")
    }

    pub fn profile(&self, name: &str) -> PathBuf {
        self.folder.join("profiles").join(name)
    }
}

/// The city in `data`, where one was made.
pub fn open(data: &Path) -> Result<Option<City>, Failure> {
    let folder = data.join("city");
    if folder.exists() { read(&folder).map(Some) } else { Ok(None) }
}

/// Makes the city. It gets its name only when it is whole, so that one that was interrupted is made again.
pub fn make(root: &Path, data: &Path, port: u16, services: &mut Services) -> Result<City, Failure> {
    let folder = data.join("city");
    let making = data.join("city-in-the-making");
    if making.exists() {
        std::fs::remove_dir_all(&making).map_err(|why| Failure::file(&making, why))?;
    }
    std::fs::create_dir_all(making.join("profiles")).map_err(|why| Failure::file(&making, why))?;
    live(Place { root, folder: &making, port }, services)?;
    std::fs::rename(&making, &folder).map_err(|why| Failure::file(&folder, why))?;
    read(&folder)
}

fn read(folder: &Path) -> Result<City, Failure> {
    let path = folder.join(ACCESS);
    let text = std::fs::read_to_string(&path).map_err(|why| Failure::file(&path, why))?;
    let access: Value = serde_json::from_str(&text).map_err(|why| Failure::file(&path, why))?;
    let account = |role: &str| {
        let account = access.get(role).unwrap_or(&Value::Null);
        Ok((field(account, "account")?.to_owned(), field(account, "password")?.to_owned()))
    };
    let accounts = vec![account("district")?, account("secretary")?];
    let port = access.get("port").and_then(Value::as_u64).and_then(|port| u16::try_from(port).ok()).unwrap_or(PORT);
    Ok(City { folder: folder.to_path_buf(), port, accounts, ca_fingerprint: as_browsers_show(field(&access, "ca_fingerprint")?) })
}

/// Pairs of capital digits between colons.
fn as_browsers_show(fingerprint: &str) -> String {
    let digits: Vec<char> = fingerprint.to_uppercase().chars().collect();
    digits.chunks(2).map(|pair| pair.iter().collect::<String>()).collect::<Vec<_>>().join(":")
}

/// The command that serves the city, as of now or of another time.
pub fn serve(root: &Path, server_data: &Path, port: u16, now: Option<&str>) -> Invocation {
    let serve = program(root, "daylog-server", now).args(["serve", "--data"]).arg(server_data);
    serve.arg("--listen").arg(address(port))
}

/// Where a program of this tool listens: on this machine only.
pub fn address(port: u16) -> String {
    format!("127.0.0.1:{port}")
}

fn program(root: &Path, name: &str, now: Option<&str>) -> Invocation {
    let program = Invocation::new(root, &root.join("target/debug").join(name).display().to_string());
    match now {
        Some(now) => program.env("DAYLOG_NOW", now),
        None => program,
    }
}

/// The checkout whose programs are used, and the folder that the city is made in.
#[derive(Clone, Copy)]
struct Place<'a> {
    root: &'a Path,
    folder: &'a Path,
    port: u16,
}

fn live(place: Place<'_>, services: &mut Services) -> Result<(), Failure> {
    let now = calendar::now();
    let today = now.date_naive();
    let roster = place.root.join(ROSTER);
    let rows = history::rows(&std::fs::read_to_string(&roster).map_err(|why| Failure::file(&roster, why))?)?;
    let printed_first = rows.first().map(|row| row.first_day).ok_or_else(|| Failure::found("the roster is empty"))?;

    println!("Making the example city: today is day {} of the first household.", calendar::DAY_TODAY);
    let first_day = today - Days::new(calendar::DAY_TODAY - 1);
    let opening = calendar::daylog_now(first_day, OPENING);
    place.found_district(calendar::shift_days(printed_first, today), &opening)?;
    let cadres = history::cadres(&rows);
    place.while_serving(services, Some(&opening), || {
        cadres.iter().try_for_each(|cadre| place.enrol(cadre, &profile_of(cadre), Some(&opening)))
    })?;
    println!("Enrolled: {}", cadres.join(", "));
    for day in 1..calendar::DAY_TODAY {
        let date = first_day + Days::new(day - 1);
        let pages = history::pages(&rows, day, 24 * 60);
        place.live_through(services, date, &pages, Some(&calendar::daylog_now(date, CONNECTION)))?;
    }
    let minute = now.hour() * 60 + now.minute();
    place.live_through(services, today, &history::pages(&rows, calendar::DAY_TODAY, minute), None)?;
    place.while_serving(services, None, || {
        place.enrol(history::OWN, "desktop", None)?;
        place.daylog("desktop", None, &["sync"])
    })
}

impl Place<'_> {
    fn server_data(self) -> PathBuf {
        self.folder.join("server")
    }

    fn found_district(self, shift_days: i64, opening: &str) -> Result<(), Failure> {
        let server = |words: &[&str]| program(self.root, "daylog-server", Some(opening)).args(words).arg("--data").arg(self.server_data());
        let made = json_of(server(&["init", "--format", "json", "--district", DISTRICT, "--address", &address(self.port)]))?;
        let imported = server(&["import", ROSTER, "--shift-days", &shift_days.to_string()]).text()?;
        println!("Roster: {}", imported.trim());
        let community = ["user", "add", SECRETARY, "--role", "secretary", "--community", COMMUNITY, "--format", "json"];
        let secretary = json_of(server(&community))?;

        let access = json!({
            "port": self.port,
            "district": sign_in(&made)?,
            "secretary": sign_in(&secretary)?,
            "ca_fingerprint": field(&made, "ca_fingerprint")?,
        });
        let path = self.folder.join(ACCESS);
        std::fs::write(&path, access.to_string()).map_err(|why| Failure::file(&path, why))
    }

    fn while_serving(self, services: &mut Services, now: Option<&str>, act: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        services.start("server", serve(self.root, &self.server_data(), self.port, now))?;
        let done = act();
        services.stop();
        done
    }

    fn enrol(self, cadre: &str, profile: &str, now: Option<&str>) -> Result<(), Failure> {
        let invite = program(self.root, "daylog-server", now).args(["invite", "--format", "json", "--cadre", cadre, "--data"]);
        let invite = json_of(invite.arg(self.server_data()))?;
        self.daylog(profile, now, &["enrol", field(&invite, "link")?])
    }

    /// One day: everybody logs without a connection; in the evening, or now, the phones find the server.
    fn live_through(self, services: &mut Services, date: NaiveDate, pages: &[Page], connection: Option<&str>) -> Result<(), Failure> {
        in_parallel(pages, |page| {
            let profile = profile_of(&page.cadre);
            page.acts.iter().try_for_each(|act| {
                let words: Vec<&str> = ["log"].into_iter().chain(act.words.iter().map(String::as_str)).collect();
                self.daylog(&profile, Some(&calendar::daylog_now(date, act.minute)), &words)
            })
        })?;
        self.while_serving(services, connection, || {
            let connected: Vec<Page> = pages.iter().filter(|page| !page.silent).cloned().collect();
            in_parallel(&connected, |page| self.daylog(&profile_of(&page.cadre), connection, &["sync"]))
        })?;
        let entries: usize = pages.iter().map(|page| page.acts.len()).sum();
        println!("{date}: {entries} entries by {} cadres", pages.iter().filter(|page| !page.acts.is_empty()).count());
        Ok(())
    }

    fn daylog(self, profile: &str, now: Option<&str>, words: &[&str]) -> Result<(), Failure> {
        let folder = self.folder.join("profiles").join(profile);
        program(self.root, "daylog", now).arg("--profile").arg(&folder).args(words).env("DAYLOG_PIN", PIN).text().map(drop)
    }
}

/// The owner's phone is the profile that the phone UI opens; the others go by their names.
fn profile_of(cadre: &str) -> String {
    if cadre == history::OWN { "phone".to_owned() } else { cadre.to_owned() }
}

fn json_of(program: Invocation) -> Result<Value, Failure> {
    let said = program.text()?;
    serde_json::from_str(&said).map_err(|why| Failure::found(format!("not JSON: {why}: {said}")))
}

fn field<'a>(value: &'a Value, name: &str) -> Result<&'a str, Failure> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| Failure::found(format!("{name} is missing")))
}

/// Name and password, which are shown once and kept beside the data so that every later start can print them.
fn sign_in(account: &Value) -> Result<Value, Failure> {
    Ok(json!({"account": field(account, "account")?, "password": field(account, "password")?}))
}

fn in_parallel(pages: &[Page], act: impl Fn(&Page) -> Result<(), Failure> + Sync) -> Result<(), Failure> {
    let act = &act;
    std::thread::scope(|scope| {
        let running: Vec<_> = pages.iter().map(|page| scope.spawn(move || act(page))).collect();
        running.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(Failure::found("a thread panicked"))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_fingerprint_looks_as_in_a_browser() {
        assert_eq!(as_browsers_show("a2beaf"), "A2:BE:AF");
    }
}
