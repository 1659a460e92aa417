//! A file a member brings to send: refused before it is read when its length or type says so, and looked at before it is
//! accepted, so that what WhatsApp would refuse is refused here, with the limit named.

use super::{
    intake::{Intake, IntakeError},
    prepare::{self, PrepareError, Strictness},
};
use crate::{Caller, Engine, Reply, chain, refuse_db};
use prosa_db::{
    content,
    media::{self, Upload},
};
use prosa_domain::{
    access::Action,
    id::{ConversationId, MediaId},
    media::{MediaKind, check_sticker, check_upload, known_type},
    refusal::{Code, Refusal},
};
use prosa_vault::Purpose;

/// Characters of a name that are kept.
const NAME_MAX: usize = 240;

/// What is said of a file before its bytes come.
#[derive(Clone, Debug)]
pub struct Announced {
    /// The conversation it is for; none for what belongs to none, such as a template's sample, which the provider keeps
    /// once it has it. Whatever no message names within a day is removed.
    pub conversation: Option<ConversationId>,
    /// What it is to be sent as; none lets its type decide.
    pub kind: Option<MediaKind>,
    /// Its type.
    pub mime: String,
    /// Its name; empty for none.
    pub name: String,
    /// Its length in bytes, when it is known before.
    pub bytes: Option<u64>,
}

/// A file while its bytes come.
#[derive(Debug)]
pub struct Receiving {
    engine: Engine,
    caller: Caller,
    announced: Announced,
    kind: MediaKind,
    intake: Intake,
    bytes: u64,
}

impl Engine {
    /// Begins to take in a file.
    ///
    /// # Errors
    /// `forbidden` without the right to send; `not-found` for a conversation that is not there; `media-type` and
    /// `media-too-large` with the limit, before any byte is read; `storage-away`.
    pub async fn begin_upload(&self, caller: &Caller, announced: Announced) -> Reply<Receiving> {
        caller.may(Action::SendMessage)?;
        let kind = announced.kind.unwrap_or_else(|| MediaKind::of_type(&announced.mime));
        // A length that is not told is at least one byte.
        check_upload(kind, &announced.mime, announced.bytes.unwrap_or(1))?;
        if let Some(id) = announced.conversation {
            let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
            let there = content::send_context(&mut tx, id).await.map_err(refuse_db)?.is_some();
            tx.commit().await.map_err(refuse_db)?;
            if !there {
                return Err(Refusal::new(Code::NotFound));
            }
        }
        let intake = Intake::begin(self, kind.bytes_max()).await.map_err(|error| refuse_intake(&error))?;
        Ok(Receiving { engine: self.clone(), caller: *caller, announced, kind, intake, bytes: 0 })
    }
}

impl Receiving {
    /// Takes the next bytes.
    ///
    /// # Errors
    /// `media-too-large` once they are more than WhatsApp takes; `storage-away`.
    pub async fn push(&mut self, bytes: &[u8]) -> Reply<()> {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        check_upload(self.kind, &self.announced.mime, self.bytes.max(1))?;
        self.intake.push(bytes).await.map_err(|error| refuse_intake(&error))
    }

    /// Looks at the whole file and stores it.
    ///
    /// # Errors
    /// `media-empty`, `media-type` when its bytes are of another type than WhatsApp takes, `media-broken` for a picture that
    /// cannot be opened, `storage-away`.
    pub async fn finish(self) -> Reply<MediaId> {
        let Self { engine, caller, announced, kind, intake, bytes } = self;
        check_upload(kind, &announced.mime, bytes)?;
        let arrived = intake.finish().await.map_err(|error| refuse_intake(&error))?;
        check_upload(kind, &prepare::type_of(kind, &announced.mime, &arrived), bytes)?;
        if kind == MediaKind::Sticker {
            check_sticker(&arrived.head, bytes)?;
        }
        let keys = engine.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let said = (kind, announced.mime.as_str());
        let prepared = prepare::prepare(&engine, caller.tenant, &keys, arrived, said, Strictness::Refuse)
            .await
            .map_err(|error| refuse_prepare(kind, error))?;
        let name: String =
            announced.name.chars().filter(|letter| !letter.is_control()).take(NAME_MAX).collect();
        let upload = Upload {
            id: engine.new_id(MediaId::from_parts),
            member: caller.member,
            conversation: announced.conversation,
            kind,
            mime: known_type(&announced.mime),
            name_ct: (!name.is_empty()).then(|| keys.seal(Purpose::FileName, name.as_bytes())),
            digest: prepared.digest().to_vec(),
        };
        let mut tx = engine.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        prepared.book(&engine, &mut tx).await.map_err(refuse_db)?;
        media::insert_upload(&mut tx, &upload, engine.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        metrics::counter!("prosa_media_uploads_total", "kind" => kind.as_str()).increment(1);
        Ok(upload.id)
    }
}

fn refuse_intake(error: &IntakeError) -> Refusal {
    tracing::warn!(error = %chain(error), "an upload could not be taken in");
    Refusal::new(Code::StorageAway)
}

fn refuse_prepare(kind: MediaKind, error: PrepareError) -> Refusal {
    match error {
        PrepareError::Broken(_) => Refusal::new(Code::MediaBroken).with("kind", kind.as_str()),
        PrepareError::Intake(error) => refuse_intake(&error),
        PrepareError::Db(error) => refuse_db(error),
    }
}
