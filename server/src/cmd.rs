//! The commands of the binary, one module each.

pub(crate) mod check_config;
pub(crate) mod classify;
pub(crate) mod disagreements;
pub(crate) mod migrate;
pub(crate) mod replay;
pub(crate) mod rotate_keys;
pub(crate) mod sandbox;
pub(crate) mod seed;
pub(crate) mod serve;
pub(crate) mod train;
pub(crate) mod verify_consent;

/// Tells the person at the terminal.
#[expect(clippy::print_stdout, reason = "commands talk to a person")]
pub(crate) fn say(text: &str) {
    println!("{text}");
}
