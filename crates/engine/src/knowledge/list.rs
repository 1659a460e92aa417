//! The screens of what a company knows: the list, one source, a question to be tried.

use super::search::{Hit, Query, search};
use crate::{
    Caller, Engine, Reply,
    media::link::{self, Variant},
    refuse_db,
};
use prosa_db::knowledge::list;
use prosa_domain::{
    access::{Action, Permit, allows},
    id::KnowledgeId,
    knowledge::snippet::snippet,
    refusal::{Code, Refusal},
};
use prosa_wire::knowledge::{
    FoundPassage, KnowledgeCursor, KnowledgeFilter, KnowledgePage, SourceView, TryQuestion,
};

/// Sources shown at once.
const PAGE: i64 = 50;
/// Passages shown for a question that is tried.
const TRIED: usize = 8;
/// Characters of a snippet.
const SNIPPET: usize = 320;

impl Engine {
    /// What the company knows.
    ///
    /// # Errors
    /// `forbidden` without the right to see the inbox.
    pub async fn knowledge_page(
        &self,
        caller: &Caller,
        filter: KnowledgeFilter,
        after: Option<KnowledgeCursor>,
    ) -> Reply<KnowledgePage> {
        caller.may(Action::ViewInbox)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut rows = list::sources(&mut tx, &keys, filter, after, PAGE + 1).await.map_err(refuse_db)?;
        let page = usize::try_from(PAGE).unwrap_or(usize::MAX);
        let has_more = rows.len() > page;
        rows.truncate(page);
        let next = rows.last().filter(|_| has_more).map(|row| KnowledgeCursor { at: row.at, id: row.id });
        Ok(KnowledgePage { rows, next, may_manage: may_manage(caller) })
    }

    /// One source with its text and its versions.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn knowledge_source(&self, caller: &Caller, id: KnowledgeId) -> Reply<SourceView> {
        caller.may(Action::ViewInbox)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let found = list::source(&mut tx, &keys, id).await.map_err(refuse_db)?;
        let mut found = found.ok_or(Refusal::new(Code::NotFound))?;
        if let Some(file) = &mut found.file {
            file.url = link::address(&keys, file.id, Variant::Full, self.now());
        }
        Ok(SourceView { may_manage: may_manage(caller), ..found })
    }

    /// What a question finds, and why.
    ///
    /// # Errors
    /// `field-missing` without a question, `forbidden`.
    pub async fn try_knowledge(&self, caller: &Caller, asked: TryQuestion) -> Reply<Vec<FoundPassage>> {
        caller.may(Action::ViewInbox)?;
        if asked.question.trim().is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", "question"));
        }
        let TryQuestion { question, audience } = asked;
        let query = Query { text: question.clone(), language: None, audience, limit: TRIED };
        let hits = search(self, caller.tenant, query).await?;
        Ok(hits.into_iter().map(|hit| passage(hit, &question)).collect())
    }
}

fn may_manage(caller: &Caller) -> bool {
    !matches!(allows(caller.role, Action::ManageKnowledge), Permit::Denied)
}

/// A hit as a screen shows it.
pub(super) fn passage(hit: Hit, question: &str) -> FoundPassage {
    FoundPassage {
        chunk: hit.chunk,
        source: hit.source,
        title: hit.title,
        kind: hit.kind,
        heading: hit.heading,
        snippet: snippet(&hit.text, question, hit.language, SNIPPET),
        text: hit.text,
        audience: hit.audience,
        language: hit.language,
        score: percent(hit.score),
        words: percent(hit.words),
        words_rank: hit.words_rank,
        nearness: hit.nearness.map(percent),
        meaning_rank: hit.meaning_rank,
    }
}

/// A share of 0 to 1 in whole percent.
fn percent(share: f64) -> u8 {
    let share = if share.is_finite() { share.clamp(0.0, 1.0) } else { 0.0 };
    (0..=100_u8).rev().find(|whole| f64::from(*whole) <= share.mul_add(100.0, 0.5)).unwrap_or_default()
}
