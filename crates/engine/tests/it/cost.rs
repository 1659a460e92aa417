//! What messages cost: booked once, held before, limited, told.

mod booking;
mod budget;
pub mod help;
mod text;
