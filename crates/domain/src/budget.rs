//! Budgets: what may be spent in a month by the tenant, through a line, by a member; steps that are told, and a stop.

use crate::{
    id::{BudgetId, LineId, MemberId},
    price::Money,
};
use serde::{Deserialize, Serialize};

/// Percent of the limit at which people are told, once each per month.
pub const STEPS: [u8; 3] = [80, 90, 100];

/// Whose spending a budget limits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Everything.
    Tenant,
    /// One line's messages.
    Line(LineId),
    /// One member's messages.
    Member(MemberId),
}

/// What happens at the limit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AtLimit {
    /// People are told, sending goes on.
    Tell,
    /// People are told, and what costs is refused.
    Stop,
}

/// A budget and where it stands this month. Limit and used are of one currency, used in its ten-thousandths.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// The budget.
    pub id: BudgetId,
    /// Whose spending.
    pub scope: Scope,
    /// Limit of a month, more than zero.
    pub limit: Money,
    /// What happens at it.
    pub at_limit: AtLimit,
    /// Booked this month.
    pub spent: i64,
    /// Held for messages on their way.
    pub reserved: i64,
}

impl Standing {
    /// Booked and held.
    #[must_use]
    pub const fn used(&self) -> i64 {
        self.spent.saturating_add(self.reserved)
    }

    /// Whether one more message of this price may go. What is free always may; of what has no known price, nothing more may
    /// once the limit is reached.
    #[must_use]
    pub fn allows(&self, price: Option<i64>) -> Verdict {
        let over = match price {
            Some(0) => false,
            Some(units) => self.used().saturating_add(units) > self.limit.units,
            None => self.used() >= self.limit.units,
        };
        match self.at_limit {
            AtLimit::Stop if over => Verdict::Stopped,
            AtLimit::Stop | AtLimit::Tell => Verdict::Fits,
        }
    }

    /// The highest step reached; none below the first.
    #[must_use]
    pub fn step(&self) -> Option<u8> {
        STEPS.into_iter().rev().find(|percent| {
            i128::from(self.used()).saturating_mul(100)
                >= i128::from(self.limit.units).saturating_mul(i128::from(*percent))
        })
    }
}

/// Whether a message fits into a budget.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// It may go.
    Fits,
    /// It would pass a limit that stops.
    Stopped,
}

/// The first budget that stops a message of this price.
#[must_use]
pub fn stopping(budgets: &[Standing], price: Option<i64>) -> Option<&Standing> {
    budgets.iter().find(|budget| budget.allows(price) == Verdict::Stopped)
}

/// Steps to tell now: reached and not yet told this month.
#[must_use]
pub fn steps_to_tell(standing: &Standing, told: &[u8]) -> Vec<u8> {
    let reached = standing.step().unwrap_or(0);
    STEPS.into_iter().filter(|percent| *percent <= reached && !told.contains(percent)).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
    use super::*;
    use crate::price::Currency;
    use proptest::prelude::*;
    use uuid::Uuid;

    fn standing(limit: i64, spent: i64, reserved: i64, at_limit: AtLimit) -> Standing {
        Standing {
            id: BudgetId(Uuid::nil()),
            scope: Scope::Tenant,
            limit: Money::of(limit, Currency::BRL),
            at_limit,
            spent,
            reserved,
        }
    }

    #[test]
    fn a_stop_lets_the_last_message_that_fits_pass_and_no_further() {
        for (spent, reserved, price, verdict) in [
            (0, 0, Some(350), Verdict::Fits),
            (650, 0, Some(350), Verdict::Fits),
            (650, 1, Some(350), Verdict::Stopped),
            (1_000, 0, Some(0), Verdict::Fits),
            (5_000, 0, Some(0), Verdict::Fits),
            (999, 0, None, Verdict::Fits),
            (1_000, 0, None, Verdict::Stopped),
        ] {
            assert_eq!(
                standing(1_000, spent, reserved, AtLimit::Stop).allows(price),
                verdict,
                "{spent} {price:?}"
            );
            assert_eq!(standing(1_000, spent, reserved, AtLimit::Tell).allows(price), Verdict::Fits);
        }
    }

    #[test]
    fn steps_are_told_once_each_and_a_jump_tells_all_it_passed() {
        for (spent, told, wanted) in [
            (799, &[][..], &[][..]),
            (800, &[][..], &[80][..]),
            (800, &[80][..], &[][..]),
            (999, &[80][..], &[90][..]),
            (5_000, &[][..], &[80, 90, 100][..]),
            (5_000, &[80, 90, 100][..], &[][..]),
        ] {
            assert_eq!(steps_to_tell(&standing(1_000, spent, 0, AtLimit::Tell), told), wanted, "{spent}");
        }
    }

    proptest! {
        #[test]
        fn no_burst_passes_a_stop(limit in 1_i64..1_000_000, prices in proptest::collection::vec(1_i64..50_000, 0..100)) {
            let mut budget = standing(limit, 0, 0, AtLimit::Stop);
            for price in prices {
                if stopping(&[budget], Some(price)).is_none() {
                    budget.reserved += price;
                }
            }
            prop_assert!(budget.used() <= limit);
        }

        #[test]
        fn no_amount_overflows(limit in 1_i64..=i64::MAX, spent in 0_i64..=i64::MAX, reserved in 0_i64..=i64::MAX) {
            let budget = standing(limit, spent, reserved, AtLimit::Stop);
            let _ = (budget.step(), budget.allows(Some(i64::MAX)), budget.used());
        }
    }
}
