//! Gives passages the vectors of the model that is installed now, in the background, where another one had made them.

use super::index::{shown, vectors};
use crate::{
    Engine, chain,
    job::{JobError, Task, enqueue_once},
};
use prosa_db::knowledge::find;
use prosa_domain::{id::TenantId, knowledge::chunk::Chunk, redact::Redactor};
use prosa_vault::Purpose;
use serde::{Deserialize, Serialize};

/// Passages of one turn.
const TURN: i32 = 512;
/// Turns of one job; the next one goes on.
const TURNS: usize = 20;

/// Looks at every tenant for passages with old vectors.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct EmbedRound {}

impl Task for EmbedRound {
    const NAME: &'static str = "embed-round";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        if engine.embedder.id().is_empty() {
            return Ok(());
        }
        for tenant in engine.db.list_tenants().await? {
            let mut tx = engine.db.tenant(tenant).await?;
            if !find::stale(&mut tx, engine.embedder.id(), 1).await?.is_empty() {
                enqueue_once(&mut tx, &EmbedKnowledge { tenant }, &format!("embed-knowledge:{tenant}"))
                    .await?;
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Gives the passages of one tenant new vectors.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct EmbedKnowledge {
    /// Whose.
    pub tenant: TenantId,
}

impl Task for EmbedKnowledge {
    const NAME: &'static str = "embed-knowledge";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        for _ in 0..TURNS {
            if turn(&engine, self.tenant).await? == 0 {
                return Ok(());
            }
        }
        let mut tx = engine.db.tenant(self.tenant).await?;
        enqueue_once(&mut tx, &self, &format!("embed-knowledge:{}:more", self.tenant)).await?;
        Ok(tx.commit().await?)
    }
}

/// One turn: reads, makes vectors with no transaction open, writes. Says how many passages it was given.
async fn turn(engine: &Engine, tenant: TenantId) -> Result<usize, JobError> {
    let model = engine.embedder.id();
    let keys = engine.keyring.tenant(tenant).await?;
    let mut tx = engine.db.tenant(tenant).await?;
    let rows = find::stale(&mut tx, model, TURN).await?;
    tx.commit().await?;
    let open = |(_, title, sealed): &(uuid::Uuid, Vec<u8>, Vec<u8>)| {
        let title = keys.open_text(Purpose::Knowledge, title).unwrap_or_default();
        let chunk: Option<Chunk> =
            keys.open(Purpose::Knowledge, sealed).ok().and_then(|json| serde_json::from_slice(&json).ok());
        shown(&mut Redactor::new(&[]), &title, &chunk.unwrap_or_default())
    };
    let (ids, texts): (Vec<_>, Vec<String>) = rows.iter().map(|row| (row.0, open(row))).unzip();
    let embedder = engine.embedder.clone();
    let made = tokio::task::spawn_blocking(move || vectors(&*embedder, &texts)).await;
    let made = made.map_err(|error| JobError::Other(chain(&error)))?;
    let rows: Vec<_> = ids.into_iter().zip(made).collect();
    let mut tx = engine.db.tenant(tenant).await?;
    find::set_vectors(&mut tx, &rows, model).await?;
    tx.commit().await?;
    metrics::counter!("prosa_knowledge_embedded_total")
        .increment(u64::try_from(rows.len()).unwrap_or_default());
    Ok(rows.len())
}
