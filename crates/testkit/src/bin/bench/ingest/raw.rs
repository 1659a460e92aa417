//! The raw limit: the same rows, as the product wrote them a moment ago, written again by a bare client in batches.

use crate::stage::Stage;
use anyhow::Result;
use chrono::{DateTime, Utc};
use prosa_testkit::database::rand128;
use sqlx::{Connection as _, PgConnection};
use std::{
    sync::Arc,
    time::{Duration, Instant},
};
use uuid::Uuid;

/// Connections that write.
const WRITERS: usize = 4;
/// Messages in one commit, and in its journal row.
const BATCH: usize = 50;
/// How long it writes.
const LENGTH: Duration = Duration::from_secs(20);
/// Rows taken as patterns.
const PATTERNS: i64 = 5_000;

type Row = (Uuid, Uuid, Uuid, DateTime<Utc>, Vec<u8>, String);

struct Patterns {
    rows: Vec<Row>,
    bodies: Vec<Vec<u8>>,
}

/// Messages a second, each with its reference and search tokens, and a journal row for every fifty.
pub(super) async fn run(stage: &Stage) -> Result<f64> {
    let mut admin = stage.admin().await?;
    let rows: Vec<Row> = sqlx::query_as(
        "select tenant_id, conversation_id, line_id, provider_at, content_ct, tokens::text from message
         order by sequence desc limit $1",
    )
    .bind(PATTERNS)
    .fetch_all(&mut admin)
    .await?;
    let bodies: Vec<(Vec<u8>,)> = sqlx::query_as("select body_ct from journal order by id desc limit 100")
        .fetch_all(&mut admin)
        .await?;
    let patterns = Arc::new(Patterns { rows, bodies: bodies.into_iter().map(|(body,)| body).collect() });
    let began = Instant::now();
    let mut writers = tokio::task::JoinSet::new();
    for place in 0..WRITERS {
        let (connection, patterns) = (stage.admin().await?, Arc::clone(&patterns));
        writers.spawn(write(connection, patterns, place, began));
    }
    let mut written = 0;
    while let Some(done) = writers.join_next().await {
        written += done??;
    }
    Ok(written as f64 / began.elapsed().as_secs_f64())
}

async fn write(
    mut connection: PgConnection,
    patterns: Arc<Patterns>,
    place: usize,
    began: Instant,
) -> Result<usize> {
    let (mut written, mut at) = (0, place * BATCH);
    while began.elapsed() < LENGTH {
        let batch: Vec<&Row> =
            patterns.rows.iter().cycle().skip(at % patterns.rows.len()).take(BATCH).collect();
        at += BATCH * WRITERS;
        let mut tx = connection.begin().await?;
        let journal = journal(&mut tx, &patterns.bodies[at % patterns.bodies.len()]).await?;
        messages(&mut tx, &batch, journal).await?;
        tx.commit().await?;
        written += batch.len();
    }
    Ok(written)
}

async fn journal(tx: &mut PgConnection, body: &[u8]) -> Result<i64> {
    let sql = "insert into journal (received_at, provider, digest, body_ct, body_bytes, state, processed_at)
               values (now(), 'whatsapp', $1, $2, $3, 1, now()) returning id";
    let digest = [rand128().to_be_bytes(), rand128().to_be_bytes()].concat();
    let row: (i64,) =
        sqlx::query_as(sql).bind(digest).bind(body).bind(body.len() as i32).fetch_one(tx).await?;
    Ok(row.0)
}

async fn messages(tx: &mut PgConnection, batch: &[&Row], journal: i64) -> Result<()> {
    let ids: Vec<Uuid> = batch.iter().map(|_| Uuid::from_u128(rand128())).collect();
    let keys: Vec<Vec<u8>> =
        batch.iter().map(|_| [rand128().to_be_bytes(), rand128().to_be_bytes()].concat()).collect();
    let column = |get: fn(&Row) -> Uuid| batch.iter().map(|row| get(row)).collect::<Vec<Uuid>>();
    sqlx::query(
        "with r as (
            insert into message_ref (tenant_id, line_id, provider_key, message_id, conversation_id, provider_at, sequence)
            select t, l, k, i, c, a, nextval('message_sequence')
            from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::timestamptz[], $5::uuid[], $6::bytea[]) as r (t, c, l, a, i, k)
            returning *
         )
         insert into message (tenant_id, conversation_id, provider_at, sequence, id, line_id, direction, kind, state,
                              content_ct, provider_key, tokens, journal_id)
         select r.tenant_id, r.conversation_id, r.provider_at, r.sequence, r.message_id, r.line_id, 'in', 'text',
                'delivered', p.content_ct, r.provider_key, p.tokens::bigint[], $9
         from r join unnest($5::uuid[], $7::bytea[], $8::text[]) as p (id, content_ct, tokens) on p.id = r.message_id",
    )
    .bind(column(|row| row.0))
    .bind(column(|row| row.1))
    .bind(column(|row| row.2))
    .bind(batch.iter().map(|row| row.3).collect::<Vec<_>>())
    .bind(ids)
    .bind(keys)
    .bind(batch.iter().map(|row| row.4.as_slice()).collect::<Vec<_>>())
    .bind(batch.iter().map(|row| row.5.as_str()).collect::<Vec<_>>())
    .bind(journal)
    .execute(tx)
    .await?;
    Ok(())
}
