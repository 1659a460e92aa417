//! One conversation taken along, page by page, oldest first: for programs with all there is of each message, or as text
//! that a person reads.

use super::{find, place};
use crate::{Caller, Engine, Reply, refuse_db};
use chrono::SecondsFormat;
use prosa_db::view::{
    inbox,
    thread::{self, Place},
};
use prosa_domain::{
    access::Action,
    id::ConversationId,
    refusal::{Code, Refusal},
};
use prosa_i18n::Translator;
use prosa_wire::{
    inbox::{ConversationFormat, Direction, MessageView, ThreadCursor},
    media::TranscriptView,
};

/// Messages of a portion.
const PORTION: u16 = 500;

/// An export on its way.
#[derive(Clone, Debug)]
pub struct ConversationExport {
    engine: Engine,
    caller: Caller,
    place: Place,
    format: ConversationFormat,
    speak: Translator,
    contact: String,
    after: Option<ThreadCursor>,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Begin,
    Rows,
    End,
}

impl Engine {
    /// Begins to take a conversation along, with words and times of the caller's language and the company's place.
    ///
    /// # Errors
    /// `forbidden`; `not-found` when the conversation is not there or another tenant's.
    pub async fn export_conversation(
        &self,
        caller: &Caller,
        id: ConversationId,
        format: ConversationFormat,
    ) -> Reply<ConversationExport> {
        caller.may(Action::ViewInbox)?;
        let me = self.me(caller).await?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let context = find(&mut tx, id).await?;
        let row = inbox::rows(&mut tx, &keys, &[id]).await.map_err(refuse_db)?.pop();
        let contact = row.ok_or(Refusal::new(Code::NotFound))?.contact_name;
        Ok(ConversationExport {
            engine: self.clone(),
            caller: *caller,
            place: place(&context),
            format,
            speak: Translator::for_lang(me.language.unwrap_or_default())
                .with_utc_offset(me.utc_offset_minutes),
            contact,
            after: None,
            stage: Stage::Begin,
        })
    }
}

impl ConversationExport {
    /// The next portion of the file; none when it is whole.
    ///
    /// # Errors
    /// `database-away`.
    pub async fn next(&mut self) -> Reply<Option<String>> {
        let is_first = self.stage == Stage::Begin;
        if self.stage == Stage::End {
            return Ok(None);
        }
        let keys = self.engine.keyring.tenant(self.caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.engine.db.tenant(self.caller.tenant).await.map_err(refuse_db)?;
        let (messages, last) =
            thread::page_after(&mut tx, &keys, self.place, self.after, PORTION).await.map_err(refuse_db)?;
        let mut text = String::new();
        for (number, message) in messages.iter().enumerate() {
            match self.format {
                ConversationFormat::Text => text.push_str(&self.line(message)),
                ConversationFormat::Json => {
                    text.push_str(if is_first && number == 0 { "[\n" } else { ",\n" });
                    text.push_str(&serde_json::to_string(message).unwrap_or_default());
                }
            }
        }
        self.stage = if last.is_some() { Stage::Rows } else { Stage::End };
        if self.stage == Stage::End && self.format == ConversationFormat::Json {
            text.push_str(if is_first && messages.is_empty() { "[]\n" } else { "\n]\n" });
        }
        self.after = last;
        Ok(Some(text))
    }

    /// One message: when, who, what. Lines after the first are set in, so that nobody can write a line that is not theirs.
    fn line(&self, message: &MessageView) -> String {
        let who = match (&message.author, message.direction) {
            (Some(member), _) => member.name.as_str(),
            (None, Direction::In) => self.contact.as_str(),
            (None, Direction::Out) => "Prosa",
        };
        let label = match message.kind.as_str() {
            "text" | "" => String::new(),
            kind => format!("({}) ", self.speak.t(&format!("inbox-kind-{}", kind.replace('_', "-")))),
        };
        let group =
            if message.in_group { format!("({}) ", self.speak.t("inbox-in-group")) } else { String::new() };
        let heard = match message.media.as_ref().and_then(|media| Some((media, media.transcript.as_ref()?))) {
            Some((media, TranscriptView::Done(text))) if !text.is_empty() => {
                let key = if media.kind == "image" { "picture-label" } else { "transcript-label" };
                format!("\n{}: {text}", self.speak.t(key))
            }
            _ => String::new(),
        };
        let words = format!("{}{heard}", message.text.trim()).replace('\n', "\n    ");
        let at = message.at.to_rfc3339_opts(SecondsFormat::Secs, true);
        format!("[{} {at}] {who}: {group}{label}{words}\n", self.speak.date_time(message.at))
    }
}
