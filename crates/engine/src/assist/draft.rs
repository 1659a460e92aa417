//! A reply written before, what became of it, and what is offered where no model writes one.

use super::{
    answer::Answered,
    ask::{Asker, Grounding},
    guarded,
    question::{Care, Passage, Prepared, Question, prepare},
    thread::Talk,
};
use crate::{
    Caller, Engine, Reply,
    knowledge::{self, Query},
    refuse_db,
};
use prosa_db::{
    TenantTx,
    assist::draft::{self, NewDraft},
};
use prosa_domain::{
    access::Action,
    assist::{
        prompt,
        task::{DraftState, MadeBy, Use},
    },
    guard::Origin,
    id::{ConversationId, DraftId, MessageId},
    knowledge::{Audience, rank::is_answer},
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::assist::{DecideDraft, DraftAsk, DraftFate, DraftView, Heard, SourceView};
use std::sync::Arc;
use tokio::sync::mpsc::UnboundedSender;

/// Characters of a passage that is offered as it is.
const OFFERED_CHARS: usize = 700;

impl Engine {
    /// Writes a reply to what the contact said last, leaning on the knowledge base and the thread. `to` hears it while it is
    /// written. Without a model the best passage is offered as it stands.
    ///
    /// # Errors
    /// `not-found`; `forbidden`; what [`Engine::ask_models`] refuses, where the knowledge base has nothing either.
    pub async fn draft_reply(
        &self,
        caller: &Caller,
        ask: DraftAsk,
        grounding: Grounding,
        to: Option<UnboundedSender<Heard>>,
    ) -> Reply<DraftView> {
        caller.may(Action::SendMessage)?;
        let talk = self.talk(caller, ask.conversation_id).await?;
        let passages = self.passages(caller, &talk, grounding).await?;
        let prepared = Arc::new(prepare(reply_to(&talk, passages), &*self.classifier));
        let asker = Asker {
            tenant: caller.tenant,
            member: Some(caller.member),
            conversation: Some(ask.conversation_id),
            id: ask.id,
            only: None,
        };
        let listener = to.clone();
        let view = match self.ask_models(asker, prepared.clone(), to).await {
            Ok(answered) => self.written(Use::Draft, answered, sources(prepared.passages())),
            Err(refusal) if refusal.code == Code::AssistAsked => return Err(refusal),
            // Nobody is there to be offered anything.
            Err(refusal) if listener.is_some_and(|listener| listener.is_closed()) => return Err(refusal),
            Err(refusal) => self.retrieved(&prepared, refusal)?,
        };
        self.offer(caller, ask.conversation_id, &view).await?;
        Ok(view)
    }

    /// Notes that words were taken into the composer or put away.
    ///
    /// # Errors
    /// `not-found` for words that were not offered to the caller.
    pub async fn decide_draft(&self, caller: &Caller, decide: DecideDraft) -> Reply<()> {
        caller.may(Action::SendMessage)?;
        let state = match decide.fate {
            DraftFate::Used => DraftState::Used,
            DraftFate::Discarded => DraftState::Discarded,
        };
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let there =
            draft::decide(&mut tx, decide.id, caller.member, state, self.now()).await.map_err(refuse_db)?;
        if !there {
            return Err(Refusal::new(Code::NotFound));
        }
        tx.commit().await.map_err(refuse_db)
    }

    /// Marks a message that was made from offered words: as they were, or changed. Words of another conversation are nothing.
    pub(crate) async fn mark_machine(
        &self,
        tx: &mut TenantTx,
        keys: &TenantKeys,
        (conversation, message): (ConversationId, MessageId),
        id: DraftId,
        said: &str,
    ) -> Reply<()> {
        let Some(row) = draft::find(tx, id, conversation).await.map_err(refuse_db)? else { return Ok(()) };
        let offered = keys.open_text(Purpose::AssistText, &row.text_ct);
        let offered = offered.map_err(|error| refuse_db(error.into()))?;
        let same = offered.trim() == said.trim();
        let state = if same { DraftState::Sent } else { DraftState::Edited };
        draft::mark(tx, message, conversation, id, state, self.now()).await.map_err(refuse_db)
    }

    /// The passages that fit what the contact asked.
    pub(super) async fn passages(
        &self,
        caller: &Caller,
        talk: &Talk,
        grounding: Grounding,
    ) -> Reply<Vec<Passage>> {
        if let Grounding::Given(passages) = grounding {
            return Ok(passages);
        }
        let query = Query {
            text: talk.asked(),
            language: talk.language(),
            // What only the team may read is not told to a customer, nor to a model that writes to one.
            audience: Audience::Customer,
            limit: prompt::PASSAGES,
        };
        let hits = knowledge::search(self, caller.tenant, query).await?;
        // What hardly fits would be leant on all the same.
        let fits = hits.into_iter().filter(|hit| is_answer(hit.words, hit.nearness));
        Ok(fits.map(|hit| Passage { title: title_of(hit.title, &hit.heading), text: hit.text }).collect())
    }

    /// Words a model wrote.
    pub(super) fn written(&self, use_: Use, answered: Answered, sources: Vec<SourceView>) -> DraftView {
        let (kind, model) = answered.model;
        DraftView {
            id: self.new_id(DraftId::from_parts),
            use_,
            text: answered.text,
            made_by: MadeBy::Model,
            model: format!("{kind}/{model}"),
            cached: answered.cached,
            sources,
            instead_of: None,
        }
    }

    /// The best passage as it stands, in the place of an answer.
    fn retrieved(&self, prepared: &Prepared, refusal: Refusal) -> Reply<DraftView> {
        let best = prepared.passages().first().filter(|passage| !passage.text.trim().is_empty());
        let Some(best) = best else {
            let nothing = refusal.code == Code::AssistNoProvider;
            return Err(if nothing { Refusal::new(Code::AssistNothingKnown) } else { refusal });
        };
        // A page that speaks to machines is not offered to people either.
        let text = guarded::look(&best.text, Origin::Knowledge, &*self.classifier).text;
        Ok(DraftView {
            id: self.new_id(DraftId::from_parts),
            use_: Use::Draft,
            text: text.chars().take(OFFERED_CHARS).collect(),
            made_by: MadeBy::Retrieval,
            model: String::new(),
            cached: false,
            sources: sources(prepared.passages()).into_iter().take(1).collect(),
            instead_of: Some(refusal),
        })
    }

    /// Keeps what is offered.
    pub(super) async fn offer(&self, caller: &Caller, id: ConversationId, view: &DraftView) -> Reply<()> {
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let model = view.model.split_once('/').map(|(kind, model)| (kind.to_owned(), model.to_owned()));
        let list = serde_json::to_vec(&view.sources).unwrap_or_default();
        let new = NewDraft {
            id: view.id,
            conversation: id,
            use_: view.use_,
            made_by: view.made_by,
            model,
            text_ct: keys.seal(Purpose::AssistText, view.text.as_bytes()),
            sources_ct: keys.seal(Purpose::AssistText, &list),
            member: Some(caller.member),
        };
        draft::offer(&mut tx, &new, self.now()).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }
}

/// A source's title with the heading its passage stands under.
pub(super) fn title_of(title: String, heading: &str) -> String {
    if heading.is_empty() { title } else { format!("{title} › {heading}") }
}

/// The question behind a reply.
pub(super) fn reply_to(talk: &Talk, passages: Vec<Passage>) -> Question {
    Question {
        use_: Use::Draft,
        rules: prompt::reply(),
        passages,
        turns: talk.turns(),
        own_words: talk.own_words(),
        names: talk.names.clone(),
        hosts: talk.hosts.clone(),
        currency: talk.currency,
        output_tokens: prompt::REPLY_TOKENS,
        schema: None,
        care: Care::Sent,
    }
}

/// Passages with the numbers an answer names.
pub(super) fn sources(passages: &[Passage]) -> Vec<SourceView> {
    let source = |(number, passage): (u8, &Passage)| SourceView {
        number,
        title: passage.title.clone(),
        text: passage.text.chars().take(prompt::PASSAGE_CHARS).collect(),
    };
    (1_u8..).zip(passages.iter().take(prompt::PASSAGES)).map(source).collect()
}
