//! Lines: connect, change, check live, pause. Secrets go in and never come out.

use crate::{Caller, Engine, Reply, path::deliver::credentials, refuse_db, sender};
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError,
    event::{self, NewEvent},
    line::{self, LineRow, LineWrite},
    outbound::panic,
};
use prosa_domain::{
    access::Action,
    event::EventKind,
    id::LineId,
    line::LineState,
    panic::Stop,
    phone,
    refusal::{Code, Refusal},
};
use prosa_provider::{CallError, LineCheck, twilio::Twilio};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::line::{CheckResult, CheckStep, LineCheckView, LineForm, LineView};

/// The provider of new lines, unless the form names another.
const PROVIDER: &str = "whatsapp";
/// Characters of a line's name.
const LABEL_MAX: usize = 60;

/// Lines that stopped by themselves.
type Stops = Vec<(LineId, Stop)>;

impl Engine {
    /// The tenant's lines.
    ///
    /// # Errors
    /// `forbidden`, `database-away`.
    pub async fn lines(&self, caller: &Caller) -> Reply<Vec<LineView>> {
        caller.may(Action::ViewLines)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let rows = line::list(&mut tx).await.map_err(refuse_db)?;
        let stops = panic::stopped(&mut tx).await.map_err(refuse_db)?;
        rows.iter().map(|row| self.line_view(&keys, row, &stops).map_err(refuse_db)).collect()
    }

