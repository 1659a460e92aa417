//! Whose a message is: by id, never by its place in the list.

use crate::saved::updates;
use proptest::prelude::*;
use prosa_domain::contact::Identity;
use prosa_provider::Item;
use serde_json::{Value, json};

fn delivery(contacts: &[Value], messages: &[Value]) -> Value {
    json!({"object": "whatsapp_business_account", "entry": [{"id": "1", "changes": [{"field": "messages",
        "value": {"metadata": {"phone_number_id": "2"}, "contacts": contacts, "messages": messages}}]}]})
}

fn identities(contacts: &[Value], messages: &[Value]) -> Vec<Identity> {
    let all = updates(&delivery(contacts, messages));
    let identity = |item| match item {
        Item::Message(message) => message.identity,
        other => panic!("no message: {other:?}"),
    };
    all.into_iter().map(|update| identity(update.item)).collect()
}

fn text(mut sender: Value, place: usize) -> Value {
    let rest = json!({"id": format!("wamid.{place}"), "timestamp": "1795000000", "type": "text", "text": {"body": "oi"}});
    sender.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    sender
}

fn person(bsuid: Option<&str>, wa_id: Option<&str>, name: Option<&str>) -> Identity {
    Identity {
        bsuid: bsuid.map(str::to_owned),
        wa_id: wa_id.map(str::to_owned),
        profile_name: name.map(str::to_owned),
        username: None,
    }
}

#[test]
fn a_sender_is_known_however_the_number_is_hidden() {
    let named = |card: Value| {
        let mut card = card;
        card["profile"] = json!({"name": "Ana"});
        card
    };
    for (sender, card, wanted) in [
        (json!({"from": ""}), json!({"user_id": "BR.1"}), person(Some("BR.1"), None, Some("Ana"))),
        (
            json!({"from": "", "from_user_id": "BR.1"}),
            json!({"user_id": "BR.1"}),
            person(Some("BR.1"), None, Some("Ana")),
        ),
        (json!({"from": "BR.1"}), json!({"wa_id": "BR.1"}), person(Some("BR.1"), None, Some("Ana"))),
        (json!({}), json!({"wa_id": "BR.1"}), person(Some("BR.1"), None, Some("Ana"))),
        (
            json!({"from_user_id": "BR.1"}),
            json!({"wa_id": "5511987651234"}),
            person(Some("BR.1"), Some("5511987651234"), Some("Ana")),
        ),
        (
            json!({"from": "5511987651234"}),
            json!({"user_id": "BR.1"}),
            person(Some("BR.1"), Some("5511987651234"), Some("Ana")),
        ),
        (
            json!({"from": "551187651234"}),
            json!({"wa_id": "5511987651234"}),
            person(None, Some("551187651234"), Some("Ana")),
        ),
        (
            json!({"from": "+5511987651234"}),
            json!({"wa_id": "5511987651234"}),
            person(None, Some("5511987651234"), Some("Ana")),
        ),
        (
            json!({"from_user_id": "zz-opaque/9"}),
            json!({"user_id": "zz-opaque/9"}),
            person(Some("zz-opaque/9"), None, Some("Ana")),
        ),
        // The card is of somebody else: the name is not theirs.
        (
            json!({"from": "5511987651234"}),
            json!({"wa_id": "5511900000000"}),
            person(None, Some("5511987651234"), None),
        ),
        (json!({"from_user_id": "BR.1"}), json!({"user_id": "BR.2"}), person(Some("BR.1"), None, None)),
    ] {
        let found = identities(&[named(card.clone())], &[text(sender.clone(), 0)]);
        assert_eq!(found, [wanted], "{sender} {card}");
    }
}

#[test]
fn without_an_id_nobody_is_guessed_from_a_list() {
    let cards = [json!({"wa_id": "5511900000001"}), json!({"wa_id": "5511900000002"})];
    let all = updates(&delivery(&cards, &[text(json!({}), 0), text(json!({"from": "5511900000002"}), 1)]));
    assert!(matches!(&all[0].item, Item::Malformed { reason: "message-without-sender", .. }));
    assert!(
        matches!(&all[1].item, Item::Message(message) if message.identity.wa_id.as_deref() == Some("5511900000002"))
    );
}

#[test]
fn a_changed_number_tells_both_ends_and_belongs_to_the_new_one() {
    let message = json!({"from": "5511987651234", "from_user_id": "BR.1", "id": "wamid.1", "timestamp": "1795000000",
        "type": "system", "system": {"type": "user_changed_number", "body": "mudou", "wa_id": "5511911112222",
        "user_id": "BR.2", "previous_user_id": "BR.1"}});
    let all = updates(&delivery(&[], &[message]));
    let Item::SystemChange(change) = &all[0].item else { panic!("{all:?}") };
    assert_eq!((change.old_bsuid.as_deref(), change.new_bsuid.as_deref()), (Some("BR.1"), Some("BR.2")));
    assert_eq!(
        (change.old_wa_id.as_deref(), change.new_wa_id.as_deref()),
        (Some("5511987651234"), Some("5511911112222"))
    );
    let Item::Message(note) = &all[1].item else { panic!("{all:?}") };
    assert_eq!(note.identity, person(Some("BR.2"), Some("5511911112222"), None));
}

/// What a batch knows of a person: number, user id or both, on the message and on the card.
#[derive(Clone, Copy, Debug)]
enum Known {
    Number,
    User,
    Both,
}

fn ids(known: Known, who: usize, names: (&str, &str)) -> Value {
    let number = json!(format!("55119800{who:05}"));
    let user = json!(format!("BR.70{who}"));
    match known {
        Known::Number => json!({names.0: number}),
        Known::User => json!({names.1: user}),
        Known::Both => json!({names.0: number, names.1: user}),
    }
}

proptest! {
    #[test]
    fn mixed_senders_of_a_batch_keep_their_names(
        people in proptest::collection::vec(prop_oneof![Just(Known::Number), Just(Known::User), Just(Known::Both)], 1..20),
        senders in proptest::collection::vec(0_usize..1_000, 1..60),
        turn in 0_usize..20,
    ) {
        let mut cards: Vec<Value> = people.iter().enumerate().map(|(who, known)| {
            let mut card = ids(*known, who, ("wa_id", "user_id"));
            card["profile"] = json!({"name": format!("Pessoa {who}")});
            card
        }).collect();
        cards.rotate_left(turn % people.len());
        let senders: Vec<usize> = senders.into_iter().map(|sender| sender % people.len()).collect();
        let messages: Vec<Value> = senders.iter().enumerate()
            .map(|(place, who)| text(ids(people[*who], *who, ("from", "from_user_id")), place)).collect();
        let found = identities(&cards, &messages);
        prop_assert_eq!(found.len(), senders.len());
        for (who, identity) in senders.iter().zip(found) {
            prop_assert_eq!(identity.profile_name, Some(format!("Pessoa {who}")));
        }
    }
}
