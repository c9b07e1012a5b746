//! The programs that `cargo xtask run` keeps running: each in a process group of its own, so that stopping one stops
//! whatever it started, and all of them end when this tool ends, however it ends.

use std::{
    fs::File,
    io::{BufRead, BufReader, Write},
    os::unix::process::CommandExt,
    path::{Path, PathBuf},
    process::{Child, ChildStdout, Command, Stdio},
    sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel},
    time::{Duration, Instant},
};

use crate::{failure::Failure, process::Invocation};

/// How long a program may take until it says that it is ready.
const PATIENCE: Duration = Duration::from_secs(30);
/// How long a program may take to stop when it is asked to.
const GRACE: Duration = Duration::from_secs(8);
/// How often a program is asked whether it is still there; it ends seldom, and people do not notice less.
const GLANCE: Duration = Duration::from_millis(250);

enum Event {
    /// Ctrl-C, or the terminal was closed.
    Interrupted,
    /// A line on a program's stdout.
    Line { service: &'static str, text: String },
}

/// What ended the wait.
pub enum End {
    Interrupted,
    Died(&'static str),
}

struct Service {
    name: &'static str,
    child: Child,
    /// The others go on without it: the window was closed.
    optional: bool,
}

pub struct Services {
    running: Vec<Service>,
    traces: PathBuf,
    events: Receiver<Event>,
    sender: Sender<Event>,
}

impl Services {
    /// Traces of every program go to files in `traces`.
    pub fn new(traces: &Path) -> Result<Self, Failure> {
        std::fs::create_dir_all(traces).map_err(|why| Failure::file(traces, why))?;
        let (sender, events) = channel();
        let on_interrupt = sender.clone();
        // A second Ctrl-C finds nobody listening once the first one is being handled.
        ctrlc::set_handler(move || drop(on_interrupt.send(Event::Interrupted)))
            .map_err(|why| Failure::machine(format!("Ctrl-C cannot be handled: {why}")))?;
        Ok(Services { running: Vec::new(), traces: traces.to_path_buf(), events, sender })
    }

    /// Starts a program and waits until it says `ready …`; answers the rest of that line.
    pub fn start(&mut self, name: &'static str, program: Invocation) -> Result<String, Failure> {
        self.spawn(name, program, false)?;
        self.ready_line(name)
    }

    /// Starts a program that says nothing when it is ready and may be closed by its user.
    pub fn open(&mut self, name: &'static str, program: Invocation) -> Result<(), Failure> {
        self.spawn(name, program, true)
    }

    fn spawn(&mut self, name: &'static str, program: Invocation, optional: bool) -> Result<(), Failure> {
        let (command, line) = program.into_command();
        let trace = self.traces.join(format!("{name}.txt"));
        let errors = File::create(&trace).map_err(|why| Failure::file(&trace, why))?;
        let mut child = ending_with_us(&command)
            .stdin(Stdio::null())
            .stdout(Stdio::piped())
            .stderr(errors)
            .process_group(0)
            .spawn()
            .map_err(|why| Failure::Program { line, why: format!("could not be started: {why}") })?;
        if let Some(stdout) = child.stdout.take() {
            let sender = self.sender.clone();
            let copy = File::options().append(true).open(&trace).map_err(|why| Failure::file(&trace, why))?;
            std::thread::spawn(move || pass_on(name, stdout, copy, &sender));
        }
        self.running.push(Service { name, child, optional });
        Ok(())
    }

    fn ready_line(&mut self, name: &'static str) -> Result<String, Failure> {
        let since = Instant::now();
        while since.elapsed() < PATIENCE {
            match self.events.recv_timeout(GLANCE) {
                Ok(Event::Line { service, text }) if service == name => {
                    if let Some(rest) = text.strip_prefix("ready ") {
                        return Ok(rest.trim().to_owned());
                    }
                }
                Ok(Event::Interrupted) => return Err(Failure::machine("stopped")),
                Ok(Event::Line { .. }) | Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => break,
            }
            if self.dead().is_some_and(|service| service.name == name) {
                return Err(self.obituary(name));
            }
        }
        Err(Failure::machine(format!("{name} did not get ready within {} s\n{}", PATIENCE.as_secs(), self.last_words(name))))
    }

    /// Waits until Ctrl-C, or until a program ends that the others need.
    pub fn wait(&mut self) -> End {
        loop {
            if let Ok(Event::Interrupted) = self.events.recv_timeout(GLANCE) {
                return End::Interrupted;
            }
            self.forget_closed_windows();
            if let Some(service) = self.dead() {
                return End::Died(service.name);
            }
        }
    }