    /// Connects a new line or changes one. It is a draft until a live check passes.
    ///
    /// # Errors
    /// `field-missing`, `field-invalid`, `field-too-long`, `line-taken`, `not-found`, `forbidden`.
    pub async fn save_line(&self, caller: &Caller, form: LineForm) -> Reply<LineView> {
        caller.may(Action::ManageLines)?;
        let form = self.checked(form)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let now = self.now();
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let id = match form.id {
            Some(id) => {
                let row = line::find(&mut tx, id).await.map_err(refuse_db)?;
                row.filter(|row| row.provider == form.provider).ok_or(Refusal::new(Code::NotFound))?;
                id
            }
            // A number that is already here is renewed: how a refused token is replaced.
            None => {
                let known =
                    line::list(&mut tx).await.map_err(refuse_db)?.into_iter().find(|row| {
                        row.provider == form.provider && row.phone_number_id == form.phone_number_id
                    });
                known.map_or_else(|| self.new_id(LineId::from_parts), |row| LineId(row.id))
            }
        };
        let write = self.write_of(&keys, id, &form);
        line::save(&mut tx, &write, now).await.map_err(|error| match error {
            DbError::Duplicate { .. } => Refusal::new(Code::LineTaken),
            other => refuse_db(other),
        })?;
        event::append(&mut tx, now, &[NewEvent::of(EventKind::LineUpdated).by(caller.member)])
            .await
            .map_err(refuse_db)?;
        let row = line::find(&mut tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::Internal))?;
        let stops = panic::stopped(&mut tx).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.lines.notify_one();
        self.line_view(&keys, &row, &stops).map_err(refuse_db)
    }

    /// Asks the provider about a line, step by step. A draft whose steps all pass becomes connected, and so does a line
    /// that paused itself.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`. What the provider says is in the steps, never an error.
    pub async fn check_line(&self, caller: &Caller, id: LineId) -> Reply<LineView> {
        caller.may(Action::ManageLines)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let row = line::find(&mut tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))?;
        tx.commit().await.map_err(refuse_db)?;
        let provider = self.providers.get(&row.provider).ok_or(Refusal::new(Code::Internal))?;
        let check = provider.check_line(&credentials(&keys, &row).map_err(refuse_db)?).await;
        let (row, stops) = self.store_check(caller, &keys, row, check).await.map_err(refuse_db)?;
        self.line_view(&keys, &row, &stops).map_err(refuse_db)
    }

    async fn store_check(
        &self,
        caller: &Caller,
        keys: &TenantKeys,
        row: LineRow,
        check: LineCheck,
    ) -> Result<(LineRow, Stops), DbError> {
        let now = self.now();
        let id = LineId(row.id);
        let steps = steps(&check);
        let good = check.steps.iter().all(|step| step.result.is_ok());
        let stored = serde_json::to_value(&steps).unwrap_or_default();
        let display = check
            .display_phone
            .as_deref()
            .map(|text| keys.seal(Purpose::Phone, phone::digits(text).as_bytes()));
        let mut tx = self.db.tenant(caller.tenant).await?;
        line::note_check(&mut tx, id, &stored, display.as_deref(), now).await?;
        if good && matches!(row.state()?, LineState::Draft | LineState::Paused) {
            line::set_state(&mut tx, id, LineState::Connected, None).await?;
            sender::clear(&mut tx, id).await?;
        }
        event::append(&mut tx, now, &[NewEvent::of(EventKind::LineUpdated).by(caller.member)]).await?;
        let row = line::find(&mut tx, id)
            .await?
            .ok_or_else(|| DbError::Decode("a line that went away".to_owned()))?;
        let stops = panic::stopped(&mut tx).await?;
        tx.commit().await?;
        self.wake.sends_of(caller.tenant);
        Ok((row, stops))
    }

    /// Pauses, connects or takes away a line. Messages that wait stay in the queue.
    ///
    /// # Errors
    /// `not-found`, `forbidden`, `database-away`.
    pub async fn set_line_state(&self, caller: &Caller, id: LineId, state: LineState) -> Reply<LineView> {
        caller.may(Action::ManageLines)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if !line::set_state(&mut tx, id, state, None).await.map_err(refuse_db)? {
            return Err(Refusal::new(Code::NotFound));
        }
        if state == LineState::Connected {
            sender::clear(&mut tx, id).await.map_err(refuse_db)?;
        }
        let event = NewEvent::of(EventKind::LineUpdated).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        let row = line::find(&mut tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))?;
        let stops = panic::stopped(&mut tx).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        self.wake.lines.notify_one();
        self.wake.sends_of(caller.tenant);
        self.line_view(&keys, &row, &stops).map_err(refuse_db)
    }

    /// Tokens go to the provider's address: only the configured one is trusted, so that nobody sends them elsewhere by a form.
    fn base_of(&self, provider: &str) -> Reply<&str> {
        match provider {
            PROVIDER => Ok(&self.settings.graph_base),
            "360dialog" => Ok(&self.settings.dialog360_base),
            Twilio::WHATSAPP | Twilio::SMS => Ok(&self.settings.twilio_base),
            _ => Err(Refusal::new(Code::FieldInvalid).with("field", "provider")),
        }
    }

    fn checked(&self, mut form: LineForm) -> Reply<LineForm> {
        trim(&mut form);
        if form.provider.is_empty() {
            PROVIDER.clone_into(&mut form.provider);
        }
        let base = self.base_of(&form.provider)?;
        if form.graph_base.is_empty() {
            base.clone_into(&mut form.graph_base);
        }
        if form.graph_base != base {
            return Err(Refusal::new(Code::FieldInvalid).with("field", "graph_base"));
        }
        if is_twilio(&form.provider) {
            // One secret does both there; the version is part of every address.
            form.app_secret.clone_from(&form.token);
            form.graph_version = "2010-04-01".to_owned();
            form.phone_number_id = phone::digits(&form.phone_number_id);
        } else if form.graph_version.is_empty() {
            form.graph_version.clone_from(&self.settings.graph_version);
        }
        check_fields(&form)?;
        if form.id.is_none() && form.verify_token.is_empty() {
            form.verify_token = self.new_id(LineId::from_parts).uuid().simple().to_string();
        }
        Ok(form)
    }

    fn write_of(&self, keys: &TenantKeys, id: LineId, form: &LineForm) -> LineWrite {
        let seal =
            |text: &str| (!text.is_empty()).then(|| keys.seal(Purpose::ProviderToken, text.as_bytes()));
        LineWrite {
            id,
            provider: form.provider.clone(),
            label: form.label.clone(),
            phone_number_id: form.phone_number_id.clone(),
            account_id: form.account_id.clone(),
            graph_base: form.graph_base.clone(),
            graph_version: form.graph_version.clone(),
            token_ct: seal(&form.token),
            app_secret_ct: seal(&form.app_secret),
            verify_token_ct: seal(&form.verify_token),
        }
    }

    pub(crate) fn line_view(
        &self,
        keys: &TenantKeys,
        row: &LineRow,
        stops: &[(LineId, Stop)],
    ) -> Result<LineView, DbError> {
        let display = row
            .display_phone_ct
            .as_deref()
            .map(|sealed| keys.open_text(Purpose::Phone, sealed))
            .transpose()?;
        Ok(LineView {
            id: LineId(row.id),
            label: row.label.clone(),
            provider: row.provider.clone(),
            state: row.state()?,
            pause_reason: row.pause_reason.clone().unwrap_or_default(),
            stop: stops.iter().find(|(id, _)| id.0 == row.id).map(|(_, stop)| sender::stop_view(*stop)),
            phone_number_id: row.phone_number_id.clone(),
            account_id: row.account_id.clone(),
            display_phone: display.map(|digits| phone::display(&digits)).unwrap_or_default(),
            badge: row.badge,
            graph_base: row.graph_base.clone(),
            graph_version: row.graph_version.clone(),
            verify_token: keys.open_text(Purpose::ProviderToken, &row.verify_token_ct)?,
            webhook_url: format!("{}/webhooks/{}", self.settings.public_url, row.provider),
            last_inbound_at: row.last_inbound_at,
            verified_webhook_at: row.verified_webhook_at,
            check: row.checked_at.and_then(|at| check_view(row, at)),
        })
    }
}

