//! Words made from words: written anew, translated, summed up. What rules can do without a model they do, and say so.

use super::{
    ask::Asker,
    question::{Care, Question, Turn, prepare},
    thread::Talk,
};
use crate::{Caller, Engine, Reply};
use chrono::FixedOffset;
use prosa_domain::{
    access::Action,
    assist::{
        heard, plain, prompt,
        task::{MadeBy, Use},
        window::Speaker,
    },
    id::{DraftId, MessageId},
    policy::TEXT_LENGTH_MAX,
    promise::Side,
    refusal::{Code, Refusal},
    summary::{self, Line},
};
use prosa_wire::{
    assist::{DraftView, RewriteAsk, SummaryAsk, TranslateAsk, Way},
    inbox::{Direction, MessageView},
};
use std::sync::Arc;

/// Sentences of a summary.
const SENTENCES: u8 = 5;
/// Tokens of a summary.
const SUMMARY_TOKENS: u32 = 300;

impl Engine {
    /// A member's words in another tone. Without a model rules do what they can.
    ///
    /// # Errors
    /// `message-empty`, `message-too-long`, `not-found`, `forbidden`; `assist-unsafe`; `assist-needs-model` where rules can do
    /// nothing.
    pub async fn rewrite_words(&self, caller: &Caller, ask: RewriteAsk) -> Reply<DraftView> {
        caller.may(Action::SendMessage)?;
        let text = written(&ask.text)?;
        let talk = self.talk(caller, ask.conversation_id).await?;
        let question = Question {
            use_: Use::Rewrite,
            rules: prompt::rewrite(ask.how),
            own_words: vec![text.clone()],
            ..self.about(&talk, &text, Care::Sent)
        };
        let asker = Asker::of(self, caller, Some(ask.conversation_id));
        let view = match self.ask_models(asker, Arc::new(prepare(question, &*self.classifier)), None).await {
            Ok(answered) => self.written(Use::Rewrite, answered, Vec::new()),
            // What the filter held back is no reason to offer something else without a word.
            Err(refusal) if refusal.code == Code::AssistUnsafe => return Err(refusal),
            Err(refusal) => {
                let plain = plain::rewrite(&text, ask.how);
                if plain == text {
                    let needs = refusal.code == Code::AssistNoProvider;
                    return Err(if needs { Refusal::new(Code::AssistNeedsModel) } else { refusal });
                }
                self.by_rules(Use::Rewrite, plain, refusal)
            }
        };
        self.offer(caller, ask.conversation_id, &view).await?;
        Ok(view)
    }

    /// Words in another language: a member's, to be sent, or a customer's, to be read. The original stays where it is.
    ///
    /// # Errors
    /// `message-empty`, `message-too-long`, `not-found`, `forbidden`; `assist-needs-model` without a model; what a question
    /// to models refuses.
    pub async fn translate_words(&self, caller: &Caller, ask: TranslateAsk) -> Reply<DraftView> {
        caller.may(if ask.way == Way::Out { Action::SendMessage } else { Action::ViewInbox })?;
        let talk = self.talk(caller, ask.conversation_id).await?;
        let text = match ask.message_id {
            Some(id) => said(&talk, id)?,
            None => written(&ask.text)?,
        };
        let (care, own_words) = match ask.way {
            Way::Out => (Care::Sent, vec![text.clone()]),
            Way::In => (Care::Read, Vec::new()),
        };
        let question = Question {
            use_: Use::Translate,
            rules: prompt::translate(ask.to),
            own_words,
            ..self.about(&talk, &text, care)
        };
        let asker = Asker::of(self, caller, Some(ask.conversation_id));
        let answered = self.ask_models(asker, Arc::new(prepare(question, &*self.classifier)), None).await;
        let answered = answered.map_err(|refusal| match refusal.code {
            Code::AssistNoProvider => Refusal::new(Code::AssistNeedsModel),
            _ => refusal,
        })?;
        let view = self.written(Use::Translate, answered, Vec::new());
        self.offer(caller, ask.conversation_id, &view).await?;
        Ok(view)
    }

