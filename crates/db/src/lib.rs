//! All SQL of Prosa.
//!
//! Tenant tables can only be reached through a [`TenantTx`]: a transaction that carries the tenant, which row-level
//! security checks again. The few questions that come before a tenant is known stand in [`routing`] and [`journal`].
//! Nothing here decides; rules are in `prosa_domain`.

pub mod alarm;
pub mod assist;
pub mod assistant;
pub mod consent;
pub mod content;
pub mod conversation;
pub mod cost;
pub mod digest;
pub mod embedded;
pub mod error;
pub mod event;
pub mod head;
pub mod health;
pub mod history;
pub mod job;
pub mod journal;
pub mod keys;
pub mod knowledge;
pub mod label;
pub mod left_alone;
pub mod line;
pub mod media;
pub mod outbound;
pub mod path;
pub mod people;
pub mod picture;
pub mod policy;
pub mod pool;
pub mod reseal;
pub mod routing;
pub mod second;
pub mod sms;
pub mod template;
pub mod tenant;
pub mod transcript;
pub mod view;
pub mod visit;
pub mod wording;

pub use error::DbError;
pub use pool::{Db, PoolOptions};
pub use tenant::{OrmTx, TenantTx};
