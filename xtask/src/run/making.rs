//! Makes the example city, and plays its mornings, with the programs that people use: a district from the roster, invites,
//! enrolled devices, and their days through `daylog` with `DAYLOG_NOW`. What was logged is decided in `history`; when, in `calendar`.

use std::{
    path::{Path, PathBuf},
    time::Duration,
};

use chrono::NaiveDate;
use serde_json::{Value, json};

use super::{
    calendar::{self, FIRST_MORNING},
    city::{self, ACCESS, City, PIN, address, field, program, read_text},
    history::{self, Page, Row, Span},
    services::Services,
};
use crate::{failure::Failure, process::Invocation};

const DISTRICT: &str = "延吉市";
/// When the offices open on the first day, and when every cadre's phone finds a connection.
const OPENING: u32 = 8 * 60;
const CONNECTION: u32 = 21 * 60;
/// Who had the example open for longer has seen its evening; it is not played then.
const UNTIL_EVENING: Duration = Duration::from_secs(7 * 3600);

/// The printed roster, from the checkout; what the example makes of it lies in the city's folder under `GIVEN_ROSTER`.
const ROSTER: &str = "tests/fixtures/roster.csv";
const GIVEN_ROSTER: &str = "roster.csv";
const SECRETARY: &str = "secretary";
/// The profile of the owner's desktop app.
const DESKTOP: &str = "desktop";
/// Whose secretary it is: most of what happens happens there.
const COMMUNITY: &str = "白山社区";
/// The office above it.
const STREET: &str = "河南街道";

/// Makes the city. It gets its name only when it is whole, so that one that was interrupted is made again.
pub fn make(root: &Path, data: &Path, port: u16, services: &mut Services) -> Result<City, Failure> {
    let folder = data.join("city");
    for old in [&folder, &data.join("city-in-the-making")] {
        if old.exists() {
            std::fs::remove_dir_all(old).map_err(|why| Failure::file(old, why))?;
        }
    }
    let making = data.join("city-in-the-making");
    std::fs::create_dir_all(making.join("profiles")).map_err(|why| Failure::file(&making, why))?;
    live(Folders { root, folder: &making, port }, services)?;
    std::fs::rename(&making, &folder).map_err(|why| Failure::file(&folder, why))?;
    city::read(&folder)
}

/// Plays the rest of the last day and the next morning. The new day is noted first: played twice would be worse than a gap.
pub fn next_morning(root: &Path, city: City, services: &mut Services) -> Result<City, Failure> {
    let was_open_for = city.was_open_for();
    let whole_days = was_open_for.as_secs() / 86_400;
    let city = City { day: city.day + 1 + whole_days, ..city };
    city.note_day()?;
    let folders = Folders { root, folder: &city.folder, port: city.port };
    let rows = history::rows(&read_text(&city.folder.join(GIVEN_ROSTER))?)?;
    println!("The next morning of the example city: day {} of the first household.", city.day);
    if was_open_for < UNTIL_EVENING {
        let date = calendar::date_of(city.first_day, city.day - 1);
        let pages = history::pages(&rows, city.day - 1, Span::REST);
        folders.live_through(services, date, &pages, &calendar::daylog_now(date, CONNECTION))?;
    }
    folders.live_through_morning(services, &rows, city.first_day, city.day)?;
    folders.desktop_reports(services, &calendar::daylog_now(calendar::date_of(city.first_day, city.day), calendar::OPENS_AT))?;
    Ok(city)
}

/// The checkout whose programs are used, and the folder that the city is made in.
#[derive(Clone, Copy)]
struct Folders<'a> {
    root: &'a Path,
    folder: &'a Path,
    port: u16,
}

fn live(folders: Folders<'_>, services: &mut Services) -> Result<(), Failure> {
    let roster = history::given(&read_text(&folders.root.join(ROSTER))?);
    let path = folders.folder.join(GIVEN_ROSTER);
    std::fs::write(&path, &roster).map_err(|why| Failure::file(&path, why))?;
    let rows = history::rows(&roster)?;
    let printed_first = rows.first().map(|row| row.first_day).ok_or_else(|| Failure::found("the roster is empty"))?;
    let first_day = calendar::first_day_before(calendar::today());

    println!("Making the example city: its first morning is day {FIRST_MORNING} of the first household.");
    let opening = calendar::daylog_now(first_day, OPENING);
    folders.found_district(first_day, calendar::shift_days(printed_first, first_day), &opening)?;
    let cadres = history::cadres(&rows);
    folders.while_serving(services, &opening, || cadres.iter().try_for_each(|cadre| folders.enrol(cadre, &profile_of(cadre), &opening)))?;
    println!("Enrolled: {}", cadres.join(", "));
    for day in 1..FIRST_MORNING {
        let date = calendar::date_of(first_day, day);
        let pages = history::pages(&rows, day, Span::WHOLE_DAY);
        folders.live_through(services, date, &pages, &calendar::daylog_now(date, CONNECTION))?;
    }
    folders.live_through_morning(services, &rows, first_day, FIRST_MORNING)?;
    let morning = calendar::daylog_now(calendar::date_of(first_day, FIRST_MORNING), calendar::OPENS_AT);
    folders.while_serving(services, &morning, || {
        folders.enrol(history::OWN, DESKTOP, &morning)?;
        folders.daylog(DESKTOP, &morning, &["sync"])
    })
}

