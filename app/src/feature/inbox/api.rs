//! What the screen asks the server: three lines each, the engine decides.

#![allow(missing_docs, reason = "the fields of a call are its function's arguments")]

use crate::call::Called;
use leptos::prelude::*;
use prosa_domain::id::{CommandId, ConversationId, MediaId, MessageId};
use prosa_wire::{
    cost::{QuoteAsk, QuoteView},
    inbox::{
        AddContact, Assign, CancelScheduled, ContactAdded, InboxCursor, InboxFilter, InboxPage, MessagePage,
        React, Refresh, RefreshRequest, RetrySend, SendMessage, SetStatus, Thread, ThreadCursor,
    },
    reading::CorrectReading,
    template::TemplateOption,
};
use server_fn::codec::Json;

#[cfg(feature = "ssr")]
use {
    crate::{
        call::{answer, signed_in},
        i18n::use_translator,
    },
    prosa_domain::access::{Action, Permit, allows},
    prosa_engine::Caller,
    prosa_wire::inbox::SendText,
};

/// A page of the list.
#[server(name = CallPage, endpoint = "inbox/page", input = Json)]
pub async fn inbox_page(filter: InboxFilter, after: Option<InboxCursor>) -> Called<InboxPage> {
    let (engine, caller) = signed_in()?;
    answer(engine.inbox_page(&caller, filter, after).await)
}

/// One conversation.
#[server(name = CallThread, endpoint = "inbox/thread", input = Json)]
pub async fn thread(id: ConversationId) -> Called<Thread> {
    let (engine, caller) = signed_in()?;
    let mut thread = answer(engine.thread(&caller, id).await)?;
    thread.insight = insight(&engine, &caller, id).await?;
    Ok(thread)
}

/// What was read in a conversation, drawn.
#[cfg(feature = "ssr")]
async fn insight(engine: &prosa_engine::Engine, caller: &Caller, id: ConversationId) -> Called<String> {
    use super::insight::{Hands, draw};
    let insights = answer(engine.insights(caller, id).await)?;
    let may = !matches!(allows(caller.role, Action::ChangeConversation), Permit::Denied);
    Ok(draw(use_translator(), &insights, if may { Hands::Free } else { Hands::Tied }))
}

/// What a conversation comes to, drawn.
#[server(name = CallBrief, endpoint = "inbox/brief", input = Json)]
pub async fn brief(id: ConversationId) -> Called<String> {
    let (engine, caller) = signed_in()?;
    let brief = answer(engine.brief(&caller, id).await)?;
    drawn_brief(&engine, &caller, id, &brief).await
}

/// What a conversation comes to as a language model tells it, drawn.
#[server(name = CallTellBrief, endpoint = "inbox/tell", input = Json)]
pub async fn tell_brief(id: ConversationId) -> Called<String> {
    let (engine, caller) = signed_in()?;
    let brief = answer(engine.tell_brief(&caller, id).await)?;
    drawn_brief(&engine, &caller, id, &brief).await
}

/// What a message was read as before its contact changed the text, drawn; empty when it was not.
#[server(name = CallReadBefore, endpoint = "inbox/read_before", input = Json)]
pub async fn read_before(id: ConversationId, message: MessageId) -> Called<String> {
    let (engine, caller) = signed_in()?;
    let before = answer(engine.read_before(&caller, id, message).await)?;
    Ok(super::insight::before(use_translator(), &before))
}

/// The brief with the assistant's block above it.
#[cfg(feature = "ssr")]
async fn drawn_brief(
    engine: &prosa_engine::Engine,
    caller: &Caller,
    id: ConversationId,
    brief: &prosa_wire::insight::Brief,
) -> Called<String> {
    let near = answer(engine.assistant_near(caller, id).await)?;
    let tr = use_translator();
    let near = near.map(|near| super::assistant::draw(tr, &near, caller.role)).unwrap_or_default();
    Ok(near + &super::brief::draw::draw(tr, brief, caller.role, engine.now()))
}

/// Messages before the cursor.
#[server(name = CallOlder, endpoint = "inbox/older", input = Json)]
pub async fn older_messages(id: ConversationId, before: ThreadCursor) -> Called<MessagePage> {
    let (engine, caller) = signed_in()?;
    answer(engine.older_messages(&caller, id, before).await)
}

/// What changed.
#[server(name = CallRefresh, endpoint = "inbox/refresh", input = Json)]
pub async fn refresh(request: RefreshRequest) -> Called<Refresh> {
    let (engine, caller) = signed_in()?;
    let open = request.open;
    let mut refresh = answer(engine.refresh(&caller, request).await)?;
    // Only messages change what was read.
    if let Some(id) = open.filter(|_| !refresh.messages.is_empty()) {
        refresh.insight = Some(insight(&engine, &caller, id).await?);
    }
    Ok(refresh)
}

