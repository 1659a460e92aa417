//! Answers suggested in a conversation, from what the company knows, without any language model; and what members make of them.

use super::{
    list::passage,
    search::{Hit, Query, search},
};
use crate::{Caller, Engine, Reply, refuse_db};
use prosa_db::{
    content,
    knowledge::{self, feedback},
};
use prosa_domain::{
    access::Action,
    assist::heard,
    id::ConversationId,
    knowledge::{Audience, rank::is_answer},
    label::Language,
    refusal::{Code, Refusal},
};
use prosa_wire::knowledge::{JudgeAnswer, Suggestions, Verdict};

/// Messages of the contact that are looked through for a question.
const SAID: i64 = 4;
/// Answers suggested at once.
const ANSWERS: usize = 3;

impl Engine {
    /// Answers for what the contact asked last. Only what is for customers is suggested.
    ///
    /// # Errors
    /// `not-found` for a conversation that is not there or another tenant's, `forbidden` by role.
    pub async fn suggest_answers(&self, caller: &Caller, id: ConversationId) -> Reply<Suggestions> {
        caller.may(Action::SendMessage)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        if content::send_context(&mut tx, id).await.map_err(refuse_db)?.is_none() {
            return Err(Refusal::new(Code::NotFound));
        }
        let said = knowledge::last_said(&mut tx, &keys, id, SAID).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)?;
        let asked = said.into_iter().find(|(text, _)| text.chars().any(char::is_alphabetic));
        let Some((question, language)) = asked else { return Ok(Suggestions::default()) };
        let language = language.as_deref().and_then(Language::parse).map(Language::lang);
        let bare = heard::bare(&question);
        let query = Query { text: bare.clone(), language, audience: Audience::Customer, limit: ANSWERS };
        let hits = search(self, caller.tenant, query).await?;
        let fits = |hit: &Hit| is_answer(hit.words, hit.nearness);
        let answers = hits.into_iter().filter(fits).map(|hit| passage(hit, &bare)).collect();
        Ok(Suggestions { question, answers })
    }

    /// Writes down what became of a suggested answer.
    ///
    /// # Errors
    /// `not-found` for a source or a conversation that is not there, `forbidden` by role.
    pub async fn judge_answer(&self, caller: &Caller, said: JudgeAnswer) -> Reply<()> {
        caller.may(Action::SendMessage)?;
        let word = match said.verdict {
            Verdict::Used => feedback::Word::Used,
            Verdict::Useful => feedback::Word::Useful,
            Verdict::Useless => feedback::Word::Useless,
        };
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let place = (said.source, said.conversation_id);
        let is_there =
            feedback::say(&mut tx, place, caller.member, word, self.now()).await.map_err(refuse_db)?;
        if !is_there {
            return Err(Refusal::new(Code::NotFound));
        }
        tx.commit().await.map_err(refuse_db)
    }
}
