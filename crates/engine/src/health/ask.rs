//! Asks the provider how each line is, every hour.

use super::pace::{Told, follow};
use crate::{
    Engine,
    job::{self, JobError, Task},
    path::deliver::credentials,
};
use prosa_db::{
    event::{self, NewEvent},
    health::{self, HealthRow, Heard, TokenFault},
    line,
};
use prosa_domain::{
    delivery::{Class, classify},
    event::EventKind,
    id::{LineId, TenantId},
    line::LineState,
};
use prosa_provider::{CallError, LineAnswer};
use prosa_vault::Purpose;
use secrecy::SecretString;
use serde::{Deserialize, Serialize};

/// Has every line that is in use asked about. Each is a task of its own, so that a slow one holds back no other.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AskLines {}

impl Task for AskLines {
    const NAME: &'static str = "ask_lines";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        for tenant in engine.db.list_tenants().await? {
            let mut tx = engine.db.tenant(tenant).await?;
            for row in line::list(&mut tx).await? {
                if matches!(row.state()?, LineState::Connected | LineState::Paused) {
                    let ask = AskLine { tenant, line: LineId(row.id) };
                    job::enqueue_once(&mut tx, &ask, &format!("ask-line:{}", row.id)).await?;
                }
            }
            tx.commit().await?;
        }
        Ok(())
    }
}

/// Asks about one line.
#[derive(Clone, Copy, Debug, Serialize, Deserialize)]
pub struct AskLine {
    /// Whose.
    pub tenant: TenantId,
    /// Which.
    pub line: LineId,
}

impl Task for AskLine {
    const NAME: &'static str = "ask_line";

    async fn run(self, engine: Engine) -> Result<(), JobError> {
        let keys = engine.keyring.tenant(self.tenant).await?;
        let mut tx = engine.db.tenant(self.tenant).await?;
        let Some(row) = line::find(&mut tx, self.line).await? else { return Ok(()) };
        tx.commit().await?;
        let Some(provider) = engine.providers.get(&row.provider) else { return Ok(()) };
        let secret = SecretString::from(
            keys.open_text(Purpose::ProviderToken, &row.app_secret_ct).map_err(prosa_db::DbError::from)?,
        );
        let credentials = credentials(&keys, &row)?;
        match provider.line_facts(&credentials, &secret).await {
            Some(answer) => engine.store_answer(self, answer).await,
            None => Ok(()),
        }
    }
}

impl Engine {
    async fn store_answer(&self, ask: AskLine, answer: LineAnswer) -> Result<(), JobError> {
        let now = self.now();
        let heard = match &answer.number {
            Ok(()) => Heard::Asked,
            Err(CallError::Refused { code, .. }) => {
                let token = if classify(*code) == Class::Auth { TokenFault::Yes } else { TokenFault::No };
                Heard::NotAnswered { code: *code, token }
            }
            Err(CallError::Unreachable) => Heard::NotAnswered { code: 0, token: TokenFault::No },
        };
        let keys = self.keyring.tenant(ask.tenant).await?;
        let mut tx = self.db.tenant(ask.tenant).await?;
        let before = health::find(&mut tx, &keys, ask.line).await?;
        let after = health::learn(&mut tx, &keys, ask.line, &answer.facts, heard, now).await?;
        if let Some(row) = line::find(&mut tx, ask.line).await? {
            follow(&mut tx, &[Told { line: &row, newer: &answer.facts, known: &after.facts }]).await?;
        }
        // Screens are only woken when there is something new to see.
        let seen = |row: &HealthRow| (row.facts.clone(), row.token_error, row.ask_error);
        if seen(&before) != seen(&after) {
            event::append(&mut tx, now, &[NewEvent::of(EventKind::LineUpdated)]).await?;
        }
        Ok(tx.commit().await?)
    }
}
