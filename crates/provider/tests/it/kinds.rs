//! What is read of each kind, and of numbers that live on a phone as well.

use crate::saved::{deliveries, updates};
use prosa_domain::message::{
    content::{Answer, Card, Content, FlowField, Money, ReferralSource, SystemKind},
    status::DeliveryState,
};
use prosa_provider::{Author, Item, Message};
use serde_json::{Value, json};

/// The content of the only message of a saved delivery.
fn saved(name: &str) -> Content {
    let (_, delivery) = deliveries().iter().find(|(one, _)| one == name).unwrap_or_else(|| panic!("{name}"));
    let found = updates(delivery).into_iter().find_map(|update| match update.item {
        Item::Message(message) => Some(message.content),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("{name}"))
}

fn read(message: Value) -> Content {
    let message = message.as_object().cloned().unwrap();
    let mut whole = json!({"from": "5511987651234", "id": "wamid.1", "timestamp": "1795000000"});
    whole.as_object_mut().unwrap().extend(message);
    let delivery = json!({"entry": [{"id": "2", "changes": [{"field": "messages", "value": {
        "metadata": {"phone_number_id": "6"}, "messages": [whole]}}]}]});
    match updates(&delivery).remove(0).item {
        Item::Message(message) => message.content,
        other => panic!("{other:?}"),
    }
}

fn field(field: &str, value: Value) -> Vec<Item> {
    let delivery = json!({"entry": [{"id": "2", "changes": [{"field": field, "value": value}]}]});
    updates(&delivery).into_iter().map(|update| update.item).collect()
}

#[test]
fn no_saved_message_of_a_known_kind_is_left_unread() {
    let mut kinds = std::collections::BTreeSet::new();
    for (name, delivery) in deliveries() {
        for update in updates(delivery) {
            let Item::Message(message) = update.item else { continue };
            let content = message.content;
            kinds.insert(content.kind());
            let read = match &content {
                Content::Location(place) => place.point.is_some(),
                Content::Contacts(contacts) => !contacts.cards.is_empty(),
                Content::Interactive(one) => {
                    // Meta sends interactive messages without a body when it fails (error 131000).
                    one.answer != Answer::Other || one.told.raw.get("interactive").is_none()
                }
                Content::Order(order) => order.total().is_some(),
                Content::System(note) => note.change != SystemKind::Other,
                Content::Button(button) => !button.payload.is_empty() && !button.told.title.is_empty(),
                Content::Unknown(_) => name.contains("future") || name.contains("unknown"),
                _ => true,
            };
            assert!(read, "{name}: {content:?}");
        }
    }
    for kind in [
        "text",
        "image",
        "location",
        "contacts",
        "interactive",
        "button",
        "order",
        "system",
        "edit",
        "revoke",
    ] {
        assert!(kinds.contains(kind), "{kind}");
    }
}

#[test]
fn a_place_keeps_its_digits_and_a_point_beyond_the_globe_is_none() {
    let Content::Location(place) = saved("own/messages/location") else { panic!() };
    let point = place.point.unwrap();
    assert_eq!((point.latitude.as_str(), point.longitude.as_str()), ("-22.9068", "-43.1729"));
    assert_eq!((place.name.as_str(), place.address.as_str()), ("Loja Centro", "Rua da Quitanda 10, Rio"));
    let wrong = read(json!({"type": "location", "location": {"latitude": 123, "longitude": 0}}));
    let Content::Location(wrong) = wrong else { panic!() };
    assert_eq!(wrong.point, None);
    assert_eq!(wrong.told.raw["location"]["latitude"], json!(123), "kept whole");
}

#[test]
fn a_card_is_read_whole() {
    let Content::Contacts(contacts) = saved("own/messages/contacts") else { panic!() };
    let card: &Card = &contacts.cards[0];
    assert_eq!(card.shown(), "Paulo Lima");
    assert_eq!(
        (card.phones[0].wa_id.as_str(), card.emails[0].value.as_str()),
        ("5521998765432", "paulo@example.com")
    );
    assert_eq!((card.company.as_str(), card.origin.as_str()), ("Lima ME", "other"));
}

#[test]
fn answers_say_which_button_row_and_fields() {
    let answer = |name: &str| match saved(name) {
        Content::Interactive(one) => one.answer,
        other => panic!("{other:?}"),
    };
    assert_eq!(
        answer("own/messages/interactive_button_reply"),
        Answer::Button { id: "confirm:118".to_owned(), title: "Confirmar".to_owned() }
    );
    let Answer::List { id, description, .. } = answer("own/messages/interactive_list_reply") else {
        panic!()
    };
    assert_eq!((id.as_str(), description.as_str()), ("slot:2026-11-24T14", "Consulta de 30 min"));
    let nested =
        r#"{"flow_token":"tok","cpf":"123","optin":true,"cores":["azul","verde"],"casa":{"rua":"A","n":7}}"#;
    let flow = read(json!({"type": "interactive", "interactive": {"type": "nfm_reply",
        "nfm_reply": {"name": "flow", "body": "Sent", "response_json": nested}}}));
    let Content::Interactive(flow) = flow else { panic!() };
    let Answer::Flow { token, fields, .. } = flow.answer else { panic!() };
    assert_eq!(token, "tok");
    let mut read: Vec<(String, String)> =
        fields.into_iter().map(|FlowField { name, value }| (name, value)).collect();
    read.sort();
    let wanted =
        [("casa.n", "7"), ("casa.rua", "A"), ("cores", "azul, verde"), ("cpf", "123"), ("optin", "true")];
    assert_eq!(read, wanted.map(|(name, value)| (name.to_owned(), value.to_owned())));
    let broken = read_flow("not json");
    assert_eq!(broken, Vec::new());
}

fn read_flow(text: &str) -> Vec<FlowField> {
    let flow = read(json!({"type": "interactive", "interactive": {"type": "nfm_reply",
        "nfm_reply": {"name": "flow", "body": "Sent", "response_json": text}}}));
    let Content::Interactive(one) = flow else { panic!() };
    let Answer::Flow { fields, .. } = one.answer else { panic!() };
    fields
}

#[test]
fn a_cart_is_counted_in_cents() {
    let Content::Order(order) = saved("own/messages/order") else { panic!() };
    assert_eq!(order.items[0].price, Money { minor: 3_990, currency: "BRL".to_owned() });
    assert_eq!(order.total(), Some(Money { minor: 7_980, currency: "BRL".to_owned() }));
    assert_eq!(Content::Order(order).text(), "sem cebola");
    let odd = read(json!({"type": "order", "order": {"product_items": [
        {"product_retailer_id": "a", "quantity": 1, "item_price": "dez", "currency": "BRL"}]}}));
    let Content::Order(odd) = odd else { panic!() };
    assert_eq!((odd.items.len(), odd.total()), (0, None), "a price that is none makes no total");
}

#[test]
fn an_ad_and_a_product_asked_about_are_read_from_any_kind() {
    let content = saved("own/messages/text_from_ctwa_ad");
    let referral = content.around().unwrap().referral().unwrap();
    assert_eq!((referral.source, referral.headline.as_str()), (ReferralSource::Ad, "Frete grátis hoje"));
    assert_eq!(
        (referral.click_id.as_str(), referral.image_url.as_str()),
        ("ARexampleClickId", "https://scontent.example/ad.jpg")
    );
    assert!(content.search_text().contains("Frete grátis hoje"));
    let product = saved("own/messages/text_product_enquiry").around().unwrap().product().unwrap();
    assert_eq!((product.catalog_id.as_str(), product.product_id.as_str()), ("700800900", "SKU-44"));
}

#[test]
fn what_the_phone_writes_is_an_echo_of_ours_to_the_contact() {
    let items = field(
        "smb_message_echoes",
        json!({"message_echoes": [
            {"from": "551133224455", "to": "5511987651234", "to_user_id": "BR.7", "id": "wamid.E1",
             "timestamp": "1795020300", "type": "text", "text": {"body": "Respondi pelo celular"}},
            {"from": "551133224455", "to": "5511987651234", "id": "wamid.E2", "timestamp": "1795020301", "type": "revoke",
             "revoke": {"original_message_id": "wamid.E1"}},
            {"from": "551133224455", "id": "wamid.E3", "timestamp": "1795020301", "type": "text", "text": {"body": "?"}}]}),
    );
    let Item::Echo(message) = &items[0] else { panic!("{items:?}") };
    let Message { identity, content, .. } = message.as_ref();
    assert_eq!((identity.wa_id.as_deref(), identity.bsuid.as_deref()), (Some("5511987651234"), Some("BR.7")));
    assert_eq!(
        *content,
        Content::outbound_text("Respondi pelo celular".to_owned(), None),
        "nothing left over"
    );
    let Item::Echo(gone) = &items[1] else { panic!("{items:?}") };
    assert_eq!(gone.content.kind(), "revoke");
    assert!(matches!(items[2], Item::Malformed { reason: "message-without-contact", .. }));
}

#[test]
fn a_history_tells_who_wrote_what_and_how_far_it_got() {
    let message = |from: &str, to: &str, id: &str, status: &str| {
        json!({"from": from, "to": to, "id": id, "timestamp": "1794900000", "type": "text",
               "text": {"body": id}, "history_context": {"status": status}})
    };
    let items = field(
        "history",
        json!({"history": [{"metadata": {"phase": 0, "chunk_order": 1, "progress": 40}, "threads": [
            {"id": "5511987651234", "messages": [
                message("551133224455", "5511987651234", "wamid.H1", "READ"),
                message("5511987651234", "551133224455", "wamid.H2", "DELIVERED"),
                message("551133224455", "5511987651234", "wamid.H3", "ERROR")]}]}]}),
    );
    assert!(matches!(&items[0], Item::Other { field, .. } if field == "history.progress"));
    let read: Vec<_> = items[1..]
        .iter()
        .map(|item| match item {
            Item::History(past) => (past.author, past.state, past.message.identity.wa_id.clone().unwrap()),
            other => panic!("{other:?}"),
        })
        .collect();
    let person = "5511987651234".to_owned();
    assert_eq!(
        read,
        [
            (Author::Business, DeliveryState::Read, person.clone()),
            (Author::Contact, DeliveryState::Delivered, person.clone()),
            (Author::Business, DeliveryState::Failed, person.clone()),
        ]
    );
    let later = field(
        "history",
        json!({"metadata": {"display_phone_number": "551133224455"}, "messages": [
            {"from": "551133224455", "to": "5511987651234", "id": "wamid.H9", "timestamp": "1794900000", "type": "image",
             "image": {"id": "9", "mime_type": "image/jpeg"}}]}),
    );
    let Item::History(file) = &later[0] else { panic!("{later:?}") };
    assert_eq!((file.author, file.message.identity.wa_id.clone()), (Author::Business, Some(person)));
    let declined = field("history", json!({"history": [{"errors": [{"code": 2_593_109}]}]}));
    assert!(matches!(&declined[0], Item::Other { field, .. } if field == "history.errors"));
}
