//! One question: held against the budget, asked in a task of its own, booked whatever becomes of who asked.

use super::{
    answer::{Answered, refusal_of},
    question::{Passage, Prepared},
    stream::Teller,
};
use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{NaiveDate, TimeDelta};
use prosa_db::{
    DbError,
    assist::{
        ask::{self, NewAsk},
        provider::{self, ModelRow},
    },
    cost,
};
use prosa_domain::{
    assist::{
        Kind,
        budget::{self, ASKS_PER_MINUTE, DayLimits, Verdict, Worst},
        failover::{Able, Chance},
        price::ModelPrice,
        task::Use,
    },
    id::{AskId, ConversationId, MemberId, ModelId, TenantId},
    price::Currency,
    refusal::{Code, Refusal},
};
use prosa_provider::llm::{Address, Choice, Desk, Endpoint, Moment, Piece, Plan};
use prosa_vault::{IndexPurpose, Purpose, TenantKeys};
use prosa_wire::assist::Heard;
use secrecy::SecretString;
use std::{
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::sync::mpsc::UnboundedSender;

/// What an answer leans on.
#[derive(Clone, Debug, Default)]
pub enum Grounding {
    /// What the tenant's knowledge base has.
    #[default]
    Knowledge,
    /// These passages.
    Given(Vec<Passage>),
}

/// Who asks what about which conversation.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asker {
    pub tenant: TenantId,
    /// None for an assistant.
    pub member: Option<MemberId>,
    pub conversation: Option<ConversationId>,
    pub id: AskId,
    /// The only model that is asked, on or off; none for all that are on.
    pub only: Option<ModelId>,
}

impl Asker {
    pub fn of(engine: &Engine, caller: &Caller, conversation: Option<ConversationId>) -> Self {
        let id = engine.new_id(AskId::from_parts);
        Self { tenant: caller.tenant, member: Some(caller.member), conversation, id, only: None }
    }
}

/// A question that was let through: what is asked, what is held for it.
pub(super) struct Admitted {
    pub plan: Plan,
    pub worst: Worst,
    pub currency: Currency,
    pub fingerprint: [u8; 32],
}

/// How a question goes on after the books were looked at.
enum Entry {
    /// It was answered before.
    Kept(Answered),
    /// It may be asked.
    Goes(Box<Admitted>),
}

impl Engine {
    /// Asks models a question and gives the words as they may be seen.
    ///
    /// # Errors
    /// `assist-no-provider`, `assist-money-spent`, `assist-tokens-spent`, `assist-no-price`, `rate-limited`,
    /// `assist-unavailable`, `assist-unsafe`, `assist-asked`.
    pub(super) async fn ask_models(
        &self,
        asker: Asker,
        prepared: Arc<Prepared>,
        to: Option<UnboundedSender<Heard>>,
    ) -> Reply<Answered> {
        self.ask_and_show(asker, prepared, to, None).await
    }

    /// The same, with the answer as it came shown to a test bench, whatever the filter says about it.
    ///
    /// # Errors
    /// As [`Engine::ask_models`].
    pub(super) async fn ask_models_raw(
        &self,
        asker: Asker,
        prepared: Arc<Prepared>,
        shown: Arc<Mutex<String>>,
    ) -> Reply<Answered> {
        self.ask_and_show(asker, prepared, None, Some(shown)).await
    }

    async fn ask_and_show(
        &self,
        asker: Asker,
        prepared: Arc<Prepared>,
        to: Option<UnboundedSender<Heard>>,
        shown: Option<Arc<Mutex<String>>>,
    ) -> Reply<Answered> {
        let desk = self.assist.desk()?;
        match self.enter(asker, &prepared).await? {
            Entry::Kept(answered) => Ok(answered),
            Entry::Goes(admitted) => {
                // A task of its own: who closes the browser must not leave a call without its booking.
                let engine = self.clone();
                let task =
                    tokio::spawn(
                        async move { engine.go(&desk, asker, prepared, *admitted, (to, shown)).await },
                    );
                task.await.unwrap_or_else(|error| {
                    tracing::error!(%error, "a question to a model was lost");
                    Err(Refusal::new(Code::Internal))
                })
            }
        }
    }

