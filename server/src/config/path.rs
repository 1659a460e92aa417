//! `[path]` and `[whatsapp]`: the path of a message.

use super::{ConfigError, positive};
use prosa_domain::pace;
use serde::{Deserialize, Serialize};

/// The most a pace can be set to: what Meta's fastest numbers send in a second.
const PACE_MAX: u32 = pace::LINE_PER_SECOND_UPGRADED;

/// The message path.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct MessagePath {
    /// Deliveries read in one turn at most.
    pub ingest_batch_max: u32,
    /// Tenants read at the same time.
    pub ingest_lanes: u32,
    /// Sends in flight at once.
    pub deliver_concurrency: u32,
    /// Messages a second of a line that has no pace of its own; 0 is without limit.
    pub line_sends_per_second: u32,
    /// Messages a minute of a tenant that has no pace of its own, over all its lines; 0 is without limit.
    pub tenant_sends_per_minute: u32,
    /// Whether bursts to one person are held to Meta's limit.
    pub pair_pace: bool,
    /// Attempts before a send is given up.
    pub deliver_attempts_max: u16,
    /// Seconds after which an attempt without outcome is unknown.
    pub deliver_lease_seconds: u64,
    /// Live connections one member may have.
    pub live_clients_max: u32,
    /// Days events are kept for clients that were away.
    pub event_days: u64,
}

impl Default for MessagePath {
    fn default() -> Self {
        Self {
            ingest_batch_max: 1_000,
            ingest_lanes: 4,
            deliver_concurrency: 128,
            line_sends_per_second: pace::LINE_PER_SECOND,
            tenant_sends_per_minute: pace::TENANT_PER_MINUTE,
            pair_pace: true,
            deliver_attempts_max: 8,
            deliver_lease_seconds: 90,
            live_clients_max: 8,
            event_days: 7,
        }
    }
}

impl MessagePath {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        positive("path.ingest_batch_max", self.ingest_batch_max)?;
        positive("path.ingest_lanes", self.ingest_lanes)?;
        positive("path.deliver_concurrency", self.deliver_concurrency)?;
        for (key, value) in [
            ("path.line_sends_per_second", self.line_sends_per_second),
            ("path.tenant_sends_per_minute", self.tenant_sends_per_minute),
        ] {
            if value > PACE_MAX {
                return Err(ConfigError::value(key, format!("must be at most {PACE_MAX}")));
            }
        }
        positive("path.deliver_attempts_max", self.deliver_attempts_max)?;
        positive("path.deliver_lease_seconds", self.deliver_lease_seconds)?;
        positive("path.live_clients_max", self.live_clients_max)?;
        positive("path.event_days", self.event_days)
    }
}

/// WhatsApp, for lines that are connected from now on.
#[derive(Clone, Debug, Deserialize, Serialize)]
#[serde(default, deny_unknown_fields)]
pub struct WhatsApp {
    /// Base address of the Graph API.
    pub graph_base: String,
    /// Version of it.
    pub graph_version: String,
    /// Base address of 360dialog.
    pub dialog360_base: String,
    /// Base address of Twilio.
    pub twilio_base: String,
}

impl Default for WhatsApp {
    fn default() -> Self {
        Self {
            graph_base: "https://graph.facebook.com".to_owned(),
            graph_version: "v26.0".to_owned(),
            dialog360_base: "https://waba-v2.360dialog.io".to_owned(),
            twilio_base: "https://api.twilio.com".to_owned(),
        }
    }
}

impl WhatsApp {
    pub(super) fn check(&self) -> Result<(), ConfigError> {
        for (name, base) in [
            ("whatsapp.graph_base", &self.graph_base),
            ("whatsapp.dialog360_base", &self.dialog360_base),
            ("whatsapp.twilio_base", &self.twilio_base),
        ] {
            if !base.starts_with("http://") && !base.starts_with("https://") {
                return Err(ConfigError::value(name, "must begin with http:// or https://"));
            }
        }
        if !self.graph_version.starts_with('v') {
            return Err(ConfigError::value("whatsapp.graph_version", "must look like v26.0"));
        }
        Ok(())
    }
}
