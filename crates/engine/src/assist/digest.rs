//! A conversation told by a model in one answer. What comes back is taken apart before persons are put back, so that nothing a
//! customer wrote can close a quotation mark, and each piece is looked at alone.

use super::{
    answer::flaw_word,
    ask::Asker,
    guarded,
    question::{Care, Question, Turn, prepare},
    thread::Talk,
};
use crate::{Caller, Engine, Reply};
use prosa_domain::{
    assist::{
        Failure,
        digest::{self, Told, Withheld},
        task::Use,
        window::Speaker,
    },
    guard::{Origin, Sources},
    id::ConversationId,
    lang::Lang,
    refusal::{Code, Refusal},
};
use prosa_provider::llm::Schema;
use prosa_wire::inbox::Direction;
use std::sync::Arc;

/// What a model told that may be shown.
pub(crate) struct Digested {
    /// What.
    pub told: Told,
    /// In the language of who asked.
    pub language: Lang,
    /// Whose language and which model.
    pub model: (String, String),
}

impl Engine {
    /// Has models tell a conversation.
    ///
    /// # Errors
    /// `not-found`; `message-empty` of a conversation without words; as [`Engine::ask_models`].
    pub(crate) async fn ask_digest(&self, caller: &Caller, id: ConversationId) -> Reply<Digested> {
        let talk = self.talk(caller, id).await?;
        if talk.messages.is_empty() {
            return Err(Refusal::new(Code::MessageEmpty));
        }
        let reader = self.me(caller).await?.language.unwrap_or_default();
        let prepared = Arc::new(prepare(question(&talk, reader), &*self.classifier));
        let answered = self.ask_models(Asker::of(self, caller, Some(id)), prepared.clone(), None).await?;
        let told = digest::read(&answered.raw)
            .map_err(|_| Refusal::new(Code::AssistUnavailable).with("reason", Failure::Malformed.as_str()))?;
        let restore = |text: &str| {
            let restored = prepared.redactor.restore(text);
            restored.unknown.is_empty().then_some(restored.text)
        };
        // Whatever either side wrote may be told again, but not what speaks to machines.
        let said: Vec<String> = talk
            .messages
            .iter()
            .map(|message| guarded::look(&message.text, Origin::Customer, &*self.classifier).text)
            .collect();
        let said: Vec<&str> = said.iter().map(String::as_str).collect();
        let hosts: Vec<&str> = talk.hosts.iter().map(String::as_str).collect();
        let rules = digest::instructions(reader);
        let sources = Sources {
            system: &rules,
            grounding: &said,
            thread: &said,
            hosts: &hosts,
            currency: talk.currency,
        };
        match told.shown(restore, &sources) {
            Ok(told) => Ok(Digested { told, language: reader, model: answered.model }),
            Err(Withheld(flaw)) => Err(Refusal::new(Code::AssistUnsafe).with("flaw", flaw_word(flaw))),
        }
    }
}

fn question(talk: &Talk, reader: Lang) -> Question {
    let line = |message: &prosa_wire::inbox::MessageView| {
        let who = if message.direction == Direction::In { "Cliente" } else { "Empresa" };
        format!("{who}: {}", message.text)
    };
    let text = talk.messages.iter().map(line).collect::<Vec<_>>().join("\n");
    Question {
        use_: Use::Summary,
        rules: digest::instructions(reader),
        passages: Vec::new(),
        turns: vec![Turn { speaker: Speaker::User, text }],
        own_words: Vec::new(),
        names: talk.names.clone(),
        hosts: talk.hosts.clone(),
        currency: talk.currency,
        output_tokens: digest::ANSWER_TOKENS,
        schema: Some(Schema { name: "digest".to_owned(), object: digest::schema() }),
        // Each piece is looked at alone, once it is whole.
        care: Care::Read,
    }
}
