//! A cadre's device: a profile folder and the real `daylog` on it.

use std::{
    path::{Path, PathBuf},
    process::{Command, Stdio},
    sync::Arc,
};

use daylog_app::{App, Ports, clock::SystemClock, views::diary::Draft};
use daylog_domain::entries::{Content, note::Note};
use serde_json::Value;
use tempfile::TempDir;

use super::{DATE, EVENING, EVENING_INSTANT, program};

pub const PIN: &str = "24682468";

/// What a program answered.
#[derive(Debug)]
pub struct Outcome {
    pub code: i32,
    pub stdout: String,
    pub stderr: String,
}

impl Outcome {
    #[must_use]
    pub fn of(command: &mut Command) -> Self {
        let output = command.stdin(Stdio::null()).output().unwrap();
        Outcome {
            code: output.status.code().unwrap_or(-1),
            stdout: String::from_utf8(output.stdout).unwrap(),
            stderr: String::from_utf8(output.stderr).unwrap(),
        }
    }

    /// The result of a command that must succeed.
    #[must_use]
    pub fn json(&self) -> Value {
        assert_eq!(self.code, 0, "{}", self.stderr);
        serde_json::from_str(&self.stdout).unwrap_or_else(|error| panic!("{error}: {}", self.stdout))
    }

    /// The words of a command that must fail with something to fix.
    pub fn fix(&self) -> &str {
        assert_eq!((self.code, self.stdout.as_str()), (1, ""), "{}", self.stderr);
        assert!(self.stderr.contains("why: ") && self.stderr.contains("what to do: "), "{}", self.stderr);
        &self.stderr
    }
}

pub struct Device {
    /// Gone with the device, unless it lives in a folder of the test.
    _folder: Option<TempDir>,
    profile: PathBuf,
    pub now: String,
}

impl Default for Device {
    fn default() -> Self {
        Self::new()
    }
}

impl Device {
    #[must_use]
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let profile = folder.path().join("profile");
        Device { _folder: Some(folder), profile, now: EVENING.to_owned() }
    }

    /// A device that the district has enrolled.
    #[must_use]
    pub fn enrolled(link: &str) -> Self {
        let device = Self::new();
        device.json(&["enrol", link]);
        device
    }

    /// The same profile in another folder, as a backup program or a cloned phone has it.
    #[must_use]
    pub fn copied(&self) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let copy = self.copied_into(folder.path());
        Device { _folder: Some(folder), ..copy }
    }

    /// The same profile in a folder of the test.
    #[must_use]
    pub fn copied_into(&self, folder: &Path) -> Self {
        let copy = Device { _folder: None, profile: folder.join("profile"), now: self.now.clone() };
        copy_folder(&self.profile, &copy.profile);
        copy
    }

    #[must_use]
    pub fn profile(&self) -> &Path {
        &self.profile
    }

    #[must_use]
    pub fn command(&self, args: &[&str]) -> Command {
        let mut command = Command::new(program("daylog"));
        command.arg("--profile").arg(&self.profile).args(args).env("DAYLOG_PIN", PIN).env("DAYLOG_NOW", &self.now);
        command
    }

    #[must_use]
    pub fn run(&self, args: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(args))
    }

    /// Runs a command that must succeed, and reads its JSON.
    pub fn json(&self, args: &[&str]) -> Value {
        self.run(&[args, &["--format", "json"]].concat()).json()
    }

    /// Logs something, given as the words after `log`; answers the entry's id.
    pub fn log(&self, args: &[&str]) -> String {
        self.json(&[&["log"], args].concat())["entry"].as_str().unwrap().to_owned()
    }

    /// Logs a note about the household of the seed's page.
    pub fn note(&self, text: &str) -> String {
        self.log(&["note", "--household", "YJ-001", "--text", text])
    }

    /// The app itself on this profile, unlocked: a process for each entry would spend its time on opening the record.
    #[must_use]
    pub fn open(&self) -> Arc<App> {
        let clock = Arc::new(SystemClock::starting_at(EVENING_INSTANT));
        let app = App::new(self.profile.clone(), Ports { clock, ..Ports::default() });
        app.unlock(PIN).unwrap();
        app
    }

    /// Saves many notes at once.
    pub fn save_many(&self, texts: &[String]) {
        let app = self.open();
        app.save_many(&texts.iter().map(|text| note(&app, text)).collect::<Vec<_>>()).unwrap();
    }

    /// Syncs; answers pushed and pulled.
    pub fn sync(&self) -> (u64, u64) {
        let report = self.json(&["sync"]);
        assert_eq!(report["pending"], 0, "{report}");
        (report["pushed"].as_u64().unwrap(), report["pulled"].as_u64().unwrap())
    }

    #[must_use]
    pub fn diary(&self) -> Vec<Value> {
        self.diary_of(DATE)
    }

    #[must_use]
    pub fn diary_of(&self, date: &str) -> Vec<Value> {
        match self.json(&["diary", "--date", date]) {
            Value::Array(lines) => lines,
            other => panic!("{other}"),
        }
    }

    #[must_use]
    pub fn pending(&self) -> u64 {
        self.json(&["status"])["pending"].as_u64().unwrap()
    }
}

fn copy_folder(from: &Path, to: &Path) {
    std::fs::create_dir(to).unwrap();
    for file in std::fs::read_dir(from).unwrap() {
        let (file, place) = file.map(|file| (file.path(), to.join(file.file_name()))).unwrap();
        if file.is_dir() {
            copy_folder(&file, &place);
        } else {
            std::fs::copy(file, place).unwrap();
        }
    }
}

/// A note on the first household, claimed now.
#[must_use]
pub fn note(app: &App, text: &str) -> Draft {
    let household = app.households().unwrap()[0].id;
    let content = Content::Note(Note { text: text.to_owned() });
    Draft { household: Some(household), resident: None, content, at: None, note: None, late: None }
}
