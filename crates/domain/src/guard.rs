//! What goes to a language model and what comes from it, looked at by rules that can be explained.

mod input;
mod link;
mod output;
mod steer;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_output;
mod view;
mod words;

pub use input::{
    Attempt, Origin, REMOVED, Suspects, Verdict, check as check_input, check_with as check_input_with,
    sentences,
};
pub use output::{Fault, Flaw, Sources, check as check_output};
