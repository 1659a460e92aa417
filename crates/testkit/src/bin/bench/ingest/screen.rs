//! The streams of members who only watch: when each message was told to them.

use crate::{
    http::{self, Wire},
    stage::{Company, Stage},
};
use anyhow::Result;
use prosa_db::content::StoredContent;
use prosa_domain::event::{Event, EventKind};
use std::{
    collections::HashMap,
    sync::{Arc, Mutex},
    time::Instant,
};
use tokio::task::JoinHandle;
use uuid::Uuid;

/// A member's open stream.
pub(super) struct Screen {
    company: Company,
    heard: Arc<Mutex<HashMap<Uuid, Instant>>>,
    task: JoinHandle<Result<()>>,
}

/// Opens one for each company.
pub(super) async fn open(port: u16, companies: &[Company]) -> Result<Vec<Screen>> {
    let mut screens = Vec::new();
    for company in companies {
        let mut wire = Wire::open(port).await?;
        wire.listen(&http::get("/api/live", &company.cookie)).await?;
        let heard: Arc<Mutex<HashMap<Uuid, Instant>>> = Arc::default();
        let task = tokio::spawn(listen(wire, Arc::clone(&heard)));
        screens.push(Screen { company: company.clone(), heard, task });
    }
    Ok(screens)
}

async fn listen(mut wire: Wire, heard: Arc<Mutex<HashMap<Uuid, Instant>>>) -> Result<()> {
    let mut line = String::new();
    loop {
        wire.line(&mut line).await?;
        let Some(data) = line.strip_prefix("data:") else { continue };
        let Ok(event) = serde_json::from_str::<Event>(data.trim()) else { continue };
        let Some(message) = event.message_id.filter(|_| event.kind == EventKind::MessageReceived) else {
            continue;
        };
        if let Ok(mut heard) = heard.lock() {
            heard.entry(message.0).or_insert_with(Instant::now);
        }
    }
}

/// Milliseconds from when each message was due at the door until the stream told of it.
pub(super) async fn delays(
    stage: &Stage,
    screens: Vec<Screen>,
    due: &HashMap<String, Instant>,
) -> Result<Vec<f64>> {
    let mut delays = Vec::with_capacity(due.len());
    for screen in screens {
        screen.task.abort();
        let tenant = screen.company.caller.tenant;
        let keys = stage.engine.keyring.tenant(tenant).await?;
        let sql = "select id, content_ct from message where tenant_id = $1";
        let rows: Vec<(Uuid, Vec<u8>)> =
            sqlx::query_as(sql).bind(tenant.0).fetch_all(&mut stage.admin().await?).await?;
        let heard = screen.heard.lock().map(|heard| heard.clone()).unwrap_or_default();
        for (id, sealed) in rows {
            let wamid = StoredContent::open(&keys, &sealed)?.wamid;
            let Some(due) = due.get(&wamid) else { continue };
            // One that was never told counts as endless, not as absent.
            let delay =
                heard.get(&id).map_or(f64::INFINITY, |at| at.duration_since(*due).as_secs_f64() * 1_000.0);
            delays.push(delay);
        }
    }
    anyhow::ensure!(delays.len() == due.len(), "{} of {} messages are stored", delays.len(), due.len());
    delays.sort_by(f64::total_cmp);
    Ok(delays)
}
