//! What the sandbox is started with: where it listens, whose webhook it calls, the numbers it serves and the people who
//! play customers. Lines and customers can also be added later through the control API.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::net::SocketAddr;

/// Everything a sandbox needs to start. The webhook, secret and tokens here are the defaults for lines without their own.
#[derive(Clone, Debug)]
pub struct SandboxConfig {
    /// Where the Graph API, the control API and the phone page listen. Port 0 takes a free one.
    pub listen: SocketAddr,
    /// Callback that receives the updates.
    pub webhook_url: String,
    /// App secret: key of `X-Hub-Signature-256`.
    pub app_secret: String,
    /// Token sent as `hub.verify_token` when the callback is verified.
    pub verify_token: String,
    /// Bearer token that the Graph API accepts.
    pub access_token: String,
    /// Business numbers.
    pub lines: Vec<SandboxLine>,
    /// People who can write to the numbers.
    pub customers: Vec<SandboxCustomer>,
    /// Templates the accounts have beside those of a fresh one, as Meta writes them.
    pub templates: Vec<SandboxTemplate>,
    /// What to make of messages from before the start.
    pub history: History,
}

impl Default for SandboxConfig {
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            webhook_url: String::new(),
            app_secret: "sandbox-app-secret".to_owned(),
            verify_token: "sandbox-verify-token".to_owned(),
            access_token: "sandbox-access-token".to_owned(),
            lines: Vec::new(),
            customers: Vec::new(),
            templates: Vec::new(),
            history: History::Strict,
        }
    }
}

/// What to make of messages from before the start. The sandbox keeps nothing on disk; a demo's database does.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// As Meta: who never wrote has no open window, an unknown message id is an error.
    #[default]
    Strict,
    /// Who never wrote in this run may have written before it, and unknown `wamid.` ids are believed.
    Trusting,
}

/// A template an account has from the start.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SandboxTemplate {
    /// The business account.
    pub waba_id: String,
    /// The template: id, name, language, category, status, components and so on.
    pub template: Value,
}

/// Who stands between a number and its business.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum LineProvider {
    /// Nobody.
    #[default]
    #[serde(rename = "meta")]
    Meta,
    /// 360dialog: the access token is its key.
    #[serde(rename = "360dialog")]
    Dialog360,
    /// Twilio: the account id is its account, the access token its auth token, which also signs.
    #[serde(rename = "twilio")]
    Twilio,
}

/// A business number.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct SandboxLine {
    /// Meta's id of the number: the routing key of webhooks and sends.
    pub phone_number_id: String,
    /// Meta's id of the business account.
    pub waba_id: String,
    /// The number as people read it, such as `+55 11 3322-4455`.
    pub display_phone_number: String,
    /// Name shown to customers.
    pub verified_name: String,
    /// Callback of this line, instead of the default one.
    pub webhook_url: Option<String>,
    /// App secret of this line, instead of the default one.
    pub app_secret: Option<String>,
    /// Verify token of this line, instead of the default one.
    pub verify_token: Option<String>,
    /// Bearer token of this line, instead of the default one.
    pub access_token: Option<String>,
    /// The portfolio it belongs to; one of its own account when none. Portfolios share their messaging limit.
    pub business_id: Option<String>,
    /// People the portfolio may reach outside the window in a day, as `TIER_2K`.
    pub tier: Option<String>,
    /// Whether the number is used in the WhatsApp Business app as well.
    pub coexistence: bool,
    /// Who stands between the number and its business.
    pub provider: LineProvider,
    /// Whether the app is subscribed to the account from the start. Without a subscription nothing reaches the webhook.
    pub subscribed: bool,
}

impl Default for SandboxLine {
    fn default() -> Self {
        Self {
            phone_number_id: String::new(),
            waba_id: String::new(),
            display_phone_number: String::new(),
            verified_name: String::new(),
            webhook_url: None,
            app_secret: None,
            verify_token: None,
            access_token: None,
            business_id: None,
            tier: None,
            coexistence: false,
            provider: LineProvider::Meta,
            subscribed: true,
        }
    }
}

/// A person with WhatsApp.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct SandboxCustomer {
    /// Profile name.
    pub name: String,
    /// Digits of the number as WhatsApp knows it.
    pub wa_id: String,
    /// Business-scoped user id. Made from the number when empty.
    pub bsuid: String,
    /// Username, when the person took one.
    pub username: Option<String>,
    /// Whether webhooks leave the number out, as for people known by their user id only.
    pub phone_hidden: bool,
}
