//! Assistants as companies set them up: seen, saved, turned on and off, taken away. Every change is written down with who made
//! it.

use super::Words;
use crate::{Caller, Engine, Reply, refuse_db};
use chrono::TimeDelta;
use prosa_db::{
    DbError, TenantTx,
    assist::provider,
    assistant::{
        self, AssistantRow, AssistantWrite,
        log::{self, ChangeRow, Tally, TurnRow},
    },
    cost,
    view::inbox,
};
use prosa_domain::{
    access::Action,
    assistant::{GREETING_LENGTH_MAX, Handed, Mode, NAME_LENGTH_MAX, SENTENCE_LENGTH_MAX, check_words},
    id::{AssistantId, ConversationId, LineId, TurnId},
    price::{Currency, Money},
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::assistant::{
    AssistantForm, AssistantView, AssistantsPage, ChangeView, SwitchAssistant, TurnView,
};

/// Assistants of a tenant at most.
const ASSISTANTS_MAX: usize = 20;
/// Millionths in one unit of [`Money`], which is a ten-thousandth.
const MICROS_PER_UNIT: i64 = 100;
/// Days that are tallied.
const TALLY_DAYS: TimeDelta = TimeDelta::days(30);
/// Turns and changes shown.
const TURNS: u16 = 50;
const CHANGES: u16 = 20;

impl Engine {
    /// The assistants, and what they did lately.
    ///
    /// # Errors
    /// `forbidden`.
    pub async fn assistants_page(&self, caller: &Caller) -> Reply<AssistantsPage> {
        caller.may(Action::ManageAssist)?;
        self.read_assistants(caller).await.map_err(refuse_db)
    }

    async fn read_assistants(&self, caller: &Caller) -> Result<AssistantsPage, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        let calendar = cost::calendar(&mut tx, self.now()).await?;
        let since = calendar.today - TALLY_DAYS;
        let tallies = log::tallies(&mut tx, since, calendar.currency.as_str()).await?;
        let rows = assistant::list(&mut tx).await?;
        let turns = log::recent(&mut tx, TURNS).await?;
        let changes = log::changes(&mut tx, CHANGES).await?;
        let lines = inbox::lines(&mut tx).await?;
        let models = provider::list(&mut tx).await?;
        Ok(AssistantsPage {
            assistants: rows
                .into_iter()
                .map(|row| view(&keys, row, &tallies, calendar.currency))
                .collect::<Result<_, _>>()?,
            lines,
            turns: turns.into_iter().filter_map(|row| turn(&keys, row)).collect(),
            changes: changes.into_iter().map(|row| change(&keys, row)).collect(),
            has_model: models.iter().any(|row| row.state == "on"),
        })
    }

    /// Saves an assistant. A new one is off.
    ///
    /// # Errors
    /// `field-missing`, `field-too-long`, `field-invalid`, `too-many` with the field; `assistant-line-taken`; `not-found`;
    /// `forbidden`.
    pub async fn save_assistant(&self, caller: &Caller, form: AssistantForm) -> Reply<AssistantId> {
        caller.may(Action::ManageAssist)?;
        let words = checked(&form)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        assistant::lock(&mut tx).await.map_err(refuse_db)?;
        let rows = assistant::list(&mut tx).await.map_err(refuse_db)?;
        let mode = match form.id {
            Some(id) => find(&rows, id)?.mode,
            None if rows.len() >= ASSISTANTS_MAX => {
                return Err(Refusal::new(Code::TooMany)
                    .with("field", "assistants")
                    .with("count_max", ASSISTANTS_MAX));
            }
            None => Mode::Off,
        };
        let known = inbox::lines(&mut tx).await.map_err(refuse_db)?;
        if !form.lines.iter().all(|id| known.iter().any(|line| line.id == *id)) {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "lines"));
        }
        let id = form.id.unwrap_or_else(|| self.new_id(AssistantId::from_parts));
        if mode != Mode::Off {
            free(&rows, id, &form.lines)?;
        }
        let sealed = serde_json::to_vec(&words).map_err(|_| Refusal::new(Code::Internal))?;
        let write = AssistantWrite {
            id,
            name: form.name.trim().to_owned(),
            lines: form.lines,
            rules: form.rules,
            words_ct: keys.seal(Purpose::AssistText, &sealed),
        };
        assistant::save(&mut tx, &write, caller.member, self.now()).await.map_err(refuse_db)?;
        let change = if form.id.is_some() { "changed" } else { "made" };
        self.note_assistant(&mut tx, caller, id, change).await?;
        tx.commit().await.map_err(refuse_db)?;
        Ok(id)
    }

    /// Turns an assistant on, off, or into a rehearsal.
    ///
    /// # Errors
    /// `assistant-unconfirmed` when it is to answer and nobody confirmed what that means; `assistant-line-taken` when another
    /// one works on one of its lines; `not-found`; `forbidden`.
    pub async fn switch_assistant(&self, caller: &Caller, switch: SwitchAssistant) -> Reply<()> {
        caller.may(Action::ManageAssist)?;
        if switch.mode == Mode::On && !switch.confirmed {
            return Err(Refusal::new(Code::AssistantUnconfirmed));
        }
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        assistant::lock(&mut tx).await.map_err(refuse_db)?;
        let rows = assistant::list(&mut tx).await.map_err(refuse_db)?;
        let row = find(&rows, switch.id)?;
        if switch.mode != Mode::Off {
            free(&rows, switch.id, &row.lines)?;
        }
        let changed = assistant::set_mode(&mut tx, switch.id, switch.mode, caller.member, self.now()).await;
        if changed.map_err(refuse_db)? {
            self.note_assistant(&mut tx, caller, switch.id, switch.mode.as_str()).await?;
        }
        tx.commit().await.map_err(refuse_db)
    }

    /// Takes an assistant away. What it wrote keeps its name.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn remove_assistant(&self, caller: &Caller, id: AssistantId) -> Reply<()> {
        caller.may(Action::ManageAssist)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        assistant::lock(&mut tx).await.map_err(refuse_db)?;
        if !assistant::remove(&mut tx, id, caller.member, self.now()).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::NotFound));
        }
        self.note_assistant(&mut tx, caller, id, "removed").await?;
        tx.commit().await.map_err(refuse_db)
    }

    async fn note_assistant(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        id: AssistantId,
        change: &str,
    ) -> Reply<()> {
        let note = self.new_id(TurnId::from_parts);
        log::note_change(tx, note, id, change, caller.member, self.now()).await.map_err(refuse_db)
    }
}

