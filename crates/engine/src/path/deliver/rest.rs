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
pub(crate) struct Rests(Mutex<HashMap<TenantId, DateTime<Utc>>>);

impl Rests {
    /// When the company's rest ends; none when it does not rest.
    pub(in crate::path) fn of(&self, tenant: TenantId, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let mut rests = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let until = rests.get(&tenant).copied()?;
        if until > now {
            return Some(until);
        }
        rests.remove(&tenant);
        None
    }

    /// Rests until more is free; a company none of whose lines is at its pace does not.
    pub(in crate::path) fn note(
        &self,
        tenant: TenantId,
        again_at: Option<DateTime<Utc>>,
        now: DateTime<Utc>,
    ) {
        let Some(until) = again_at.map(|at| at.min(now + REST_MAX)).filter(|at| *at > now) else { return };
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(tenant, until);
    }

    /// Ends the company's rest: something new waits.
    pub(in crate::path) fn end(&self, tenant: TenantId) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).remove(&tenant);
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
        rests.note(tenant, None, now);
        assert_eq!(rests.of(tenant, now), None, "nothing holds it up");
        rests.note(tenant, Some(later(40)), now);
        assert_eq!(rests.of(tenant, later(39)), Some(later(40)));
        assert_eq!(rests.of(TenantId(Uuid::max()), later(39)), None, "another company does not rest");
        assert_eq!(rests.of(tenant, later(40)), None, "more is free");
        rests.note(tenant, Some(later(5_000)), now);
        assert_eq!(rests.of(tenant, now), Some(now + REST_MAX));
        rests.end(tenant);
        assert_eq!(rests.of(tenant, now), None, "something new waits");
        rests.note(tenant, Some(later(90)), later(95));
        assert_eq!(rests.of(tenant, later(100)), None, "what is past holds nothing up");
    }
}
