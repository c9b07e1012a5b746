//! A bad connection between device and server: a TCP proxy that cuts, swallows or holds back what passes.

use std::{
    io::{ErrorKind, Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{
        Arc, Condvar, Mutex, MutexGuard,
        atomic::{AtomicU16, AtomicU64, Ordering},
    },
    thread,
    time::Duration,
};

/// What happens to a connection from when it is made on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    Pass,
    /// Once the device has sent more than so many bytes, what the server says is thrown away, and when it has
    /// nothing more to say the connection is cut.
    LoseAnswer(u64),
    /// What the device sends beyond so many bytes before it is answered disappears, and so does everything after it;
    /// nobody is told.
    SwallowBeyond(u64),
    /// Towards the device, everything after so many bytes waits until the test ends.
    HoldAfter(u64),
}

struct State {
    target: AtomicU16,
    mode: Mutex<Mode>,
    swallowed: AtomicU64,
    /// Connections held back since it was last asked.
    held: Mutex<u64>,
    changed: Condvar,
}

pub struct Proxy {
    port: u16,
    state: Arc<State>,
}

impl Default for Proxy {
    fn default() -> Self {
        Self::new()
    }
}

impl Proxy {
    /// Leads nowhere yet.
    #[must_use]
    pub fn new() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let state = State {
            target: AtomicU16::new(0),
            mode: Mutex::new(Mode::Pass),
            swallowed: AtomicU64::new(0),
            held: Mutex::new(0),
            changed: Condvar::new(),
        };
        let state = Arc::new(state);
        let shared = state.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A server that is down shows as a connection that closes at once.
                if let Ok(server) = TcpStream::connect(("127.0.0.1", shared.target.load(Ordering::SeqCst))) {
                    carry(client, server, &shared);
                }
            }
        });
        Proxy { port, state }
    }

    /// Leads to this port of the machine from now on.
    pub fn lead_to(&self, target: u16) {
        self.state.target.store(target, Ordering::SeqCst);
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Holds for connections made from now on.
    pub fn set(&self, mode: Mode) {
        *lock(&self.state.mode) = mode;
    }

    /// Bytes that disappeared so far.
    #[must_use]
    pub fn swallowed(&self) -> u64 {
        self.state.swallowed.load(Ordering::SeqCst)
    }

    /// Waits until another connection is held back.
    pub fn wait_until_held(&self) {
        let held = lock(&self.state.held);
        let (mut held, timeout) = self.state.changed.wait_timeout_while(held, Duration::from_secs(60), |held| *held == 0).unwrap();
        assert!(!timeout.timed_out(), "no connection carried enough to be held back");
        *held = 0;
    }
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap()
}

fn carry(client: TcpStream, server: TcpStream, state: &Arc<State>) {
    let mode = *lock(&state.mode);
    let sent = Arc::new(AtomicU64::new(0));
    let upward = (client.try_clone().unwrap(), server.try_clone().unwrap(), state.clone(), sent.clone());
    thread::spawn(move || up(upward.0, upward.1, mode, &upward.2, &upward.3));
    let state = state.clone();
    thread::spawn(move || down(server, client, mode, &state, &sent));
}

/// From the device to the server.
fn up(mut client: TcpStream, mut server: TcpStream, mode: Mode, state: &State, sent: &AtomicU64) {
    let mut is_stuck = false;
    while let Ok(bytes) = read(&mut client)
        && !bytes.is_empty()
    {
        // Counted before it is passed on, so that no answer to it is taken for one to something earlier.
        let carried = sent.fetch_add(bytes.len() as u64, Ordering::SeqCst) + bytes.len() as u64;
        is_stuck |= matches!(mode, Mode::SwallowBeyond(limit) if carried > limit);
        if is_stuck {
            state.swallowed.fetch_add(bytes.len() as u64, Ordering::SeqCst);
            continue;
        }
        if server.write_all(&bytes).is_err() {
            break;
        }
    }
    let _closed = server.shutdown(Shutdown::Write);
}

/// A server that has said nothing for so long has answered.
const QUIET: Duration = Duration::from_secs(1);

/// From the server to the device.
fn down(mut server: TcpStream, mut client: TcpStream, mode: Mode, state: &State, sent: &AtomicU64) {
    let mut carried = 0;
    let loses = |sent: &AtomicU64| matches!(mode, Mode::LoseAnswer(limit) if sent.load(Ordering::SeqCst) > limit);
    if matches!(mode, Mode::LoseAnswer(_)) {
        server.set_read_timeout(Some(QUIET)).unwrap();
    }
    loop {
        let bytes = match read(&mut server) {
            Ok(bytes) if bytes.is_empty() => break,
            Ok(_) if loses(sent) => continue,
            Ok(bytes) => bytes,
            Err(error) if error.kind() == ErrorKind::WouldBlock && !loses(sent) => continue,
            Err(_) => break,
        };
        if matches!(mode, Mode::SwallowBeyond(_)) {
            sent.store(0, Ordering::SeqCst);
        }
        carried += bytes.len() as u64;
        if matches!(mode, Mode::HoldAfter(limit) if carried > limit) {
            *lock(&state.held) += 1;
            state.changed.notify_all();
            loop {
                thread::park();
            }
        }
        if client.write_all(&bytes).is_err() {
            break;
        }
    }
    let _closed = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
}

/// What has arrived; nothing when the other side has closed.
fn read(from: &mut TcpStream) -> std::io::Result<Vec<u8>> {
    let mut bytes = vec![0; 16 * 1024];
    let read = from.read(&mut bytes)?;
    bytes.truncate(read);
    Ok(bytes)
}
