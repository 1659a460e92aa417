//! A tenant's own words for leaving and what who leaves is told, remembered for a moment so that reading messages asks the
//! database once in a while and not for each.
//!
//! A change acts at once on the node it was made on, and within [`FRESH`] on the others.

use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, TenantTx,
    wording::{self, StopWordingRow},
};
use prosa_domain::{
    access::Action,
    id::TenantId,
    lang::Lang,
    optout::{OWN_WORDS_MAX, OwnWords, check_reply, check_word},
    refusal::{Code, Refusal},
};
use prosa_i18n::Translator;
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::consent::{StopWording, StopWordingFields};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

/// How long what was read stays good.
const FRESH: TimeDelta = TimeDelta::seconds(10);
/// Tenants remembered.
const TENANTS_MAX: usize = 20_000;

/// What one tenant says and hears.
#[derive(Clone, Debug, Default)]
pub(crate) struct Wording {
    /// Its own words.
    pub own: OwnWords,
    replies: HashMap<Lang, String>,
}

impl Wording {
    /// What who stops is told in a language: the tenant's sentence, or the program's.
    pub fn stop_reply(&self, lang: Lang) -> String {
        self.replies.get(&lang).cloned().unwrap_or_else(|| default_reply(lang))
    }
}

fn default_reply(lang: Lang) -> String {
    Translator::for_lang(lang).t("policy-stop-heard")
}

#[derive(Default)]
struct Inner {
    known: HashMap<TenantId, (Arc<Wording>, DateTime<Utc>)>,
    changes: u64,
}

/// What is remembered.
#[derive(Default)]
pub struct Wordings(Mutex<Inner>);

impl Wordings {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What is known for sure, or how many changes there were when it was not.
    fn find(&self, tenant: TenantId, now: DateTime<Utc>) -> Result<Arc<Wording>, u64> {
        let inner = self.inner();
        let fresh = |at: DateTime<Utc>| (TimeDelta::zero()..FRESH).contains(&(now - at));
        let known = inner.known.get(&tenant).filter(|(_, at)| fresh(*at));
        known.map(|(wording, _)| Arc::clone(wording)).ok_or(inner.changes)
    }

    /// Keeps what was read, unless something changed meanwhile.
    fn keep(&self, tenant: TenantId, wording: &Arc<Wording>, now: DateTime<Utc>, changes: u64) {
        let mut inner = self.inner();
        if inner.changes != changes {
            return;
        }
        if inner.known.len() >= TENANTS_MAX {
            inner.known.retain(|_, (_, at)| now - *at < FRESH);
        }
        if inner.known.len() < TENANTS_MAX {
            inner.known.insert(tenant, (Arc::clone(wording), now));
        }
    }

    fn forget(&self, tenant: TenantId) {
        let mut inner = self.inner();
        inner.changes += 1;
        inner.known.remove(&tenant);
    }
}

impl Engine {
    /// What a tenant says and hears.
    pub(crate) async fn wording(&self, tenant: TenantId, keys: &TenantKeys) -> Result<Arc<Wording>, DbError> {
        let now = self.now();
        let changes = match self.wordings.find(tenant, now) {
            Ok(wording) => return Ok(wording),
            Err(changes) => changes,
        };
        let mut tx = self.db.tenant_path(tenant).await?;
        let told = read(&mut tx, keys).await?;
        tx.commit().await?;
        let words = told.iter().flat_map(|one| one.words.iter().map(|word| (one.lang, word.as_str())));
        let own = OwnWords::new(words);
        let replies = told.iter().filter(|one| !one.reply.is_empty());
        let replies = replies.map(|one| (one.lang, one.reply.clone())).collect();
        let wording = Arc::new(Wording { own, replies });
        self.wordings.keep(tenant, &wording, now, changes);
        Ok(wording)
    }

    /// Decides what who stops is told, and which words of the tenant's own mean stop. Languages that are not named stay as
    /// they are.
    ///
    /// # Errors
    /// `forbidden`; `field-too-long`, `too-many` or `stop-word-everyday`, with the field and its language.
    pub async fn save_stop_wording(&self, caller: &Caller, fields: &[StopWordingFields]) -> Reply<()> {
        caller.may(Action::ManagePolicy)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let rows = fields.iter().map(|one| checked(&keys, one)).collect::<Reply<Vec<_>>>()?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        wording::save_stop_wordings(&mut tx, &rows, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wordings.forget(caller.tenant);
        Ok(())
    }
}

/// What the tenant decided, one of every language, with the program's sentence.
pub(super) async fn read(tx: &mut TenantTx, keys: &TenantKeys) -> Result<Vec<StopWording>, DbError> {
    let rows = wording::stop_wordings(tx).await?;
    let one = |lang: &Lang| {
        let row = rows.iter().find(|row| row.lang == *lang);
        let reply = row.and_then(|row| row.reply_ct.as_deref());
        let words = row.and_then(|row| row.words_ct.as_deref());
        Ok(StopWording {
            lang: *lang,
            reply: reply
                .map(|sealed| keys.open_text(Purpose::MessageContent, sealed))
                .transpose()?
                .unwrap_or_default(),
            default_reply: default_reply(*lang),
            words: words.map(|sealed| open_words(keys, sealed)).transpose()?.unwrap_or_default(),
        })
    };
    Lang::ALL.iter().map(one).collect()
}

fn open_words(keys: &TenantKeys, sealed: &[u8]) -> Result<Vec<String>, DbError> {
    let plain = keys.open(Purpose::MessageContent, sealed)?;
    serde_json::from_slice(&plain).map_err(|error| DbError::Decode(format!("stop words: {error}")))
}

fn checked(keys: &TenantKeys, fields: &StopWordingFields) -> Reply<StopWordingRow> {
    let lang = fields.lang;
    let at = |field: &str, refusal: Refusal| refusal.with("field", format!("{field}_{}", lang.tag()));
    let reply = check_reply(&fields.reply).map_err(|refusal| at("stop_reply", refusal))?;
    let words = fields.words();
    if words.len() > OWN_WORDS_MAX {
        let refusal = Refusal::new(Code::TooMany).with("count_max", OWN_WORDS_MAX);
        return Err(at("stop_words", refusal));
    }
    for word in &words {
        check_word(word).map_err(|refusal| at("stop_words", refusal))?;
    }
    let sealed = |plain: &[u8]| keys.seal(Purpose::MessageContent, plain);
    let list = serde_json::to_vec(&words).unwrap_or_default();
    Ok(StopWordingRow {
        lang,
        reply_ct: reply.map(|text| sealed(text.as_bytes())),
        words_ct: (!words.is_empty()).then(|| sealed(&list)),
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]

    use super::*;
    use uuid::Uuid;

    #[test]
    fn what_changed_meanwhile_is_not_kept_and_what_is_old_is_asked_again() {
        let (wordings, tenant) = (Wordings::default(), TenantId(Uuid::from_u128(1)));
        let now = DateTime::from_timestamp(1_795_000_000, 0).unwrap();
        let some = Arc::new(Wording::default());
        let ticket = wordings.find(tenant, now).unwrap_err();
        wordings.forget(tenant);
        wordings.keep(tenant, &some, now, ticket);
        let ticket = wordings.find(tenant, now).unwrap_err();
        wordings.keep(tenant, &some, now, ticket);
        assert!(wordings.find(tenant, now + FRESH - TimeDelta::milliseconds(1)).is_ok());
        assert!(wordings.find(tenant, now + FRESH).is_err());
        assert!(wordings.find(TenantId(Uuid::from_u128(2)), now).is_err(), "another tenant's are its own");
    }
}
