//! What an assistant sees of a conversation, read in one transaction.

use super::Words;
use crate::{
    Engine,
    policy::{Ask, facts},
};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    assistant::{
        self, AssistantRow,
        case::{self, CaseState},
    },
    content,
    view::insight::{self, SaidLine},
};
use prosa_domain::{
    assistant::{Asked, Facts, Verdict, decide},
    id::{AssistantId, ConversationId, MessageId},
    label::{Intent, Sentiment},
    policy::{self, Purpose, Sender, Shape},
    refusal::Code,
};
use prosa_vault::{Purpose as SealedFor, TenantKeys};

/// Messages whose words are read.
const LINES: u16 = 40;
/// What an assistant asks of the gate: a rule's free answer.
const ANSWER: Ask = Ask { sender: Sender::Rule, purpose: Purpose::Service, shape: Shape::Free, at: None };

/// A conversation as an assistant sees it.
pub(super) struct Seen {
    pub assistant: AssistantRow,
    pub words: Words,
    pub state: CaseState,
    pub now: DateTime<Utc>,
    /// Messages that are no text and have no words.
    other_kinds: usize,
    unheard_at: Option<DateTime<Utc>>,
    text: String,
    intents: Vec<Intent>,
    primaries: Vec<Intent>,
    mood: Option<Sentiment>,
    opted_out: bool,
    gate: Option<Code>,
    inbound_at: Option<DateTime<Utc>>,
}

impl Seen {
    /// The newest message it would answer.
    pub fn newest(&self) -> Option<MessageId> {
        self.state.newest.map(|(id, _)| id)
    }

    /// What to do, with how well the best passage fits if somebody looked.
    pub fn decide(&self, source: Option<f64>) -> Verdict {
        decide(&Facts {
            now: self.now,
            local: self.state.local,
            mode: self.assistant.mode,
            rules: &self.assistant.rules,
            words: &self.words.own,
            standing: self.state.standing,
            person_at: self.state.person_at,
            inbound_at: self.inbound_at,
            asked: Asked {
                text: &self.text,
                intents: &self.intents,
                primaries: &self.primaries,
                mood: self.mood,
                other_kinds: self.other_kinds,
                unheard_at: self.unheard_at,
                count: self.state.waiting.len(),
            },
            opted_out: self.opted_out,
            gate: self.gate,
            has_greeting: !self.words.greeting.trim().is_empty(),
            is_greeted: self.state.is_greeted,
            answered_here: self.state.answered_here,
            answered_today: self.state.answered_today,
            source,
        })
    }
}

/// Looks at a conversation; none when its assistant was removed or no longer serves its line.
pub(super) async fn see(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    (conversation, assistant): (ConversationId, AssistantId),
) -> Result<Option<Seen>, DbError> {
    let now = engine.now();
    let Some(context) = content::send_context(tx, conversation).await? else { return Ok(None) };
    let serving = |row: &AssistantRow| row.id == assistant && row.lines.contains(&context.line);
    let Some(assistant) = assistant::list(tx).await?.into_iter().find(serving) else { return Ok(None) };
    let Some(state) = case::state(tx, conversation, now).await? else { return Ok(None) };
    let send = facts(engine, tx, &context, ANSWER).await?;
    let lines = insight::lines(tx, keys, conversation, LINES).await?;
    let waiting: Vec<_> = lines.into_iter().filter(|line| state.waiting.contains(&line.id)).collect();
    let words = keys.open(SealedFor::AssistText, &assistant.words_ct)?;
    let words = serde_json::from_slice(&words).map_err(|error| DbError::Decode(error.to_string()))?;
    let negative = waiting.iter().any(|line| line.sentiment == Some(Sentiment::Negative));
    let mood =
        if negative { Some(Sentiment::Negative) } else { waiting.last().and_then(|line| line.sentiment) };
    let (other_kinds, unheard_at) = unread(engine, &state, &waiting);
    Ok(Some(Seen {
        words,
        now,
        other_kinds,
        unheard_at,
        text: waiting.iter().map(|line| line.said()).collect::<Vec<_>>().join("\n"),
        intents: waiting.iter().flat_map(|line| line.intents.iter().copied()).collect(),
        primaries: waiting.iter().filter_map(|line| line.intents.first().copied()).collect(),
        mood,
        // Who stopped and did not write since is left alone.
        opted_out: send.opted_out.is_some_and(|since| send.last_inbound_at <= Some(since)),
        gate: policy::decide(&send).err().map(|refusal| refusal.code),
        inbound_at: context.last_inbound_at,
        assistant,
        state,
    }))
}

/// Messages without words, and since when words of a voice note are being written down. A voice note on its way has none
/// where nobody listens, and one in which nothing is said is no question.
fn unread(engine: &Engine, state: &CaseState, waiting: &[SaidLine]) -> (usize, Option<DateTime<Utc>>) {
    let silent = state.spoken.iter().filter(|id| !waiting.iter().any(|line| line.id == **id)).count();
    let (coming, coming_at) = state.coming;
    if engine.aside.listener().is_some() {
        (state.other_kinds + silent, state.unheard_at.max(coming_at))
    } else {
        (state.other_kinds + silent + coming, state.unheard_at)
    }
}
