//! A district server in a temporary folder, on the database that the environment chooses: started, stopped, killed, and asked
//! through its own commands.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
};

use daylog_testkit::database::Kind;
use serde_json::Value;
use tempfile::TempDir;

use super::{EVENING, Outcome, Proxy, fixture, program};

pub struct District {
    folder: TempDir,
    pub now: String,
    /// What the programs trace, where that is not what they do by themselves.
    pub tracing: Option<&'static str>,
    /// Where it listens.
    pub host: &'static str,
    port: u16,
    serving: Option<Child>,
}

impl District {
    /// Made from the real roster, and serving.
    #[must_use]
    pub fn new() -> Self {
        Self::with_roster(&fixture("roster.csv"))
    }

    /// As `new`, with the proxy as the only route to it that any device learns of.
    #[must_use]
    pub fn behind(proxy: &Proxy) -> Self {
        let district = Self::filled(Self::made(&["--address", &format!("127.0.0.1:{}", proxy.port())]), &fixture("roster.csv"));
        proxy.lead_to(district.port());
        district
    }

    #[must_use]
    pub fn with_roster(roster: &Path) -> Self {
        Self::filled(Self::empty(), roster)
    }

    fn filled(mut district: Self, roster: &Path) -> Self {
        let imported = district.run(&["import", roster.to_str().unwrap()]);
        assert_eq!(imported.code, 0, "{}", imported.stderr);
        district.start();
        district
    }

    /// Made and not yet serving; nobody lives there.
    #[must_use]
    pub fn empty() -> Self {
        Self::made(&[])
    }

    /// As `new`, with all that it has below this folder, such as a small disk.
    #[must_use]
    pub fn inside(folder: &Path) -> Self {
        Self::filled(Self::made_in(tempfile::tempdir_in(folder).unwrap(), &[], None), &fixture("roster.csv"))
    }

    fn made(more: &[&str]) -> Self {
        Self::made_in(tempfile::tempdir().unwrap(), more, Kind::chosen().fresh_url())
    }

    /// Its folder notes a database elsewhere.
    fn made_in(folder: TempDir, more: &[&str], database: Option<String>) -> Self {
        let district = District { folder, now: EVENING.to_owned(), tracing: None, host: "127.0.0.1", port: 0, serving: None };
        let kit = district.kit();
        let mut init = district.command("init");
        init.args(["--district", "延吉市", "--second-factor", "optional", "--kit", kit.to_str().unwrap()]).args(more);
        let made = Outcome::of(init.envs(database.map(|url| ("DAYLOG_DATABASE", url))));
        assert_eq!(made.code, 0, "{}", made.stderr);
        district
    }

    #[must_use]
    pub fn data(&self) -> PathBuf {
        self.folder.path().join("district")
    }

    /// The recovery kit, in a file.
    #[must_use]
    pub fn kit(&self) -> PathBuf {
        self.folder.path().join("kit.txt")
    }

    /// What `daylog-server recover` says to a device's request.
    #[must_use]
    pub fn recover(&self, kit: &Path, request: &str) -> Value {
        self.run_bare(&["recover", "--kit", kit.to_str().unwrap(), request, "--format", "json"]).json()
    }

    /// A command that is about no district's folder.
    #[must_use]
    pub fn run_bare(&self, args: &[&str]) -> Outcome {
        Outcome::of(Command::new(program("daylog-server")).args(args).env("DAYLOG_NOW", &self.now))
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    #[must_use]
    pub fn is_running(&mut self) -> bool {
        self.serving.as_mut().is_some_and(|child| child.try_wait().unwrap().is_none())
    }

    /// Starts serving, always on the same port; returns when it says that it is ready.
    pub fn start(&mut self) {
        let trace = std::fs::OpenOptions::new().create(true).append(true).open(self.folder.path().join("trace.txt")).unwrap();
        let mut child = self
            .command("serve")
            .args(["--listen", &format!("{}:{}", self.host, self.port)])
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(trace)
            .spawn()
            .unwrap();
        let mut ready = String::new();
        BufReader::new(child.stdout.take().unwrap()).read_line(&mut ready).unwrap();
        let port = ready.trim().rsplit(':').next().unwrap();
        self.port = port.parse().unwrap_or_else(|_| panic!("not ready: {ready:?} {}", self.trace()));
        self.serving = Some(child);
    }

    /// Starts serving on a port that another server left.
    pub fn serve_on(&mut self, port: u16) {
        self.port = port;
        self.start();
    }

    /// What the server said on standard error.
    #[must_use]
    pub fn trace(&self) -> String {
        std::fs::read_to_string(self.folder.path().join("trace.txt")).unwrap_or_default()
    }

    /// Stops at once, as a machine without power does.
    pub fn kill(&mut self) {
        if let Some(mut child) = self.serving.take() {
            child.kill().unwrap();
            child.wait().unwrap();
        }
    }

    /// An invite's link for this cadre.
    #[must_use]
    pub fn invite(&self, cadre: &str) -> String {
        self.json(&["invite", "--cadre", cadre, "--format", "json"])["link"].as_str().unwrap().to_owned()
    }

    /// What the server holds of a day.
    #[must_use]
    pub fn diary(&self, date: &str) -> Vec<Value> {
        match self.json(&["diary", "--date", date, "--format", "json"]) {
            Value::Array(lines) => lines,
            other => panic!("{other}"),
        }
    }

    #[must_use]
    pub fn json(&self, args: &[&str]) -> Value {
        self.run(args).json()
    }

    #[must_use]
    pub fn run(&self, args: &[&str]) -> Outcome {
        let (name, rest) = args.split_first().unwrap();
        Outcome::of(self.command(name).args(rest))
    }

    /// `daylog-server certificate …`.
    #[must_use]
    pub fn certificate(&self, command: &str) -> Outcome {
        self.below("certificate", &[command])
    }

    /// `daylog-server address …`.
    #[must_use]
    pub fn address(&self, args: &[&str]) -> Outcome {
        self.below("address", args)
    }

    fn below(&self, command: &str, args: &[&str]) -> Outcome {
        let mut program = Command::new(program("daylog-server"));
        Outcome::of(program.arg(command).args(args).arg("--data").arg(self.data()).env("DAYLOG_NOW", &self.now))
    }

    fn command(&self, name: &str) -> Command {
        let mut command = Command::new(program("daylog-server"));
        command.arg(name).arg("--data").arg(self.data()).env("DAYLOG_NOW", &self.now);
        if let Some(tracing) = self.tracing {
            command.env("DAYLOG_TRACE", tracing);
        }
        command
    }
}

impl Default for District {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for District {
    fn drop(&mut self) {
        self.kill();
    }
}
