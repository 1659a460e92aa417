//! One example of every kind a customer can send, with invented values. Files get real bytes, so that they can be fetched.

use crate::{
    media::{INBOUND_SECONDS, Media, bare},
    world::World,
};
use bytes::Bytes;
use serde_json::{Map, Value, json};

/// An example message: kind, its object, further properties.
pub struct Fixture {
    /// `text`, `image` and so on.
    pub kind: &'static str,
    /// The kind's object.
    pub content: Value,
    /// Further properties of the message.
    pub extra: Map<String, Value>,
}

/// Names of the examples.
pub const NAMES: &[&str] = &[
    "text",
    "text_forwarded",
    "text_forwarded_often",
    "ephemeral",
    "video_too_large",
    "unknown_kind",
    "text_product_enquiry",
    "text_from_ad",
    "image",
    "audio",
    "video",
    "document",
    "sticker",
    "location",
    "contacts",
    "button_reply",
    "list_reply",
    "flow_reply",
    "call_permission_reply",
    "payment_method",
    "button",
    "order",
    "unsupported",
    "system_identity",
    "system_user_id",
    "group_text",
    "interactive_empty",
];

/// The example of a name.
pub fn find(name: &str) -> Option<Fixture> {
    if let Some((mime, _, file)) = sample(name) {
        let mut content = json!({"mime_type": mime});
        if let (Some(map), Some(file)) = (content.as_object_mut(), file) {
            map.insert("filename".to_owned(), file.into());
        }
        let kind = FILES.iter().find(|(kind, ..)| *kind == name).map(|(kind, ..)| *kind)?;
        return Some(Fixture { kind, content, extra: Map::new() });
    }
    let (kind, content, extra) = plain(name).or_else(|| interactive(name)).or_else(|| odd(name))?;
    let extra = extra.as_object().cloned().unwrap_or_default();
    Some(Fixture { kind, content, extra })
}

