//! The models of a tenant and what may be spent on them: seen, saved, ordered, tested.

use super::{
    ask::Asker,
    question::{Care, Question, Turn, prepare},
};
use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    assist::{
        ask,
        provider::{self, LimitsRow, ModelRow, ModelWrite},
    },
    cost,
};
use prosa_domain::{
    access::{Action, Permit, allows},
    assist::{Kind, breaker::Gate, budget::ASKS_PER_MINUTE, task::Use, window::Speaker},
    id::ModelId,
    price::{Currency, Money},
    refusal::{Code, Refusal},
};
use prosa_provider::llm::{Address, AddressError, Desk};
use prosa_vault::Purpose;
use prosa_wire::assist::{
    AssistLimits, AssistPage, AssistToday, ModelForm, ModelPriceView, ModelState, ModelTest, ModelView,
};
use std::{sync::Arc, time::Instant};

/// Models of a tenant at most.
const MODELS_MAX: usize = 20;
/// Millionths in one unit of [`Money`], which is a ten-thousandth.
const MICROS_PER_UNIT: i64 = 100;
/// Characters of a test's answer that are shown.
const SAID_CHARS: usize = 200;

impl Engine {
    /// The models and their budget.
    ///
    /// # Errors
    /// `forbidden`.
    pub async fn assist_page(&self, caller: &Caller) -> Reply<AssistPage> {
        caller.may(Action::ViewCost)?;
        let desk = self.assist.desk()?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let calendar = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?;
        let rows = provider::list(&mut tx).await.map_err(refuse_db)?;
        let limits = provider::limits(&mut tx).await.map_err(refuse_db)?;
        let (micros, tokens, asks) = ask::used(&mut tx, calendar.today).await.map_err(refuse_db)?;
        let money = |micros: i64| Money::of(micros / MICROS_PER_UNIT, calendar.currency);
        Ok(AssistPage {
            models: rows.into_iter().filter_map(|row| self.model_view(&desk, row)).collect(),
            limits: limits.map_or_else(no_limits, |limits| AssistLimits {
                day_money: limits.day_micros.map(money),
                day_tokens: limits.day_tokens.and_then(|tokens| u64::try_from(tokens).ok()),
                per_minute: u16::try_from(limits.per_minute).unwrap_or_default(),
                link_hosts: limits.link_hosts,
            }),
            today: AssistToday { money: money(micros), tokens, asks },
            may_manage: allows(caller.role, Action::ManageAssist) == Permit::Allowed,
        })
    }

    fn model_view(&self, desk: &Desk, row: ModelRow) -> Option<ModelView> {
        let price = row.price_currency.as_deref().and_then(Currency::parse).and_then(|currency| {
            let money = |micros: i64| Money::of(micros / MICROS_PER_UNIT, currency);
            Some(ModelPriceView {
                input: money(row.price_input?),
                cached: money(row.price_cached?),
                output: money(row.price_output?),
            })
        });
        let resting_until = match desk.standing(&row.id.to_string()).gate(self.now()) {
            Gate::Resting { until } => Some(until),
            Gate::Open | Gate::Trial => None,
        };
        Some(ModelView {
            id: ModelId(row.id),
            label: row.label,
            kind: Kind::parse(&row.kind)?,
            address: row.address,
            model: row.model,
            has_key: row.key_ct.is_some(),
            window_tokens: u32::try_from(row.window_tokens).unwrap_or_default(),
            seconds_max: u16::try_from(row.seconds_max).unwrap_or_default(),
            price,
            state: if row.state == "on" { ModelState::On } else { ModelState::Off },
            resting_until,
            tested: row.tested_at.zip(row.test_outcome),
        })
    }

