//! One look of an assistant at one conversation. It is claimed, so that several nodes do not ask twice; what is sent carries a
//! command made from the message it answers, so that a crash between asking and sending never sends twice.

use super::{
    due::look_at,
    see::{Seen, see},
};
use crate::{
    Engine,
    assist::Alone,
    cost::alarm::{self, Alarm},
    job::{JobError, Task},
    path::queue::ByItself,
};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, TenantTx,
    assistant::{
        case::{self, Claim},
        log::{self, NewTurn, Outcome},
    },
    event::{self, NewEvent},
};
use prosa_domain::{
    assistant::{Handed, Mode, Verdict},
    event::EventKind,
    id::{AskId, AssistantId, CommandId, ConversationId, MessageId, TenantId, TurnId},
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};

/// Longer than models may take.
const LEASE: TimeDelta = TimeDelta::minutes(5);
/// The longest pause after a question that came too often.
const PAUSE_SECONDS: i64 = 60;
/// Conversations of one call of [`work_due`].
const DUE_MAX: u16 = 100;

/// Looks at a conversation that is due.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AssistantTurn {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub conversation: ConversationId,
}

impl Task for AssistantTurn {
    const NAME: &'static str = "assistant-turn";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        work(&engine, self.tenant, self.conversation).await?;
        let mut tx = engine.db.tenant(self.tenant).await?;
        if let Some(at) = case::next_due(&mut tx, self.conversation).await? {
            look_at(&mut tx, self.conversation, at).await?;
        }
        Ok(tx.commit().await?)
    }
}

/// What became of a look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Done {
    /// It was not due, or somebody else looks.
    NotDue,
    /// It is looked at again later.
    Later,
    /// Nothing was to be done.
    Left,
    /// A person has to answer.
    Handed(Handed),
    /// It answered, or wrote down what it would have answered.
    Answered,
    /// It greeted back, or wrote down that it would have.
    Greeted,
}

/// Looks at every conversation of a tenant that is due now.
///
/// # Errors
/// When Postgres refuses; what was claimed is looked at again when its lease ends.
pub async fn work_due(engine: &Engine, tenant: TenantId) -> Result<Vec<Done>, DbError> {
    let mut tx = engine.db.tenant(tenant).await?;
    let due = case::due(&mut tx, engine.now(), DUE_MAX).await?;
    tx.commit().await?;
    let mut done = Vec::with_capacity(due.len());
    for conversation in due {
        done.push(work(engine, tenant, conversation).await?);
    }
    Ok(done)
}

/// Looks at one conversation, if it is due and nobody else does.
///
/// # Errors
/// When Postgres refuses; what was claimed is looked at again when its lease ends.
pub async fn work(engine: &Engine, tenant: TenantId, conversation: ConversationId) -> Result<Done, DbError> {
    let now = engine.now();
    let mut tx = engine.db.tenant(tenant).await?;
    let claim = case::claim(&mut tx, conversation, now, now + LEASE).await?;
    tx.commit().await?;
    let Some(claim) = claim else { return Ok(Done::NotDue) };
    let keys = engine.keyring.tenant(tenant).await?;
    let look = Look { engine, tenant, keys: &keys, claim };
    let done = look.work().await?;
    let word = match done {
        Done::NotDue | Done::Later => "later",
        Done::Left => "left",
        Done::Handed(_) => "handed",
        Done::Answered => "answered",
        Done::Greeted => "greeted",
    };
    metrics::counter!("prosa_assistant_turns_total", "outcome" => word).increment(1);
    Ok(done)
}

/// What an answer came to.
struct Tried {
    ask: AskId,
    fit: f64,
    words: Result<Alone, Handed>,
}

/// Words that are to be said.
struct Said<'a> {
    /// What they are to the message they answer; the same is said about it once.
    what: &'static str,
    text: &'a str,
    /// The question they came of; none for the company's own words.
    ask: Option<AskId>,
    model: Option<&'a (String, String)>,
}

struct Look<'a> {
    engine: &'a Engine,
    tenant: TenantId,
    keys: &'a TenantKeys,
    claim: Claim,
}

