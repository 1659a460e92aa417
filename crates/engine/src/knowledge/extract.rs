//! Reads the text out of a file: on a thread of its own, within bounds of size, depth and time, and without ever taking
//! the server down. What parsers of others do with a hostile file, up to a panic, ends as a clear word.

mod docx;
mod pdf;
mod weigh;

use prosa_domain::knowledge::{
    TEXT_MAX,
    file::{BYTES_MAX, EXTRACTED_MAX, Format, Trouble, charset, format_of, mark},
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::{Duration, Instant},
};
use tokio::sync::{OwnedSemaphorePermit, oneshot};
use zeroize::Zeroizing;

/// How long one file may take.
const TIME_MAX: Duration = Duration::from_secs(30);
/// How much longer it is waited for: whoever reads looks at the clock between steps.
const GRACE: Duration = Duration::from_secs(5);
/// Stack of the thread, in bytes: parsers go down as deep as objects are nested.
const STACK: usize = 64 * 1024 * 1024;

/// What a file says.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Extracted {
    /// What the file is.
    pub format: Format,
    /// Its text, in the marks that passages are cut by.
    pub text: String,
}

/// Reads a file of this name. The room is given back when its thread ends, also when that is later than the answer.
///
/// # Errors
/// Why it becomes no knowledge.
pub(super) async fn extract(
    name: String,
    bytes: Zeroizing<Vec<u8>>,
    room: OwnedSemaphorePermit,
) -> Result<Extracted, Trouble> {
    let (answer, answered) = oneshot::channel();
    let work = move || {
        let _room = room;
        let _ = answer.send(read_bounded(&name, bytes, TIME_MAX));
    };
    let begun = std::thread::Builder::new().name("knowledge-file".to_owned()).stack_size(STACK).spawn(work);
    if let Err(error) = begun {
        tracing::error!(%error, "no thread for a file");
        return Err(Trouble::Heavy);
    }
    match tokio::time::timeout(TIME_MAX + GRACE, answered).await {
        Ok(Ok(read)) => read,
        Ok(Err(_)) => Err(Trouble::Broken),
        Err(_) => Err(Trouble::Heavy),
    }
}

/// What a thread that is to stop at once is unwound with.
struct Over(Trouble);

/// Stops reading, from wherever a parser of others calls us.
fn stop(trouble: Trouble) -> ! {
    // Not a panic: nothing is reported, the thread only goes back to where it began.
    std::panic::resume_unwind(Box::new(Over(trouble)))
}

/// Reads a file in at most this time, as far as the clock is looked at.
fn read_bounded(name: &str, bytes: Zeroizing<Vec<u8>>, time: Duration) -> Result<Extracted, Trouble> {
    let until = Instant::now() + time;
    catch_unwind(AssertUnwindSafe(|| read(name, bytes, until))).unwrap_or_else(|payload| {
        let trouble = payload.downcast::<Over>().map_or(Trouble::Broken, |over| over.0);
        Err(trouble)
    })
}

fn read(name: &str, mut bytes: Zeroizing<Vec<u8>>, until: Instant) -> Result<Extracted, Trouble> {
    if u64::try_from(bytes.len()).is_ok_and(|length| length > BYTES_MAX) {
        return Err(Trouble::Large);
    }
    let format = format_of(name, &bytes)?;
    let text = match format {
        Format::Pdf => pdf::read(std::mem::take(&mut *bytes), until)?,
        Format::Docx => docx::read(&bytes, until)?,
        Format::Markdown => mark::read(&charset::decode(&bytes)),
        Format::Text => charset::decode(&bytes),
    };
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    let keeps = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    let text: String = text.chars().filter(keeps).collect();
    if !text.chars().any(char::is_alphanumeric) {
        return Err(Trouble::Wordless);
    }
    if text.len() > EXTRACTED_MAX || text.trim().chars().count() > TEXT_MAX {
        return Err(Trouble::Long);
    }
    Ok(Extracted { format, text: text.trim().to_owned() })
}

#[cfg(test)]
mod fixtures;
#[cfg(test)]
mod tests;