    /// Looks into the books: an answer kept from before, or room for one more question.
    async fn enter(&self, asker: Asker, prepared: &Prepared) -> Reply<Entry> {
        let now = self.now();
        let keys = self.keyring.tenant(asker.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(asker.tenant).await.map_err(refuse_db)?;
        let calendar = cost::calendar(&mut tx, now).await.map_err(refuse_db)?;
        let rows = provider::list(&mut tx).await.map_err(refuse_db)?;
        let wanted = |row: &&ModelRow| asker.only.map_or(row.state == "on", |only| row.id == only.0);
        let plan = self.plan(&keys, rows.iter().filter(wanted), calendar.currency);
        if plan.choices.is_empty() {
            return Err(Refusal::new(Code::AssistNoProvider));
        }
        let worst = plan.worst(&prepared.request);
        let mut new = NewAsk {
            id: asker.id,
            use_: prepared.use_(),
            day: calendar.today,
            at: now,
            held_micros: 0,
            held_tokens: 0,
            held_until: now,
            member: asker.member,
            conversation: asker.conversation,
            cached: true,
        };
        let fingerprint = keys.blind_index_bytes(IndexPurpose::AssistAsk, &prepared.request.fingerprint());
        let kept = ask::kept(&mut tx, &fingerprint, now).await.map_err(refuse_db)?;
        // A test is there to see the model answer, not the cache.
        if let Some(kept) = kept.filter(|_| prepared.use_() != Use::Test) {
            let raw = keys.open_text(Purpose::AssistText, &kept.answer_ct);
            let raw = raw.map_err(|error| refuse_db(DbError::from(error)))?;
            ask::begin(&mut tx, &new).await.map_err(asked_twice)?;
            tx.commit().await.map_err(refuse_db)?;
            return Answered::kept(prepared, raw, (kept.kind, kept.model)).map(Entry::Kept);
        }
        let limits = provider::limits(&mut tx).await.map_err(refuse_db)?;
        let today = ask::today(&mut tx, calendar.today, now).await.map_err(refuse_db)?;
        let per_minute = limits.as_ref().and_then(|limits| u32::try_from(limits.per_minute).ok());
        let day_limits = limits.map_or(DayLimits::default(), |limits| DayLimits {
            micros: limits.day_micros,
            tokens: limits.day_tokens.and_then(|tokens| u64::try_from(tokens).ok()),
        });
        let per_minute = share(prepared.use_(), per_minute.unwrap_or(ASKS_PER_MINUTE));
        verdict(budget::pace(per_minute, &today.recent, now), now)?;
        verdict(budget::decide(&day_limits, &today.day, &worst), now)?;
        let within = TimeDelta::from_std(plan.within).unwrap_or_default();
        new.held_micros = worst.micros.unwrap_or(0).max(0);
        new.held_tokens = worst.tokens;
        new.held_until = now + within + TimeDelta::seconds(60);
        new.cached = false;
        ask::begin(&mut tx, &new).await.map_err(asked_twice)?;
        tx.commit().await.map_err(refuse_db)?;
        let currency = calendar.currency;
        Ok(Entry::Goes(Box::new(Admitted { plan, worst, currency, fingerprint })))
    }

    /// Asks, books, looks.
    async fn go(
        &self,
        desk: &Desk,
        asker: Asker,
        prepared: Arc<Prepared>,
        admitted: Admitted,
        (to, shown): (Option<UnboundedSender<Heard>>, Option<Arc<Mutex<String>>>),
    ) -> Reply<Answered> {
        let clock = self.clock.clone();
        let mut chance = move || {
            let [high, low, ..] = clock.entropy();
            Chance::of_thousand(u16::from_be_bytes([high, low]) % 1_001)
        };
        // Who listens no more wants no more: the call is let go, and what it used is booked.
        let left = to.clone();
        let mut teller = to.map(|to| Teller::new(prepared.clone(), to));
        let mut hear = teller.as_mut().map(|teller| move |piece: Piece<'_>| teller.hear(piece));
        let heard = hear.as_mut().map(|hear| {
            let hear: &mut (dyn FnMut(Piece<'_>) + Send) = hear;
            hear
        });
        let mut gone = left.map(|left| Box::pin(async move { left.closed().await }));
        let unwanted = gone.as_mut().map(|gone| {
            let gone: &mut (dyn Future<Output = ()> + Send + Unpin) = gone;
            gone
        });
        let moment = Moment { now: self.now(), chance: &mut chance, heard, unwanted };
        let outcome = desk.ask(&admitted.plan, &prepared.request, moment).await;
        if let (Some(shown), Ok(answer)) = (shown, &outcome.answer) {
            *shown.lock().unwrap_or_else(PoisonError::into_inner) = answer.text.clone();
        }
        let answered = match &outcome.answer {
            Ok(answer) => Answered::of(&prepared, answer, &outcome.attempts),
            Err(broken) => Err(refusal_of(broken)),
        };
        let booked = self.book(asker, &prepared, &admitted, &outcome, &answered).await;
        if let Err(error) = booked {
            tracing::error!(error = %crate::chain(&error), "a question to a model could not be booked");
        }
        answered
    }

    /// These models, each with its key opened; those whose address may not be called are left out.
    fn plan<'a>(
        &self,
        keys: &TenantKeys,
        rows: impl Iterator<Item = &'a ModelRow> + Clone,
        currency: Currency,
    ) -> Plan {
        let choices: Vec<Choice> = rows.clone().filter_map(|row| self.choice(keys, row, currency)).collect();
        // The slowest may take its time; the whole has a bound of its own.
        let slowest = rows.map(|row| u64::try_from(row.seconds_max).unwrap_or(2)).max().unwrap_or(2);
        let within = Duration::from_secs(slowest).min(self.settings.assist.within);
        Plan { choices, within }
    }

    /// A model as it is asked; none when its settings no longer can be used.
    fn choice(&self, keys: &TenantKeys, row: &ModelRow, currency: Currency) -> Option<Choice> {
        let kind = Kind::parse(&row.kind)?;
        let address = Address::parse(&row.address, &self.assist.allowed).ok()?;
        let key = match &row.key_ct {
            Some(sealed) => Some(SecretString::from(keys.open_text(Purpose::ProviderToken, sealed).ok()?)),
            None => None,
        };
        Some(Choice {
            id: row.id.to_string(),
            endpoint: Endpoint { kind, address, key, model: row.model.clone() },
            priority: row.place,
            window_tokens: u32::try_from(row.window_tokens).ok()?,
            // A picture is only ever shown to the one model that was chosen for pictures.
            sees: Able::Yes,
            price: price(row, kind, currency),
        })
    }
}

/// Questions of a minute for a use: nobody waits for a picture, so it leaves half of them to people who do.
fn share(use_: Use, per_minute: u32) -> u32 {
    if use_ == Use::Picture { (per_minute / 2).max(1) } else { per_minute }
}

/// A price counts in the tenant's own currency only.
fn price(row: &ModelRow, kind: Kind, currency: Currency) -> Option<ModelPrice> {
    let own = row.price_currency.as_deref().and_then(Currency::parse)? == currency;
    own.then_some(ModelPrice {
        kind,
        model: row.model.clone(),
        currency,
        input: row.price_input?,
        cached: row.price_cached?,
        output: row.price_output?,
        valid_from: NaiveDate::MIN,
        valid_until: None,
    })
}

/// What a verdict of the budget tells who asks.
fn verdict(verdict: Verdict, now: chrono::DateTime<chrono::Utc>) -> Reply<()> {
    let code = match verdict {
        Verdict::Fits => return Ok(()),
        Verdict::MoneySpent => Code::AssistMoneySpent,
        Verdict::TokensUsed => Code::AssistTokensSpent,
        Verdict::NoPrice => Code::AssistNoPrice,
        Verdict::TooOften { free_at } => {
            let seconds = (free_at - now).num_seconds().max(1);
            return Err(Refusal::new(Code::RateLimited).with("seconds", seconds));
        }
    };
    Err(Refusal::new(code))
}

fn asked_twice(error: DbError) -> Refusal {
    match error {
        DbError::Duplicate { .. } => Refusal::new(Code::AssistAsked),
        other => refuse_db(other),
    }
}
