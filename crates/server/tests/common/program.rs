//! The program itself in a temporary folder: run, served, asked over TLS and stopped.

use std::{
    io::{BufRead, BufReader, Read, Write},
    net::TcpStream,
    path::Path,
    process::{Child, Command, Output, Stdio},
    sync::Arc,
    thread,
    time::Duration,
};

use daylog_backup::folder::Folder;
use daylog_storage::transfer;
use daylog_testkit::database::Kind;
use daylog_wire::{
    CONTENT_TYPE, PROTOCOL_VERSION,
    enrol::{EnrolRequest, EnrolResponse, Invite},
    keys::SigningKey,
    message::SyncResponse,
};
use rustls::{
    ClientConfig, ClientConnection, RootCertStore, StreamOwned,
    crypto::ring,
    pki_types::{CertificateDer, ServerName, pem::PemObject},
};
use serde_json::Value;

use super::Device;

/// How often `ask_until` asks, and how many times.
const ASKED_EVERY: Duration = Duration::from_millis(50);
const ASKED_AT_MOST: usize = 600;

/// Whoever asks is told something in this time.
const SILENT_AT_MOST: Duration = Duration::from_secs(60);

pub struct Fixture {
    pub folder: tempfile::TempDir,
    pub password: String,
    /// The text of the recovery kit.
    pub kit: String,
}

pub fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_daylog-server"));
    command.args(arguments).env("DAYLOG_NOW", "2020-03-01T10:40:00+08:00");
    command
}

pub fn run(arguments: &[&str]) -> Output {
    program(arguments).output().unwrap()
}

pub fn json(output: &Output) -> Value {
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

impl Fixture {
    /// On the database that the environment chooses.
    pub fn new() -> Self {
        Self::on(Kind::chosen())
    }

    /// In a file, for tests that are about one: `docs/testing.md` lists them.
    pub fn in_a_file() -> Self {
        Self::on(Kind::Sqlite)
    }

    /// With its database of this kind, whatever the environment says.
    pub fn on(kind: Kind) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let fixture = Fixture { folder, password: String::new(), kit: String::new() };
        let mut init =
            program(&["init", "--data", &fixture.data(), "--district", "延吉市", "--second-factor", "optional", "--format", "json"]);
        if let Some(url) = kind.fresh_url() {
            init.env("DAYLOG_DATABASE", url);
        }
        let made = json(&init.output().unwrap());
        let password = made["password"].as_str().unwrap().to_owned();
        for key in ["account", "ca_fingerprint", "ca_key", "signing_key", "recovery_key", "kit"] {
            assert!(!made[key].as_str().unwrap().is_empty(), "{key}");
        }
        let kit = made["kit"].as_str().unwrap().to_owned();
        Fixture { password, kit, ..fixture }
    }

    pub fn data(&self) -> String {
        self.folder.path().join("district").display().to_string()
    }

    /// A digest of what its database holds.
    pub fn state(&self) -> [u8; 32] {
        let database = Folder::at(Path::new(&self.data())).unwrap().database().unwrap();
        database.read(transfer::state).unwrap()
    }

    pub fn file(&self, name: &str, bytes: &[u8]) -> String {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path.display().to_string()
    }

    pub fn import(&self, text: &str) -> Value {
        let file = self.file("roster.csv", text.as_bytes());
        json(&run(&["import", "--data", &self.data(), &file, "--format", "json"]))
    }

    pub fn serve(&self, listen: &str) -> Serving {
        self.serve_with(listen, &[])
    }

    pub fn serve_with(&self, listen: &str, more: &[&str]) -> Serving {
        self.serve_by(program(&[&["serve", "--data", &self.data(), "--listen", listen, "--trace", "json"], more].concat()))
    }

    /// By a command that serves.
    pub fn serve_by(&self, mut command: Command) -> Serving {
        let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim().strip_prefix("ready https://").unwrap_or_else(|| panic!("{line:?}")).to_owned();
        let authority = CertificateDer::from_pem_file(Path::new(&self.data()).join("ca.pem")).unwrap();
        Serving { child, out, address, authority }
    }
}

pub struct Serving {
    child: Child,
    out: BufReader<std::process::ChildStdout>,
    pub address: String,
    pub authority: CertificateDer<'static>,
}

