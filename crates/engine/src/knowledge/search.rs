//! Finds the passages that may answer a question: candidates by words and by meaning from Postgres, put in order here.

use super::index::{bare, vectors};
use crate::{Engine, Reply, chain, refuse_db};
use prosa_db::{
    DbError,
    knowledge::find::{self, ByWords, Found},
};
use prosa_domain::{
    id::{ChunkId, KnowledgeId, TenantId},
    knowledge::{
        Audience, Kind, QUESTION_MAX,
        chunk::Chunk,
        rank::{Candidate, Collection, Ranked, rank},
        terms::Words,
    },
    lang::Lang,
    redact::Redactor,
};
use prosa_vault::{Purpose, TenantKeys};
use std::collections::BTreeSet;

/// Passages looked at because of their words.
const BY_WORDS: i32 = 150;
/// Passages looked at because of their meaning.
const BY_MEANING: i32 = 50;
/// Words of a question that are looked for.
const WORDS_MAX: usize = 40;

/// What is asked of the knowledge.
#[derive(Clone, Debug)]
pub struct Query {
    /// The question, as somebody wrote it.
    pub text: String,
    /// Its language; none when it is not known, and then none is preferred.
    pub language: Option<Lang>,
    /// For whom the answer is: nothing for the team alone is found for a customer.
    pub audience: Audience,
    /// Passages at most.
    pub limit: usize,
}

/// A passage that may answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Hit {
    /// The passage.
    pub chunk: ChunkId,
    /// Its source.
    pub source: KnowledgeId,
    /// The source's newest version.
    pub version: i32,
    /// Where the source came from.
    pub kind: Kind,
    /// The source's title.
    pub title: String,
    /// The headings above it, or the question it answers; may be empty.
    pub heading: String,
    /// What it says, personal data of the company included.
    pub text: String,
    /// Its language.
    pub language: Lang,
    /// For whom it is.
    pub audience: Audience,
    /// How well it fits, 0 to 1.
    pub score: f64,
    /// Share of the question's weight in words that it has, 0 to 1.
    pub words: f64,
    /// Its place by words, from 1.
    pub words_rank: Option<u32>,
    /// How near its meaning is, −1 to 1.
    pub nearness: Option<f64>,
    /// Its place by meaning, from 1.
    pub meaning_rank: Option<u32>,
}

/// The passages that fit a question best, best first. The caller's rights are not looked at here; the tenant's wall is.
///
/// # Errors
/// When the database fails.
pub async fn search(engine: &Engine, tenant: TenantId, query: Query) -> Reply<Vec<Hit>> {
    find_hits(engine, tenant, query).await.map_err(refuse_db)
}

async fn find_hits(engine: &Engine, tenant: TenantId, mut query: Query) -> Result<Vec<Hit>, DbError> {
    query.text = query.text.chars().take(QUESTION_MAX).collect();
    let text = bare(&mut Redactor::new(&[]), &query.text);
    if !text.chars().any(char::is_alphanumeric) {
        return Ok(Vec::new());
    }
    let words = asked(&text);
    let question = vectors(&*engine.embedder, std::slice::from_ref(&text)).pop().flatten();
    let model = engine.embedder.id();
    let keys = engine.keyring.tenant(tenant).await?;
    let mut tx = engine.db.tenant(tenant).await?;
    let passages = find::passages(&mut tx).await?;
    let by_words = find::by_words(&mut tx, &words, query.audience, BY_WORDS).await?;
    let by_meaning = match &question {
        Some(question) => {
            find::by_meaning(&mut tx, question, model, query.audience, (BY_MEANING, passages)).await?
        }
        None => Vec::new(),
    };
    let ids: BTreeSet<_> = by_words.ids.iter().chain(&by_meaning).copied().collect();
    let ids: Vec<_> = ids.into_iter().collect();
    let found = find::load(&mut tx, &ids, question.as_deref(), model).await?;
    tx.commit().await?;
    let collection = collection(&words, &by_words, passages);
    let work = move || order(&keys, &query, &text, found, &collection);
    tokio::task::spawn_blocking(work).await.map_err(|error| DbError::Decode(chain(&error)))
}

/// The stems of a question in every language: a passage is counted in its own.
fn asked(text: &str) -> Vec<String> {
    let all = Lang::ALL.iter().flat_map(|language| Words::of(*language).asked(text));
    let distinct: BTreeSet<String> = all.collect();
    distinct.into_iter().take(WORDS_MAX).collect()
}

fn collection(words: &[String], found: &ByWords, passages: i32) -> Collection {
    Collection {
        passages: u32::try_from(passages).unwrap_or_default(),
        with_word: words.iter().cloned().zip(found.with_word.iter().copied()).collect(),
    }
}

fn order(
    keys: &TenantKeys,
    query: &Query,
    text: &str,
    found: Vec<Found>,
    collection: &Collection,
) -> Vec<Hit> {
    let open = |one: Found| {
        let title = keys.open_text(Purpose::Knowledge, &one.title_ct).ok()?;
        let chunk: Chunk = serde_json::from_slice(&keys.open(Purpose::Knowledge, &one.text_ct).ok()?).ok()?;
        let whole = format!("{title}\n{}", chunk.whole());
        // What cannot be opened or is not for this audience is not there.
        one.audience.is_for(query.audience).then_some((one, title, chunk, whole))
    };
    let opened: Vec<(Found, String, Chunk, String)> = found.into_iter().filter_map(open).collect();
    let candidates: Vec<Candidate<'_>> = opened
        .iter()
        .map(|(one, _, _, whole)| Candidate {
            source: one.source.0.as_u128(),
            ordinal: u32::try_from(one.ordinal).unwrap_or_default(),
            language: one.language,
            text: whole,
            nearness: one.nearness,
        })
        .collect();
    let ranked = rank(text, query.language, &candidates, collection);
    ranked
        .into_iter()
        .filter_map(|ranked| Some(hit(opened.get(ranked.index)?, ranked)))
        .take(query.limit)
        .collect()
}

fn hit((one, title, chunk, _): &(Found, String, Chunk, String), ranked: Ranked) -> Hit {
    Hit {
        chunk: one.chunk,
        source: one.source,
        version: one.version,
        kind: one.kind,
        title: title.clone(),
        heading: chunk.heading.clone(),
        text: chunk.text.clone(),
        language: one.language,
        audience: one.audience,
        score: ranked.score,
        words: ranked.words,
        words_rank: ranked.words_rank,
        nearness: one.nearness,
        meaning_rank: ranked.meaning_rank,
    }
}
