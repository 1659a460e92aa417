//! Who may do what: roles, actions, and the matrix of both.

use serde::{Deserialize, Serialize};

/// What a member is in the tenant.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Role {
    /// Reads.
    Viewer,
    /// Answers customers.
    Agent,
    /// Leads agents.
    Manager,
    /// Sets the tenant up.
    Admin,
    /// Answers for the tenant.
    Owner,
}

impl Role {
    /// Every role, greatest first.
    pub const ALL: [Self; 5] = [Self::Owner, Self::Admin, Self::Manager, Self::Agent, Self::Viewer];

    /// The word stored in the database and sent over the wire.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Owner => "owner",
            Self::Admin => "admin",
            Self::Manager => "manager",
            Self::Agent => "agent",
            Self::Viewer => "viewer",
        }
    }

    /// Reads the stored word.
    #[must_use]
    pub fn parse(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|role| role.as_str() == word)
    }
}

/// Something a member may want to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Action {
    /// See conversations.
    ViewInbox,
    /// Write and react to customers, send again, show typing.
    SendMessage,
    /// Take a conversation.
    AssignSelf,
    /// Give a conversation to another member or to nobody.
    AssignOthers,
    /// Open, wait, resolve; mark as seen.
    ChangeConversation,
    /// See the numbers.
    ViewLines,
    /// Connect, change, check, pause numbers.
    ManageLines,
    /// See what people agreed to, check and export the ledger.
    ViewConsent,
    /// Write down what a person agreed to or took back; block and unblock.
    RecordConsent,
    /// Change quiet hours, frequency and other rules of sending.
    ManagePolicy,
    /// See the team.
    ViewTeam,
    /// Invite members and withdraw invitations.
    InviteMember,
    /// Change roles and remove members.
    ManageMembers,
    /// See the journal.
    ViewJournal,
    /// Open one delivery and play deliveries again.
    ReplayJournal,
    /// See templates and choose one to send.
    ViewTemplates,
    /// Write, submit and delete templates.
    ManageTemplates,
    /// Write, change and put away what the company knows.
    ManageKnowledge,
    /// See what messages cost, budgets and prices.
    ViewCost,
    /// Change budgets and prices.
    ManageCost,
    /// Change language models, their budget and assistants.
    ManageAssist,
    /// Own sessions, language, theme, password.
    ManageOwnAccount,
}

impl Action {
    /// Every action.
    pub const ALL: [Self; 22] = [
        Self::ViewInbox,
        Self::SendMessage,
        Self::AssignSelf,
        Self::AssignOthers,
        Self::ChangeConversation,
        Self::ViewLines,
        Self::ManageLines,
        Self::ViewConsent,
        Self::RecordConsent,
        Self::ManagePolicy,
        Self::ViewTeam,
        Self::InviteMember,
        Self::ManageMembers,
        Self::ViewJournal,
        Self::ReplayJournal,
        Self::ViewTemplates,
        Self::ManageTemplates,
        Self::ManageKnowledge,
        Self::ViewCost,
        Self::ManageCost,
        Self::ManageAssist,
        Self::ManageOwnAccount,
    ];

    /// The least role that may.
    #[must_use]
    pub const fn least_role(self) -> Role {
        match self {
            Self::ViewInbox | Self::ViewTeam | Self::ManageOwnAccount => Role::Viewer,
            Self::SendMessage
            | Self::AssignSelf
            | Self::ChangeConversation
            | Self::ViewTemplates
            | Self::RecordConsent => Role::Agent,
            Self::AssignOthers
            | Self::ViewLines
            | Self::ViewJournal
            | Self::ManageTemplates
            | Self::ManageKnowledge
            | Self::ViewConsent
            | Self::ViewCost => Role::Manager,
            Self::ManageLines
            | Self::InviteMember
            | Self::ManageMembers
            | Self::ReplayJournal
            | Self::ManagePolicy
            | Self::ManageAssist
            | Self::ManageCost => Role::Admin,
        }
    }
}

/// The answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Permit {
    /// Yes.
    Allowed,
    /// No.
    Denied,
}

/// Whether the role may do it.
#[must_use]
pub fn allows(role: Role, action: Action) -> Permit {
    if role >= action.least_role() { Permit::Allowed } else { Permit::Denied }
}

/// Roles a member may give to others: an owner all, an admin all below owner, the rest none.
#[must_use]
pub fn grantable_roles(by: Role) -> Vec<Role> {
    match by {
        Role::Owner => Role::ALL.to_vec(),
        Role::Admin => Role::ALL.into_iter().filter(|role| *role < Role::Owner).collect(),
        Role::Manager | Role::Agent | Role::Viewer => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_matrix_is_as_committed() {
        let mut table = String::from("action                owner admin manager agent viewer\n");
        for action in Action::ALL {
            let marks =
                Role::ALL.map(|role| if allows(role, action) == Permit::Allowed { "yes" } else { "-" });
            let [owner, admin, manager, agent, viewer] = marks;
            let action = format!("{action:?}");
            table.push_str(&format!("{action:<21} {owner:<5} {admin:<5} {manager:<7} {agent:<5} {viewer}\n"));
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn nobody_grants_more_than_they_are() {
        for by in Role::ALL {
            assert!(grantable_roles(by).iter().all(|role| *role <= by));
        }
    }
}
