//! What can be written behind `daylog-server serve`.

use std::{
    net::{SocketAddr, ToSocketAddrs},
    path::PathBuf,
};

use clap::{Args, ValueEnum};
use daylog_domain::text::digits;

use super::{folder::DataFolder, values::whole};
use crate::proxies::Proxy;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(in crate::cli) enum TraceFormat {
    Text,
    Json,
}

#[derive(Args)]
pub(in crate::cli) struct ServeArguments {
    #[command(flatten)]
    pub(in crate::cli) folder: DataFolder,
    /// Where to listen, as HOST:PORT; 0.0.0.0:8470 for every device of the network, [::]:8470 with IPv6
    #[arg(long, default_value = "127.0.0.1:8470", value_name = "HOST:PORT", value_parser = listen)]
    pub(in crate::cli) listen: SocketAddr,
    /// A reverse proxy in front, as an IP address or a network such as 10.1.2.0/24: only its X-Forwarded-For counts; may be given
    /// more than once
    #[arg(long, value_name = "ADDRESS")]
    pub(in crate::cli) proxy: Vec<Proxy>,
    /// The district's database, postgres://…, where it is not at the address that its folder keeps, nor at DAYLOG_DATABASE
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) database: Option<String>,
    /// How traces are written to stderr
    #[arg(long, value_enum, default_value_t = TraceFormat::Text)]
    pub(in crate::cli) trace: TraceFormat,
    /// Make backups into this folder while serving
    #[arg(long, value_name = "DIR")]
    pub(in crate::cli) backup_to: Option<PathBuf>,
    /// How often
    #[arg(long, value_name = "HOURS", default_value_t = 24, requires = "backup_to", value_parser = whole::<u16>(1..=168))]
    pub(in crate::cli) backup_every: u16,
    /// How long a backup is kept; the last verified one stays
    #[arg(long, value_name = "DAYS", default_value_t = 30, requires = "backup_to", value_parser = whole::<u16>(1..=65_535))]
    pub(in crate::cli) backup_keep_days: u16,
}

/// An address of this machine, or a name of it such as `localhost`.
fn listen(text: &str) -> Result<SocketAddr, String> {
    let text = digits::folded(text);
    let text = text.trim();
    if let Ok(found) = text.parse() {
        return Ok(found);
    }
    let (host, port) = text.rsplit_once(':').ok_or("it is HOST:PORT, such as 0.0.0.0:8470")?;
    if host.contains(':') {
        return Err(format!("an IPv6 address stands in brackets, such as [{host}]:{port}"));
    }
    let port: u16 = port.parse().map_err(|_| "it is HOST:PORT, such as 0.0.0.0:8470")?;
    let found: Vec<SocketAddr> = (host, port).to_socket_addrs().map_err(|error| format!("{host} leads nowhere: {error}"))?.collect();
    // Most devices of a district speak IPv4.
    let best = found.iter().find(|address| address.is_ipv4()).or(found.first());
    best.copied().ok_or_else(|| format!("{host} leads nowhere"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_and_a_name_are_listened_on_and_an_address_without_brackets_is_told_them() {
        for (text, listens) in [
            ("127.0.0.1:8470", "127.0.0.1:8470"),
            ("0.0.0.0:0", "0.0.0.0:0"),
            ("[::1]:8470", "[::1]:8470"),
            ("localhost:8470", "127.0.0.1:8470"),
            ("０．０．０．０：８４７０", "0.0.0.0:8470"),
        ] {
            assert_eq!(listen(text).map(|found| found.to_string()).as_deref(), Ok(listens), "{text}");
        }
        for (text, says) in [
            ("::1:8470", "[::1]:8470"),
            ("8470", "HOST:PORT"),
            ("localhost", "HOST:PORT"),
            ("localhost:x", "HOST:PORT"),
            ("no.such.invalid:1", "leads nowhere"),
        ] {
            assert!(listen(text).unwrap_err().contains(says), "{text}: {:?}", listen(text));
        }
    }
}