    /// A conversation in a few sentences, whole or from a message on. Without a model its own sentences are picked.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn summarise(&self, caller: &Caller, ask: SummaryAsk) -> Reply<DraftView> {
        caller.may(Action::ViewInbox)?;
        let me = self.me(caller).await?;
        let mut talk = self.talk(caller, ask.conversation_id).await?;
        let use_ = if ask.since.is_some() { Use::Since } else { Use::Summary };
        if let Some(since) = ask.since {
            let at = talk.messages.iter().position(|message| message.id == since);
            talk.messages = talk.messages.split_off(at.unwrap_or(0));
        }
        if talk.messages.is_empty() {
            return Err(Refusal::new(Code::MessageEmpty));
        }
        let question = Question {
            use_,
            rules: prompt::summary(me.language.unwrap_or_default(), SENTENCES),
            turns: vec![Turn { speaker: Speaker::User, text: told(&talk) }],
            output_tokens: SUMMARY_TOKENS,
            ..self.about(&talk, "", Care::Read)
        };
        let asker = Asker::of(self, caller, Some(ask.conversation_id));
        Ok(match self.ask_models(asker, Arc::new(prepare(question, &*self.classifier)), None).await {
            Ok(answered) => self.written(use_, answered, Vec::new()),
            Err(refusal) => {
                let zone = FixedOffset::east_opt(me.utc_offset_minutes.saturating_mul(60));
                self.by_rules(use_, heard::shown(&picked(&talk, zone)), refusal)
            }
        })
    }

    /// A question about words of a conversation.
    fn about(&self, talk: &Talk, text: &str, care: Care) -> Question {
        Question {
            use_: Use::Rewrite,
            rules: String::new(),
            passages: Vec::new(),
            turns: vec![Turn { speaker: Speaker::User, text: text.to_owned() }],
            own_words: Vec::new(),
            names: talk.names.clone(),
            // Links of the words themselves may stay in them.
            hosts: talk.hosts.iter().cloned().chain(hosts_in(text)).collect(),
            currency: talk.currency,
            output_tokens: prompt::REPLY_TOKENS.saturating_mul(2),
            schema: None,
            care,
        }
    }

    fn by_rules(&self, use_: Use, text: String, refusal: Refusal) -> DraftView {
        DraftView {
            id: self.new_id(DraftId::from_parts),
            use_,
            text,
            made_by: MadeBy::Rules,
            model: String::new(),
            cached: false,
            sources: Vec::new(),
            instead_of: Some(refusal),
        }
    }
}

/// Hosts of the links in words.
fn hosts_in(text: &str) -> impl Iterator<Item = String> + '_ {
    text.split_whitespace().filter_map(|word| {
        let rest = word.split_once("://").map_or(word, |(_, rest)| rest);
        let host =
            rest.split(['/', '?', '#', ':']).next().unwrap_or_default().trim_end_matches(['.', ',', ')']);
        (host.contains('.') && !host.contains('@')).then(|| host.to_ascii_lowercase())
    })
}

/// Words a member wrote.
fn written(text: &str) -> Reply<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Code::MessageEmpty));
    }
    if text.chars().count() > TEXT_LENGTH_MAX {
        return Err(Refusal::new(Code::MessageTooLong).with("length_max", TEXT_LENGTH_MAX));
    }
    Ok(text.to_owned())
}

/// What a message of a conversation says.
fn said(talk: &Talk, id: MessageId) -> Reply<String> {
    let message = talk.messages.iter().find(|message| message.id == id);
    Ok(heard::bare(&message.ok_or(Refusal::new(Code::NotFound))?.text))
}

/// A conversation in one text, as it is told to be summed up.
fn told(talk: &Talk) -> String {
    let line = |message: &MessageView| {
        let who = if message.direction == Direction::In { "Cliente" } else { "Empresa" };
        format!("{who}: {}", message.text)
    };
    talk.messages.iter().map(line).collect::<Vec<_>>().join("\n")
}

/// Sentences of the conversation that weigh most.
fn picked(talk: &Talk, zone: Option<FixedOffset>) -> String {
    let intents: Vec<Vec<_>> = talk
        .messages
        .iter()
        .map(|message| {
            let reading = message.reading.iter().flat_map(|reading| &reading.intents);
            reading.map(|guess| guess.id).collect()
        })
        .collect();
    let lines: Vec<Line<'_>> = talk
        .messages
        .iter()
        .zip(&intents)
        .map(|(message, intents)| Line {
            side: if message.direction == Direction::In { Side::Customer } else { Side::Business },
            // What stands in a picture may be anybody's word.
            text: heard::own_words(&message.text),
            at: zone.map_or(message.at.naive_utc(), |zone| message.at.with_timezone(&zone).naive_local()),
            intents,
            sentiment: message.reading.as_ref().and_then(|reading| reading.sentiment),
        })
        .collect();
    let summary = summary::summarise(&lines, 0, usize::from(SENTENCES), talk.currency);
    let sentence = |piece: &summary::Piece| lines.get(piece.line)?.text.get(piece.start..piece.end);
    let picked: Vec<&str> = summary.pieces.iter().filter_map(sentence).collect();
    match (picked.is_empty(), talk.messages.last()) {
        (true, Some(last)) => last.text.clone(),
        _ => picked.join("\n"),
    }
}
