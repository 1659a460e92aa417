//! Has the words in pictures of contacts written down, where the company chose a model for it. They are sealed and found by
//! search like the words of voice notes; what the contact said stays the caption, so that the classifier reads only that.

use super::{
    look,
    written::{self, Deaf, Writes, deaf},
};
use crate::{
    Engine,
    job::{JobError, Task},
};
use bytes::Bytes;
use chrono::{DateTime, TimeDelta, Utc};
use prosa_db::{
    DbError, TenantTx, picture,
    transcript::{self, DueNote, Source, Words},
};
use prosa_domain::{
    assist::Failure,
    id::{ConversationId, MediaId, ModelId, TenantId},
    refusal::{Code, Refusal},
    search::words,
};
use prosa_vault::{Purpose, TenantKeys};
use serde::{Deserialize, Serialize};

/// Longest text that is kept, in characters.
const TEXT_MAX: usize = 8_000;
/// The pause where questions are too many, when nobody says how long it is.
const BUSY: TimeDelta = TimeDelta::seconds(30);

/// Reads the pictures a tenant waits for.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct ReadPictures {
    /// Whose.
    pub tenant: TenantId,
}

impl Task for ReadPictures {
    const NAME: &'static str = "read-pictures";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        written::run::<Self>(&engine, self.tenant).await
    }
}

impl Writes for ReadPictures {
    const SOURCE: Source = Source::Picture;
    const LEASE: TimeDelta = TimeDelta::minutes(5);
    type Who = ModelId;

    fn of(tenant: TenantId) -> Self {
        Self { tenant }
    }

    async fn who(_: &Engine, tx: &mut TenantTx, now: DateTime<Utc>) -> Result<Option<Self::Who>, DbError> {
        let chosen = picture::chosen(tx).await?.filter(|chosen| chosen.is_on);
        if chosen.is_none() {
            // Nothing leaves for a model that somebody turned off, not even what was asked for before.
            transcript::give_up(tx, Source::Picture, "off", now).await?;
        }
        Ok(chosen.map(|chosen| chosen.model))
    }

    async fn write(
        engine: &Engine,
        whose: (TenantId, &TenantKeys),
        due: &DueNote,
        model: Self::Who,
    ) -> Result<Result<Words, Deaf>, DbError> {
        Ok(see(engine, whose, due, model).await)
    }
}

/// Asks for a file that was just stored to be read, if it is a contact's picture and a model was chosen for pictures.
///
/// # Errors
/// When Postgres refuses.
pub(super) async fn ask(tx: &mut TenantTx, media: MediaId, now: DateTime<Utc>) -> Result<(), DbError> {
    if transcript::want(tx, media, Source::Picture, now).await? { soon(tx).await } else { Ok(()) }
}

/// Asks for what waits to be read.
pub(super) async fn soon(tx: &mut TenantTx) -> Result<(), DbError> {
    written::soon::<ReadPictures>(tx).await
}

/// Reads what is due, one after the other, and takes nothing new after a while; says how many it looked at.
///
/// # Errors
/// When Postgres refuses; what was taken and not settled is taken again when its lease ends.
pub async fn work(engine: &Engine, tenant: TenantId, stint: std::time::Duration) -> Result<usize, DbError> {
    written::work::<ReadPictures>(engine, tenant, stint).await
}

async fn see(
    engine: &Engine,
    (tenant, keys): (TenantId, &TenantKeys),
    due: &DueNote,
    model: ModelId,
) -> Result<Words, Deaf> {
    let (bytes, _) = written::file(engine, (tenant, keys), due, look::LOOK_BYTES_MAX).await?;
    let jpeg = shown(engine, bytes).await?;
    let conversation = ConversationId(due.conversation_id);
    let seen = engine.read_picture(tenant, conversation, model, jpeg).await.map_err(|refusal| {
        let code = refusal.code.as_str();
        tracing::warn!(%tenant, media = %due.media_id, code, "a picture was not read");
        blind(&refusal)
    })?;
    let text: String = seen.text.chars().take(TEXT_MAX).collect();
    let found = words(&text);
    Ok(Words {
        text_ct: keys.seal(Purpose::MessageContent, text.as_bytes()),
        tokens: keys.search_tokens(found.iter().map(String::as_str)),
        model: seen.model,
        label: None,
    })
}

/// The picture as a model gets it, unpacked in the room that all pictures share.
async fn shown(engine: &Engine, bytes: Bytes) -> Result<Bytes, Deaf> {
    let room = engine.looks.clone().acquire_owned().await;
    let work = tokio::task::spawn_blocking(move || {
        let _room = room;
        look::for_model(&bytes)
    });
    let jpeg = work.await.map_err(|_| Deaf::Never("broken"))?;
    jpeg.map(Bytes::from).map_err(|_| Deaf::Never("refused"))
}

/// What a refusal means for a picture.
fn blind(refusal: &Refusal) -> Deaf {
    let arg = |name: &str| refusal.args.get(name).map(String::as_str);
    match refusal.code {
        Code::RateLimited => {
            let seconds = arg("seconds").and_then(|seconds| seconds.parse().ok());
            Deaf::Later(seconds.and_then(TimeDelta::try_seconds).unwrap_or(BUSY))
        }
        Code::AssistMoneySpent | Code::AssistTokensSpent | Code::AssistNoPrice => Deaf::Never("budget"),
        Code::AssistNoProvider => Deaf::Never("off"),
        Code::AssistUnsafe => Deaf::Never("unsafe"),
        Code::AssistUnavailable => {
            deaf(arg("reason").and_then(Failure::parse).unwrap_or(Failure::Unreachable))
        }
        _ => Deaf::Again("away"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_refusal_tells_whether_the_picture_is_tried_again() {
        let word = |refusal: Refusal| match blind(&refusal) {
            Deaf::Later(pause) => format!("later {}", pause.num_seconds()),
            Deaf::Again(why) => format!("again {why}"),
            Deaf::Never(why) => format!("never {why}"),
        };
        let away = |reason: &str| Refusal::new(Code::AssistUnavailable).with("reason", reason);
        for (refusal, expected) in [
            (Refusal::new(Code::RateLimited).with("seconds", 41), "later 41"),
            (Refusal::new(Code::RateLimited), "later 30"),
            (Refusal::new(Code::AssistMoneySpent), "never budget"),
            (Refusal::new(Code::AssistTokensSpent), "never budget"),
            (Refusal::new(Code::AssistNoPrice), "never budget"),
            (Refusal::new(Code::AssistNoProvider), "never off"),
            (Refusal::new(Code::AssistUnsafe).with("flaw", "instructions"), "never unsafe"),
            (away("timeout"), "again away"),
            (away("auth"), "again account"),
            (away("refused"), "never refused"),
            (away("too_long"), "never too-long"),
            (away("what is this"), "again away"),
            (Refusal::new(Code::DatabaseAway), "again away"),
        ] {
            assert_eq!(word(refusal), expected);
        }
    }
}
