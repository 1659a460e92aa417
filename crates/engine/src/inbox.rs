//! The inbox: what a member sees of the tenant's conversations, and what a member does there besides writing (which is
//! `path/queue`). Every change and its event are one transaction.

mod contact;
mod export;
pub mod receipt;
mod search;

pub use export::ConversationExport;

use crate::{
    Caller, Engine, Reply,
    policy::{Ask, facts},
    refuse_db,
};
use prosa_db::{
    DbError, TenantTx,
    content::{self, SendContext},
    conversation,
    event::{self, NewEvent},
    view::{inbox, thread},
};
use prosa_domain::{
    access::{Action, Permit, allows},
    event::EventKind,
    id::{CommandId, ConversationId},
    policy,
    refusal::{Code, Refusal},
};
use prosa_wire::inbox::{
    Assign, InboxCursor, InboxFilter, InboxPage, MessagePage, Refresh, RefreshRequest, SetStatus, Thread,
    ThreadCursor,
};

/// Rows of one page of the list.
const ROWS: u16 = 40;
/// Messages of one page of a thread.
const MESSAGES: u16 = 50;
/// Most rows refreshed at once.
const REFRESH_ROWS_MAX: usize = 100;
/// Most messages refreshed at once.
const REFRESH_MESSAGES_MAX: usize = 200;

impl Engine {
    /// A page of the list, newest first.
    ///
    /// # Errors
    /// `forbidden` without the right to see the inbox.
    pub async fn inbox_page(
        &self,
        caller: &Caller,
        filter: InboxFilter,
        after: Option<InboxCursor>,
    ) -> Reply<InboxPage> {
        caller.may(Action::ViewInbox)?;
        self.read_inbox(caller, filter, after).await.map_err(refuse_db)
    }

