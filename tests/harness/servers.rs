//! Server processes of one district whose database is on a server of its own: one folder, and one list of addresses for the devices.

use std::{
    io::{BufRead, BufReader},
    net::TcpListener,
    path::PathBuf,
    process::{Child, Command, Stdio},
    time::Instant,
};

use serde_json::Value;
use tempfile::TempDir;

use super::{DATE, Outcome, program};

pub struct Servers {
    folder: TempDir,
    database: String,
    ports: Vec<u16>,
    serving: Vec<Option<Child>>,
    /// Their clock goes on while one of them is dead.
    began: Instant,
}

impl Servers {
    /// So many of a district with this roster, whose database is made at this address; all of them serve.
    ///
    /// # Panics
    /// When a program fails, or is not built.
    #[must_use]
    pub fn new(database: &str, count: usize, roster: &str) -> Self {
        // All are held until the last is known, so that none is given twice.
        let held: Vec<_> = (0..count).map(|_| TcpListener::bind("127.0.0.1:0").unwrap()).collect();
        let ports: Vec<u16> = held.iter().map(|listener| listener.local_addr().unwrap().port()).collect();
        drop(held);
        let (folder, serving) = (tempfile::tempdir().unwrap(), (0..count).map(|_| None).collect());
        let mut servers = Servers { folder, database: database.to_owned(), ports, serving, began: Instant::now() };
        let addresses: Vec<String> = servers.ports.iter().flat_map(|port| ["--address".to_owned(), format!("127.0.0.1:{port}")]).collect();
        let kit = servers.folder.path().join("kit.txt").display().to_string();
        let addresses: Vec<&str> = addresses.iter().map(String::as_str).collect();
        servers.must(&[&["init", "--district", "延吉市", "--second-factor", "optional", "--kit", &kit], addresses.as_slice()].concat());
        let file = servers.folder.path().join("roster.csv");
        std::fs::write(&file, roster).unwrap();
        servers.must(&["import", file.to_str().unwrap()]);
        (0..count).for_each(|number| servers.start(number));
        servers
    }

    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("district")
    }

    /// # Panics
    /// When it does not say that it is ready.
    pub fn start(&mut self, number: usize) {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("trace.txt")).unwrap();
        let listen = format!("127.0.0.1:{}", self.ports[number]);
        let mut command = self.command(&["serve", "--listen", &listen]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(file).spawn().unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        assert_eq!(ready.trim(), format!("ready https://{listen}"), "{}", self.trace());
        self.serving[number] = Some(child);
    }

    /// Stops one at once, as a machine without power does.
    ///
    /// # Panics
    /// When it does not serve.
    pub fn kill(&mut self, number: usize) {
        let mut child = self.serving[number].take().unwrap();
        child.kill().unwrap();
        child.wait().unwrap();
    }

    /// All of them are stopped and started again with the district's database at another address, as its operator does.
    ///
    /// # Panics
    /// When one does not come up.
    pub fn go_on_at(&mut self, database: &str) {
        let all = 0..self.serving.len();
        all.clone().for_each(|number| self.kill(number));
        self.database = database.to_owned();
        all.for_each(|number| self.start(number));
    }

    /// What the servers said on standard error.
    #[must_use]
    pub fn trace(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("trace.txt")).unwrap_or_default()
    }

    /// An invite's link for this cadre.
    ///
    /// # Panics
    /// When there is none.
    #[must_use]
    pub fn invite(&self, cadre: &str) -> String {
        self.must(&["invite", "--cadre", cadre, "--format", "json"]).json()["link"].as_str().unwrap().to_owned()
    }

    /// What the district holds of the day.
    ///
    /// # Panics
    /// When its database does not answer.
    #[must_use]
    pub fn diary(&self) -> Vec<Value> {
        match self.must(&["diary", "--date", DATE, "--format", "json"]).json() {
            Value::Array(lines) => lines,
            other => panic!("{other}"),
        }
    }

    /// A command that must succeed.
    ///
    /// # Panics
    /// When it does not.
    #[must_use]
    pub fn run(&self, args: &[&str]) -> Outcome {
        Outcome::of(&mut self.command(args))
    }

    fn must(&self, args: &[&str]) -> Outcome {
        let outcome = self.run(args);
        assert_eq!(outcome.code, 0, "{args:?}: {}", outcome.stderr);
        outcome
    }

    fn command(&self, args: &[&str]) -> Command {
        let passed = self.began.elapsed().as_secs();
        assert!(passed < 3 * 3600, "the day would end");
        let now = format!("{DATE}T{:02}:{:02}:{:02}+08:00", 21 + passed / 3600, passed / 60 % 60, passed % 60);
        let mut command = Command::new(program("daylog-server"));
        let (name, rest) = args.split_first().unwrap();
        command.arg(name).arg("--data").arg(self.data()).args(rest).env("DAYLOG_NOW", now).env("DAYLOG_DATABASE", &self.database);
        command
    }
}

impl Drop for Servers {
    fn drop(&mut self) {
        for child in self.serving.iter_mut().flatten() {
            let _ended = (child.kill(), child.wait());
        }
    }
}