/// Says what a message of the contact means.
#[server(name = CallCorrectReading, endpoint = "inbox/correct_reading", input = Json)]
pub async fn correct_reading(command: CorrectReading) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.correct_reading(&caller, command).await)
}

/// Takes back what a member said a message means.
#[server(name = CallUndoReading, endpoint = "inbox/undo_reading", input = Json)]
pub async fn undo_reading(id: MessageId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.undo_correction(&caller, id).await)
}

/// Adds a contact by hand.
#[server(name = CallAddContact, endpoint = "inbox/add_contact", input = Json)]
pub async fn add_contact(contact: AddContact) -> Called<ContactAdded> {
    let (engine, caller) = signed_in()?;
    answer(engine.add_contact(&caller, contact).await)
}

/// Gives a conversation to somebody, or to nobody.
#[server(name = CallAssign, endpoint = "inbox/assign", input = Json)]
pub async fn assign(command: Assign) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.assign(&caller, command).await)
}

/// Puts a conversation into a status.
#[server(name = CallStatus, endpoint = "inbox/status", input = Json)]
pub async fn set_status(command: SetStatus) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.set_status(&caller, command).await)
}

/// Notes that everything so far was seen.
#[server(name = CallSeen, endpoint = "inbox/seen", input = Json)]
pub async fn mark_seen(id: ConversationId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.mark_seen(&caller, id).await)
}

/// Shows the contact that somebody is writing.
#[server(name = CallTyping, endpoint = "inbox/typing", input = Json)]
pub async fn typing(id: ConversationId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.typing(&caller, id).await)
}

/// Queues a message of any kind, now or for later.
#[server(name = CallPost, endpoint = "inbox/post", input = Json)]
pub async fn post(command: SendMessage) -> Called<MessageId> {
    let (engine, caller) = signed_in()?;
    answer(engine.send(&caller, command).await)
}

/// Takes back a message that is to be sent later.
#[server(name = CallCancel, endpoint = "inbox/cancel", input = Json)]
pub async fn cancel_scheduled(command: CancelScheduled) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.cancel_scheduled(&caller, command).await)
}

/// The templates that can be sent in a conversation.
#[server(name = CallTemplateOptions, endpoint = "inbox/template_options", input = Json)]
pub async fn template_options(id: ConversationId) -> Called<Vec<TemplateOption>> {
    let (engine, caller) = signed_in()?;
    answer(engine.template_options(&caller, id).await)
}

/// The price before sending.
#[server(name = CallQuote, endpoint = "inbox/quote", input = Json)]
pub async fn quote_send(ask: QuoteAsk) -> Called<QuoteView> {
    let (engine, caller) = signed_in()?;
    answer(engine.quote_send(&caller, ask).await)
}

/// Has a file fetched again that could not be fetched.
#[server(name = CallRetryMedia, endpoint = "inbox/retry_media", input = Json)]
pub async fn retry_media(id: MediaId) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.retry_media(&caller, id).await)
}

/// Queues a reaction.
#[server(name = CallReact, endpoint = "inbox/react", input = Json)]
pub async fn react(command: React) -> Called<MessageId> {
    let (engine, caller) = signed_in()?;
    answer(engine.react(&caller, command).await)
}

/// Sends a failed or unknown message again.
#[server(name = CallRetry, endpoint = "inbox/retry", input = Json)]
pub async fn retry_send(command: RetrySend) -> Called<()> {
    let (engine, caller) = signed_in()?;
    answer(engine.retry_send(&caller, command).await)
}

/// Where the composer's form goes when no script runs.
pub const SEND_FORM_PATH: &str = "/api/inbox/send_form";

/// The composer without a script: sends, then shows the conversation again, with the refusal's code if there was one.
#[server(name = CallSendForm, endpoint = "inbox/send_form")]
pub async fn send_form(
    conversation_id: ConversationId,
    command_id: CommandId,
    text: String,
    #[server(default)] quoted: String,
) -> Called<()> {
    let (engine, caller) = signed_in()?;
    let quoted = quoted.parse().ok();
    let command = SendText { command_id, conversation_id, text, quoted };
    let path = match engine.send_text(&caller, command).await {
        Ok(_) => format!("/conversas/{conversation_id}"),
        Err(refusal) => format!("/conversas/{conversation_id}?recusa={}", refusal.code.as_str()),
    };
    leptos_axum::redirect(&path);
    Ok(())
}