impl Look<'_> {
    fn place(&self) -> (ConversationId, AssistantId) {
        (ConversationId(self.claim.conversation_id), AssistantId(self.claim.assistant_id))
    }

    async fn work(&self) -> Result<Done, DbError> {
        let mut tx = self.engine.db.tenant_path(self.tenant).await?;
        let Some(seen) = see(self.engine, &mut tx, self.keys, self.place()).await? else {
            return self.release(tx, None, Done::Left).await;
        };
        let verdict = seen.decide(None);
        if verdict != Verdict::Answer {
            return self.settle(tx, &seen, verdict).await;
        }
        // No transaction is open while a model thinks.
        drop(tx);
        let tried = match self.ask(&seen).await {
            Ok(tried) => tried,
            // Others asked a moment ago: nobody has to be called for that.
            Err(refusal) if refusal.code == Code::RateLimited => {
                let tx = self.engine.db.tenant(self.tenant).await?;
                return self.release(tx, Some(self.engine.now() + pause(&refusal)), Done::Later).await;
            }
            Err(refusal) => {
                let why = format!("an assistant's question: {}", refusal.code.as_str());
                return Err(DbError::Decode(why));
            }
        };
        let mut tx = self.engine.db.tenant_path(self.tenant).await?;
        let Some(again) = see(self.engine, &mut tx, self.keys, self.place()).await? else {
            return self.release(tx, None, Done::Left).await;
        };
        if again.newest() != seen.newest() {
            // They wrote more meanwhile: what was thought is stale, and all of it is looked at anew.
            return self.release(tx, Some(again.now), Done::Later).await;
        }
        match again.decide(Some(tried.fit)) {
            Verdict::Answer => self.say(tx, &again, tried).await,
            other => self.settle(tx, &again, other).await,
        }
    }

    /// Looks for passages, and asks where one fits.
    async fn ask(&self, seen: &Seen) -> Result<Tried, Refusal> {
        let ask = self.engine.new_id(AskId::from_parts);
        let found = self.engine.find_alone(self.tenant, self.place().0).await?;
        let fit = found.fit;
        if let Verdict::HandOver(handed) = seen.decide(Some(fit)) {
            return Ok(Tried { ask, fit, words: Err(handed) });
        }
        let manner = (seen.assistant.name.as_str(), seen.assistant.rules.limits.length_max);
        let place = (self.tenant, self.place().0);
        let words = self.engine.answer_alone(place, ask, found, manner).await?;
        Ok(Tried { ask, fit, words })
    }

    async fn settle(&self, tx: TenantTx, seen: &Seen, verdict: Verdict) -> Result<Done, DbError> {
        match verdict {
            Verdict::Answer | Verdict::Leave(_) => self.release(tx, None, Done::Left).await,
            Verdict::Wait(until) => self.release(tx, Some(until), Done::Later).await,
            Verdict::HandOver(handed) => self.hand(tx, seen, handed, None).await,
            Verdict::Greet => self.greet(tx, seen).await,
        }
    }

    async fn release(
        &self,
        mut tx: TenantTx,
        next: Option<DateTime<Utc>>,
        done: Done,
    ) -> Result<Done, DbError> {
        case::release(&mut tx, &self.claim, next).await?;
        tx.commit().await?;
        Ok(done)
    }

    /// Says what a model wrote, or hands over where it wrote nothing that may be said.
    async fn say(&self, tx: TenantTx, seen: &Seen, tried: Tried) -> Result<Done, DbError> {
        let alone = match tried.words {
            Ok(alone) => alone,
            Err(handed) => return self.hand(tx, seen, handed, Some(tried.ask)).await,
        };
        let said =
            Said { what: "answers", text: &alone.text, ask: Some(tried.ask), model: Some(&alone.model) };
        self.utter(tx, seen, said).await
    }

    /// Says the company's own line to who only greeted. What the gate or a budget refuses is left to the team.
    async fn greet(&self, tx: TenantTx, seen: &Seen) -> Result<Done, DbError> {
        let said = Said { what: "greets", text: seen.words.greeting.trim(), ask: None, model: None };
        self.utter(tx, seen, said).await
    }

    /// Sends words, or writes them down in a rehearsal.
    async fn utter(&self, mut tx: TenantTx, seen: &Seen, said: Said<'_>) -> Result<Done, DbError> {
        let Some(newest) = seen.newest() else { return self.release(tx, None, Done::Left).await };
        let mut message = None;
        if seen.assistant.mode == Mode::On {
            match self.send(&mut tx, newest, said.what, said.text.to_owned()).await {
                Ok(Some(id)) => message = Some(id),
                Ok(None) => return self.release(tx, None, Done::Left).await,
                Err(refusal) => return self.refused(tx, seen, &refusal, said.ask).await,
            }
        }
        let text_ct = Some(self.keys.seal(Purpose::AssistText, said.text.as_bytes()));
        let (outcome, done) = match said.ask {
            Some(_) => (Outcome::Answered, Done::Answered),
            None => (Outcome::Greeted, Done::Greeted),
        };
        let turn = NewTurn { outcome, text_ct, ask: said.ask, message, ..self.turn(seen, newest) };
        if !log::write(&mut tx, &turn, seen.now).await? {
            // Somebody was here before: nothing of this is kept.
            drop(tx);
            let tx = self.engine.db.tenant(self.tenant).await?;
            return self.release(tx, None, Done::Left).await;
        }
        if let Some(id) = message {
            let (conversation, assistant) = self.place();
            log::mark(&mut tx, (id, conversation), assistant, said.model, seen.now).await?;
        }
        let done = self.release(tx, None, done).await?;
        self.engine.wake.sends_of(self.tenant);
        Ok(done)
    }

    /// The gate or a budget said no at the last moment.
    async fn refused(
        &self,
        tx: TenantTx,
        seen: &Seen,
        refusal: &Refusal,
        ask: Option<AskId>,
    ) -> Result<Done, DbError> {
        match refusal.code {
            Code::BudgetSpent if ask.is_some() => self.hand(tx, seen, Handed::Budget, ask).await,
            Code::MessageTooLong if ask.is_some() => self.hand(tx, seen, Handed::TooLong, ask).await,
            Code::DatabaseAway | Code::Overloaded | Code::Internal => {
                Err(DbError::Decode(format!("an assistant's send: {}", refusal.code.as_str())))
            }
            _ => self.release(tx, None, Done::Left).await,
        }
    }

    /// Hands over: the conversation needs a person, the contact is told once, and the assistant keeps silent. A rehearsal only
    /// writes it down.
    async fn hand(
        &self,
        mut tx: TenantTx,
        seen: &Seen,
        handed: Handed,
        ask: Option<AskId>,
    ) -> Result<Done, DbError> {
        let Some(newest) = seen.newest() else { return self.release(tx, None, Done::Left).await };
        let turn = NewTurn { outcome: Outcome::Handed(handed), ask, ..self.turn(seen, newest) };
        let fresh = log::write(&mut tx, &turn, seen.now).await?;
        if seen.assistant.mode != Mode::On || !fresh {
            return self.release(tx, None, Done::Handed(handed)).await;
        }
        let (conversation, assistant) = self.place();
        case::hand_over(&mut tx, conversation).await?;
        case::ask_for_person(&mut tx, conversation).await?;
        let sentence = seen.words.sentence.trim();
        // Who wants no more messages is told so by the answer to that wish.
        if !sentence.is_empty() && !seen.state.is_told && handed != Handed::OptOut {
            let sent = self.send(&mut tx, newest, "hands over", sentence.to_owned()).await;
            if let Ok(Some(id)) = sent {
                log::mark(&mut tx, (id, conversation), assistant, None, seen.now).await?;
                case::note_told(&mut tx, conversation, seen.now).await?;
            }
        }
        if handed.is_trouble() && log::is_first_today(&mut tx, &turn).await? {
            alarm::tell(&mut tx, Alarm::Assistant { assistant, handed }).await?;
        }
        let event = NewEvent::of(EventKind::ConversationUpdated).conversation(conversation);
        event::append(&mut tx, seen.now, &[event]).await?;
        tx.commit().await?;
        self.engine.wake.sends_of(self.tenant);
        Ok(Done::Handed(handed))
    }

    async fn send(
        &self,
        tx: &mut TenantTx,
        answers: MessageId,
        what: &str,
        text: String,
    ) -> Result<Option<MessageId>, Refusal> {
        let (conversation, _) = self.place();
        let by_itself = ByItself { keys: self.keys, conversation, command: command(answers, what), text };
        self.engine.send_by_itself(tx, by_itself).await
    }

    fn turn(&self, seen: &Seen, answers: MessageId) -> NewTurn {
        let (conversation, assistant) = self.place();
        NewTurn {
            id: self.engine.new_id(TurnId::from_parts),
            assistant,
            conversation,
            answers,
            mode: seen.assistant.mode,
            outcome: Outcome::Answered,
            text_ct: None,
            ask: None,
            message: None,
            day: seen.state.today,
        }
    }
}

/// How long a question that came too often waits.
fn pause(refusal: &Refusal) -> TimeDelta {
    let seconds = refusal.args.get("seconds").and_then(|seconds| seconds.parse().ok());
    TimeDelta::seconds(seconds.unwrap_or(PAUSE_SECONDS).clamp(1, PAUSE_SECONDS))
}

/// The command of what is sent about a message: the same message is answered once.
fn command(answers: MessageId, what: &str) -> CommandId {
    let digest = crate::consent::hash(format!("assistant {what} {}", answers.0).as_bytes());
    let mut bytes = [0_u8; 16];
    bytes.iter_mut().zip(digest).for_each(|(to, from)| *to = from);
    CommandId(uuid::Uuid::from_bytes(bytes))
}
