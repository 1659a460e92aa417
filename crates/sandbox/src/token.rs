//! Tokens that stopped working: by order, or because their time is over.

use crate::world::World;
use serde::{Deserialize, Serialize};

/// What became of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenState {
    /// It works.
    Valid,
    /// It works until this Unix second.
    Until(i64),
    /// Its session was ended (subcode 460 to 467 in Meta's table; here 467).
    Revoked,
}

impl World {
    /// The subcode a token is refused with; none when it works.
    pub fn token_fault(&self, token: &str) -> Option<i32> {
        match self.tokens.get(token)? {
            TokenState::Valid => None,
            TokenState::Until(at) => (*at <= self.clock.now()).then_some(463),
            TokenState::Revoked => Some(467),
        }
    }

    /// Unix seconds at which a token ends; 0 for never, as Meta writes it.
    pub fn token_end(&self, token: &str) -> i64 {
        match self.tokens.get(token) {
            Some(TokenState::Until(at)) => *at,
            _ => 0,
        }
    }
}
