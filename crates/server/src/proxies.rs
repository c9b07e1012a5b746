//! Where a request came from: the address of the connection, or what a proxy says that the operator named. Nobody else's
//! `X-Forwarded-For` counts: whoever could choose an address would have as many tries as there are addresses.

use std::{
    net::{IpAddr, SocketAddr},
    str::FromStr,
};

use axum::http::HeaderMap;

const FORWARDED: &str = "x-forwarded-for";

/// The proxies whose word counts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Proxies(pub Vec<Proxy>);

/// An address, or all that begin as it does: `10.1.2.3`, `10.1.2.0/24`, `fd00::/64`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Proxy {
    address: IpAddr,
    bits: u32,
}

impl FromStr for Proxy {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        const FORM: &str = "a proxy is an IP address, or a network such as 10.1.2.0/24";
        let (address, bits) = text.split_once('/').map_or((text, None), |(address, bits)| (address, Some(bits)));
        let address: IpAddr = address.parse().map_err(|_| FORM)?;
        let most = if address.is_ipv4() { 32 } else { 128 };
        let bits = bits.map_or(Ok(most), |bits| bits.parse().map_err(|_| FORM))?;
        // A network of every address is nobody in particular.
        if (1..=most).contains(&bits) { Ok(Proxy { address, bits }) } else { Err(FORM) }
    }
}

impl Proxy {
    fn is(self, address: IpAddr) -> bool {
        match (self.address, address) {
            (IpAddr::V4(own), IpAddr::V4(other)) => (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits,
            (IpAddr::V6(own), IpAddr::V6(other)) => (own.to_bits() ^ other.to_bits()).leading_zeros() >= self.bits,
            _ => false,
        }
    }
}

impl Proxies {
    fn are(&self, address: IpAddr) -> bool {
        self.0.iter().any(|proxy| proxy.is(address.to_canonical()))
    }

    /// Whoever the last proxy that is trusted heard it from. What stands before that anybody may have written.
    #[must_use]
    pub fn origin(&self, peer: IpAddr, headers: &HeaderMap) -> IpAddr {
        let mut origin = peer;
        let lines: Vec<&str> = headers.get_all(FORWARDED).iter().map(|line| line.to_str().unwrap_or_default()).collect();
        for told in lines.iter().rev().flat_map(|line| line.rsplit(',')) {
            if !self.are(origin) {
                break;
            }
            let Some(address) = address(told.trim()) else { break };
            origin = address;
        }
        origin
    }
}

/// Some proxies write the port too.
fn address(text: &str) -> Option<IpAddr> {
    let bare = text.trim_start_matches('[').trim_end_matches(']');
    bare.parse().ok().or_else(|| text.parse::<SocketAddr>().ok().map(|address| address.ip()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_named_proxys_word_counts_and_of_it_only_what_it_added_itself() {
        let proxies = Proxies(["10.0.0.9", "10.1.0.0/16", "fd00::/64"].map(|proxy| proxy.parse().unwrap()).to_vec());
        for (peer, forwarded, origin) in [
            ("10.0.0.9", &["192.0.2.7"][..], "192.0.2.7"),
            ("10.0.0.9", &["6.6.6.6, 192.0.2.7"], "192.0.2.7"),
            ("10.0.0.9", &["6.6.6.6", "192.0.2.7"], "192.0.2.7"),
            ("10.0.0.9", &["192.0.2.7, 10.1.200.3"], "192.0.2.7"),
            ("10.0.0.9", &["192.0.2.7:5000"], "192.0.2.7"),
            ("10.0.0.9", &["[2001:db8::1]:5000"], "2001:db8::1"),
            ("10.0.0.9", &["[2001:db8::1]"], "2001:db8::1"),
            ("fd00::1", &["2001:db8::1"], "2001:db8::1"),
            ("::ffff:10.0.0.9", &["192.0.2.7"], "192.0.2.7"),
            ("10.0.0.9", &[], "10.0.0.9"),
            ("10.0.0.9", &["unknown"], "10.0.0.9"),
            ("10.0.0.9", &["192.0.2.7, "], "10.0.0.9"),
            ("10.0.0.9", &["10.1.0.1, 10.1.0.2"], "10.1.0.1"),
            ("10.0.0.8", &["192.0.2.7"], "10.0.0.8"),
            ("192.0.2.7", &["10.0.0.9"], "192.0.2.7"),
            ("fd00:0:0:1::1", &["192.0.2.7"], "fd00:0:0:1::1"),
        ] {
            let mut headers = HeaderMap::new();
            for line in forwarded {
                headers.append(FORWARDED, line.parse().unwrap());
            }
            assert_eq!(proxies.origin(peer.parse().unwrap(), &headers).to_string(), origin, "{peer} {forwarded:?}");
        }
        assert_eq!(Proxies::default().origin([10, 0, 0, 9].into(), &HeaderMap::new()).to_string(), "10.0.0.9");
        for wrong in ["", "proxy.example", "10.0.0.0/0", "10.0.0.0/33", "::/129", "10.0.0.0/x", "10.0.0.1:80"] {
            assert!(wrong.parse::<Proxy>().is_err(), "{wrong}");
        }
    }
}