impl Folders<'_> {
    fn server_data(self) -> PathBuf {
        self.folder.join("server")
    }

    fn found_district(self, first_day: NaiveDate, shift_days: i64, opening: &str) -> Result<(), Failure> {
        let server = |words: &[&str]| program(self.root, "daylog-server", opening).args(words).arg("--data").arg(self.server_data());
        let made = json_of(server(&[
            "init",
            "--format",
            "json",
            "--district",
            DISTRICT,
            "--second-factor",
            "optional",
            "--address",
            &address(self.port),
        ]))?;
        let roster = self.folder.join(GIVEN_ROSTER).display().to_string();
        let imported = server(&["import", &roster, "--shift-days", &shift_days.to_string()]).text()?;
        // The line that counts; the names of all that is new are for an administrator.
        println!("Roster: {}", imported.lines().next().unwrap_or_default());
        let add = |words: &[&str]| sign_in(&json_of(server(&[&["account", "add", "--format", "json"], words].concat()))?);

        let access = json!({
            "port": self.port,
            "first_day": first_day.to_string(),
            "day": FIRST_MORNING,
            "district": sign_in(&made)?,
            "street": add(&["street", "--role", "street", "--street", STREET])?,
            "secretary": add(&[SECRETARY, "--role", "secretary", "--community", COMMUNITY])?,
            "inspector": add(&["inspector", "--role", "inspector"])?,
            "ca_fingerprint": field(&made, "ca_fingerprint")?,
        });
        let path = self.folder.join(ACCESS);
        std::fs::write(&path, access.to_string()).map_err(|why| Failure::file(&path, why))
    }

    fn while_serving(self, services: &mut Services, now: &str, step: impl FnOnce() -> Result<(), Failure>) -> Result<(), Failure> {
        services.start("server", city::serve(self.root, &self.server_data(), self.port, now))?;
        let done = step();
        services.stop();
        done
    }

    fn enrol(self, cadre: &str, profile: &str, now: &str) -> Result<(), Failure> {
        let invite = program(self.root, "daylog-server", now).args(["invite", "--format", "json", "--cadre", cadre, "--data"]);
        let invite = json_of(invite.arg(self.server_data()))?;
        self.daylog(profile, now, &["enrol", field(&invite, "link")?])
    }

    /// Where it is never opened, what its owner owes would stay unknown for ever.
    fn desktop_reports(self, services: &mut Services, now: &str) -> Result<(), Failure> {
        self.while_serving(services, now, || self.daylog(DESKTOP, now, &["sync"]))
    }

    fn live_through_morning(self, services: &mut Services, rows: &[Row], first_day: NaiveDate, day: u64) -> Result<(), Failure> {
        let date = calendar::date_of(first_day, day);
        let pages = history::pages(rows, day, Span::MORNING);
        self.live_through(services, date, &pages, &calendar::daylog_now(date, calendar::OPENS_AT))
    }

    /// A span of one day: everybody logs without a connection, then the phones find the server.
    fn live_through(self, services: &mut Services, date: NaiveDate, pages: &[Page], connection: &str) -> Result<(), Failure> {
        in_parallel(pages, |page| {
            let profile = profile_of(&page.cadre);
            page.steps.iter().try_for_each(|step| {
                let words: Vec<&str> = ["log"].into_iter().chain(step.words.iter().map(String::as_str)).collect();
                self.daylog(&profile, &calendar::daylog_now(date, step.minute), &words)
            })
        })?;
        self.while_serving(services, connection, || {
            let connected: Vec<Page> = pages.iter().filter(|page| !page.silent).cloned().collect();
            in_parallel(&connected, |page| self.daylog(&profile_of(&page.cadre), connection, &["sync"]))
        })?;
        let entries: usize = pages.iter().map(|page| page.steps.len()).sum();
        println!("{date}: {entries} entries by {} cadres", pages.iter().filter(|page| !page.steps.is_empty()).count());
        Ok(())
    }

    fn daylog(self, profile: &str, now: &str, words: &[&str]) -> Result<(), Failure> {
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

/// Name and password, which are shown once and kept beside the data so that every later start can print them.
fn sign_in(account: &Value) -> Result<Value, Failure> {
    Ok(json!({"account": field(account, "account")?, "password": field(account, "password")?}))
}

fn in_parallel(pages: &[Page], step: impl Fn(&Page) -> Result<(), Failure> + Sync) -> Result<(), Failure> {
    let step = &step;
    std::thread::scope(|scope| {
        let running: Vec<_> = pages.iter().map(|page| scope.spawn(move || step(page))).collect();
        running.into_iter().try_for_each(|thread| thread.join().unwrap_or_else(|_| Err(Failure::found("a thread panicked"))))
    })
}
