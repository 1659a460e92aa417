//! Where a model may be: public hosts over TLS, and what the operator of the installation allowed beside them. Tenants enter
//! addresses, so one that leads into the installation's own network is refused, by its name when it is entered and by what
//! the name resolves to when it is called.

use reqwest::{
    Url,
    dns::{Addrs, Name, Resolve, Resolving},
};
use std::{
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    sync::Arc,
};

/// Hosts that may be private or without TLS: `host` for every port, or `host:port`. Only the operator adds to them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Allowed(Arc<[String]>);

impl Allowed {
    /// Allows these, in whatever letters.
    pub fn new(hosts: impl IntoIterator<Item = String>) -> Self {
        Self(hosts.into_iter().map(|host| host.trim().to_ascii_lowercase()).collect())
    }

    fn covers(&self, host: &str, port: u16) -> bool {
        let with_port = format!("{host}:{port}");
        self.0.iter().any(|one| one == host || *one == with_port)
    }

    fn covers_name(&self, host: &str) -> bool {
        let is_it = |one: &String| {
            one == host || one.rsplit_once(':').is_some_and(|(name, _)| name == host && !name.contains(':'))
        };
        self.0.iter().any(is_it)
    }
}

/// Why an address is not taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AddressError {
    /// It cannot be read as one.
    #[error("not an address")]
    Unreadable,
    /// It has a user, a query or a fragment.
    #[error("an address without user, query and fragment is needed")]
    Extra,
    /// It is neither `https` nor allowed to go without.
    #[error("an address beginning with https is needed")]
    NoTls,
    /// It leads into a private network and nobody allowed it.
    #[error("the address leads into a private network")]
    Private,
}

/// An address that may be called.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Address(Url);

impl Address {
    /// Reads an address.
    ///
    /// # Errors
    /// When it may not be called.
    pub fn parse(text: &str, allowed: &Allowed) -> Result<Self, AddressError> {
        let url = Url::parse(text.trim()).map_err(|_| AddressError::Unreadable)?;
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or(AddressError::Unreadable)?;
        let is_tls = url.scheme() == "https";
        if !is_tls && url.scheme() != "http" {
            return Err(AddressError::Unreadable);
        }
        let is_bare = url.username().is_empty() && url.password().is_none();
        if !is_bare || url.query().is_some() || url.fragment().is_some() {
            return Err(AddressError::Extra);
        }
        let host =
            host.trim_start_matches('[').trim_end_matches(']').trim_end_matches('.').to_ascii_lowercase();
        let is_allowed = allowed.covers(&host, url.port_or_known_default().unwrap_or(0));
        let address = host.parse::<IpAddr>().ok();
        if address.is_some_and(is_link_local) || (!is_allowed && is_private_host(&host, address)) {
            return Err(AddressError::Private);
        }
        if !is_tls && !is_allowed {
            return Err(AddressError::NoTls);
        }
        Ok(Self(url))
    }

    /// The address of a call below it; `path` begins with a slash.
    pub(super) fn below(&self, path: &str) -> String {
        format!("{}{path}", self.as_str())
    }

    /// The address without a slash at its end.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str().trim_end_matches('/')
    }
}

/// Names that mean this machine or its neighbours.
fn is_private_host(host: &str, address: Option<IpAddr>) -> bool {
    if let Some(address) = address {
        return !is_public(address);
    }
    const ENDS: [&str; 6] = [".localhost", ".local", ".internal", ".lan", ".home.arpa", ".svc"];
    // A name without a dot is one of the local network.
    !host.contains('.') || ENDS.iter().any(|end| host.ends_with(end))
}

/// Where clouds keep the keys of their machines (169.254.169.254): nobody may allow it.
fn is_link_local(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => four.is_link_local(),
        IpAddr::V6(six) => {
            six.is_unicast_link_local()
                || inner(six).is_some_and(|four| four.is_link_local())
                // The same of AWS in its own private range.
                || six == Ipv6Addr::new(0xfd00, 0x0ec2, 0, 0, 0, 0, 0, 0x0254)
        }
    }
}

/// Whether an address is one of the public internet (IANA special-purpose registries).
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(four) => is_public_four(four),
        IpAddr::V6(six) => match (inner(six), six.segments()) {
            (Some(four), _) => is_public_four(four),
            // Only 2000::/3 is given out; of it, documentation, tunnels and benchmarks lead elsewhere.
            (None, [first, second, ..]) => {
                first & 0xe000 == 0x2000
                    && first != 0x2002
                    && !(first == 0x2001 && (second < 0x0200 || second == 0x0db8))
                    && first != 0x3fff
            }
        },
    }
}

fn is_public_four(four: Ipv4Addr) -> bool {
    let [a, b, c, _] = four.octets();
    let is_shared = a == 100 && (64..128).contains(&b);
    let is_reserved = a == 0 || a >= 224 || (a == 192 && b == 0 && c == 0);
    let is_bench = a == 198 && (b == 18 || b == 19);
    !(four.is_private()
        || four.is_loopback()
        || four.is_link_local()
        || four.is_documentation()
        || is_shared
        || is_reserved
        || is_bench)
}

