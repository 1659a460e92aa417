//! Makes passages of a text: cut, without personal data where search sees them, sealed where people do.

use crate::{Engine, chain, port::Embedder};
use prosa_db::{DbError, knowledge::ChunkWrite};
use prosa_domain::{
    id::ChunkId,
    knowledge::{Body, DIMENSIONS, chunk, chunk::Chunk, terms::Words},
    lang::Lang,
    redact::{Redactor, marks},
};
use prosa_vault::{Purpose, TenantKeys};

/// Texts given vectors at once.
pub(super) const BATCH: usize = 256;

/// A passage before it is sealed.
struct Plain {
    json: Vec<u8>,
    words: Vec<String>,
    embedding: Option<Vec<f32>>,
}

/// The passages of a text, sealed, and the model that made their vectors.
pub(super) async fn chunks(
    engine: &Engine,
    keys: &TenantKeys,
    body: Body,
    title: String,
    language: Lang,
) -> Result<(Vec<ChunkWrite>, String), DbError> {
    let embedder = engine.embedder.clone();
    let model = embedder.id().to_owned();
    let made = tokio::task::spawn_blocking(move || plain(&*embedder, &body, &title, language));
    let made = made.await.map_err(|error| DbError::Decode(chain(&error)))?;
    let write = |one: Plain| ChunkWrite {
        id: engine.new_id(ChunkId::from_parts),
        text_ct: keys.seal(Purpose::Knowledge, &one.json),
        words: one.words,
        embedding: one.embedding,
    };
    Ok((made.into_iter().map(write).collect(), model))
}

fn plain(embedder: &dyn Embedder, body: &Body, title: &str, language: Lang) -> Vec<Plain> {
    let cut = chunk::cut(body);
    let words = Words::of(language);
    let mut redactor = Redactor::new(&[]);
    let texts: Vec<String> = cut.iter().map(|one| shown(&mut redactor, title, one)).collect();
    let vectors = vectors(embedder, &texts);
    cut.iter()
        .zip(texts)
        .zip(vectors)
        .map(|((chunk, text), embedding)| Plain {
            json: serde_json::to_vec(chunk).unwrap_or_default(),
            words: words.count(&text).into_keys().collect(),
            embedding,
        })
        .collect()
}

/// What search sees of a passage: its title, headings and text without personal data.
pub(super) fn shown(redactor: &mut Redactor, title: &str, chunk: &Chunk) -> String {
    bare(redactor, &format!("{title}\n{}", chunk.whole()))
}

/// A text without personal data and without the marks that stand for it.
pub(super) fn bare(redactor: &mut Redactor, text: &str) -> String {
    let redacted = redactor.redact(text);
    let mut bare = redacted.clone();
    for mark in marks(&redacted) {
        bare = bare.replace(mark, " ");
    }
    bare
}

/// A vector for each text; none where nobody makes them or where one has the wrong length.
pub(super) fn vectors(embedder: &dyn Embedder, texts: &[String]) -> Vec<Option<Vec<f32>>> {
    if embedder.id().is_empty() || embedder.dimensions() != DIMENSIONS {
        return vec![None; texts.len()];
    }
    let mut vectors = Vec::with_capacity(texts.len());
    for batch in texts.chunks(BATCH) {
        let batch: Vec<&str> = batch.iter().map(String::as_str).collect();
        let made = embedder.embed(&batch);
        let usable = |vector: Vec<f32>| {
            let fits = vector.len() == DIMENSIONS && vector.iter().all(|number| number.is_finite());
            // A text of which the model knows nothing has no direction.
            (fits && vector.iter().any(|number| *number != 0.0)).then_some(vector)
        };
        vectors.extend(made.into_iter().map(usable).chain(std::iter::repeat(None)).take(batch.len()));
    }
    vectors
}
