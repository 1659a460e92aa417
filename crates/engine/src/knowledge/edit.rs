//! Writing what a company knows: new texts, changed ones, versions taken back, texts put away.

use super::index;
use crate::{Caller, Engine, Reply, media::prepare::Prepared, refuse_db};
use prosa_db::{
    DbError,
    knowledge::{self, SourceWrite, file::Original, list},
};
use prosa_domain::{
    access::Action,
    id::{KnowledgeId, MediaId},
    knowledge::{
        Audience, Body, Kind, PAIRS_MAX, Pair, State, TEXT_MAX, TITLE_MAX, chunk::HEADING_MAX, page,
    },
    lang::Lang,
    refusal::{Code, Refusal},
};
use prosa_vault::{Purpose, TenantKeys};
use prosa_wire::knowledge::{RestoreVersion, SaveSource, SetSourceState};

/// Sources of one tenant.
const SOURCES_MAX: i64 = 5_000;
/// Longest address or name a text came from, in characters.
const ORIGIN_MAX: usize = 1_000;

/// A text that passed all checks.
pub(super) struct Checked {
    kind: Kind,
    pub(super) title: String,
    origin: String,
    pub(super) language: Lang,
    pub(super) audience: Audience,
    body: Body,
}

impl Checked {
    /// What was read out of a file, which is within all bounds.
    pub(super) fn file(title: String, language: Lang, audience: Audience, body: Body) -> Self {
        Self { kind: Kind::File, title, origin: String::new(), language, audience, body }
    }
}

/// How another version is put.
pub(super) struct Putting {
    /// The version it must follow.
    pub(super) expected: Option<i32>,
    /// The file behind it.
    pub(super) original: Original,
    /// A file the store holds and no row yet.
    pub(super) prepared: Option<Prepared>,
    /// The version it was taken back from.
    pub(super) restored_from: Option<i32>,
}

impl Engine {
    /// Saves a text: a new source, or another version of one. It is found from then on as it is now.
    ///
    /// # Errors
    /// `field-missing`, `field-too-long`, `field-invalid`, `too-many`, `knowledge-no-text` for a page without words,
    /// `knowledge-changed` when somebody else saved in between, `not-found`, `forbidden`.
    pub async fn save_knowledge(&self, caller: &Caller, command: SaveSource) -> Reply<KnowledgeId> {
        caller.may(Action::ManageKnowledge)?;
        let SaveSource { id, version, kind, title, origin, language, audience, body } = command;
        let checked = check(Checked { kind, title, origin, language, audience, body })?;
        match id {
            // A file comes by its own way, with its bytes.
            None if checked.kind == Kind::File => Err(Refusal::new(Code::FieldInvalid).with("field", "kind")),
            None => self.add_source(caller, checked, (Original::Kept, None)).await,
            Some(id) => self.change_source(caller, id, version, checked).await.map(|()| id),
        }
    }

    pub(super) async fn add_source(
        &self,
        caller: &Caller,
        checked: Checked,
        (original, prepared): (Original, Option<Prepared>),
    ) -> Reply<KnowledgeId> {
        let id = self.new_id(KnowledgeId::from_parts);
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let write = write(&keys, caller, id, &checked, (original, None));
        let Checked { title, language, body, .. } = checked;
        let made = index::chunks(self, &keys, body, title, language).await;
        let (chunks, model) = made.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if knowledge::count(&mut tx).await.map_err(refuse_db)? >= SOURCES_MAX {
            return Err(Refusal::new(Code::TooMany).with("field", "sources").with("count_max", SOURCES_MAX));
        }
        if let Some(prepared) = prepared {
            prepared.book(self, &mut tx).await.map_err(refuse_db)?;
        }
        knowledge::create(&mut tx, &write, self.now()).await.map_err(refuse_db)?;
        knowledge::replace_chunks(&mut tx, id, &chunks, &model).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        metrics::counter!("prosa_knowledge_saved_total", "kind" => write.kind.as_str()).increment(1);
        Ok(id)
    }

    async fn change_source(
        &self,
        caller: &Caller,
        id: KnowledgeId,
        version: i32,
        checked: Checked,
    ) -> Reply<()> {
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let putting = Putting {
            expected: Some(version),
            original: Original::Kept,
            prepared: None,
            restored_from: None,
        };
        self.put_version(caller, &keys, (id, checked), putting).await.map_err(refuse_db)?
    }

