//! SMTP through a relay.

use super::{MailSetupError, message, sender};
use crate::port::{Boxed, Letter, MailError, Mailer};
use lettre::{
    AsyncSmtpTransport, AsyncTransport, Tokio1Executor,
    message::{Body, Mailbox},
    transport::smtp::authentication::Credentials,
};
use secrecy::{ExposeSecret, SecretString};
use std::time::Duration;

/// How the connection is protected.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Security {
    /// TLS from the first byte (port 465).
    Tls,
    /// TLS after `STARTTLS`, required (port 587).
    StartTls,
    /// None: only for a relay on the same machine.
    Plain,
}

/// A relay.
#[derive(Clone, Debug)]
pub struct SmtpConfig {
    /// Name of the server.
    pub host: String,
    /// Port; none is the usual one of the protection.
    pub port: Option<u16>,
    /// Protection.
    pub security: Security,
    /// Name and password, if the relay wants them.
    pub login: Option<(String, SecretString)>,
    /// Sender, such as `Prosa <prosa@example.com>`.
    pub from: String,
    /// Longest wait for an answer.
    pub wait_max: Duration,
}

/// Sends letters through a relay, keeping connections.
pub struct SmtpMailer {
    from: Mailbox,
    transport: AsyncSmtpTransport<Tokio1Executor>,
}

impl std::fmt::Debug for SmtpMailer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("SmtpMailer")
    }
}

impl SmtpMailer {
    /// A mailer for a relay. Nothing is connected yet.
    ///
    /// # Errors
    /// When the sender's address or the server's name cannot be used.
    pub fn new(config: &SmtpConfig) -> Result<Self, MailSetupError> {
        let bad_server = |error: lettre::transport::smtp::Error| MailSetupError::Server(error.to_string());
        let mut builder = match config.security {
            Security::Tls => AsyncSmtpTransport::<Tokio1Executor>::relay(&config.host).map_err(bad_server)?,
            Security::StartTls => {
                AsyncSmtpTransport::<Tokio1Executor>::starttls_relay(&config.host).map_err(bad_server)?
            }
            Security::Plain => AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(&config.host),
        };
        if let Some(port) = config.port {
            builder = builder.port(port);
        }
        if let Some((name, password)) = &config.login {
            builder =
                builder.credentials(Credentials::new(name.clone(), password.expose_secret().to_owned()));
        }
        let transport = builder.timeout(Some(config.wait_max)).build();
        Ok(Self { from: sender(&config.from)?, transport })
    }

    async fn deliver(&self, letter: &Letter) -> Result<(), MailError> {
        let message = message(&self.from, letter, Body::new(letter.text.clone()))?;
        match self.transport.send(message).await {
            Ok(_) => Ok(()),
            Err(error) => Err(told(&error)),
        }
    }
}

/// The kind of failure; the server's own words may repeat the address, so they stay out.
fn told(error: &lettre::transport::smtp::Error) -> MailError {
    let status = error.status().map(|code| code.to_string()).unwrap_or_default();
    if error.is_permanent() {
        MailError::Refused(format!("the relay refused it with {status}"))
    } else if error.is_timeout() {
        MailError::Away("the relay did not answer in time".to_owned())
    } else if error.is_tls() {
        MailError::Away("the relay's certificate was not accepted".to_owned())
    } else {
        MailError::Away(format!("the relay is not there or is busy {status}").trim_end().to_owned())
    }
}

impl Mailer for SmtpMailer {
    fn send<'a>(&'a self, letter: &'a Letter) -> Boxed<'a, Result<(), MailError>> {
        Box::pin(self.deliver(letter))
    }
}