type Parts = (&'static str, Value, Value);

fn plain(name: &str) -> Option<Parts> {
    let text = |body: &str| json!({"body": body});
    Some(match name {
        "text" => ("text", text("Oi! Vocês entregam em Niterói?"), Value::Null),
        "text_forwarded" => ("text", text("Olha isso"), json!({"context": {"forwarded": true}})),
        "text_forwarded_often" => {
            ("text", text("Repassando"), json!({"context": {"frequently_forwarded": true}}))
        }
        "text_product_enquiry" => (
            "text",
            text("Ainda tem?"),
            json!({"context": {"referred_product": {"catalog_id": "700800900", "product_retailer_id": "SKU-44"}}}),
        ),
        "text_from_ad" => (
            "text",
            text("Quero saber mais"),
            json!({"referral": {"source_url": "https://fb.me/exemplo", "source_id": "120200300400", "source_type": "ad",
                "headline": "Frete grátis hoje", "body": "Fale com a gente", "media_type": "image",
                "image_url": "https://example.com/anuncio.jpg", "ctwa_clid": "ARexemplo"}}),
        ),
        "location" => (
            "location",
            json!({"latitude": -22.9068, "longitude": -43.1729, "name": "Loja Centro",
                "address": "Rua da Quitanda 10, Rio de Janeiro", "url": "https://example.com/loja"}),
            Value::Null,
        ),
        "contacts" => (
            "contacts",
            json!([{"name": {"formatted_name": "Paulo Lima", "first_name": "Paulo", "last_name": "Lima"},
                "phones": [{"phone": "+55 21 99876-5432", "wa_id": "5521998765432", "type": "CELL"}],
                "emails": [{"email": "paulo@example.com", "type": "WORK"}], "org": {"company": "Lima ME"}, "origin": "other"}]),
            Value::Null,
        ),
        "order" => (
            "order",
            json!({"catalog_id": "700800900", "text": "sem cebola", "product_items":
                [{"product_retailer_id": "SKU-44", "quantity": 2, "item_price": 39.9, "currency": "BRL"}]}),
            Value::Null,
        ),
        "button" => ("button", json!({"payload": "OPTOUT", "text": "Parar promoções"}), Value::Null),
        "group_text" => {
            ("text", text("Pessoal, e o pedido?"), json!({"group_id": "Y2FwaV9ncm91cDpleGVtcGxv"}))
        }
        _ => return None,
    })
}

fn interactive(name: &str) -> Option<Parts> {
    let content = match name {
        "button_reply" => {
            json!({"type": "button_reply", "button_reply": {"id": "confirm:118", "title": "Confirmar"}})
        }
        "list_reply" => json!({"type": "list_reply",
            "list_reply": {"id": "slot:24T14", "title": "Ter 14h", "description": "Consulta de 30 min"}}),
        "flow_reply" => json!({"type": "nfm_reply", "nfm_reply": {"name": "flow", "body": "Sent",
            "response_json": "{\"flow_token\":\"tok-118\",\"nome\":\"Ana\",\"optin\":true}"}}),
        "call_permission_reply" => json!({"type": "call_permission_reply", "call_permission_reply":
            {"response": "accept", "expiration_timestamp": 1_795_604_800, "response_source": "user_action"}}),
        "payment_method" => {
            json!({"type": "payment_method", "payment_method": {"payment_method": "offsite_card_pay",
            "payment_timestamp": 1_795_001_200, "reference_id": "pedido-118", "last_four_digits": "4242",
            "credential_id": "cred-9"}})
        }
        _ => return None,
    };
    Some(("interactive", content, Value::Null))
}

fn odd(name: &str) -> Option<Parts> {
    Some(match name {
        "unsupported" => (
            "unsupported",
            json!({"type": "poll_creation"}),
            json!({"errors": [{"code": 131_051, "title": "Message type unknown", "message": "Message type unknown",
                "error_data": {"details": "Message type is currently not supported."}}]}),
        ),
        "ephemeral" => (
            "ephemeral",
            json!({}),
            json!({"errors": [{"code": 131_051, "title": "Message type unknown", "message": "Message type unknown",
                "error_data": {"details": "Disappearing messages are not supported."}}]}),
        ),
        "video_too_large" => (
            "unsupported",
            json!({"type": "media_placeholder"}),
            json!({"errors": [{"code": 131_052, "title": "Media download error", "message": "Media download error",
                "error_data": {"details": "The file is larger than 100 MB."}}]}),
        ),
        "unknown_kind" => ("hologram", json!({"depth": 3, "caption": "O que ninguém conhece"}), Value::Null),
        "system_identity" => (
            "system",
            json!({"body": "Customer identity changed", "type": "customer_identity_changed"}),
            json!({"identity": {"acknowledged": false, "created_timestamp": "1795000000", "hash": "aGFzaA=="}}),
        ),
        "system_user_id" => (
            "system",
            json!({"body": "User changed id", "type": "user_changed_user_id", "user_id": "BR.9900112233445566",
                "previous_user_id": "BR.7481920365501122"}),
            Value::Null,
        ),
        "interactive_empty" => ("interactive", Value::Null, Value::Null),
        _ => return None,
    })
}

const FILES: &[(&str, &str, &[u8], Option<&str>)] = &[
    ("image", "image/png", include_bytes!("../assets/sample/foto.png"), None),
    ("audio", "audio/ogg; codecs=opus", include_bytes!("../assets/sample/voz.ogg"), None),
    ("video", "video/mp4", include_bytes!("../assets/sample/video.mp4"), None),
    (
        "document",
        "application/pdf",
        include_bytes!("../assets/sample/pedido-118.pdf"),
        Some("pedido-118.pdf"),
    ),
    ("sticker", "image/webp", include_bytes!("../assets/sample/figurinha.webp"), None),
];

fn sample(kind: &str) -> Option<(&'static str, &'static [u8], Option<&'static str>)> {
    FILES.iter().find(|(name, ..)| *name == kind).map(|(_, mime, bytes, file)| (*mime, *bytes, *file))
}

/// Stores the file of a media message and completes its object as a webhook tells it: id, hash and type.
pub fn attach(world: &mut World, line: &str, kind: &str, content: &mut Value, file: Option<(String, Bytes)>) {
    let Some((mime, bytes)) =
        file.or_else(|| sample(kind).map(|(mime, bytes, _)| (mime.to_owned(), Bytes::from_static(bytes))))
    else {
        return;
    };
    let filename = content.get("filename").and_then(Value::as_str).map(str::to_owned);
    let until = world.clock.now() + INBOUND_SECONDS;
    let media = Media { mime: mime.clone(), filename, bytes, line: line.to_owned(), until };
    let sha = media.sha_base64();
    let id = world.media.add(media);
    let Some(map) = content.as_object_mut() else { return };
    map.insert("id".to_owned(), id.into());
    map.insert("sha256".to_owned(), sha.into());
    map.insert("mime_type".to_owned(), mime.clone().into());
    match kind {
        "audio" => drop(map.entry("voice").or_insert(Value::Bool(bare(&mime) == "audio/ogg"))),
        "sticker" => drop(map.entry("animated").or_insert(Value::Bool(false))),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_has_its_example() {
        for name in NAMES {
            assert!(find(name).is_some(), "{name}");
        }
        assert!(find("nothing").is_none());
    }
}
