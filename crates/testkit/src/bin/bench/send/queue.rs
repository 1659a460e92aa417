//! Fills the queue before the program runs: people who wrote, and what is to be sent to them.

use super::{Companies, Options, text, wa_id};
use crate::stage::{Company, Stage};
use anyhow::{Result, ensure};
use chrono::Utc;
use prosa_db::{
    content::StoredContent,
    journal::NewJournalRow,
    path::messages::{self, NewMessage},
};
use prosa_domain::{
    id::{CommandId, ConversationId, LineId, MessageId, OutboundId},
    message::content::Content,
};
use prosa_engine::path::ingest::{self, Routes};
use prosa_testkit::meta;
use prosa_vault::{IndexPurpose, Purpose};
use std::collections::BTreeMap;
use uuid::Uuid;

/// Messages put in at once.
const CHUNK: usize = 500;

/// Makes conversations, and queues the messages in turns: everybody's first, everybody's second, and so on.
pub(super) async fn fill(stage: &Stage, companies: &Companies, options: &Options) -> Result<()> {
    for (line, company) in companies.iter().enumerate() {
        greet(stage, line, company, options.people).await?;
    }
    let mut routes = Routes::default();
    while ingest::turn(&stage.engine, &mut routes).await?.rows > 0 {}
    let share = options.messages / options.lines.max(1);
    for (line, company) in companies.iter().enumerate() {
        let rest = if line == 0 { options.messages % options.lines.max(1) } else { 0 };
        queue(stage, line, company, options.people, share + rest).await?;
    }
    let queued = stage.figure("select count(*) from outbound where state = 'queued'").await?;
    ensure!(usize::try_from(queued)? == options.messages, "{queued} messages were queued");
    Ok(())
}

/// Everybody writes once.
async fn greet(stage: &Stage, line: usize, company: &Company, people: usize) -> Result<()> {
    let numbers: Vec<String> = (0..people).map(|person| wa_id(line, person)).collect();
    let ids: Vec<String> = numbers.iter().map(|number| format!("wamid.hello.{number}")).collect();
    let now = Utc::now().timestamp();
    let texts: Vec<(&str, &str, &str, i64, &str)> = numbers
        .iter()
        .zip(&ids)
        .map(|(number, id)| (number.as_str(), number.as_str(), id.as_str(), now, "Oi"))
        .collect();
    for part in texts.chunks(100) {
        let raw = serde_json::to_vec(&meta::texts(&company.number, part))?;
        let keys = stage.engine.keyring.installation();
        let row = NewJournalRow {
            received_at: Utc::now(),
            provider: "whatsapp".to_owned(),
            digest: keys.blind_index_bytes(IndexPurpose::JournalDigest, &raw).to_vec(),
            body_ct: keys.seal(Purpose::JournalBody, &raw),
            body_bytes: i32::try_from(raw.len())?,
        };
        stage.engine.db.journal_append(&[row]).await?;
    }
    Ok(())
}

/// Conversations by the number of the person, which is their name, too.
async fn conversations(
    stage: &Stage,
    company: &Company,
) -> Result<BTreeMap<String, (ConversationId, LineId)>> {
    let tenant = company.caller.tenant;
    let keys = stage.engine.keyring.tenant(tenant).await?;
    let mut tx = stage.engine.db.tenant(tenant).await?;
    let rows: Vec<(Uuid, Uuid, Vec<u8>)> = sqlx::query_as(
        "select v.id, v.line_id, c.name_ct from conversation v
         join contact c on c.tenant_id = v.tenant_id and c.id = v.contact_id where v.tenant_id = $1",
    )
    .bind(tenant.0)
    .fetch_all(tx.conn())
    .await?;
    tx.commit().await?;
    rows.into_iter()
        .map(|(id, line, name)| {
            Ok((keys.open_text(Purpose::PersonName, &name)?, (ConversationId(id), LineId(line))))
        })
        .collect()
}

async fn queue(stage: &Stage, line: usize, company: &Company, people: usize, count: usize) -> Result<()> {
    let engine = &stage.engine;
    let tenant = company.caller.tenant;
    let keys = engine.keyring.tenant(tenant).await?;
    let places = conversations(stage, company).await?;
    ensure!(places.len() == people, "{} of {people} people wrote", places.len());
    let orders: Vec<usize> = (0..count).collect();
    for part in orders.chunks(CHUNK) {
        let mut tx = engine.db.tenant_path(tenant).await?;
        let now = engine.now();
        let mut rows = Vec::new();
        for place in part {
            let person = place % people;
            let content = Content::outbound_text(text(line, person, place / people), None);
            let Some((conversation, line_id)) = places.get(&wa_id(line, person)) else { continue };
            let row = NewMessage {
                id: engine.new_id(MessageId::from_parts),
                conversation: *conversation,
                line: *line_id,
                provider_at: now,
                direction: "out",
                kind: content.kind().to_owned(),
                state: "queued",
                content_ct: StoredContent::seal(&keys, &content, ""),
                provider_key: None,
                quoted_key: None,
                member: Some(company.caller.member),
                tokens: Vec::new(),
                journal_id: None,
                label: None,
            };
            rows.push((messages::next_sequence(&mut tx).await?, row));
        }
        let borrowed: Vec<(i64, &NewMessage)> = rows.iter().map(|(sequence, row)| (*sequence, row)).collect();
        messages::insert(&mut tx, &borrowed).await?;
        put(&mut tx, stage, &rows).await?;
        tx.commit().await?;
    }
    Ok(())
}

async fn put(tx: &mut prosa_db::TenantTx, stage: &Stage, rows: &[(i64, NewMessage)]) -> Result<()> {
    let engine = &stage.engine;
    let ids: Vec<Uuid> = rows.iter().map(|_| engine.new_id(OutboundId::from_parts).0).collect();
    let commands: Vec<Uuid> = rows.iter().map(|_| engine.new_id(CommandId::from_parts).0).collect();
    let lines: Vec<Uuid> = rows.iter().map(|(_, row)| row.line.0).collect();
    let conversations: Vec<Uuid> = rows.iter().map(|(_, row)| row.conversation.0).collect();
    let messages: Vec<Uuid> = rows.iter().map(|(_, row)| row.id.0).collect();
    let sequences: Vec<i64> = rows.iter().map(|(sequence, _)| *sequence).collect();
    let now = rows.first().map_or_else(Utc::now, |(_, row)| row.provider_at);
    sqlx::query(
        "insert into outbound (tenant_id, id, command_id, line_id, conversation_id, message_id, provider_at, sequence,
                               state, not_before, created_at)
         select $1, w.id, w.command, w.line, w.conversation, w.message, $2, w.sequence, 'queued', $2, $2
         from unnest($3::uuid[], $4::uuid[], $5::uuid[], $6::uuid[], $7::uuid[], $8::bigint[])
              as w (id, command, line, conversation, message, sequence)
         order by w.sequence",
    )
    .bind(tx.tenant().0)
    .bind(now)
    .bind(ids)
    .bind(commands)
    .bind(lines)
    .bind(conversations)
    .bind(messages)
    .bind(sequences)
    .execute(tx.conn())
    .await?;
    Ok(())
}
