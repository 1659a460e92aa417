//! Finds or makes the contacts of a batch.

use super::prepare::Person;
use crate::Engine;
use chrono::{DateTime, Utc};
use prosa_db::{
    DbError, TenantTx,
    path::contacts::{self, ContactChange, FoundContact, NewContact},
};
use prosa_domain::{
    contact::{Directory, Key, Standing},
    id::ContactId,
};
use prosa_vault::{Purpose, TenantKeys};
use std::collections::{BTreeMap, HashMap};

/// What has to be written because of a batch's people.
#[derive(Default)]
struct Writes {
    new: Vec<NewContact>,
    changes: BTreeMap<ContactId, ContactChange>,
    points: BTreeMap<Key, ContactId>,
}

/// The contact of each person, in the order given. New contacts and new facts are written.
pub(super) async fn resolve(
    engine: &Engine,
    tx: &mut TenantTx,
    keys: &TenantKeys,
    people: &[Person],
    now: DateTime<Utc>,
) -> Result<Vec<ContactId>, DbError> {
    let users: Vec<Vec<u8>> =
        people.iter().filter_map(|person| person.probe.user).map(|key| key.to_vec()).collect();
    let phones: Vec<Vec<u8>> = people
        .iter()
        .flat_map(|person| person.probe.phones.iter().chain(&person.probe.user))
        .map(|key| key.to_vec())
        .collect();
    let found = contacts::find(tx, &users, &phones).await?;
    let mut directory = Directory::default();
    let mut names: HashMap<ContactId, Names> = HashMap::new();
    for contact in &found {
        enter(&mut directory, contact);
        let open = |sealed: &Option<Vec<u8>>| sealed.as_deref().and_then(|sealed| open_name(keys, sealed));
        names.insert(contact.id, (open(&contact.name_ct), open(&contact.username_ct)));
    }
    let mut writes = Writes::default();
    let ids = people
        .iter()
        .map(|person| {
            let fresh = engine.new_id(ContactId::from_parts);
            let resolution = directory.resolve(&person.probe, fresh);
            let contact = resolution.contact;
            for point in resolution.points {
                writes.points.insert(point, contact);
            }
            match resolution.standing {
                Standing::New => {
                    names.insert(contact, (person.name.clone(), person.username.clone()));
                    writes.new.push(new_contact(keys, contact, person));
                }
                Standing::LearnsUser | Standing::Known => {
                    let told = learn_names(names.entry(contact).or_default(), person);
                    note_change(keys, &mut writes, contact, person, &resolution.standing, told);
                }
            }
            contact
        })
        .collect();
    contacts::insert(tx, &writes.new, now).await?;
    contacts::change(tx, &writes.changes.into_values().collect::<Vec<_>>(), now).await?;
    let points: Vec<(Vec<u8>, ContactId)> =
        writes.points.into_iter().map(|(key, contact)| (key.to_vec(), contact)).collect();
    contacts::point_phones(tx, &points).await?;
    Ok(ids)
}

fn enter(directory: &mut Directory, contact: &FoundContact) {
    let as_key = |bytes: &Vec<u8>| Key::try_from(bytes.as_slice()).ok();
    if let Some(user) = contact.bsuid_index.as_ref().and_then(as_key) {
        directory.know_user(contact.id, user);
    }
    if let Some(phone) = contact.phone_index.as_ref().and_then(as_key) {
        directory.know_phone(contact.id, phone);
    }
}

/// A person's name and WhatsApp user name, as they are known.
type Names = (Option<String>, Option<String>);

/// Which of the two names a person has told anew.
#[derive(Clone, Copy)]
struct Told {
    name: bool,
    username: bool,
}

fn learn_names(known: &mut Names, person: &Person) -> Told {
    let learn = |known: &mut Option<String>, told: &Option<String>| {
        let new = told.is_some() && known != told;
        if new {
            known.clone_from(told);
        }
        new
    };
    Told { name: learn(&mut known.0, &person.name), username: learn(&mut known.1, &person.username) }
}

fn seal_name(keys: &TenantKeys, name: Option<&String>) -> Option<Vec<u8>> {
    name.map(|name| keys.seal(Purpose::PersonName, name.as_bytes()))
}

fn open_name(keys: &TenantKeys, sealed: &[u8]) -> Option<String> {
    let plain = keys.open(Purpose::PersonName, sealed).ok()?;
    std::str::from_utf8(&plain).ok().map(str::to_owned)
}

fn new_contact(keys: &TenantKeys, id: ContactId, person: &Person) -> NewContact {
    NewContact {
        id,
        bsuid_index: person.probe.user.map(|key| key.to_vec()),
        bsuid_ct: person.user.as_ref().map(|user| keys.seal(Purpose::Phone, user.as_bytes())),
        wa_id_ct: person.wa_id.as_ref().map(|digits| keys.seal(Purpose::Phone, digits.as_bytes())),
        name_ct: seal_name(keys, person.name.as_ref()),
        username_ct: seal_name(keys, person.username.as_ref()),
    }
}

fn note_change(
    keys: &TenantKeys,
    writes: &mut Writes,
    id: ContactId,
    person: &Person,
    standing: &Standing,
    told: Told,
) {
    let learns = *standing == Standing::LearnsUser;
    if !learns && !told.name && !told.username {
        return;
    }
    let change = writes.changes.entry(id).or_insert(ContactChange {
        id,
        bsuid_index: None,
        bsuid_ct: None,
        wa_id_ct: None,
        name_ct: None,
        username_ct: None,
    });
    if learns {
        change.bsuid_index = person.probe.user.map(|key| key.to_vec());
        change.bsuid_ct = person.user.as_ref().map(|user| keys.seal(Purpose::Phone, user.as_bytes()));
    }
    if told.name {
        change.name_ct = seal_name(keys, person.name.as_ref());
    }
    if told.username {
        change.username_ct = seal_name(keys, person.username.as_ref());
    }
}

/// A user id and a number, sealed.
pub(super) fn seal_identity(
    keys: &TenantKeys,
    user: Option<&str>,
    wa_id: Option<&str>,
) -> (Option<Vec<u8>>, Option<Vec<u8>>) {
    (
        user.map(|user| keys.seal(Purpose::Phone, user.as_bytes())),
        wa_id.map(|digits| keys.seal(Purpose::Phone, digits.as_bytes())),
    )
}
