//! Companies whose lines have given out what their pace allows for now: looking again before more is free only costs.

use chrono::{DateTime, TimeDelta, Utc};
use prosa_domain::id::TenantId;
use std::{
    collections::HashMap,
    sync::{Mutex, PoisonError},
};

/// The longest rest: what another node put into the queue waits at most. What this node puts there ends the rest.
const REST_MAX: TimeDelta = TimeDelta::milliseconds(250);

/// Until when each company rests.
#[derive(Debug, Default)]
pub(crate) struct Rests(Mutex<HashMap<TenantId, Rest>>);

#[derive(Clone, Copy, Debug, Default)]
struct Rest {
    until: Option<DateTime<Utc>>,
    /// How often something new ended it.
    ended: u64,
}

/// What was known of a company before its queue was looked at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::path) struct Look(u64);

impl Rests {
    /// When the company's rest ends; none when it does not rest.
    pub(in crate::path) fn of(&self, tenant: TenantId, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        self.with(tenant, |rest| {
            rest.until = rest.until.filter(|until| *until > now);
            rest.until
        })
    }

    /// Before a company's queue is looked at.
    pub(in crate::path) fn look(&self, tenant: TenantId) -> Look {
        self.with(tenant, |rest| Look(rest.ended))
    }

    /// Rests until more is free; a company none of whose lines is at its pace does not, nor one that was given something
    /// new since the look.
    pub(in crate::path) fn note(
        &self,
        tenant: TenantId,
        look: Look,
        again_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) {
        let Some(until) = again_at.map(|at| at.min(now + REST_MAX)).filter(|at| *at > now) else { return };
        self.with(tenant, |rest| {
            if rest.ended == look.0 {
                rest.until = Some(until);
            }
        });
    }

    /// Ends the company's rest: something new waits.
    pub(in crate::path) fn end(&self, tenant: TenantId) {
        self.with(tenant, |rest| *rest = Rest { until: None, ended: rest.ended.wrapping_add(1) });
    }

    fn with<T>(&self, tenant: TenantId, act: impl FnOnce(&mut Rest) -> T) -> T {
        act(self.0.lock().unwrap_or_else(PoisonError::into_inner).entry(tenant).or_default())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::as_conversions)]
mod tests {
    use super::*;
    use uuid::Uuid;

    #[test]
    fn a_company_at_its_pace_rests_until_more_is_free_and_never_long() {
        let (rests, tenant, now) = (Rests::default(), TenantId(Uuid::nil()), DateTime::UNIX_EPOCH);
        let later = |ms| now + TimeDelta::milliseconds(ms);
        let look = rests.look(tenant);
        rests.note(tenant, look, None, now);
        assert_eq!(rests.of(tenant, now), None, "nothing holds it up");
        rests.note(tenant, look, Some(later(40)), now);
        assert_eq!(rests.of(tenant, later(39)), Some(later(40)));
        assert_eq!(rests.of(TenantId(Uuid::max()), later(39)), None, "another company does not rest");
        assert_eq!(rests.of(tenant, later(40)), None, "more is free");
        rests.note(tenant, look, Some(later(5_000)), now);
        assert_eq!(rests.of(tenant, now), Some(now + REST_MAX));
        rests.end(tenant);
        assert_eq!(rests.of(tenant, now), None, "something new waits");
        rests.note(tenant, look, Some(later(90)), now);
        assert_eq!(rests.of(tenant, now), None, "what came during the look is looked at");
        let look = rests.look(tenant);
        rests.note(tenant, look, Some(later(90)), later(95));
        assert_eq!(rests.of(tenant, later(100)), None, "what is past holds nothing up");
    }
}
