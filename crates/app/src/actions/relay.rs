//! Carrying over the local network: one device listens, another hands it a rescue file. Off unless somebody asks for it;
//! the listener reads nothing of what it takes along, and trusts nobody: everything is bounded.
//!
//! One exchange per connection: eight bytes that say what this is, four of length, the file; four bytes come back, the
//! number of pieces that were taken along, or zero.

use std::{net::SocketAddr, path::Path, sync::Arc, time::Duration};

use daylog_wire::rescue::RESCUE_LIMIT;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    sync::Semaphore,
};

use crate::{App, Problem, ProblemCode, carried, views::rescue::CarriedView};

const GREETING: &[u8; 8] = b"dlrelay1";
/// A whole file at 200 kB/s; who is slower makes room for others.
const PATIENCE: Duration = Duration::from_secs(90);
/// Files that are being received at one time: memory is bounded by these.
const AT_ONCE: usize = 2;

impl App {
    /// Listens for as long as it is awaited. `heard` is called for every file that was taken along.
    pub async fn listen(self: &Arc<Self>, listener: TcpListener, heard: impl Fn(CarriedView)) {
        let places = Arc::new(Semaphore::new(AT_ONCE));
        let (told, mut taken) = tokio::sync::mpsc::channel(AT_ONCE);
        loop {
            tokio::select! {
                Some(view) = taken.recv() => heard(view),
                accepted = listener.accept() => {
                    let Ok((stream, _)) = accepted else { continue };
                    // Nobody waits in line: whoever finds no place tries again.
                    let Ok(place) = places.clone().try_acquire_owned() else { continue };
                    let (app, told) = (self.clone(), told.clone());
                    tokio::spawn(async move {
                        let received = tokio::time::timeout(PATIENCE, receive(&app, stream)).await;
                        drop(place);
                        if let Ok(Ok(view)) = received {
                            let _listener_gone = told.send(view).await;
                        }
                    });
                }
            }
        }
    }

    /// Hands a rescue file to a device that listens; answers how many pieces it took along.
    pub async fn hand_to(&self, address: SocketAddr, file: &Path) -> Result<u32, Problem> {
        let bytes = carried::read(file)?.to_bytes();
        let handed = tokio::time::timeout(PATIENCE, hand(address, &bytes)).await;
        match handed {
            Ok(Ok(0)) => Err(Problem::new(ProblemCode::RelayRefused)),
            Ok(Ok(pieces)) => Ok(pieces),
            Ok(Err(_)) | Err(_) => Err(Problem::new(ProblemCode::RelayUnreachable).that_may_pass()),
        }
    }
}

async fn hand(address: SocketAddr, bytes: &[u8]) -> std::io::Result<u32> {
    let mut stream = TcpStream::connect(address).await?;
    stream.write_all(GREETING).await?;
    stream.write_u32(u32::try_from(bytes.len()).unwrap_or(u32::MAX)).await?;
    stream.write_all(bytes).await?;
    stream.flush().await?;
    stream.read_u32().await
}

async fn receive(app: &Arc<App>, mut stream: TcpStream) -> std::io::Result<CarriedView> {
    let mut greeting = [0; GREETING.len()];
    stream.read_exact(&mut greeting).await?;
    let length = stream.read_u32().await?;
    let is_bounded = usize::try_from(length).is_ok_and(|length| length <= RESCUE_LIMIT);
    if greeting != *GREETING || !is_bounded {
        return refuse(stream).await;
    }
    // Grows with what really comes, not with what was promised.
    let mut bytes = Vec::new();
    (&mut stream).take(u64::from(length)).read_to_end(&mut bytes).await?;
    let carrying = app.clone();
    let carried = tokio::task::spawn_blocking(move || carrying.carry(&bytes)).await;
    match carried {
        Ok(Ok(view)) => {
            stream.write_u32(view.pieces).await?;
            stream.shutdown().await?;
            Ok(view)
        }
        _ => refuse(stream).await,
    }
}

async fn refuse(mut stream: TcpStream) -> std::io::Result<CarriedView> {
    stream.write_u32(0).await?;
    stream.shutdown().await?;
    Err(std::io::ErrorKind::InvalidData.into())
}
