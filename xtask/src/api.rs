//! The OpenAPI document against the real server: schemathesis asks every route, as the district and as a secretary, with
//! whatever the document allows and forbids. No answer may be a server's error, and none may be undocumented.

use std::{
    io::{BufRead, BufReader},
    path::{Path, PathBuf},
    process::{Child, Stdio},
};

use serde_json::Value;

use crate::{failure::Failure, machine, process::Invocation, results::Counts};

const NOW: &str = "2020-02-27T21:00:00+08:00";
const PIN: &str = "24682468";
/// Who looks after the first household of the roster.
const CADRE: &str = "张如彬";

/// Holds the server to its document; the programs are built already.
pub fn check(root: &Path, long: bool) -> Result<Counts, Failure> {
    let python = machine::schemathesis(root)?;
    let example = Example::make(root)?;
    let mut counts = Counts::default();
    // The district comes behind: among what it tries are acts that lock a secretary's account.
    for (name, account) in [("as a secretary", &example.secretary), ("as the district", &example.district)] {
        counts.add(Counts::of(name, example.ask(&python, account, long, &["--exclude-path", "/api/v1/session"])));
    }
    // Last, and by itself: it ends the session that it asks with.
    counts.add(Counts::of("signing in and out", example.ask(&python, &example.district, long, &["--include-path", "/api/v1/session"])));
    Ok(counts)
}

/// A served district with the printed roster and a few entries.
struct Example {
    root: PathBuf,
    folder: PathBuf,
    serving: Child,
    address: String,
    district: Value,
    secretary: Value,
}

impl Example {
    fn make(root: &Path) -> Result<Self, Failure> {
        let folder = root.join("target/api/example");
        if folder.exists() {
            std::fs::remove_dir_all(&folder).map_err(|why| Failure::file(&folder, why))?;
        }
        std::fs::create_dir_all(&folder).map_err(|why| Failure::file(&folder, why))?;
        let data = folder.join("district");
        let server = |words: &[&str]| program(root, "daylog-server").args(words).arg("--data").arg(&data);
        let district = json_of(server(&["init", "--district", "延吉市", "--second-factor", "optional", "--format", "json"]))?;
        server(&["import", "tests/fixtures/roster.csv"]).text()?;
        let secretary = ["account", "add", "书记", "--role", "secretary", "--community", "园锦社区", "--format", "json"];
        let secretary = json_of(server(&secretary))?;
        let (serving, address) = serve(server(&["serve", "--listen", "127.0.0.1:0"]), &folder)?;
        // From here on the server ends with this value, whatever fails.
        let example = Example { root: root.to_path_buf(), folder, serving, address, district, secretary };
        let invite = json_of(server(&["invite", "--cadre", CADRE, "--format", "json"]))?;
        let device = |words: &[&str]| {
            let daylog = program(root, "daylog").arg("--profile").arg(example.folder.join("profile")).args(words);
            daylog.env("DAYLOG_PIN", PIN).text().map(drop)
        };
        device(&["enrol", text(&invite, "link")?])?;
        device(&["log", "note", "--household", "YJ-001", "--text", "想吃冷面"])?;
        device(&["log", "contact", "--resident", "安某"])?;
        device(&["sync"])?;
        Ok(example)
    }

    fn ask(&self, python: &Path, account: &Value, long: bool, only: &[&str]) -> Result<(), Failure> {
        let authority = self.folder.join("district/ca.pem");
        let sign_in = Invocation::new(&self.root, &python.display().to_string()).arg("tests/api/sign_in.py").arg(&self.address);
        let cookie = sign_in.arg(&authority).args([text(account, "account")?, text(account, "password")?]).text()?;
        let examples = if long { ["--max-examples", "1500"].as_slice() } else { &["--max-examples", "60", "--generation-deterministic"] };
        // Started in the example's folder, because it leaves a cache where it is started.
        Invocation::new(&self.folder, &python.with_file_name("schemathesis").display().to_string())
            .arg("--config-file")
            .arg(self.root.join("tests/api/schemathesis.toml"))
            .arg("run")
            .arg(format!("{}/api/v1/openapi.json", self.address))
            .arg("--tls-verify")
            .arg(&authority)
            .args(["--phases", "examples,coverage,fuzzing", "--no-color"])
            .args(examples)
            .args(only)
            .env("REQUESTS_CA_BUNDLE", &authority)
            .env("SCHEMATHESIS_HOOKS", "hooks")
            .env("PYTHONPATH", self.root.join("tests/api"))
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .env("DAYLOG_COOKIE", cookie.trim())
            .run()
    }
}

impl Drop for Example {
    fn drop(&mut self) {
        // It is gone already, or it goes now.
        let _ended = self.serving.kill().and_then(|()| self.serving.wait());
    }
}

fn program(root: &Path, name: &str) -> Invocation {
    Invocation::new(root, &root.join("target/debug").join(name).display().to_string()).env("DAYLOG_NOW", NOW)
}

/// Starts the server and waits until it says where it listens.
fn serve(server: Invocation, folder: &Path) -> Result<(Child, String), Failure> {
    let trace = folder.join("trace.txt");
    let errors = std::fs::File::create(&trace).map_err(|why| Failure::file(&trace, why))?;
    let (mut command, line) = server.into_command();
    let started = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(errors).spawn();
    let mut child = started.map_err(|why| Failure::Program { line, why: format!("could not be started: {why}") })?;
    let mut said = String::new();
    if let Some(stdout) = child.stdout.take() {
        // Only this line is ever written there.
        let _read = BufReader::new(stdout).read_line(&mut said);
    }
    match said.trim().strip_prefix("ready ") {
        Some(address) => Ok((child, address.to_owned())),
        None => Err(Failure::machine(format!("the server did not get ready; see {}", trace.display()))),
    }
}

fn json_of(program: Invocation) -> Result<Value, Failure> {
    let said = program.text()?;
    serde_json::from_str(&said).map_err(|why| Failure::found(format!("not JSON: {why}")))
}

fn text<'a>(value: &'a Value, name: &str) -> Result<&'a str, Failure> {
    value.get(name).and_then(Value::as_str).ok_or_else(|| Failure::found(format!("{name} is missing")))
}
