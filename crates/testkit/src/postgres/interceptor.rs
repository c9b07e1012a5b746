//! Stands between clients and a server and spoils commits: cuts the connection before or behind one, or keeps its answer back.

use std::{
    io::{Read, Write},
    net::{Shutdown, TcpListener, TcpStream},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
};

/// A simple query of one word, as the protocol has it.
const COMMIT: &[u8] = b"Q\0\0\0\x0bCOMMIT\0";

/// What becomes of a commit that a client asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AtCommit {
    Pass,
    /// The server never hears of it, and the connection is cut.
    CutBefore,
    /// The server did it; its answer is thrown away, and the connection is cut.
    CutAfter,
    /// The server never hears of it, and nothing happens any more on this connection.
    Swallow,
    /// The server did it, and nothing is heard from it any more on this connection.
    KeepAnswer,
}

pub struct Interceptor {
    port: u16,
    state: Arc<State>,
}

#[derive(Default)]
struct State {
    plan: Mutex<Plan>,
    spoiled: Condvar,
}

#[derive(Default)]
struct Plan {
    /// What to do with the next commit, and after how many that pass.
    next: Option<(AtCommit, u64)>,
    spoiled: u64,
}

/// Of one connection, seen by both directions.
type Outcome = Arc<Mutex<AtCommit>>;

impl Interceptor {
    /// Leads to this port of the machine.
    ///
    /// # Panics
    /// When the machine has no port left.
    #[must_use]
    pub fn before(target: u16) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap_or_else(|why| panic!("a port on 127.0.0.1: {why}"));
        let port = listener.local_addr().unwrap_or_else(|why| panic!("{why}")).port();
        let state = Arc::new(State::default());
        let shared = state.clone();
        thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                // A server that is down shows as a connection that closes at once.
                if let Ok(server) = TcpStream::connect(("127.0.0.1", target)) {
                    carry(client, server, &shared);
                }
            }
        });
        Interceptor { port, state }
    }

    #[must_use]
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Once so many further commits have passed, this becomes of one.
    pub fn spoil(&self, how: AtCommit, after: u64) {
        lock(&self.state.plan).next = Some((how, after));
    }

    /// Waits until so many commits were spoiled since the beginning.
    pub fn wait_until_spoiled(&self, times: u64) {
        let mut plan = lock(&self.state.plan);
        while plan.spoiled < times {
            plan = self.state.spoiled.wait(plan).unwrap_or_else(PoisonError::into_inner);
        }
    }
}

impl State {
    fn next_commit(&self) -> AtCommit {
        let mut plan = lock(&self.plan);
        match &mut plan.next {
            None => return AtCommit::Pass,
            Some((_, after)) if *after > 0 => {
                *after -= 1;
                return AtCommit::Pass;
            }
            Some(_) => {}
        }
        let how = plan.next.take().map_or(AtCommit::Pass, |(how, _)| how);
        plan.spoiled += 1;
        self.spoiled.notify_all();
        how
    }
}

fn carry(client: TcpStream, server: TcpStream, state: &Arc<State>) {
    let (Ok(client_again), Ok(server_again)) = (client.try_clone(), server.try_clone()) else { return };
    let outcome = Outcome::new(Mutex::new(AtCommit::Pass));
    let (state, upward) = (state.clone(), outcome.clone());
    thread::spawn(move || up(client_again, server_again, &state, &upward));
    thread::spawn(move || down(server, client, &outcome));
}

/// From the client to the server. A commit comes in a piece of its own, since a client waits for what it asked before.
fn up(mut client: TcpStream, mut server: TcpStream, state: &State, outcome: &Mutex<AtCommit>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = client.read(&mut bytes) {
        let piece = bytes.get(..read).unwrap_or_default();
        let how = if piece.windows(COMMIT.len()).any(|part| part == COMMIT) { state.next_commit() } else { AtCommit::Pass };
        if how != AtCommit::Pass {
            *lock(outcome) = how;
        }
        let is_swallowed = *lock(outcome) == AtCommit::Swallow;
        if how == AtCommit::CutBefore || (!is_swallowed && server.write_all(piece).is_err()) {
            break;
        }
    }
    let _cut = (server.shutdown(Shutdown::Both), client.shutdown(Shutdown::Both));
}

/// From the server to the client.
fn down(mut server: TcpStream, mut client: TcpStream, outcome: &Mutex<AtCommit>) {
    let mut bytes = vec![0; 64 * 1024];
    while let Ok(read @ 1..) = server.read(&mut bytes) {
        let outcome = *lock(outcome);
        match outcome {
            // It has answered.
            AtCommit::CutAfter => break,
            AtCommit::KeepAnswer => continue,
            _ => {}
        }
        if client.write_all(bytes.get(..read).unwrap_or_default()).is_err() {
            break;
        }
    }
    let _cut = (client.shutdown(Shutdown::Both), server.shutdown(Shutdown::Both));
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
