//! What messages cost: booked from statuses, told before sending, limited by budgets, shown by month.

pub mod alarm;
pub(crate) mod booking;
mod budgets;
mod overview;
mod page;
mod prices;
mod weigh;

pub use weigh::Weighed;
