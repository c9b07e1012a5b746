//! Reading an address that devices are told: HOST:PORT, and what is wrong with anything else.

use std::net::{Ipv6Addr, SocketAddr};

use daylog_domain::text::digits;

const FORM: &str = "an address is HOST:PORT, such as 192.168.1.5:8470, daylog.example:8470 or [fd00::5]:8470";
/// The longest name that DNS knows.
const HOST_LIMIT: usize = 253;

/// The address as it goes out, in lower case.
pub(super) fn read(text: &str) -> Result<String, String> {
    let text = digits::folded(text).trim().to_ascii_lowercase();
    if text.contains("://") || text.contains('/') {
        return Err(format!("{FORM}; without https:// and without a path"));
    }
    let (host, port) = text.rsplit_once(':').ok_or_else(|| format!("{FORM}; the port is missing"))?;
    if host.contains(':') && !host.starts_with('[') {
        // Such as ::1:8470, which may be meant with a port or without.
        let without = text.parse::<Ipv6Addr>().ok().map(|_| format!(" or [{text}]:8470")).unwrap_or_default();
        return Err(format!("an IPv6 address stands in brackets: [{host}]:{port}{without}"));
    }
    if port.parse::<u16>().map_or(true, |port| port == 0) {
        return Err(format!("{FORM}; a port is a number from 1 to 65535"));
    }
    match text.parse::<SocketAddr>() {
        Ok(address) if address.ip().is_unspecified() || address.ip().is_multicast() => {
            Err("no device reaches this address: name the one that this machine has in the network".to_owned())
        }
        Ok(_) => Ok(text),
        Err(_) if is_name(host) => Ok(text),
        Err(_) => Err(FORM.to_owned()),
    }
}

fn is_name(host: &str) -> bool {
    let is_label = |label: &str| {
        let is_plain = label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_');
        (1..=63).contains(&label.len()) && is_plain && !label.starts_with('-') && !label.ends_with('-')
    };
    // What ends in a number is an IPv4 address that was mistyped.
    let ends_in_number = host.rsplit('.').next().is_some_and(|label| label.chars().all(|c| c.is_ascii_digit()));
    host.len() <= HOST_LIMIT && host.split('.').all(is_label) && !ends_in_number
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_devices_can_reach_is_taken_and_anything_else_is_told_what_it_lacks() {
        for (text, wanted) in [
            ("192.168.1.5:8470", "192.168.1.5:8470"),
            ("Daylog.Example:8470", "daylog.example:8470"),
            (" localhost:1 ", "localhost:1"),
            ("[::1]:8470", "[::1]:8470"),
            ("[FD00::5]:443", "[fd00::5]:443"),
            ("192.168.1.5：８４７０", "192.168.1.5:8470"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(wanted), "{text}");
        }
        for (text, says) in [
            ("::1:8470", "[::1]:8470"),
            ("fd00::5", "[fd00::5]:8470"),
            ("https://daylog.example:8470", "without https://"),
            ("daylog.example:8470/", "without a path"),
            ("daylog.example", "the port is missing"),
            ("daylog.example:0", "1 to 65535"),
            ("daylog.example:84700", "1 to 65535"),
            ("daylog.example:", "1 to 65535"),
            (":8470", "HOST:PORT"),
            ("0.0.0.0:8470", "no device reaches"),
            ("[::]:8470", "no device reaches"),
            ("192.168.1:8470", "HOST:PORT"),
            ("192.168.1.500:8470", "HOST:PORT"),
            ("[::1:8470", "HOST:PORT"),
            ("[daylog]:8470", "HOST:PORT"),
            ("服务器:8470", "HOST:PORT"),
            ("a b:8470", "HOST:PORT"),
            ("-a:8470", "HOST:PORT"),
        ] {
            let said = read(text).unwrap_err();
            assert!(said.contains(says), "{text}: {said}");
        }
    }
}
