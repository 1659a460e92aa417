//! A template that was paused or stopped while its message waited gives way to the one agreed on, as the message leaves.
//! What the gate and the budget judged stays true: only one of the same category stands in.

use crate::{
    Engine,
    template::send::{FillFor, fill, stand_in_of},
};
use prosa_db::{
    DbError, TenantTx,
    content::StoredContent,
    event::{self, NewEvent},
    outbound::claim::Claimed,
    template::standin,
};
use prosa_domain::{
    event::EventKind,
    id::{MemberId, TemplateId},
    message::content::{Content, TemplateHeader, TemplateMessage},
};
use prosa_vault::TenantKeys;
use uuid::Uuid;

/// Lets stand-ins stand in, in the transaction of the claim. Asks the database nothing when no template leaves, and one
/// question when some do.
///
/// # Errors
/// When Postgres refuses.
pub(super) async fn stand_in(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    claimed: &mut [Claimed],
) -> Result<(), DbError> {
    let mut waiting: Vec<(&mut Claimed, TemplateId, Box<TemplateMessage>)> = Vec::new();
    for claim in claimed.iter_mut().filter(|claim| claim.kind == "template") {
        // What does not open is told when it is prepared.
        let Ok(stored) = StoredContent::open(keys, &claim.content_ct) else { continue };
        if let Content::Template(message) = stored.content
            && let Some(id) = message.template
        {
            waiting.push((claim, id, message));
        }
    }
    if waiting.is_empty() {
        return Ok(());
    }
    let ids: Vec<TemplateId> = waiting.iter().map(|(_, id, _)| *id).collect();
    let stuck = standin::stuck(tx, &ids).await?;
    let mut events = Vec::new();
    for (claim, id, message) in waiting.into_iter().filter(|(_, id, _)| stuck.contains(id)) {
        let Some(other) = other(engine, tx, keys, claim, (id, &message)).await? else { continue };
        let content = Content::Template(Box::new(other));
        let words = prosa_domain::search::words(&content.search_text());
        let tokens = keys.search_tokens(words.iter().map(String::as_str));
        claim.content_ct = StoredContent::seal(keys, &content, "");
        standin::replace(tx, &claim.place, &claim.content_ct, &tokens).await?;
        let place = claim.place;
        events
            .push(NewEvent::of(EventKind::MessageUpdated).conversation(place.conversation).message(place.id));
    }
    if !events.is_empty() {
        event::append(tx, engine.now(), &events).await?;
    }
    Ok(())
}

/// The stand-in with the same values; none when there is no good one, or it asks for more than is known.
async fn other(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    claim: &Claimed,
    (id, message): (TemplateId, &TemplateMessage),
) -> Result<Option<TemplateMessage>, DbError> {
    let to = FillFor {
        conversation: claim.place.conversation,
        member: claim.member.unwrap_or(MemberId(Uuid::nil())),
        now: engine.now(),
    };
    if stand_in_of(tx, to.conversation, id).await? != Some(message.category) {
        return Ok(None);
    }
    let filled = match fill(engine, tx, keys, to, (id, &message.values())).await {
        Ok(filled) => filled,
        Err(refusal) => {
            tracing::warn!(code = refusal.code.as_str(), "a stand-in of a template could not be filled");
            return Ok(None);
        }
    };
    let mut other = filled.message();
    // The same file needs no second look-up.
    if let (Some(TemplateHeader::Media { media, .. }), Some(TemplateHeader::Media { media: known, .. })) =
        (&mut other.header, &message.header)
        && media.file == known.file
    {
        media.clone_from(known);
    }
    other.around = message.around.clone();
    Ok(Some(other))
}
