//! What a company knows, on its way to the screens: the list, one source, what a question finds, and answers suggested in a
//! conversation.

use crate::team::MemberRef;
use chrono::{DateTime, Utc};
use prosa_domain::{
    id::{ChunkId, ConversationId, KnowledgeId, MediaId},
    knowledge::{Audience, Body, Kind, State, snippet::Piece},
    lang::Lang,
};
use serde::{Deserialize, Serialize};

/// Which sources are listed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeFilter {
    /// Those that are found, or those that are put away.
    pub state: State,
    /// Of one kind.
    pub kind: Option<Kind>,
    /// For one audience.
    pub audience: Option<Audience>,
}

/// Where a list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgeCursor {
    /// When the last one shown was changed.
    pub at: DateTime<Utc>,
    /// Which it is.
    pub id: KnowledgeId,
}

/// A source in the list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceRow {
    /// Which.
    pub id: KnowledgeId,
    /// Where it came from.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// The page's address; may be empty.
    pub origin: String,
    /// Its language.
    pub language: Lang,
    /// For whom it is.
    pub audience: Audience,
    /// Whether it is found.
    pub state: State,
    /// Its newest version.
    pub version: i32,
    /// In how many passages it is found.
    pub passages: u32,
    /// Who changed it last.
    pub by: Option<MemberRef>,
    /// When.
    pub at: DateTime<Utc>,
    /// In how many conversations an answer of it was used.
    pub used: u32,
    /// How often one was said to help.
    pub useful: u32,
    /// How often one was said not to.
    pub useless: u32,
}

/// The list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnowledgePage {
    /// Sources, last changed first.
    pub rows: Vec<SourceRow>,
    /// Where it goes on; none at the end.
    pub next: Option<KnowledgeCursor>,
    /// Whether the caller may change them.
    pub may_manage: bool,
}

/// A version in the list of a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct VersionRow {
    /// Its number, from 1.
    pub number: i32,
    /// The title it had.
    pub title: String,
    /// The version it was taken back from.
    pub restored_from: Option<i32>,
    /// Who saved it.
    pub by: Option<MemberRef>,
    /// When.
    pub at: DateTime<Utc>,
}

/// A source with its text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SourceView {
    /// As in the list.
    pub row: SourceRow,
    /// What it says.
    pub body: Body,
    /// The file it was read from.
    pub file: Option<FileView>,
    /// Its versions, newest first.
    pub versions: Vec<VersionRow>,
    /// Whether the caller may change it.
    pub may_manage: bool,
}

/// A file behind a source.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileView {
    /// Which.
    pub id: MediaId,
    /// Its name.
    pub name: String,
    /// What it is, by its bytes.
    pub mime: String,
    /// Its length in bytes.
    pub bytes: u64,
    /// Its SHA-256, in hexadecimal digits.
    pub sha256: String,
    /// When it was brought.
    pub at: DateTime<Utc>,
    /// A signed address that is good for some minutes.
    pub url: String,
}

/// A file that became knowledge.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Brought {
    /// The source it became, or that has another version now.
    pub id: KnowledgeId,
}

/// A source to be saved.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SaveSource {
    /// Which; none for a new one.
    pub id: Option<KnowledgeId>,
    /// The version that was changed; another one since then is not overwritten.
    pub version: i32,
    /// Where it came from; of a source that is there it stays as it is.
    pub kind: Kind,
    /// Its title.
    pub title: String,
    /// The page's address; may be empty.
    pub origin: String,
    /// Its language.
    pub language: Lang,
    /// For whom it is.
    pub audience: Audience,
    /// What it says.
    pub body: Body,
}

/// Says whether a source is to be found.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct SetSourceState {
    /// Which.
    pub id: KnowledgeId,
    /// Whether it is.
    pub state: State,
}

/// Takes a version back as the newest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RestoreVersion {
    /// Of which source.
    pub id: KnowledgeId,
    /// Which one.
    pub number: i32,
}

/// A question to be tried.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct TryQuestion {
    /// The question.
    pub question: String,
    /// Asked by the team or by a customer.
    pub audience: Audience,
}

/// A passage that was found, with what speaks for it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPassage {
    /// The passage.
    pub chunk: ChunkId,
    /// Its source.
    pub source: KnowledgeId,
    /// The source's title.
    pub title: String,
    /// Where the source came from.
    pub kind: Kind,
    /// The headings above it, or the question it answers.
    pub heading: String,
    /// A piece of it, found words marked.
    pub snippet: Vec<Piece>,
    /// All of it.
    pub text: String,
    /// For whom it is.
    pub audience: Audience,
    /// Its language.
    pub language: Lang,
    /// How well it fits, 0 to 100.
    pub score: u8,
    /// How much of the question's weight in words it has, 0 to 100.
    pub words: u8,
    /// Its place by words; none when it shares none.
    pub words_rank: Option<u32>,
    /// How near its meaning is, 0 to 100; none when nobody compared.
    pub nearness: Option<u8>,
    /// Its place by meaning.
    pub meaning_rank: Option<u32>,
}

/// Answers suggested for what a contact asked last.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Suggestions {
    /// What they answer; empty when nothing was asked.
    pub question: String,
    /// Best first; empty when nothing fits well enough.
    pub answers: Vec<FoundPassage>,
}

/// A member's word on a suggested answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It was put into the draft.
    Used,
    /// It helped.
    Useful,
    /// It did not.
    Useless,
}

/// Says what became of a suggested answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct JudgeAnswer {
    /// In which conversation.
    pub conversation_id: ConversationId,
    /// The answer's source.
    pub source: KnowledgeId,
    /// What became of it.
    pub verdict: Verdict,
}
