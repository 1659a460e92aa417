//! `/knowledge/files`: files that are to become knowledge. Their originals are read like any other file, by signed addresses.

use super::{App, bring, media::asker, pace, walls};
use axum::{
    Extension, Json, Router,
    body::Body,
    extract::{Query, State},
    http::HeaderMap,
    middleware,
    response::{IntoResponse as _, Response},
    routing::post,
};
use prosa_domain::{id::KnowledgeId, knowledge::Audience, lang::Lang, refusal::Refusal};
use prosa_engine::{Caller, knowledge::BringFile};
use prosa_wire::knowledge::Brought;
use serde::Deserialize;
use std::time::Duration;

/// Behind the same walls as files of messages.
pub(super) fn router(app: &App) -> Router {
    Router::new()
        .route("/knowledge/files", post(upload))
        .layer(middleware::from_fn_with_state(app.clone(), pace::paced))
        .layer(middleware::from_fn_with_state(app.clone(), walls::who))
        .layer(middleware::from_fn_with_state(app.clone(), walls::same_site))
        .layer(middleware::from_fn_with_state(walls::Gate::for_files(&app.config), walls::bounded))
        .with_state(app.clone())
}

#[derive(Deserialize)]
struct What {
    /// The source it is another version of.
    id: Option<KnowledgeId>,
    /// The newest version of that source which was seen.
    #[serde(default)]
    version: i32,
    #[serde(default)]
    name: String,
    #[serde(default)]
    language: String,
    #[serde(default)]
    audience: String,
}

async fn upload(
    State(app): State<App>,
    caller: Extension<Option<Caller>>,
    trouble: Option<Extension<Refusal>>,
    Query(what): Query<What>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let taken = async {
        let caller = asker((caller, trouble))?;
        take(&app, &caller, what, &headers, body).await
    };
    match taken.await {
        Ok(id) => Json(Brought { id }).into_response(),
        Err(refusal) => walls::refuse(&refusal),
    }
}

async fn take(
    app: &App,
    caller: &Caller,
    what: What,
    headers: &HeaderMap,
    body: Body,
) -> Result<KnowledgeId, Refusal> {
    let length = bring::length(headers);
    let said = BringFile {
        source: what.id.map(|id| (id, what.version)),
        name: what.name,
        language: Lang::parse(&what.language).unwrap_or_default(),
        // What nobody said is for customers must not become so by silence.
        audience: Audience::parse(&what.audience).unwrap_or(Audience::Internal),
        bytes: length,
    };
    let mut receiving = app.engine.begin_knowledge_file(caller, said).await?;
    let silence = Duration::from_secs(app.config.server.body_seconds_max);
    bring::pour(body, length, silence, &mut receiving).await?;
    receiving.finish().await
}