    /// Writes another version and, where the source is to be found, its passages.
    pub(super) async fn put_version(
        &self,
        caller: &Caller,
        keys: &TenantKeys,
        (id, checked): (KnowledgeId, Checked),
        putting: Putting,
    ) -> Result<Reply<()>, DbError> {
        let Putting { expected, original, prepared, restored_from } = putting;
        let write = write(keys, caller, id, &checked, (original, restored_from));
        let Checked { title, language, body, .. } = checked;
        let (chunks, model) = index::chunks(self, keys, body, title, language).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        let Some(held) = knowledge::hold(&mut tx, write.id).await? else {
            return Ok(Err(Refusal::new(Code::NotFound)));
        };
        if expected.is_some_and(|version| version != held.version) {
            return Ok(Err(Refusal::new(Code::KnowledgeChanged).with("version", held.version)));
        }
        if let Some(prepared) = prepared {
            prepared.book(self, &mut tx).await?;
        }
        knowledge::save(&mut tx, &write, held.version.saturating_add(1), self.now()).await?;
        if held.state == State::Live {
            knowledge::replace_chunks(&mut tx, write.id, &chunks, &model).await?;
        }
        tx.commit().await?;
        metrics::counter!("prosa_knowledge_saved_total", "kind" => held.kind.as_str()).increment(1);
        Ok(Ok(()))
    }

    /// Takes a version back: it becomes the newest, and those in between stay in the list.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn restore_knowledge(&self, caller: &Caller, command: RestoreVersion) -> Reply<()> {
        caller.may(Action::ManageKnowledge)?;
        let RestoreVersion { id, number } = command;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let checked = self.read_version(caller, &keys, id, Some(number)).await.map_err(refuse_db)?;
        let (checked, file) = checked.ok_or(Refusal::new(Code::NotFound))?;
        let original = file.map_or(Original::Kept, Original::Of);
        let putting = Putting { expected: None, original, prepared: None, restored_from: Some(number) };
        self.put_version(caller, &keys, (id, checked), putting).await.map_err(refuse_db)?
    }

    /// Puts a text away, so that it is found no more, or brings it back.
    ///
    /// # Errors
    /// `not-found`, `forbidden`.
    pub async fn set_knowledge_state(&self, caller: &Caller, command: SetSourceState) -> Reply<()> {
        caller.may(Action::ManageKnowledge)?;
        self.put_state(caller, command).await.map_err(refuse_db)?
    }

    async fn put_state(&self, caller: &Caller, command: SetSourceState) -> Result<Reply<()>, DbError> {
        let SetSourceState { id, state } = command;
        let keys = self.keyring.tenant(caller.tenant).await?;
        let (chunks, model) = match state {
            State::Archived => (Vec::new(), String::new()),
            State::Live => match self.read_version(caller, &keys, id, None).await? {
                Some((Checked { title, language, body, .. }, _)) => {
                    index::chunks(self, &keys, body, title, language).await?
                }
                None => return Ok(Err(Refusal::new(Code::NotFound))),
            },
        };
        let mut tx = self.db.tenant(caller.tenant).await?;
        if knowledge::hold(&mut tx, id).await?.is_none() {
            return Ok(Err(Refusal::new(Code::NotFound)));
        }
        knowledge::set_state(&mut tx, id, state, caller.member, self.now()).await?;
        knowledge::replace_chunks(&mut tx, id, &chunks, &model).await?;
        tx.commit().await?;
        Ok(Ok(()))
    }

    /// A version as it was saved, or the newest, with the file behind it; none when it is not there.
    pub(super) async fn read_version(
        &self,
        caller: &Caller,
        keys: &TenantKeys,
        id: KnowledgeId,
        number: Option<i32>,
    ) -> Result<Option<(Checked, Option<MediaId>)>, DbError> {
        let mut tx = self.db.tenant(caller.tenant).await?;
        let Some(held) = knowledge::hold(&mut tx, id).await? else { return Ok(None) };
        let found = knowledge::version(&mut tx, id, number.unwrap_or(held.version)).await?;
        tx.commit().await?;
        let Some(found) = found else { return Ok(None) };
        let title = keys.open_text(Purpose::Knowledge, &found.title_ct)?;
        let (language, audience) = (found.language, found.audience);
        let checked =
            |body| Checked { kind: held.kind, title, origin: String::new(), language, audience, body };
        Ok(list::body(keys, &found.body_ct).map(|body| (checked(body), found.file)))
    }
}

