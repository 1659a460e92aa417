//! Searching the whole history by words. Texts are sealed, so words are compared by their keyed hashes; what is found is
//! opened to show the piece around the words.

use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    DbError,
    content::StoredContent,
    transcript,
    view::{inbox, search},
};
use prosa_domain::{
    access::Action,
    id::{ConversationId, MessageId},
    refusal::{Code, Refusal},
    search::{snippet, words},
};
use prosa_wire::inbox::{Direction, FoundMessage, SearchAsk, SearchPage, ThreadCursor};
use std::collections::BTreeMap;

/// Characters of a search.
const LENGTH_MAX: usize = 200;
/// Messages of one page.
const PAGE: u16 = 20;
/// Characters of the piece that is shown.
const SNIPPET: usize = 120;

impl Engine {
    /// Messages that have all of the words, newest first. No words find nothing.
    ///
    /// # Errors
    /// `forbidden` without the right to see the inbox; `field-too-long`.
    pub async fn search_messages(&self, caller: &Caller, ask: SearchAsk) -> Reply<SearchPage> {
        caller.may(Action::ViewInbox)?;
        if ask.words.chars().count() > LENGTH_MAX {
            return Err(Refusal::new(Code::FieldTooLong)
                .with("field", "words")
                .with("length_max", LENGTH_MAX));
        }
        let asked = words(&ask.words);
        if asked.is_empty() {
            return Ok(SearchPage::default());
        }
        self.find_messages(caller, &asked, ask.before).await.map_err(refuse_db)
    }

    async fn find_messages(
        &self,
        caller: &Caller,
        asked: &[String],
        before: Option<ThreadCursor>,
    ) -> Result<SearchPage, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let tokens = keys.search_tokens(asked.iter().map(String::as_str));
        let mut tx = self.db.tenant(caller.tenant).await?;
        let mut hits = search::messages(&mut tx, &tokens, before, PAGE + 1).await?;
        let more = hits.len() > usize::from(PAGE);
        hits.truncate(usize::from(PAGE));
        let next = hits
            .last()
            .filter(|_| more)
            .map(|hit| ThreadCursor { at: hit.provider_at, sequence: hit.sequence });
        let mut ids: Vec<ConversationId> =
            hits.iter().map(|hit| ConversationId(hit.conversation_id)).collect();
        ids.sort_unstable();
        ids.dedup();
        let names: BTreeMap<ConversationId, String> = inbox::rows(&mut tx, &keys, &ids)
            .await?
            .into_iter()
            .map(|row| (row.id, row.contact_name))
            .collect();
        let with_words: Vec<MessageId> = hits
            .iter()
            .filter(|hit| matches!(hit.kind.as_str(), "audio" | "image"))
            .map(|hit| MessageId(hit.id))
            .collect();
        let heard = transcript::texts(&mut tx, &keys, &with_words).await?;
        let found = hits
            .into_iter()
            .filter_map(|hit| {
                // One that does not open costs itself, not the search.
                let stored = StoredContent::open(&keys, &hit.content_ct).ok()?;
                let conversation_id = ConversationId(hit.conversation_id);
                Some(FoundMessage {
                    id: MessageId(hit.id),
                    conversation_id,
                    contact: names.get(&conversation_id).cloned().unwrap_or_default(),
                    text: match heard.get(&MessageId(hit.id)) {
                        // A picture is found by its caption, too.
                        Some(text) => {
                            let said = stored.content.search_text();
                            snippet(format!("{said}\n{text}").trim_start(), asked, SNIPPET)
                        }
                        None => snippet(&stored.content.search_text(), asked, SNIPPET),
                    },
                    kind: hit.kind,
                    at: hit.provider_at,
                    direction: if hit.direction == "in" { Direction::In } else { Direction::Out },
                })
            })
            .collect();
        Ok(SearchPage { found, next })
    }
}