/// The older address inside a newer one: mapped, or behind a translator.
fn inner(six: Ipv6Addr) -> Option<Ipv4Addr> {
    let [a, b, c, d, e, f, high, low] = six.segments();
    let [one, two] = high.to_be_bytes();
    let [three, four] = low.to_be_bytes();
    let is_mapped = [a, b, c, d, e, f] == [0, 0, 0, 0, 0, 0xffff];
    let is_translated = [a, b, c, d, e, f] == [0x64, 0xff9b, 0, 0, 0, 0];
    (is_mapped || is_translated).then(|| Ipv4Addr::new(one, two, three, four))
}

/// The name leads to private addresses only.
#[derive(Clone, Copy, Debug, thiserror::Error)]
#[error("the name leads into a private network")]
pub(super) struct PrivateAddress;

/// Looks names up and leaves out addresses that may not be called: a name that was public when it was entered can lead
/// elsewhere later.
#[derive(Clone, Debug)]
pub(super) struct Guarded(pub Allowed);

impl Resolve for Guarded {
    fn resolve(&self, name: Name) -> Resolving {
        let host = name.as_str().trim_end_matches('.').to_ascii_lowercase();
        let is_allowed = self.0.covers_name(&host);
        Box::pin(async move {
            let found = tokio::net::lookup_host((host.as_str(), 0)).await?;
            let may = |at: &SocketAddr| !is_link_local(at.ip()) && (is_allowed || is_public(at.ip()));
            let found: Vec<SocketAddr> = found.filter(may).collect();
            if found.is_empty() {
                return Err(PrivateAddress.into());
            }
            let found: Addrs = Box::new(found.into_iter());
            Ok(found)
        })
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn parse(text: &str) -> Result<Address, AddressError> {
        Address::parse(
            text,
            &Allowed::new(["ollama".to_owned(), "127.0.0.1:11434".to_owned(), "10.0.0.7".to_owned()]),
        )
    }

    #[test]
    fn public_hosts_over_tls_may_be_called() {
        for text in [
            "https://api.openai.com/v1",
            "https://api.groq.com/openai/v1/",
            "https://8.8.8.8/v1",
            "https://[2606:4700::1111]:8443/v1",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        assert_eq!(parse("https://api.openai.com/v1/").unwrap().below("/x"), "https://api.openai.com/v1/x");
        assert_eq!(parse("https://api.openai.com").unwrap().below("/x"), "https://api.openai.com/x");
    }

    #[test]
    fn what_leads_inside_is_refused_however_it_is_written() {
        for text in [
            "https://localhost/v1",
            "https://LOCALHOST./v1",
            "https://127.0.0.1/v1",
            "https://127.1/v1",
            "https://0x7f000001/v1",
            "https://2130706433/v1",
            "https://0/v1",
            "https://10.1.2.3/v1",
            "https://100.64.0.1/v1",
            "https://172.31.255.255/v1",
            "https://192.168.0.1/v1",
            "https://169.254.169.254/latest",
            "https://198.18.0.1/v1",
            "https://224.0.0.1/v1",
            "https://[::1]/v1",
            "https://[::]/v1",
            "https://[::ffff:10.0.0.1]/v1",
            "https://[64:ff9b::7f00:1]/v1",
            "https://[2002:7f00:1::]/v1",
            "https://[fc00::1]/v1",
            "https://[fe80::1]/v1",
            "https://[fd00:ec2::254]/v1",
            "https://postgres:5432/v1",
            "https://metadata.google.internal/v1",
            "https://printer.local/v1",
            "http://127.0.0.1:5432/v1",
        ] {
            assert_eq!(parse(text), Err(AddressError::Private), "{text}");
        }
    }

    #[test]
    fn what_the_operator_allowed_may_be_private_and_plain_but_never_the_clouds_keys() {
        for text in [
            "http://ollama:11434/v1",
            "http://127.0.0.1:11434/v1",
            "http://10.0.0.7:8000/v1",
            "https://OLLAMA/v1",
        ] {
            assert!(parse(text).is_ok(), "{text}");
        }
        let allowed = Allowed::new(["169.254.169.254".to_owned(), "[::ffff:169.254.169.254]".to_owned()]);
        for text in ["http://169.254.169.254/v1", "http://[::ffff:169.254.169.254]/v1"] {
            assert_eq!(Address::parse(text, &allowed), Err(AddressError::Private), "{text}");
        }
    }

    #[test]
    fn other_mistakes_are_told_apart() {
        for (text, error) in [
            ("http://api.openai.com/v1", AddressError::NoTls),
            ("ftp://api.openai.com/v1", AddressError::Unreadable),
            ("file:///etc/passwd", AddressError::Unreadable),
            ("api.openai.com", AddressError::Unreadable),
            ("", AddressError::Unreadable),
            ("https://key@api.openai.com/v1", AddressError::Extra),
            ("https://api.openai.com/v1?key=1", AddressError::Extra),
            ("https://api.openai.com/v1#x", AddressError::Extra),
        ] {
            assert_eq!(parse(text), Err(error), "{text}");
        }
    }

    #[test]
    fn a_name_is_allowed_with_or_without_its_port() {
        let allowed = Allowed::new(["Ollama:11434".to_owned(), "vllm".to_owned()]);
        assert!(allowed.covers_name("ollama") && allowed.covers_name("vllm") && !allowed.covers_name("vll"));
        assert!(
            !allowed.covers("ollama", 80) && allowed.covers("ollama", 11_434) && allowed.covers("vllm", 1)
        );
    }
}
