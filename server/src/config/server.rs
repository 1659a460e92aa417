//! `[server]` and `[vault]`: addresses, limits, folders.

use super::{ConfigError, Networks, positive};
use serde::{Deserialize, Serialize};
use std::{
    net::{IpAddr, Ipv4Addr, SocketAddr},
    path::PathBuf,
};

/// Addresses and limits of HTTP.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Server {
    /// Where it listens.
    pub listen: SocketAddr,
    /// Where people reach it; empty is `http://` and the address it listens on.
    pub public_url: String,
    /// Folder of this installation: embedded Postgres, keys, letters.
    pub data_dir: PathBuf,
    /// Folder with what `cargo xtask web` built; empty looks beside the program.
    pub site_dir: PathBuf,
    /// Reverse proxies whose forwarded headers are believed.
    pub trusted_proxies: Networks,
    /// Who may read `/metrics`.
    pub metrics_from: Networks,
    /// Requests at once; more are answered 503.
    pub requests_max: usize,
    /// Connections at once.
    pub connections_max: usize,
    /// Longest time for the head of a request.
    pub header_seconds_max: u64,
    /// Longest time for the body of a request.
    pub body_seconds_max: u64,
    /// Longest time for an answer.
    pub request_seconds_max: u64,
    /// Longest time for work in progress after a stop was asked for.
    pub stop_seconds_max: u64,
}

impl Default for Server {
    fn default() -> Self {
        Self {
            listen: SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8080),
            public_url: String::new(),
            data_dir: PathBuf::from("data"),
            site_dir: PathBuf::new(),
            trusted_proxies: Networks::default(),
            metrics_from: Networks::loopback(),
            requests_max: 512,
            connections_max: 4_096,
            header_seconds_max: 10,
            body_seconds_max: 20,
            request_seconds_max: 30,
            stop_seconds_max: 20,
        }
    }
}

impl Server {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        let url = &self.public_url;
        if !(url.is_empty() || url.starts_with("http://") || url.starts_with("https://")) {
            return Err(ConfigError::value("server.public_url", "must begin with http:// or https://"));
        }
        positive("server.requests_max", self.requests_max)?;
        positive("server.connections_max", self.connections_max)?;
        positive("server.header_seconds_max", self.header_seconds_max)?;
        positive("server.body_seconds_max", self.body_seconds_max)?;
        positive("server.request_seconds_max", self.request_seconds_max)?;
        positive("server.stop_seconds_max", self.stop_seconds_max)
    }
}

/// Keys.
#[derive(Clone, Debug, Default, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct Vault {
    /// File with the key-encryption keys; empty is `keys` in the data folder.
    pub key_file: PathBuf,
}
