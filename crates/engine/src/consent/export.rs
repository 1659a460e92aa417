//! The ledger taken along: portion by portion, oldest first, with every field the hashes cover. It is only ever added to,
//! so portions read one after the other fit together.

use super::read::views;
use crate::{Caller, Engine, Reply, refuse_db};
use chrono::{DateTime, SecondsFormat, Utc};
use prosa_db::consent::{self, StoredConsent};
use prosa_domain::access::Action;
use prosa_wire::consent::{ConsentView, ExportFormat};
use serde_json::json;

/// Entries of a portion.
const PORTION_ROWS: i64 = 500;
const HEAD: &str = "sequence,contact_id,contact,purpose,act,source,reference,proof,proof_fingerprint,at,recorded_at,\
                    member_id,member,previous,hash\r\n";

/// An export on its way.
#[derive(Clone, Debug)]
pub struct ConsentExport {
    engine: Engine,
    caller: Caller,
    format: ExportFormat,
    after: i64,
    stage: Stage,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Begin,
    Rows,
    End,
}

impl Engine {
    /// Begins to take the whole ledger along.
    ///
    /// # Errors
    /// `forbidden`.
    pub fn export_consents(&self, caller: &Caller, format: ExportFormat) -> Reply<ConsentExport> {
        caller.may(Action::ViewConsent)?;
        Ok(ConsentExport { engine: self.clone(), caller: *caller, format, after: 0, stage: Stage::Begin })
    }
}

impl ConsentExport {
    /// The next portion of the file; none when it is whole.
    ///
    /// # Errors
    /// `database-away`.
    pub async fn next(&mut self) -> Reply<Option<String>> {
        let mut text = String::new();
        match self.stage {
            Stage::End => return Ok(None),
            Stage::Begin => text.push_str(if self.format == ExportFormat::Csv { HEAD } else { "[" }),
            Stage::Rows => {}
        }
        let keys = self.engine.keyring.tenant(self.caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.engine.db.tenant(self.caller.tenant).await.map_err(refuse_db)?;
        let rows = consent::page(&mut tx, self.after, PORTION_ROWS).await.map_err(refuse_db)?;
        let Some(last) = rows.last().map(|row| row.entry.sequence) else {
            self.stage = Stage::End;
            text.push_str(if self.format == ExportFormat::Csv { "" } else { "\n]\n" });
            return Ok(Some(text));
        };
        let stored = rows.clone();
        let views = views(&mut tx, &keys, rows).await.map_err(refuse_db)?;
        for (row, view) in stored.iter().zip(&views) {
            match self.format {
                ExportFormat::Csv => text.push_str(&line(row, view)),
                ExportFormat::Json => {
                    text.push_str(if row.entry.sequence == 1 { "\n" } else { ",\n" });
                    text.push_str(&object(row, view).to_string());
                }
            }
        }
        self.after = last;
        self.stage = Stage::Rows;
        Ok(Some(text))
    }
}

/// A time as the hash has it.
fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Micros, true)
}

fn object(row: &StoredConsent, view: &ConsentView) -> serde_json::Value {
    json!({
        "sequence": view.sequence,
        "contact_id": view.contact_id,
        "contact": view.contact_name,
        "purpose": view.purpose,
        "act": view.act,
        "source": view.source,
        "reference": row.entry.reference,
        "proof": view.proof,
        "proof_fingerprint": hex::encode(&row.entry.proof),
        "at": time(view.at),
        "recorded_at": time(view.recorded_at),
        "member_id": row.entry.member,
        "member": view.member_name,
        "previous": hex::encode(&row.entry.previous),
        "hash": hex::encode(&row.hash),
    })
}

fn line(row: &StoredConsent, view: &ConsentView) -> String {
    let fields = [
        view.sequence.to_string(),
        view.contact_id.to_string(),
        cell(&view.contact_name),
        view.purpose.as_str().to_owned(),
        view.act.as_str().to_owned(),
        view.source.as_str().to_owned(),
        row.entry.reference.map(|id| id.to_string()).unwrap_or_default(),
        cell(&view.proof),
        hex::encode(&row.entry.proof),
        time(view.at),
        time(view.recorded_at),
        row.entry.member.map(|id| id.to_string()).unwrap_or_default(),
        cell(&view.member_name),
        hex::encode(&row.entry.previous),
        hex::encode(&row.hash),
    ];
    format!("{}\r\n", fields.join(","))
}

/// A cell of a sheet: quoted, and never a formula (a leading sign is what sheets run).
fn cell(text: &str) -> String {
    let risky = text.starts_with(['=', '+', '-', '@', '\t', '\r']);
    let text = if risky { format!("'{text}") } else { text.to_owned() };
    format!("\"{}\"", text.replace('"', "\"\""))
}
