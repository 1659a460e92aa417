//! A folder of `.eml` files, for development and tests: any mail program opens them.

use super::{MailSetupError, message, sender};
use crate::port::{Boxed, Letter, MailError, Mailer};
use lettre::message::{Body, Mailbox, header::ContentTransferEncoding};
use std::path::{Path, PathBuf};

/// Writes each letter into a file of its own, readable as it stands.
#[derive(Debug)]
pub struct FolderMailer {
    folder: PathBuf,
    from: Mailbox,
}

impl FolderMailer {
    /// A mailer for a folder, which is made if it is not there.
    ///
    /// # Errors
    /// When the folder cannot be made or the sender's address cannot be read.
    pub fn new(folder: &Path, from: &str) -> Result<Self, MailSetupError> {
        let from = sender(from)?;
        std::fs::create_dir_all(folder)
            .map_err(|source| MailSetupError::Folder { path: folder.display().to_string(), source })?;
        Ok(Self { folder: folder.to_owned(), from })
    }

    async fn write(&self, letter: &Letter) -> Result<(), MailError> {
        // Written down as it stands, so that a person or a test can read it without decoding.
        let text = letter.text.replace("\r\n", "\n").replace('\n', "\r\n");
        let body = Body::dangerous_pre_encoded(text.into_bytes(), ContentTransferEncoding::EightBit);
        let bytes = message(&self.from, letter, body)?.formatted();
        let name = name()?;
        let draft = self.folder.join(format!(".{name}.part"));
        let away = |error: std::io::Error| MailError::Away(format!("the mail folder: {}", error.kind()));
        tokio::fs::write(&draft, bytes).await.map_err(away)?;
        tokio::fs::rename(&draft, self.folder.join(name)).await.map_err(away)
    }
}

/// A name that sorts by time and is used once.
fn name() -> Result<String, MailError> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap_or_default();
    let mut random = [0_u8; 4];
    aws_lc_rs::rand::fill(&mut random).map_err(|_| MailError::Away("no randomness".to_owned()))?;
    Ok(format!("{:013}-{:08x}.eml", since.as_millis(), u32::from_be_bytes(random)))
}

impl Mailer for FolderMailer {
    fn send<'a>(&'a self, letter: &'a Letter) -> Boxed<'a, Result<(), MailError>> {
        Box::pin(self.write(letter))
    }
}