impl Serving {
    /// As where the program goes that the traces were piped to.
    pub fn close_traces(&mut self) {
        drop(self.child.stderr.take());
    }

    pub fn connect(&self, host: &str) -> StreamOwned<ClientConnection, TcpStream> {
        let mut roots = RootCertStore::empty();
        roots.add(self.authority.clone()).unwrap();
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(roots)
            .with_no_client_auth();
        let name = ServerName::try_from(host.to_owned()).unwrap();
        let stream = TcpStream::connect(&self.address).unwrap();
        stream.set_read_timeout(Some(SILENT_AT_MOST)).unwrap();
        StreamOwned::new(ClientConnection::new(Arc::new(config), name).unwrap(), stream)
    }

    pub fn ask(&self, method: &str, path: &str, headers: &str, body: &[u8]) -> (u16, String, Vec<u8>) {
        let mut stream = self.connect("127.0.0.1");
        let length = body.len();
        let head = format!("{method} {path} HTTP/1.1\r\nhost: server\r\nconnection: close\r\ncontent-length: {length}\r\n{headers}\r\n");
        stream.write_all(head.as_bytes()).unwrap();
        stream.write_all(body).unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer.windows(4).position(|window| window == b"\r\n\r\n").unwrap() + 4;
        let head = String::from_utf8_lossy(&answer[..end]).into_owned();
        (head[9..12].parse().unwrap(), head, answer[end..].to_vec())
    }

    /// Asks again until the answer is what is waited for, for half a minute at most.
    pub fn ask_until(&self, path: &str, is_it: impl Fn(&Value) -> bool) -> Value {
        let mut answer = Value::Null;
        for _ in 0..ASKED_AT_MOST {
            let (_, _, body) = self.ask("GET", path, "", b"");
            answer = serde_json::from_slice(&body).unwrap();
            if is_it(&answer) {
                return answer;
            }
            thread::sleep(ASKED_EVERY);
        }
        panic!("{path} never said what was waited for, last {answer}")
    }

    pub fn post(&self, path: &str, body: &[u8]) -> Vec<u8> {
        let (status, head, body) = self.ask("POST", path, &format!("content-type: {CONTENT_TYPE}\r\n"), body);
        assert_eq!(status, 200, "{head}");
        assert!(head.contains(CONTENT_TYPE));
        body
    }

    /// Asks for a graceful stop; gives the rest of standard output and the whole of standard error.
    pub fn stop(mut self) -> (String, String) {
        let killed = Command::new("kill").args(["-TERM", &self.child.id().to_string()]).status().unwrap();
        assert!(killed.success());
        let (mut out, mut err) = (String::new(), String::new());
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        self.out.read_to_string(&mut out).unwrap();
        assert!(self.child.wait().unwrap().success(), "{err}");
        (out, err)
    }
}

impl Serving {
    /// Waits until it ends by itself; gives its exit code and the whole of standard error.
    pub fn ended(mut self) -> (Option<i32>, String) {
        let mut err = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut err).unwrap();
        (self.child.wait().unwrap().code(), err)
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        let _gone = self.child.kill();
    }
}

impl Serving {
    /// A device of this cadre, invited by command and enrolled over TLS.
    pub fn enrolled(&self, fixture: &Fixture, cadre: &str) -> Device {
        let invite = json(&run(&["invite", "--data", &fixture.data(), "--cadre", cadre, "--format", "json"]));
        let link: Invite = invite["link"].as_str().unwrap().parse().unwrap();
        let mut seed = [3; 32];
        seed.iter_mut().zip(link.secret.bytes()).for_each(|(seed, byte)| *seed = byte);
        let device = SigningKey::from_seed(&seed).unwrap().public();
        let request = EnrolRequest { version: PROTOCOL_VERSION, secret: link.secret, device, program: "test".to_owned() };
        let EnrolResponse::Enrolled(enrolment) = EnrolResponse::from_bytes(&self.post("/enrol", &request.to_bytes())).unwrap() else {
            panic!("{cadre} was not enrolled")
        };
        Device::new(seed, enrolment.device)
    }

    /// One round of this device with the program.
    pub fn sync(&self, device: &mut Device) -> SyncResponse {
        let answer = SyncResponse::from_bytes(&self.post("/sync", &device.signed(&device.request()).to_bytes())).unwrap();
        device.take(&answer);
        answer
    }
}