    /// Saves a model. Its key is kept sealed and never shown again.
    ///
    /// # Errors
    /// `field-missing`, `field-too-long`, `field-invalid` with the field; `assist-address`; `assist-key-missing`; `too-many`;
    /// `not-found`; `forbidden`.
    pub async fn save_model(&self, caller: &Caller, form: ModelForm) -> Reply<ModelId> {
        caller.may(Action::ManageAssist)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let calendar = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?;
        let rows = provider::list(&mut tx).await.map_err(refuse_db)?;
        let known = match form.id {
            Some(id) => Some(rows.iter().find(|row| row.id == id.0).ok_or(Refusal::new(Code::NotFound))?),
            None if rows.len() >= MODELS_MAX => {
                return Err(Refusal::new(Code::TooMany)
                    .with("field", "models")
                    .with("count_max", MODELS_MAX));
            }
            None => None,
        };
        let key_ct = match form.key.as_deref().map(str::trim) {
            None => known.and_then(|row| row.key_ct.clone()),
            Some("") => None,
            Some(key) => Some(keys.seal(Purpose::ProviderToken, key.as_bytes())),
        };
        let id = form.id.unwrap_or_else(|| self.new_id(ModelId::from_parts));
        let write = self.model_write(id, form, key_ct, calendar.currency)?;
        // A key is shown to one place only: it does not follow an address that somebody else may have entered.
        let moved = known.is_some_and(|row| row.address != write.address);
        if moved && known.is_some_and(|row| row.key_ct == write.key_ct && row.key_ct.is_some()) {
            return Err(Refusal::new(Code::AssistKeyMissing));
        }
        provider::save(&mut tx, &write, caller.member, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.assist.desk()?.forget(&id.to_string());
        Ok(id)
    }

    fn model_write(
        &self,
        id: ModelId,
        form: ModelForm,
        key_ct: Option<Vec<u8>>,
        currency: Currency,
    ) -> Reply<ModelWrite> {
        let label = short("label", &form.label, 60)?;
        let model = short("model", &form.model, 120)?;
        let entered = form.address.trim();
        let home = form.kind.home().unwrap_or_default();
        let address =
            Address::parse(if entered.is_empty() { home } else { entered }, &self.assist.allowed)
                .map_err(|error| Refusal::new(Code::AssistAddress).with("reason", address_word(error)))?;
        if key_ct.is_none() && !form.kind.works_without_key() {
            return Err(Refusal::new(Code::AssistKeyMissing));
        }
        let invalid = |field: &str| Refusal::new(Code::FieldInvalid).with("field", field);
        if !(1_000..=4_000_000).contains(&form.window_tokens) {
            return Err(invalid("window_tokens"));
        }
        if !(2..=120).contains(&form.seconds_max) {
            return Err(invalid("seconds_max"));
        }
        let price = form.price.map(|price| micros_of(price, currency)).transpose()?;
        Ok(ModelWrite {
            id,
            label,
            kind: form.kind.as_str(),
            address: address.as_str().to_owned(),
            model,
            key_ct,
            window_tokens: i32::try_from(form.window_tokens).map_err(|_| invalid("window_tokens"))?,
            seconds_max: i16::try_from(form.seconds_max).map_err(|_| invalid("seconds_max"))?,
            price: price.map(|(input, cached, output)| (currency.as_str().to_owned(), input, cached, output)),
            state: if form.state == ModelState::On { "on" } else { "off" },
        })
    }

    /// Takes a model away, with its key.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn remove_model(&self, caller: &Caller, id: ModelId) -> Reply<()> {
        caller.may(Action::ManageAssist)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if !provider::remove(&mut tx, id).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::NotFound));
        }
        tx.commit().await.map_err(refuse_db)?;
        self.assist.desk()?.forget(&id.to_string());
        Ok(())
    }

    /// Says in which order models are asked.
    ///
    /// # Errors
    /// `forbidden`, `too-many`.
    pub async fn order_models(&self, caller: &Caller, ids: Vec<ModelId>) -> Reply<()> {
        caller.may(Action::ManageAssist)?;
        if ids.len() > MODELS_MAX {
            return Err(Refusal::new(Code::TooMany).with("field", "models").with("count_max", MODELS_MAX));
        }
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        provider::lock_order(&mut tx).await.map_err(refuse_db)?;
        provider::order(&mut tx, &ids).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Has a model asked before the one that stands before it. The first stays where it is.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn raise_model(&self, caller: &Caller, id: ModelId) -> Reply<()> {
        caller.may(Action::ManageAssist)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        provider::lock_order(&mut tx).await.map_err(refuse_db)?;
        let rows = provider::list(&mut tx).await.map_err(refuse_db)?;
        let mut ids: Vec<ModelId> = rows.iter().map(|row| ModelId(row.id)).collect();
        let at = ids.iter().position(|one| *one == id).ok_or(Refusal::new(Code::NotFound))?;
        if at > 0 {
            ids.swap(at, at - 1);
            provider::order(&mut tx, &ids).await.map_err(refuse_db)?;
        }
        tx.commit().await.map_err(refuse_db)
    }

    /// Says what a day and a minute allow.
    ///
    /// # Errors
    /// `field-invalid` with the field, `forbidden`.
    pub async fn save_assist_limits(&self, caller: &Caller, limits: AssistLimits) -> Reply<()> {
        caller.may(Action::ManageAssist)?;
        let invalid = |field: &str| Refusal::new(Code::FieldInvalid).with("field", field);
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let calendar = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?;
        let micros = |money: Money| {
            let own = money.currency == calendar.currency && money.units >= 0;
            own.then(|| money.units.checked_mul(MICROS_PER_UNIT))
                .flatten()
                .ok_or_else(|| invalid("day_money"))
        };
        let hosts = limits.link_hosts.iter().map(|host| host_of(host).ok_or_else(|| invalid("link_hosts")));
        let row = LimitsRow {
            day_micros: limits.day_money.map(micros).transpose()?,
            day_tokens: limits
                .day_tokens
                .map(|tokens| i64::try_from(tokens).map_err(|_| invalid("day_tokens")))
                .transpose()?,
            per_minute: i16::try_from(limits.per_minute)
                .ok()
                .filter(|count| (1..=600).contains(count))
                .ok_or_else(|| invalid("per_minute"))?,
            link_hosts: hosts.collect::<Reply<Vec<String>>>()?,
        };
        if row.link_hosts.len() > 50 {
            return Err(invalid("link_hosts"));
        }
        provider::set_limits(&mut tx, &row, caller.member, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Asks one model a question that holds nothing of anybody, and notes how it went. It counts as any other question.
    ///
    /// # Errors
    /// `not-found`, `forbidden`; what went wrong at the provider is in the answer.
    pub async fn test_model(&self, caller: &Caller, id: ModelId) -> Reply<ModelTest> {
        caller.may(Action::ManageAssist)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let calendar = cost::calendar(&mut tx, self.now()).await.map_err(refuse_db)?;
        let rows = provider::list(&mut tx).await.map_err(refuse_db)?;
        drop(tx);
        if !rows.iter().any(|row| row.id == id.0) {
            return Err(Refusal::new(Code::NotFound));
        }
        // Settings may just have been put right: an old rest is no reason not to look.
        self.assist.desk()?.forget(&id.to_string());
        let asker = Asker { only: Some(id), ..Asker::of(self, caller, None) };
        let began = Instant::now();
        let answered = self
            .ask_models(asker, Arc::new(prepare(test_question(calendar.currency), &*self.classifier)), None)
            .await;
        let ms = u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX);
        let word = answered.as_ref().map_or_else(
            |refusal| refusal.args.get("reason").cloned().unwrap_or_else(|| refusal.code.as_str().to_owned()),
            |_| "answered".to_owned(),
        );
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        provider::note_test(&mut tx, id, &word, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        Ok(match answered {
            Ok(answered) => {
                ModelTest { said: Some(answered.text.chars().take(SAID_CHARS).collect()), refusal: None, ms }
            }
            Err(refusal) => ModelTest { said: None, refusal: Some(refusal), ms },
        })
    }
}

/// A question about nothing: its passage is the program's own.
fn test_question(currency: Currency) -> Question {
    Question {
        use_: Use::Test,
        rules: "Responda em uma frase curta, só com o que está nas fontes.".to_owned(),
        passages: vec![super::Passage {
            title: "Teste".to_owned(),
            text: "Esta instalação do Prosa fala com este modelo.".to_owned(),
        }],
        turns: vec![Turn {
            speaker: Speaker::User,
            text: "Esta instalação fala com este modelo?".to_owned(),
        }],
        own_words: Vec::new(),
        names: Vec::new(),
        hosts: Vec::new(),
        currency,
        output_tokens: 60,
        schema: None,
        care: Care::Read,
    }
}

fn no_limits() -> AssistLimits {
    AssistLimits {
        day_money: None,
        day_tokens: None,
        per_minute: u16::try_from(ASKS_PER_MINUTE).unwrap_or(u16::MAX),
        link_hosts: Vec::new(),
    }
}

fn short(field: &str, text: &str, length_max: usize) -> Reply<String> {
    let text = text.trim();
    if text.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", field));
    }
    if text.chars().count() > length_max {
        return Err(Refusal::new(Code::FieldTooLong).with("field", field).with("length_max", length_max));
    }
    Ok(text.to_owned())
}

/// A bare host, in small letters.
fn host_of(text: &str) -> Option<String> {
    let host = text.trim().trim_start_matches("https://").trim_start_matches("http://");
    let host = host.trim_end_matches('/').to_ascii_lowercase();
    let plain = |letter: char| letter.is_ascii_alphanumeric() || matches!(letter, '.' | '-');
    let good = host.contains('.') && host.len() <= 253 && host.chars().all(plain);
    good.then_some(host)
}

fn micros_of(price: ModelPriceView, currency: Currency) -> Reply<(i64, i64, i64)> {
    let micros = |field: &str, money: Money| {
        let own = money.currency == currency && money.units >= 0;
        let micros = own.then(|| money.units.checked_mul(MICROS_PER_UNIT)).flatten();
        micros.ok_or_else(|| Refusal::new(Code::FieldInvalid).with("field", field))
    };
    Ok((
        micros("price_input", price.input)?,
        micros("price_cached", price.cached)?,
        micros("price_output", price.output)?,
    ))
}

const fn address_word(error: AddressError) -> &'static str {
    match error {
        AddressError::Unreadable => "unreadable",
        AddressError::Extra => "extra",
        AddressError::NoTls => "no_tls",
        AddressError::Private => "private",
    }
}
