//! The messaging limit: how many people a portfolio may reach outside the service window in a moving day (Meta,
//! "Messaging limits").

use std::collections::{HashMap, VecDeque};

/// Seconds somebody counts.
const DAY: i64 = 86_400;

/// People of a tier; none is no limit.
pub fn people(tier: &str) -> Option<usize> {
    match tier {
        "TIER_50" => Some(50),
        "TIER_250" => Some(250),
        "TIER_1K" => Some(1_000),
        "TIER_2K" => Some(2_000),
        "TIER_10K" => Some(10_000),
        "TIER_100K" => Some(100_000),
        _ => None,
    }
}

/// Who a portfolio reached lately.
#[derive(Debug, Default)]
pub struct Reach {
    /// When each was reached last, Unix seconds.
    last: HashMap<String, i64>,
    /// The same in order of time; somebody reached again stands here twice.
    order: VecDeque<(i64, String)>,
}

impl Reach {
    /// People reached within the day.
    pub fn count(&mut self, now: i64) -> usize {
        while let Some((at, _)) = self.order.front()
            && *at <= now - DAY
        {
            let Some((at, person)) = self.order.pop_front() else { break };
            if self.last.get(&person) == Some(&at) {
                self.last.remove(&person);
            }
        }
        self.last.len()
    }

    /// Reaches somebody; false when the limit does not allow one more.
    pub fn take(&mut self, person: &str, limit: Option<usize>, now: i64) -> bool {
        let used = self.count(now);
        let again = self.last.contains_key(person);
        if !again && limit.is_some_and(|limit| used >= limit) {
            return false;
        }
        if self.last.insert(person.to_owned(), now) != Some(now) {
            self.order.push_back((now, person.to_owned()));
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_person_counts_once_and_a_day_later_no_more() {
        let mut reach = Reach::default();
        assert!(reach.take("a", Some(2), 0) && reach.take("a", Some(2), 10) && reach.take("b", Some(2), 20));
        assert!(!reach.take("c", Some(2), 30));
        assert!(reach.take("a", Some(2), 40), "somebody reached already may be reached again");
        assert!(!reach.take("c", Some(2), DAY + 10));
        assert!(reach.take("c", Some(2), DAY + 20), "b's day is over");
        assert_eq!(reach.count(DAY + 20), 2);
        assert_eq!(reach.count(3 * DAY), 0);
        assert_eq!(people("TIER_250"), Some(250));
        assert_eq!(people("TIER_UNLIMITED"), None);
    }
}
