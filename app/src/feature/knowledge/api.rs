//! What these screens ask the server.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::{
    id::{ConversationId, KnowledgeId},
    knowledge::{Audience, Kind, Pair, State},
    lang::Lang,
};
use prosa_wire::knowledge::{
    FoundPassage, JudgeAnswer, KnowledgeCursor, KnowledgeFilter, KnowledgePage, SourceView, Suggestions,
};
use serde::{Deserialize, Serialize};

#[cfg(feature = "ssr")]
use crate::call::{answer, signed_in};

/// A text as the form sends it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SourceForm {
    /// Which; none for a new one.
    pub id: Option<KnowledgeId>,
    /// The version that was changed.
    pub version: i32,
    /// What sort of text.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// A page's address.
    pub origin: String,
    /// Its language.
    pub language: Lang,
    /// For whom it is.
    pub audience: Audience,
    /// Running text.
    pub text: String,
    /// Questions with their answers.
    pub pairs: Vec<Pair>,
}

/// What the company knows.
#[server(name = CallKnowledge, endpoint = "knowledge/list", input = server_fn::codec::Json)]
pub async fn knowledge(filter: KnowledgeFilter, after: Option<KnowledgeCursor>) -> Called<KnowledgePage> {
    let (engine, caller) = signed_in()?;
    answer(engine.knowledge_page(&caller, filter, after).await)
}

/// One text.
#[server(name = CallKnowledgeSource, endpoint = "knowledge/open")]
pub async fn source(id: KnowledgeId) -> Called<SourceView> {
    let (engine, caller) = signed_in()?;
    answer(engine.knowledge_source(&caller, id).await)
}

/// Saves a text and goes on to its own page.
#[server(name = CallSaveKnowledge, endpoint = "knowledge/save")]
pub async fn save(form: SourceForm) -> Called<KnowledgeId> {
    use prosa_domain::knowledge::Body;
    use prosa_wire::knowledge::SaveSource;
    let (engine, caller) = signed_in()?;
    let SourceForm { id, version, kind, title, origin, language, audience, text, pairs } = form;
    let body = if kind == Kind::Faq { Body::Faq { pairs } } else { Body::Text { text } };
    let source = SaveSource { id, version, kind, title, origin, language, audience, body };
    let id = answer(engine.save_knowledge(&caller, source).await)?;
    leptos_axum::redirect(&format!("{}/{id}", super::HOME));
    Ok(id)
}

/// Puts a text away or brings it back.
#[server(name = CallKnowledgeState, endpoint = "knowledge/state")]
pub async fn set_state(id: KnowledgeId, state: State) -> Called<()> {
    use prosa_wire::knowledge::SetSourceState;
    let (engine, caller) = signed_in()?;
    answer(engine.set_knowledge_state(&caller, SetSourceState { id, state }).await)?;
    leptos_axum::redirect(&format!("{}/{id}", super::HOME));
    Ok(())
}

/// Takes a version back as the newest.
#[server(name = CallRestoreKnowledge, endpoint = "knowledge/restore")]
pub async fn restore(id: KnowledgeId, number: i32) -> Called<()> {
    use prosa_wire::knowledge::RestoreVersion;
    let (engine, caller) = signed_in()?;
    answer(engine.restore_knowledge(&caller, RestoreVersion { id, number }).await)?;
    leptos_axum::redirect(&format!("{}/{id}", super::HOME));
    Ok(())
}

/// What a question finds.
#[server(name = CallTryKnowledge, endpoint = "knowledge/try")]
pub async fn try_question(question: String, audience: Audience) -> Called<Vec<FoundPassage>> {
    let (engine, caller) = signed_in()?;
    answer(engine.try_knowledge(&caller, prosa_wire::knowledge::TryQuestion { question, audience }).await)
}

/// Answers for what a contact asked last.
#[server(name = CallSuggestAnswers, endpoint = "knowledge/suggest", input = server_fn::codec::Json)]
pub async fn suggest(id: ConversationId) -> Called<Suggestions> {
    let (engine, caller) = signed_in()?;
    answer(engine.suggest_answers(&caller, id).await)
}

/// Says what became of a suggested answer.
#[server(name = CallJudgeAnswer, endpoint = "knowledge/judge", input = server_fn::codec::Json)]
pub async fn judge(said: JudgeAnswer) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.judge_answer(&caller, said).await)
}
