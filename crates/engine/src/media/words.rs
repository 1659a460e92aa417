//! Words of files as people ask for them: who reads pictures, once more what could not be had, and which files could be asked
//! for at all.

use super::{hear, link, picture};
use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    DbError, TenantTx, alarm,
    assist::provider,
    event::{self, NewEvent},
    picture as reader,
    transcript::{self, Source},
};
use prosa_domain::{
    access::{Action, Permit, allows},
    event::EventKind,
    id::{MediaId, ModelId},
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::{
    inbox::MessageView,
    media::TranscriptView,
    picture::{Agreement, PictureModel, PictureReader},
};

impl Engine {
    /// Who reads pictures, and who may be chosen.
    ///
    /// # Errors
    /// `forbidden`.
    pub async fn picture_reader(&self, caller: &Caller) -> Reply<PictureReader> {
        caller.may(Action::ViewCost)?;
        self.read_picture_reader(caller).await.map_err(refuse_db)
    }

    async fn read_picture_reader(&self, caller: &Caller) -> Result<PictureReader, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        let chosen = reader::chosen(&mut tx).await?;
        let rows = provider::list(&mut tx).await?;
        let names = alarm::member_names(&mut tx).await?;
        let name = |member| {
            let sealed = names.iter().find(|(id, _)| *id == member).map(|(_, sealed)| sealed);
            sealed.and_then(|sealed| keys.open_text(Purpose::PersonName, sealed).ok()).unwrap_or_default()
        };
        // A model that was turned off reads nothing, but it is still the chosen one.
        let models = rows
            .into_iter()
            .filter(|row| row.state == "on" || chosen.is_some_and(|chosen| chosen.model.0 == row.id))
            .map(|row| PictureModel { id: ModelId(row.id), label: format!("{} ({})", row.label, row.model) });
        Ok(PictureReader {
            models: models.collect(),
            chosen: chosen.map(|chosen| chosen.model),
            agreed: chosen.map(|chosen| (chosen.agreed_at, name(chosen.agreed_by))),
            may_manage: allows(caller.role, Action::ManageAssist) == Permit::Allowed,
        })
    }

    /// Has a model read the pictures that come from now on, or nobody. Whoever chooses one agrees that pictures leave as they
    /// are.
    ///
    /// # Errors
    /// `forbidden`; `field-missing` without the agreement; `not-found` for a model that is not there.
    pub async fn choose_picture_reader(
        &self,
        caller: &Caller,
        model: Option<ModelId>,
        agreement: Agreement,
    ) -> Reply<()> {
        caller.may(Action::ManageAssist)?;
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        match model {
            Some(_) if agreement == Agreement::Missing => {
                return Err(Refusal::new(Code::FieldMissing).with("field", "agreed"));
            }
            Some(model) => {
                if !reader::choose(&mut tx, model, caller.member, now).await.map_err(refuse_db)? {
                    return Err(Refusal::new(Code::NotFound));
                }
            }
            None => {
                reader::stop(&mut tx).await.map_err(refuse_db)?;
                transcript::give_up(&mut tx, Source::Picture, "off", now).await.map_err(refuse_db)?;
            }
        }
        tx.commit().await.map_err(refuse_db)
    }

    /// Asks for the words of a stored file that has none. False when there is nothing to ask for.
    ///
    /// # Errors
    /// `forbidden` without the right to send messages; `assist-needs-model` where nobody listens or reads.
    pub(super) async fn ask_words(&self, caller: &Caller, tx: &mut TenantTx, id: MediaId) -> Reply<bool> {
        let now = self.now();
        let Some((source, conversation, message)) = transcript::source_of(tx, id).await.map_err(refuse_db)?
        else {
            return Ok(false);
        };
        caller.may(Action::SendMessage)?;
        let is_there = match source {
            Source::Voice => self.aside.listener().is_some(),
            Source::Picture => {
                reader::chosen(tx).await.map_err(refuse_db)?.is_some_and(|chosen| chosen.is_on)
            }
        };
        if !is_there {
            return Err(Refusal::new(Code::AssistNeedsModel));
        }
        let again = transcript::want_again(tx, id, now).await.map_err(refuse_db)?.is_some();
        if !again && !transcript::want(tx, id, source, now).await.map_err(refuse_db)? {
            return Ok(false);
        }
        match source {
            Source::Voice => hear::soon(tx).await.map_err(refuse_db)?,
            Source::Picture => picture::soon(tx).await.map_err(refuse_db)?,
        }
        let event = NewEvent::of(EventKind::MessageUpdated)
            .conversation(conversation)
            .message(message)
            .by(caller.member);
        event::append(tx, now, &[event]).await.map_err(refuse_db)?;
        Ok(true)
    }

    /// Signs the addresses of messages' files, and says of voice notes that they could be written down only where somebody
    /// listens.
    pub(crate) fn dress_files(&self, keys: &TenantKeys, messages: &mut [MessageView]) {
        link::sign(keys, messages, self.now());
        if self.aside.listener().is_some() {
            return;
        }
        for view in messages.iter_mut().filter_map(|message| message.media.as_mut()) {
            view.transcript.take_if(|one| *one == TranscriptView::Unasked && view.kind == "audio");
        }
    }
}