fn write(
    keys: &TenantKeys,
    caller: &Caller,
    id: KnowledgeId,
    checked: &Checked,
    (original, restored_from): (Original, Option<i32>),
) -> SourceWrite {
    let seal = |text: &str| keys.seal(Purpose::Knowledge, text.as_bytes());
    let body = serde_json::to_vec(&checked.body).unwrap_or_default();
    SourceWrite {
        id,
        kind: checked.kind,
        title_ct: seal(&checked.title),
        origin_ct: (!checked.origin.is_empty()).then(|| seal(&checked.origin)),
        body_ct: keys.seal(Purpose::Knowledge, &body),
        language: checked.language,
        audience: checked.audience,
        restored_from,
        original,
        member: caller.member,
    }
}

/// Checks and tidies what somebody wrote.
fn check(given: Checked) -> Reply<Checked> {
    let title = given.title.trim().to_owned();
    let origin = given.origin.trim().to_owned();
    let missing = |field: &str| Refusal::new(Code::FieldMissing).with("field", field);
    let long = |field: &str, most: usize| {
        Refusal::new(Code::FieldTooLong).with("field", field).with("length_max", most)
    };
    if title.is_empty() {
        return Err(missing("title"));
    }
    if title.chars().count() > TITLE_MAX {
        return Err(long("title", TITLE_MAX));
    }
    if origin.chars().count() > ORIGIN_MAX {
        return Err(long("origin", ORIGIN_MAX));
    }
    // Before anything is read: a page may be much longer than its text, but not without end.
    if given.body.length() > TEXT_MAX.saturating_mul(4) {
        return Err(long("content", TEXT_MAX));
    }
    let was_blank = given.body.is_blank();
    let body = match given.body {
        Body::Faq { pairs } => Body::Faq { pairs: check_pairs(pairs)? },
        Body::Text { text } if given.kind == Kind::Page => Body::Text { text: clean(&page::read(&text)) },
        Body::Text { text } => Body::Text { text: clean(&text) },
    };
    if (given.kind == Kind::Faq) != matches!(body, Body::Faq { .. }) {
        return Err(Refusal::new(Code::FieldInvalid).with("field", "kind"));
    }
    if was_blank {
        return Err(missing("content"));
    }
    if body.is_blank() {
        return Err(Refusal::new(Code::KnowledgeNoText));
    }
    if body.length() > TEXT_MAX {
        return Err(long("content", TEXT_MAX));
    }
    Ok(Checked { title, origin, body, ..given })
}

fn check_pairs(pairs: Vec<Pair>) -> Reply<Vec<Pair>> {
    let tidy = |pair: Pair| Pair { question: clean(&pair.question), answer: clean(&pair.answer) };
    let pairs: Vec<Pair> = pairs.into_iter().map(tidy).collect();
    let pairs: Vec<Pair> =
        pairs.into_iter().filter(|pair| !(pair.question.is_empty() && pair.answer.is_empty())).collect();
    if pairs.len() > PAIRS_MAX {
        return Err(Refusal::new(Code::TooMany).with("field", "pairs").with("count_max", PAIRS_MAX));
    }
    for pair in &pairs {
        let field = if pair.question.is_empty() { "question" } else { "answer" };
        if pair.question.is_empty() || pair.answer.is_empty() {
            return Err(Refusal::new(Code::FieldMissing).with("field", field));
        }
        if pair.question.chars().count() > HEADING_MAX {
            return Err(Refusal::new(Code::FieldTooLong)
                .with("field", "question")
                .with("length_max", HEADING_MAX));
        }
    }
    Ok(pairs)
}

/// Without signs that no text has; Postgres does not take a zero, and screens nothing of the rest.
fn clean(text: &str) -> String {
    let keeps = |letter: &char| !letter.is_control() || matches!(letter, '\n' | '\t');
    text.replace("\r\n", "\n").replace('\r', "\n").chars().filter(keeps).collect::<String>().trim().to_owned()
}