    async fn read_inbox(
        &self,
        caller: &Caller,
        filter: InboxFilter,
        after: Option<InboxCursor>,
    ) -> Result<InboxPage, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        // First of all, so that whatever happens while the rest is read is told again by an event.
        let (_, sequence) = event::range(&mut tx).await?;
        let (rows, next) = inbox::page(&mut tx, &keys, caller.member, filter, after, ROWS).await?;
        let counts = inbox::counts(&mut tx, caller.member).await?;
        let lines = inbox::lines(&mut tx).await?;
        Ok(InboxPage { rows, next, counts, lines, sequence })
    }

    /// One conversation with its newest messages.
    ///
    /// # Errors
    /// `not-found` when it is not there or another tenant's.
    pub async fn thread(&self, caller: &Caller, id: ConversationId) -> Reply<Thread> {
        caller.may(Action::ViewInbox)?;
        self.read_thread(caller, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))
    }

    async fn read_thread(&self, caller: &Caller, id: ConversationId) -> Result<Option<Thread>, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        let (_, sequence) = event::range(&mut tx).await?;
        let Some(context) = content::send_context(&mut tx, id).await? else { return Ok(None) };
        let Some(row) = inbox::rows(&mut tx, &keys, &[id]).await?.pop() else { return Ok(None) };
        let Some(contact) = thread::contact(&mut tx, &keys, context.contact).await? else { return Ok(None) };
        let mut page = thread::page(&mut tx, &keys, place(&context), None, MESSAGES).await?;
        self.dress_files(&keys, &mut page.messages);
        let members = inbox::members(&mut tx, &keys).await?;
        let refusal = self.refusal(&mut tx, caller, &context).await?;
        Ok(Some(Thread {
            row,
            contact,
            messages: page.messages,
            older: page.older,
            refusal,
            members,
            sequence,
            command_id: self.new_id(CommandId::from_parts),
            insight: String::new(),
        }))
    }

    /// Messages before the cursor, oldest first.
    ///
    /// # Errors
    /// `not-found` when the conversation is not there or another tenant's.
    pub async fn older_messages(
        &self,
        caller: &Caller,
        id: ConversationId,
        before: ThreadCursor,
    ) -> Reply<MessagePage> {
        caller.may(Action::ViewInbox)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        let context = find(&mut tx, id).await?;
        let mut page =
            thread::page(&mut tx, &keys, place(&context), Some(before), MESSAGES).await.map_err(refuse_db)?;
        self.dress_files(&keys, &mut page.messages);
        Ok(page)
    }

    /// What changed, for a screen that was told so by events.
    ///
    /// # Errors
    /// `forbidden` without the right to see the inbox; `field-too-long` when too much is asked for at once.
    pub async fn refresh(&self, caller: &Caller, request: RefreshRequest) -> Reply<Refresh> {
        caller.may(Action::ViewInbox)?;
        for (field, length, length_max) in [
            ("conversations", request.conversations.len(), REFRESH_ROWS_MAX),
            ("messages", request.messages.len(), REFRESH_MESSAGES_MAX),
        ] {
            if length > length_max {
                return Err(Refusal::new(Code::FieldTooLong)
                    .with("field", field)
                    .with("length_max", length_max));
            }
        }
        self.read_refresh(caller, &request).await.map_err(refuse_db)
    }

    async fn read_refresh(&self, caller: &Caller, request: &RefreshRequest) -> Result<Refresh, DbError> {
        let keys = self.keyring.tenant(caller.tenant).await?;
        let mut tx = self.db.tenant(caller.tenant).await?;
        let rows = inbox::rows(&mut tx, &keys, &request.conversations).await?;
        let counts = inbox::counts(&mut tx, caller.member).await?;
        let context = match request.open {
            Some(id) => content::send_context(&mut tx, id).await?,
            None => None,
        };
        let Some(context) = context else {
            return Ok(Refresh { rows, counts, ..Refresh::default() });
        };
        let mut messages = thread::by_ids(&mut tx, &keys, place(&context), &request.messages).await?;
        self.dress_files(&keys, &mut messages);
        let refusal = self.refusal(&mut tx, caller, &context).await?;
        let contact = thread::contact(&mut tx, &keys, context.contact).await?;
        Ok(Refresh { rows, messages, counts, refusal, contact, insight: None })
    }

    /// Gives a conversation to a member, or to nobody.
    ///
    /// # Errors
    /// `not-found` for a conversation or a member that is not there; `forbidden` by role; `field-invalid` for a member who
    /// cannot answer.
    pub async fn assign(&self, caller: &Caller, assign: Assign) -> Reply<()> {
        let action =
            if assign.member_id == Some(caller.member) { Action::AssignSelf } else { Action::AssignOthers };
        caller.may(action)?;
        let keys = self.keyring.tenant(caller.tenant).await.map_err(refuse_db)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        find(&mut tx, assign.conversation_id).await?;
        if let Some(member) = assign.member_id {
            let known = inbox::members(&mut tx, &keys).await.map_err(refuse_db)?;
            if !known.iter().any(|one| one.id == member) {
                return Err(Refusal::new(Code::FieldInvalid).with("field", "member_id"));
            }
        }
        let changed = conversation::assign(&mut tx, assign.conversation_id, assign.member_id)
            .await
            .map_err(refuse_db)?;
        self.tell(caller, tx, assign.conversation_id, changed).await
    }

    /// Puts a conversation into a status.
    ///
    /// # Errors
    /// `not-found` for a conversation that is not there; `forbidden` by role.
    pub async fn set_status(&self, caller: &Caller, command: SetStatus) -> Reply<()> {
        caller.may(Action::ChangeConversation)?;
        let mut tx = self.db.tenant(caller.tenant).await.map_err(refuse_db)?;
        find(&mut tx, command.conversation_id).await?;
        let changed = conversation::set_status(&mut tx, command.conversation_id, command.status, self.now())
            .await
            .map_err(refuse_db)?;
        self.tell(caller, tx, command.conversation_id, changed).await
    }

    /// Says that a change happened, last in its transaction; nothing changed is nothing told.
    async fn tell(
        &self,
        caller: &Caller,
        mut tx: TenantTx,
        conversation: ConversationId,
        changed: bool,
    ) -> Reply<()> {
        if !changed {
            return Ok(());
        }
        let event = NewEvent::of(EventKind::ConversationUpdated).conversation(conversation).by(caller.member);
        event::append(&mut tx, self.now(), &[event]).await.map_err(refuse_db)?;
        tx.commit().await.map_err(refuse_db)
    }

    /// Why the caller cannot send in this conversation now: by role first, then by the gate.
    async fn refusal(
        &self,
        tx: &mut TenantTx,
        caller: &Caller,
        context: &SendContext,
    ) -> Result<Option<Refusal>, DbError> {
        if matches!(allows(caller.role, Action::SendMessage), Permit::Denied) {
            return Ok(Some(Refusal::new(Code::Forbidden)));
        }
        Ok(policy::decide(&facts(self, tx, context, Ask::ANSWER).await?).err())
    }
}

/// The conversation, or `not-found`.
pub(crate) async fn find(tx: &mut TenantTx, id: ConversationId) -> Reply<SendContext> {
    content::send_context(tx, id).await.map_err(refuse_db)?.ok_or(Refusal::new(Code::NotFound))
}

const fn place(context: &SendContext) -> thread::Place {
    thread::Place { conversation: context.conversation, line: context.line }
}
