//! Where a district's database is: `postgres://user:password@host:port/database?district=d17&sslmode=verify-full&sslrootcert=FILE`.
//!
//! Everything that is not understood is refused. No error and no `Debug` shows a part of the address, which may hold a password.

use std::{fmt, net::IpAddr, ops::RangeInclusive, path::PathBuf, time::Duration};

use tokio_postgres::config::{Config, Host, SslMode, TargetSessionAttrs};

/// How long a server may take to answer a connection.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);

/// How long data may stand unacknowledged, or nothing may come, before it is looked whether the other end is still there.
const SILENCE: Duration = Duration::from_secs(30);

/// How often, and how many times, before the connection counts as lost.
const PROBE_EVERY: Duration = Duration::from_secs(10);
const PROBES: u32 = 3;

/// The server, the database in it, the district's schema, and whose certificates are trusted.
#[derive(Clone)]
pub struct Address {
    pub(super) config: Config,
    pub(super) schema: String,
    pub(super) encryption: Encryption,
    pub(super) bounds: Bounds,
}

/// What one process may ask of the server, and how long it waits for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Bounds {
    /// Connections that are kept. Writers of one process take turns: one of these is theirs.
    pub(super) pool: usize,
    /// How long a statement or a commit may take.
    pub(super) timeout: Duration,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Encryption {
    /// Over a socket of this machine, its loopback, or because the address says so.
    None,
    /// The server shows a certificate for its name, from one of these authorities; without a file, from one that the system trusts.
    Verified(Option<PathBuf>),
}

/// What is wrong with an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum AddressProblem {
    #[error("an address begins with postgres://")]
    NotPostgres,
    #[error("the address cannot be read")]
    Form,
    #[error("the address names no user, no host or no database")]
    Incomplete,
    /// As `@` or `/` of a password does, behind which the server would be looked for in another place.
    #[error("the address has more than one @, or more than one / behind its host")]
    Ambiguous,
    #[error("the address has an option that is not known, or one twice")]
    Option,
    #[error("a district's schema is named by small letters, digits and _, at most 40, the first a letter, and not as PostgreSQL's own")]
    District,
    #[error("sslmode is disable or verify-full")]
    Encryption,
    #[error("pool is a number of connections from 2 to 500")]
    Pool,
    #[error("timeout is a number of seconds from 1 to 600")]
    Timeout,
    #[error("sslrootcert is of use with sslmode=verify-full only")]
    Authority,
}

impl Address {
    pub fn parse(text: &str) -> Result<Self, AddressProblem> {
        if !["postgres://", "postgresql://"].iter().any(|scheme| text.starts_with(scheme)) {
            return Err(AddressProblem::NotPostgres);
        }
        let (place, options) = text.split_once('?').unwrap_or((text, ""));
        if place.matches('@').count() > 1 || place.matches('/').count() > 3 {
            return Err(AddressProblem::Ambiguous);
        }
        let mut options = Options::parse(options)?;
        let mut config: Config = place.parse().map_err(|_| AddressProblem::Form)?;
        let is_named = config.get_user().is_some() && config.get_dbname().is_some() && !config.get_hosts().is_empty();
        if !is_named {
            return Err(AddressProblem::Incomplete);
        }
        match options.take("target_session_attrs").as_deref() {
            // Of several, the first that answers may be a standby.
            None if config.get_hosts().len() == 1 => {}
            None | Some("read-write") => {
                config.target_session_attrs(TargetSessionAttrs::ReadWrite);
            }
            Some("any") => {}
            Some(_) => return Err(AddressProblem::Option),
        }
        let schema = options.take("district").unwrap_or_else(|| "d1".to_owned());
        let encryption = encryption(&config, options.take("sslmode").as_deref(), options.take("sslrootcert"))?;
        if !is_schema(&schema) {
            return Err(AddressProblem::District);
        }
        let bounds = bounds(&mut options)?;
        options.end()?;
        config
            .ssl_mode(if encryption == Encryption::None { SslMode::Disable } else { SslMode::Require })
            .application_name("daylog")
            .connect_timeout(CONNECT_TIMEOUT)
            .tcp_user_timeout(SILENCE)
            .keepalives_idle(SILENCE)
            .keepalives_interval(PROBE_EVERY)
            .keepalives_retries(PROBES);
        Ok(Address { config, schema, encryption, bounds })
    }