/// What of a form can be said without the database.
fn checked(form: &AssistantForm) -> Reply<Words> {
    let name = form.name.trim();
    if !name.chars().any(char::is_alphanumeric) {
        return Err(Refusal::new(Code::FieldMissing).with("field", "name"));
    }
    let sentence = form.sentence.trim();
    // One line, however it was pasted.
    let greeting = form.greeting.split_whitespace().collect::<Vec<_>>().join(" ");
    let lengths = [
        ("name", name, NAME_LENGTH_MAX),
        ("sentence", sentence, SENTENCE_LENGTH_MAX),
        ("greeting", greeting.as_str(), GREETING_LENGTH_MAX),
    ];
    for (field, text, length_max) in lengths {
        if text.chars().count() > length_max {
            let refusal = Refusal::new(Code::FieldTooLong).with("field", field);
            return Err(refusal.with("length_max", length_max));
        }
    }
    if form.lines.is_empty() {
        return Err(Refusal::new(Code::FieldMissing).with("field", "lines"));
    }
    form.rules.check()?;
    Ok(Words { own: check_words(&form.words)?, sentence: sentence.to_owned(), greeting })
}

fn find(rows: &[AssistantRow], id: AssistantId) -> Reply<&AssistantRow> {
    rows.iter().find(|row| row.id == id).ok_or(Refusal::new(Code::NotFound))
}

/// Whether no other assistant works on these lines: two would both answer.
fn free(rows: &[AssistantRow], id: AssistantId, lines: &[LineId]) -> Reply<()> {
    let other = rows.iter().find(|row| {
        row.id != id && row.mode != Mode::Off && row.lines.iter().any(|line| lines.contains(line))
    });
    match other {
        Some(row) => Err(Refusal::new(Code::AssistantLineTaken).with("name", row.name.as_str())),
        None => Ok(()),
    }
}

fn view(
    keys: &TenantKeys,
    row: AssistantRow,
    tallies: &[Tally],
    currency: Currency,
) -> Result<AssistantView, DbError> {
    let sealed = keys.open(Purpose::AssistText, &row.words_ct)?;
    let words: Words = serde_json::from_slice(&sealed).map_err(|error| DbError::Decode(error.to_string()))?;
    let tally = tallies.iter().find(|tally| tally.assistant_id == row.id.0);
    let count = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(AssistantView {
        id: row.id,
        name: row.name,
        mode: row.mode,
        lines: row.lines,
        rules: row.rules,
        words: words.own.join(", "),
        sentence: words.sentence,
        greeting: words.greeting,
        answered: tally.map_or(0, |tally| count(tally.answered)),
        handed: tally.map_or(0, |tally| count(tally.handed)),
        cost: Money::of(tally.map_or(0, |tally| tally.micros) / MICROS_PER_UNIT, currency),
    })
}

fn turn(keys: &TenantKeys, row: TurnRow) -> Option<TurnView> {
    let currency = row.currency.as_deref().and_then(Currency::parse);
    let cost =
        row.micros.zip(currency).map(|(micros, currency)| Money::of(micros / MICROS_PER_UNIT, currency));
    let open = |sealed: Vec<u8>| keys.open_text(Purpose::AssistText, &sealed).ok();
    Some(TurnView {
        id: TurnId(row.id),
        name: row.name,
        conversation_id: ConversationId(row.conversation_id),
        mode: Mode::parse(&row.mode)?,
        handed: row.reason.as_deref().and_then(Handed::parse),
        greeted: row.greeted,
        text: row.text_ct.and_then(open).unwrap_or_default(),
        at: row.at,
        cost,
        tokens: row.tokens.and_then(|tokens| u64::try_from(tokens).ok()).unwrap_or_default(),
        model: row.model.unwrap_or_default(),
    })
}

fn change(keys: &TenantKeys, row: ChangeRow) -> ChangeView {
    let open = |sealed: Vec<u8>| keys.open_text(Purpose::PersonName, &sealed).ok();
    ChangeView {
        name: row.name,
        change: row.change,
        member: row.member_ct.and_then(open).unwrap_or_default(),
        at: row.at,
    }
}
