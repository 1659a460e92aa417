//! Letters and the two ways they go out: SMTP, and a folder of `.eml` files for development.
//!
//! What a letter says is decided by its writer; here it only becomes a message. Errors never hold an address.

mod folder;
mod smtp;

pub use folder::FolderMailer;
pub use smtp::{Security, SmtpConfig, SmtpMailer};

use crate::port::{Letter, MailError};
use lettre::{Message, message::Mailbox, message::SinglePart, message::header::ContentType};

/// Why mail cannot be set up.
#[derive(Debug, thiserror::Error)]
pub enum MailSetupError {
    /// The sender's address cannot be one.
    #[error("the sender's address cannot be read: {0}")]
    Sender(String),
    /// The mail server's name or certificate settings cannot be used.
    #[error("the mail server cannot be used: {0}")]
    Server(String),
    /// The folder cannot be made.
    #[error("the mail folder {path} cannot be made")]
    Folder {
        /// The folder.
        path: String,
        /// Why.
        #[source]
        source: std::io::Error,
    },
}

fn sender(from: &str) -> Result<Mailbox, MailSetupError> {
    from.parse().map_err(|error: lettre::address::AddressError| MailSetupError::Sender(error.to_string()))
}

/// Builds the message. `body` chooses how the text is written down.
fn message(from: &Mailbox, letter: &Letter, body: lettre::message::Body) -> Result<Message, MailError> {
    let to = letter
        .to
        .parse()
        .map_err(|_| MailError::Refused("the recipient's address cannot be read".to_owned()))?;
    Message::builder()
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(letter.subject.clone())
        .singlepart(SinglePart::builder().header(ContentType::TEXT_PLAIN).body(body))
        .map_err(|_| MailError::Refused("the letter cannot be written down".to_owned()))
}
