//! What messages cost: booked from statuses, told before sending, limited by budgets, shown by month.

pub mod alarm;
pub(crate) mod booking;
mod budgets;
mod overview;
mod page;
mod prices;
pub(crate) mod text_price;
mod weigh;

pub use text_price::TextPrices;
pub use weigh::Weighed;
