//! The path of one message: accept → ingest → (queue → deliver) → track. See ARCHITECTURE.md for the walk.
//!
//! Steps are joined by rows only. Everything takes slices; one transaction per tenant and turn.

pub mod accept;
pub mod deliver;
pub mod ingest;
pub mod queue;
pub mod track;

use deliver::rest::Rests;
use prosa_domain::id::TenantId;
use tokio::sync::Notify;

/// Wakes the workers of this node. A wake-up is a hint; the tables are the truth, and workers also look by themselves.
#[derive(Debug, Default)]
pub struct Wake {
    /// Deliveries wait in the journal.
    pub ingest: Notify,
    /// Messages wait in the outbound queue.
    pub deliver: Notify,
    /// Companies that need not be looked at before their pace lets more through.
    pub(crate) rests: Rests,
    /// Lines changed: the door's secrets and the routes are stale.
    pub lines: Notify,
}

impl Wake {
    /// Something of a company may be sent that was not there a moment ago.
    pub(crate) fn sends_of(&self, tenant: TenantId) {
        self.rests.end(tenant);
        self.deliver.notify_one();
    }
}
