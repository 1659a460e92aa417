//! Who is on the other end. Forwarded headers count only when they come from a configured proxy.

use crate::config::Config;
use axum::{
    extract::{ConnectInfo, Request},
    http::HeaderMap,
};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};

/// The other end of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Peer {
    /// Address of the client, as far as it can be believed.
    pub ip: IpAddr,
    /// Whether a proxy we trust stands between.
    pub through: Through,
}

/// How a request came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Through {
    /// Straight from the client.
    Direct,
    /// Through a configured proxy.
    Proxy,
}

/// Reads the other end of a request.
pub(crate) fn of(config: &Config, request: &Request) -> Peer {
    let socket = request.extensions().get::<ConnectInfo<SocketAddr>>().map(|info| info.0.ip());
    judge(config, socket.unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)), request.headers())
}

fn judge(config: &Config, socket: IpAddr, headers: &HeaderMap) -> Peer {
    let trusted = |ip: &IpAddr| config.server.trusted_proxies.contains(ip);
    if !trusted(&socket) {
        return Peer { ip: socket, through: Through::Direct };
    }
    let forwarded = headers.get_all("x-forwarded-for").iter().filter_map(|value| value.to_str().ok());
    let hops: Vec<IpAddr> =
        forwarded.flat_map(|value| value.split(',')).filter_map(|hop| hop.trim().parse().ok()).collect();
    // From the right: the first address that is no proxy of ours is the client.
    let client = hops.into_iter().rev().find(|hop| !trusted(hop)).unwrap_or(socket);
    Peer { ip: client, through: Through::Proxy }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn config() -> Config {
        let mut config = Config::default();
        config.server.trusted_proxies = ["10.0.0.1".parse().unwrap()].into_iter().collect();
        config
    }

    fn headers(value: &str) -> HeaderMap {
        HeaderMap::from_iter([("x-forwarded-for".parse().unwrap(), value.parse().unwrap())])
    }

    #[test]
    fn a_stranger_cannot_lend_itself_an_address() {
        let peer = judge(&config(), "203.0.113.9".parse().unwrap(), &headers("127.0.0.1"));
        assert_eq!(peer, Peer { ip: "203.0.113.9".parse().unwrap(), through: Through::Direct });
    }

    #[test]
    fn behind_our_proxy_the_last_stranger_is_the_client() {
        let peer =
            judge(&config(), "10.0.0.1".parse().unwrap(), &headers("127.0.0.1, 198.51.100.7, 10.0.0.1"));
        assert_eq!(peer, Peer { ip: "198.51.100.7".parse().unwrap(), through: Through::Proxy });
    }
}