    fn forget_closed_windows(&mut self) {
        self.running.retain_mut(|service| {
            let closed = service.optional && !matches!(service.child.try_wait(), Ok(None));
            if closed {
                println!("The {} was closed; the rest goes on.", service.name);
            }
            !closed
        });
    }

    fn dead(&mut self) -> Option<&Service> {
        self.running.iter_mut().find_map(|service| match service.child.try_wait() {
            Ok(None) => None,
            _ => Some(&*service),
        })
    }

    pub fn obituary(&self, name: &str) -> Failure {
        Failure::machine(format!("{name} has ended by itself. Its last words:\n{}", self.last_words(name)))
    }

    fn last_words(&self, name: &str) -> String {
        let trace = self.traces.join(format!("{name}.txt"));
        let text = std::fs::read_to_string(&trace).unwrap_or_default();
        let lines: Vec<&str> = text.lines().collect();
        let start = lines.len().saturating_sub(12);
        let last = lines.get(start..).unwrap_or_default().join("\n");
        format!("{last}\n(all of it: {})", trace.display())
    }

    /// Stops everything that was started, the last one first, and waits for it.
    pub fn stop(&mut self) {
        for service in self.running.iter().rev() {
            signal("TERM", service.child.id());
        }
        let since = Instant::now();
        for mut service in self.running.drain(..).rev() {
            while matches!(service.child.try_wait(), Ok(None)) {
                if since.elapsed() > GRACE {
                    println!("{} does not stop; killing it.", service.name);
                    signal("KILL", service.child.id());
                    break;
                }
                std::thread::sleep(Duration::from_millis(20));
            }
            // Nothing is left to be done about one that cannot be waited for.
            let _ = service.child.wait();
        }
    }
}

impl Drop for Services {
    fn drop(&mut self) {
        self.stop();
    }
}

/// The same command, told by the kernel to stop when this tool is gone, even when that was killed.
fn ending_with_us(command: &Command) -> Command {
    let mut wrapped = Command::new("setpriv");
    wrapped.args(["--pdeathsig", "TERM", "--"]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => wrapped.env(name, value),
            None => wrapped.env_remove(name),
        };
    }
    if let Some(folder) = command.get_current_dir() {
        wrapped.current_dir(folder);
    }
    wrapped
}

/// Reads on until the program ends, so that it never waits for a reader.
fn pass_on(service: &'static str, stdout: ChildStdout, mut copy: File, sender: &Sender<Event>) {
    for text in BufReader::new(stdout).lines().map_while(Result::ok) {
        // A full disk must not stop the program that is being traced.
        let _ = writeln!(copy, "{text}");
        if sender.send(Event::Line { service, text }).is_err() {
            return;
        }
    }
}

/// Sends a signal to a whole process group. The shell's own `kill` is there on every machine.
fn signal(name: &str, group: u32) {
    let _ = Command::new("sh").arg("-c").arg(format!("kill -{name} -{group} 2>/dev/null")).status();
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shell(script: &str) -> Invocation {
        Invocation::new(Path::new("/"), "sh").arg("-c").arg(script)
    }

    /// One test, because a process has one handler for Ctrl-C.
    #[test]
    fn programs_are_awaited_missed_and_stopped_with_their_children() {
        let traces = std::env::temp_dir().join(format!("xtask-services-{}", std::process::id()));
        let mut services = Services::new(&traces).unwrap();

        let said = services.start("server", shell("echo one; echo ready https://here; sleep 600 & wait")).unwrap();
        assert_eq!(said, "https://here");

        let refused = services.start("bridge", shell("echo no profile >&2; exit 3")).unwrap_err().to_string();
        assert!(refused.contains("bridge has ended by itself") && refused.contains("no profile"), "{refused}");
        services.running.retain(|service| service.name == "server");

        services.open("window", shell("exit 0")).unwrap();
        services.running.last_mut().unwrap().child.wait().unwrap();
        signal("KILL", services.running.first().unwrap().child.id());
        assert!(matches!(services.wait(), End::Died("server")));
        assert!(services.running.iter().all(|service| service.name != "window"), "a closed window is let go");

        services.stop();
        let grandchild = services.start("server", shell("sleep 600 & echo ready $!; wait")).unwrap();
        services.stop();
        let stat = || std::fs::read_to_string(format!("/proc/{grandchild}/stat")).unwrap_or_default();
        let since = Instant::now();
        // Gone, or dead and not yet buried by the machine's first process.
        while !stat().is_empty() && !stat().contains(" Z ") {
            assert!(since.elapsed() < PATIENCE, "nothing of the process group is left");
            std::thread::yield_now();
        }
        std::fs::remove_dir_all(&traces).unwrap();
    }
}