/// Whether a line is one of Twilio's, of WhatsApp or of text messages.
fn is_twilio(provider: &str) -> bool {
    matches!(provider, Twilio::WHATSAPP | Twilio::SMS)
}

fn trim(form: &mut LineForm) {
    for field in [
        &mut form.provider,
        &mut form.label,
        &mut form.phone_number_id,
        &mut form.account_id,
        &mut form.graph_base,
        &mut form.token,
        &mut form.app_secret,
        &mut form.verify_token,
        &mut form.graph_version,
    ] {
        *field = field.trim().to_owned();
    }
}

fn check_fields(form: &LineForm) -> Reply<()> {
    let required = [
        ("label", &form.label),
        ("phone_number_id", &form.phone_number_id),
        ("account_id", &form.account_id),
    ];
    let secrets = [("token", &form.token), ("app_secret", &form.app_secret)];
    let secrets = secrets.into_iter().filter(|_| form.id.is_none());
    for (name, value) in required.into_iter().chain(secrets) {
        if value.is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", name));
        }
    }
    if form.label.chars().count() > LABEL_MAX {
        let refusal = Refusal::new(Code::FieldTooLong).with("field", "label");
        return Err(refusal.with("length_max", LABEL_MAX));
    }
    let digits = |value: &str| value.len() <= 32 && value.chars().all(|digit| digit.is_ascii_digit());
    // Twilio: "AC" and 32 hexadecimal digits.
    let sid = |value: &str| {
        let rest = value.strip_prefix("AC").unwrap_or_default();
        rest.len() == 32 && rest.chars().all(|digit| digit.is_ascii_hexdigit())
    };
    let account = if is_twilio(&form.provider) { sid(&form.account_id) } else { digits(&form.account_id) };
    for (name, good) in [("phone_number_id", digits(&form.phone_number_id)), ("account_id", account)] {
        if !good {
            return Err(Refusal::new(Code::FieldInvalid).with("field", name));
        }
    }
    let version = form.graph_version.trim_start_matches('v');
    if version.is_empty()
        || version.len() > 10
        || !version.chars().all(|c| c.is_ascii_digit() || ".-".contains(c))
    {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "graph_version"));
    }
    Ok(())
}

fn check_view(row: &LineRow, at: DateTime<Utc>) -> Option<LineCheckView> {
    let mut steps: Vec<CheckStep> = serde_json::from_value(row.check_result.clone()?).ok()?;
    // What only time brings is read when it is shown.
    steps.extend(waiting_steps(row));
    Some(LineCheckView { at, steps })
}

fn steps(check: &LineCheck) -> Vec<CheckStep> {
    check
        .steps
        .iter()
        .map(|step| match &step.result {
            Ok(fact) => {
                CheckStep { key: step.key.to_owned(), result: CheckResult::Passed, detail: fact.clone() }
            }
            Err(CallError::Refused { code, .. }) => {
                CheckStep { key: step.key.to_owned(), result: CheckResult::Failed, detail: code.to_string() }
            }
            Err(CallError::Unreachable) => {
                CheckStep { key: step.key.to_owned(), result: CheckResult::Failed, detail: String::new() }
            }
        })
        .collect()
}

/// Webhook address verified, first message received: facts that come by themselves.
fn waiting_steps(row: &LineRow) -> [CheckStep; 2] {
    let step = |key: &str, at: Option<DateTime<Utc>>| CheckStep {
        key: key.to_owned(),
        result: if at.is_some() { CheckResult::Passed } else { CheckResult::Waiting },
        detail: at.map(|at| at.to_rfc3339()).unwrap_or_default(),
    };
    [step("webhook", row.verified_webhook_at), step("first-message", row.last_inbound_at)]
}
