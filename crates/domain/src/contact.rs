//! A contact: a person who writes to a tenant.

use crate::id::ContactId;
use serde::{Deserialize, Serialize};
use std::collections::HashMap;

/// How a provider names a person in one message. Any part may be missing (see Meta's business-scoped user ids, 2026).
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Identity {
    /// Business-scoped user id such as `BR.7481920365501122`, whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bsuid: Option<String>,
    /// `wa_id` as the provider wrote it, digits only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<String>,
    /// Profile name, when told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub profile_name: Option<String>,
    /// WhatsApp user name, when told.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
}

impl Identity {
    /// Whether this names anybody at all.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.bsuid.is_none() && self.wa_id.is_none()
    }
}

/// A keyed hash that stands for a user id or a phone variant.
pub type Key = [u8; 32];

/// What is known of the person behind one message, as keyed hashes.
#[derive(Clone, Debug, Default, PartialEq, Eq, Hash)]
pub struct Probe {
    /// Of the business-scoped user id.
    pub user: Option<Key>,
    /// Of every digit string the phone may be written as.
    pub phones: Vec<Key>,
}

/// Who a probe is, and what has to be written down because of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Resolution {
    /// The contact.
    pub contact: ContactId,
    /// Whether the contact is new.
    pub standing: Standing,
    /// Phone hashes that must lead to the contact from now on.
    pub points: Vec<Key>,
}

/// How a probe met its contact.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// Nobody fitted: a new contact.
    New,
    /// Known; the probe adds its user id.
    LearnsUser,
    /// Known, nothing to add.
    Known,
}

/// The contacts a batch of messages may belong to. User id first, phone second; two people with different user ids are
/// never taken for one, however their numbers look (numbers are handed on).
#[derive(Clone, Debug, Default)]
pub struct Directory {
    by_user: HashMap<Key, ContactId>,
    by_phone: HashMap<Key, ContactId>,
    user_of: HashMap<ContactId, Key>,
}

impl Directory {
    /// Enters a stored contact under its user id.
    pub fn know_user(&mut self, contact: ContactId, user: Key) {
        self.by_user.insert(user, contact);
        self.user_of.insert(contact, user);
    }

    /// Enters a stored contact under one of its phone hashes.
    pub fn know_phone(&mut self, contact: ContactId, phone: Key) {
        self.by_phone.insert(phone, contact);
    }

    /// Finds whose the probe is, or makes it `fresh`'s; later probes of the batch see the result.
    pub fn resolve(&mut self, probe: &Probe, fresh: ContactId) -> Resolution {
        let (contact, standing) = match (self.by_user(probe), self.by_phone(probe)) {
            (Some(contact), _) => (contact, Standing::Known),
            (None, Some(contact)) if probe.user.is_none() => (contact, Standing::Known),
            (None, Some(contact)) if !self.user_of.contains_key(&contact) => (contact, Standing::LearnsUser),
            // The number now belongs to somebody with another user id, or nobody is known at all.
            (None, _) => (fresh, Standing::New),
        };
        if let (Standing::New | Standing::LearnsUser, Some(user)) = (standing, probe.user) {
            self.know_user(contact, user);
        }
        let points: Vec<Key> = probe
            .phones
            .iter()
            .filter(|phone| self.by_phone.get(*phone) != Some(&contact))
            .copied()
            .collect();
        for phone in &points {
            self.know_phone(contact, *phone);
        }
        Resolution { contact, standing, points }
    }

    fn by_user(&self, probe: &Probe) -> Option<ContactId> {
        // A user id of earlier days leads to its person like a phone does.
        let find = |user| self.by_user.get(&user).or_else(|| self.by_phone.get(&user)).copied();
        probe.user.and_then(find)
    }

    fn by_phone(&self, probe: &Probe) -> Option<ContactId> {
        probe.phones.iter().find_map(|phone| self.by_phone.get(phone).copied())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use uuid::Uuid;

    fn contact(number: u128) -> ContactId {
        ContactId(Uuid::from_u128(number))
    }

    fn probe(user: Option<u8>, phones: &[u8]) -> Probe {
        Probe { user: user.map(|byte| [byte; 32]), phones: phones.iter().map(|byte| [*byte; 32]).collect() }
    }

    #[test]
    fn the_user_id_counts_before_the_phone() {
        let mut directory = Directory::default();
        directory.know_user(contact(1), [1; 32]);
        directory.know_phone(contact(2), [9; 32]);
        let found = directory.resolve(&probe(Some(1), &[9]), contact(3));
        assert_eq!(
            found,
            Resolution { contact: contact(1), standing: Standing::Known, points: vec![[9; 32]] }
        );
    }

    #[test]
    fn a_contact_known_by_phone_learns_its_user_id_once() {
        let mut directory = Directory::default();
        directory.know_phone(contact(2), [9; 32]);
        assert_eq!(directory.resolve(&probe(Some(1), &[9]), contact(3)).standing, Standing::LearnsUser);
        assert_eq!(directory.resolve(&probe(Some(1), &[9]), contact(4)).standing, Standing::Known);
    }

    #[test]
    fn a_number_handed_on_makes_a_new_person() {
        let mut directory = Directory::default();
        directory.know_user(contact(1), [1; 32]);
        directory.know_phone(contact(1), [9; 32]);
        let found = directory.resolve(&probe(Some(2), &[9]), contact(3));
        assert_eq!(found, Resolution { contact: contact(3), standing: Standing::New, points: vec![[9; 32]] });
        assert_eq!(directory.resolve(&probe(None, &[9]), contact(4)).contact, contact(3));
        assert_eq!(directory.resolve(&probe(Some(1), &[]), contact(5)).contact, contact(1));
    }

    #[test]
    fn both_ways_of_writing_a_number_in_one_batch_are_one_person() {
        let mut directory = Directory::default();
        let first = directory.resolve(&probe(None, &[7, 8]), contact(1));
        let second = directory.resolve(&probe(None, &[8, 7]), contact(2));
        assert_eq!((first.contact, second.contact), (contact(1), contact(1)));
        assert!(second.points.is_empty());
    }
}