    /// The same database, another district of it.
    pub fn of_district(&self, schema: &str) -> Result<Self, AddressProblem> {
        if !is_schema(schema) {
            return Err(AddressProblem::District);
        }
        Ok(Address { schema: schema.to_owned(), ..self.clone() })
    }

    /// How long it may take to be let in, with everything that is said before, when every server but the last is silent.
    pub(super) fn let_in(&self) -> Duration {
        CONNECT_TIMEOUT * u32::try_from(self.config.get_hosts().len() + 1).unwrap_or(u32::MAX)
    }

    /// The name of the district's schema.
    #[must_use]
    pub fn district(&self) -> &str {
        &self.schema
    }

    /// Whether everything goes in the clear to another machine.
    #[must_use]
    pub fn is_open_to_the_network(&self) -> bool {
        self.encryption == Encryption::None && !is_of_this_machine(&self.config)
    }
}

impl fmt::Debug for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Address").field("district", &self.schema).finish_non_exhaustive()
    }
}

fn encryption(config: &Config, mode: Option<&str>, authority: Option<String>) -> Result<Encryption, AddressProblem> {
    match (mode, authority) {
        (Some("verify-full"), authority) => Ok(Encryption::Verified(authority.map(PathBuf::from))),
        (None, authority) if authority.is_some() || !is_of_this_machine(config) => Ok(Encryption::Verified(authority.map(PathBuf::from))),
        (Some("disable") | None, None) => Ok(Encryption::None),
        (Some("disable") | None, Some(_)) => Err(AddressProblem::Authority),
        // `require` and `prefer` encrypt for whoever answers: they look safe and are not.
        _ => Err(AddressProblem::Encryption),
    }
}

fn bounds(options: &mut Options) -> Result<Bounds, AddressProblem> {
    let mut number = |name, usual, allowed: RangeInclusive<u16>, problem| match options.take(name) {
        None => Ok(usual),
        // A sign before it is none of ours, though `parse` takes it.
        Some(text) if text.starts_with('+') => Err(problem),
        Some(text) => text.parse().ok().filter(|number| allowed.contains(number)).ok_or(problem),
    };
    let pool = number("pool", 16, 2..=500, AddressProblem::Pool)?;
    let timeout = number("timeout", 30, 1..=600, AddressProblem::Timeout)?;
    Ok(Bounds { pool: pool.into(), timeout: Duration::from_secs(timeout.into()) })
}

fn is_of_this_machine(config: &Config) -> bool {
    config.get_hosts().iter().all(|host| match host {
        Host::Tcp(name) => name == "localhost" || name.parse().is_ok_and(|address: IpAddr| address.is_loopback()),
        #[cfg(unix)]
        Host::Unix(_) => true,
    })
}

fn is_schema(name: &str) -> bool {
    let is_word = name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    let is_taken = name.starts_with("pg_") || ["public", "information_schema"].contains(&name);
    is_word && !is_taken && name.len() <= 40 && name.starts_with(|c: char| c.is_ascii_lowercase())
}

/// What stands behind the question mark; each name once.
struct Options(Vec<(String, String)>);

impl Options {
    fn parse(text: &str) -> Result<Self, AddressProblem> {
        let mut found: Vec<(String, String)> = Vec::new();
        for option in text.split('&').filter(|option| !option.is_empty()) {
            let (name, value) = option.split_once('=').ok_or(AddressProblem::Form)?;
            let value = percent_encoding::percent_decode_str(value).decode_utf8().map_err(|_| AddressProblem::Form)?;
            if found.iter().any(|(known, _)| known == name) {
                return Err(AddressProblem::Option);
            }
            found.push((name.to_owned(), value.into_owned()));
        }
        Ok(Options(found))
    }

    fn take(&mut self, name: &str) -> Option<String> {
        let place = self.0.iter().position(|(known, _)| known == name)?;
        Some(self.0.swap_remove(place).1)
    }

    /// What nobody took is not known.
    fn end(self) -> Result<(), AddressProblem> {
        if self.0.is_empty() { Ok(()) } else { Err(AddressProblem::Option) }
    }
}

#[cfg(test)]
mod tests;
