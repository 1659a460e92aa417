#![allow(clippy::unwrap_used, clippy::indexing_slicing)]
use super::*;
use prosa_domain::{message::content::*, template::MediaFormat};

fn message(to: Recipient, content: Content) -> OutboundMessage {
    OutboundMessage { to, content, callback_data: "cb".to_owned() }
}

#[test]
fn a_quoted_text_names_what_it_answers_and_dials_with_a_plus() {
    let content = Content::outbound_text("Oi".to_owned(), Some("wamid.Q".to_owned()));
    let body = build(&message(Recipient::Phone("5511987654321".to_owned()), content));
    assert_eq!(
        body,
        Some(
            json!({"messaging_product": "whatsapp", "recipient_type": "individual", "biz_opaque_callback_data": "cb",
            "to": "+5511987654321", "type": "text", "text": {"body": "Oi", "preview_url": false},
            "context": {"message_id": "wamid.Q"}})
        )
    );
}

#[test]
fn a_contact_without_a_number_is_reached_by_user_id() {
    let content = Content::Reaction(Reaction { target: "wamid.R".to_owned(), emoji: None });
    let body = build(&message(Recipient::User("BR.1".to_owned()), content)).unwrap_or_default();
    assert_eq!((body.get("recipient"), body.get("to")), (Some(&json!("BR.1")), None));
    assert_eq!(body.get("reaction"), Some(&json!({"message_id": "wamid.R", "emoji": ""})));
    built(Content::Reaction(Reaction { target: "wamid.R".to_owned(), emoji: Some("👍".to_owned()) }));
}

/// What is sent, held against Meta's description of it where there is one.
fn built(content: Content) -> Value {
    let body = build(&message(Recipient::Phone("5511987654321".to_owned()), content)).unwrap();
    let found = schema::flaws(&body);
    assert!(found.as_ref().is_none_or(Vec::is_empty), "{body}: {found:?}");
    let is_new = matches!(
        body["interactive"]["type"].as_str(),
        Some("cta_url" | "location_request_message" | "order_details" | "order_status")
    );
    assert_eq!(found.is_none(), is_new, "{body}: what Meta describes is checked");
    body
}

/// The object of a kind, as it is written in Meta's pages.
fn object_of(content: Content) -> Value {
    let body = built(content);
    let kind = body["type"].as_str().unwrap().to_owned();
    json!({ "type": kind, (kind.as_str()): body[&kind] })
}

fn brought(id: &str) -> Media {
    Media { media_id: id.to_owned(), ..Media::default() }
}

fn point(latitude: &str, longitude: &str) -> Point {
    Point { latitude: latitude.to_owned(), longitude: longitude.to_owned() }
}

fn asking(body: &str, footer: &str, header: Option<&str>, action: AskAction) -> Content {
    Content::Ask(Box::new(Ask {
        header: header.map(|text| AskHeader::Text { text: text.to_owned() }),
        body: body.to_owned(),
        footer: footer.to_owned(),
        action,
        ..Ask::default()
    }))
}

fn text(text: &str) -> String {
    text.to_owned()
}

#[test]
fn files_are_sent_as_metas_pages_write_them() {
    for (content, wanted) in [
        (
            Content::Image(Media { caption: text("Vitrine nova"), ..brought("990011") }),
            json!({"type": "image", "image": {"id": "990011", "caption": "Vitrine nova"}}),
        ),
        (
            Content::Document(Media { file_name: text("NF-118.pdf"), caption: text("Nota"), ..brought("7") }),
            json!({"type": "document", "document": {"id": "7", "filename": "NF-118.pdf", "caption": "Nota"}}),
        ),
        (
            Content::Audio(Media { voice: Voice::Note, ..brought("990012") }),
            json!({"type": "audio", "audio": {"id": "990012", "voice": true}}),
        ),
        (
            Content::Audio(Media { caption: text("nie"), ..brought("990012") }),
            json!({"type": "audio", "audio": {"id": "990012"}}),
        ),
        (
            Content::Video(Media { caption: text("Como montar"), ..brought("990013") }),
            json!({"type": "video", "video": {"id": "990013", "caption": "Como montar"}}),
        ),
        (Content::Sticker(brought("990014")), json!({"type": "sticker", "sticker": {"id": "990014"}})),
    ] {
        assert_eq!(object_of(content), wanted);
    }
    let nowhere = Content::Image(Media::default());
    assert_eq!(build(&message(Recipient::User("BR.1".to_owned()), nowhere)), None, "not brought to Meta yet");
}

#[test]
fn places_cards_and_link_previews_are_sent_as_metas_pages_write_them() {
    let place = Location {
        point: Some(point("-23.5505", "-46.6333")),
        name: text("Loja Sé"),
        address: text("Praça da Sé, 1"),
        ..Location::default()
    };
    assert_eq!(
        object_of(Content::Location(place)),
        json!({"type": "location", "location": {"latitude": -23.5505, "longitude": -46.6333, "name": "Loja Sé",
               "address": "Praça da Sé, 1"}})
    );
    let card = Card {
        name: CardName { formatted: text("Suporte Loja"), first: text("Suporte"), ..CardName::default() },
        phones: vec![CardPhone {
            phone: text("+55 11 3322-4455"),
            label: text("WORK"),
            wa_id: text("551133224455"),
        }],
        emails: vec![CardValue { value: text("sac@example.com"), label: text("WORK") }],
        company: text("Loja"),
        ..Card::default()
    };
    assert_eq!(
        object_of(Content::Contacts(Contacts { cards: vec![card], ..Contacts::default() })),
        json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Suporte Loja", "first_name": "Suporte"},
               "phones": [{"phone": "+55 11 3322-4455", "type": "WORK", "wa_id": "551133224455"}],
               "emails": [{"email": "sac@example.com", "type": "WORK"}], "org": {"company": "Loja"}}]})
    );
    let link = |link_preview| {
        Content::Text(Text { body: text("https://example.com"), link_preview, ..Text::default() })
    };
    assert_eq!(built(link(LinkPreview::Auto))["text"]["preview_url"], json!(true));
    assert_eq!(built(link(LinkPreview::Hidden))["text"]["preview_url"], json!(false));
}

#[test]
fn buttons_lists_and_links_are_sent_as_metas_pages_write_them() {
    let button = |id: &str, title: &str| AskButton { id: text(id), title: text(title) };
    let buttons = AskAction::Buttons {
        buttons: vec![button("confirm:118", "Confirmar"), button("move:118", "Remarcar")],
    };
    assert_eq!(
        object_of(asking("Confirma amanhã às 14h?", "Clínica Exemplo", Some("Consulta"), buttons)),
        json!({"type": "interactive", "interactive": {"type": "button", "header": {"type": "text", "text": "Consulta"},
               "body": {"text": "Confirma amanhã às 14h?"}, "footer": {"text": "Clínica Exemplo"},
               "action": {"buttons": [{"type": "reply", "reply": {"id": "confirm:118", "title": "Confirmar"}},
                                      {"type": "reply", "reply": {"id": "move:118", "title": "Remarcar"}}]}}})
    );
    let row = |id: &str, title: &str, description: &str| ListRow {
        id: text(id),
        title: text(title),
        description: text(description),
    };
    let list = AskAction::List {
        button: text("Ver horários"),
        sections: vec![ListSection {
            title: text("Terça"),
            rows: vec![row("slot:24T14", "14:00", "Dra. Lia"), row("slot:24T15", "15:00", "")],
        }],
    };
    assert_eq!(
        object_of(asking("Escolha um horário", "Fuso de Brasília", Some("Horários"), list)),
        json!({"type": "interactive", "interactive": {"type": "list", "header": {"type": "text", "text": "Horários"},
               "body": {"text": "Escolha um horário"}, "footer": {"text": "Fuso de Brasília"},
               "action": {"button": "Ver horários", "sections": [{"title": "Terça", "rows": [
                   {"id": "slot:24T14", "title": "14:00", "description": "Dra. Lia"}, {"id": "slot:24T15", "title": "15:00"}]}]}}})
    );
    let link = AskAction::CtaUrl { text: text("Rastrear"), url: text("https://example.com/r/118") };
    assert_eq!(
        object_of(asking("Acompanhe a entrega", "", None, link)),
        json!({"type": "interactive", "interactive": {"type": "cta_url", "body": {"text": "Acompanhe a entrega"},
               "action": {"name": "cta_url", "parameters": {"display_text": "Rastrear", "url": "https://example.com/r/118"}}}})
    );
    let above = Content::Ask(Box::new(Ask {
        header: Some(AskHeader::Document(Media { file_name: text("a.pdf"), ..brought("5") })),
        body: text("Veja"),
        action: AskAction::CtaUrl { text: text("Abrir"), url: text("https://example.com") },
        ..Ask::default()
    }));
    assert_eq!(
        built(above)["interactive"]["header"],
        json!({"type": "document", "document": {"id": "5", "filename": "a.pdf"}})
    );
}

#[test]
fn products_flows_and_requests_are_sent_as_metas_pages_write_them() {
    let product =
        AskAction::Product(ProductRef { catalog_id: text("700800900"), product_id: text("SKU-44") });
    assert_eq!(
        object_of(asking("Este é o modelo", "", None, product)),
        json!({"type": "interactive", "interactive": {"type": "product", "body": {"text": "Este é o modelo"},
               "action": {"catalog_id": "700800900", "product_retailer_id": "SKU-44"}}})
    );
    let products = AskAction::ProductList {
        catalog_id: text("700800900"),
        sections: vec![ProductSection {
            title: text("Verão"),
            product_ids: vec![text("SKU-44"), text("SKU-45")],
        }],
    };
    assert_eq!(
        object_of(asking("Separamos para você", "", Some("Novidades"), products)),
        json!({"type": "interactive", "interactive": {"type": "product_list",
               "header": {"type": "text", "text": "Novidades"}, "body": {"text": "Separamos para você"},
               "action": {"catalog_id": "700800900", "sections": [{"title": "Verão",
                   "product_items": [{"product_retailer_id": "SKU-44"}, {"product_retailer_id": "SKU-45"}]}]}}})
    );
    let catalog = AskAction::Catalog { thumbnail_product_id: text("SKU-44") };
    assert_eq!(
        object_of(asking("Veja o catálogo", "Entrega em 24h", None, catalog)),
        json!({"type": "interactive", "interactive": {"type": "catalog_message", "body": {"text": "Veja o catálogo"},
               "action": {"name": "catalog_message", "parameters": {"thumbnail_product_retailer_id": "SKU-44"}},
               "footer": {"text": "Entrega em 24h"}}})
    );
    let flow = FlowCall {
        flow_id: text("880099001122"),
        button: text("Cadastrar"),
        token: text("tok-118"),
        screen: text("DADOS"),
        data: json!({"nome": "Marina"}),
        ..FlowCall::default()
    };
    assert_eq!(
        object_of(asking("Complete seu cadastro", "", None, AskAction::Flow(flow))),
        json!({"type": "interactive", "interactive": {"type": "flow", "body": {"text": "Complete seu cadastro"},
               "action": {"name": "flow", "parameters": {"flow_message_version": "3", "flow_id": "880099001122",
                   "flow_cta": "Cadastrar", "flow_token": "tok-118", "mode": "published", "flow_action": "navigate",
                   "flow_action_payload": {"screen": "DADOS", "data": {"nome": "Marina"}}}}}})
    );
    assert_eq!(
        object_of(asking("Onde entregamos?", "", None, AskAction::LocationRequest)),
        json!({"type": "interactive", "interactive": {"type": "location_request_message",
               "body": {"text": "Onde entregamos?"}, "action": {"name": "send_location"}}})
    );
}

#[test]
fn orders_to_pay_are_sent_as_metas_pages_write_them() {
    let details = OrderDetails {
        reference_id: text("pedido-118"),
        goods: Goods::Physical,
        currency: text("BRL"),
        payments: vec![
            PaymentWay::PixDynamicCode {
                code: text("000201"),
                merchant_name: text("Loja Exemplo"),
                key: text("12345678000195"),
                key_type: PixKeyType::Cnpj,
            },
            PaymentWay::PaymentLink { url: text("https://pay.example.com/118") },
            PaymentWay::Boleto { digitable_line: text("00190000090312345678900000000001100000000008480") },
        ],
        items: vec![PayItem {
            product_id: text("SKU-44"),
            name: text("Camiseta"),
            quantity: 2,
            price: 4_490,
            sale_price: Some(3_990),
        }],
        tax: Extra { minor: 0, description: text("Isento") },
        shipping: Some(Extra { minor: 1_000, description: text("Entrega") }),
        discount: Some(Extra { minor: 500, description: text("Cupom") }),
        expires: Some(Expiry { at: 1_795_180_000, description: text("O pedido expira em 24 horas") }),
    };
    assert_eq!(
        object_of(asking("Seu pedido 118", "Obrigado", None, AskAction::OrderDetails(Box::new(details)))),
        json!({"type": "interactive", "interactive": {"type": "order_details",
          "body": {"text": "Seu pedido 118"}, "footer": {"text": "Obrigado"},
          "action": {"name": "review_and_pay", "parameters": {
            "reference_id": "pedido-118", "type": "physical-goods", "payment_type": "br",
            "payment_settings": [
              {"type": "pix_dynamic_code", "pix_dynamic_code": {"code": "000201", "merchant_name": "Loja Exemplo",
               "key": "12345678000195", "key_type": "CNPJ"}},
              {"type": "payment_link", "payment_link": {"uri": "https://pay.example.com/118"}},
              {"type": "boleto", "boleto": {"digitable_line": "00190000090312345678900000000001100000000008480"}}],
            "currency": "BRL", "total_amount": {"value": 8480, "offset": 100},
            "order": {"status": "pending",
              "expiration": {"timestamp": "1795180000", "description": "O pedido expira em 24 horas"},
              "items": [{"retailer_id": "SKU-44", "name": "Camiseta", "amount": {"value": 4490, "offset": 100},
                         "sale_amount": {"value": 3990, "offset": 100}, "quantity": 2}],
              "subtotal": {"value": 7980, "offset": 100},
              "tax": {"value": 0, "offset": 100, "description": "Isento"},
              "shipping": {"value": 1000, "offset": 100, "description": "Entrega"},
              "discount": {"value": 500, "offset": 100, "description": "Cupom"}}}}}})
    );
    let news = OrderStatus {
        reference_id: text("pedido-118"),
        status: OrderState::Processing,
        description: text("Separando"),
        payment: Some(PaymentNews { state: PaymentState::Captured, at: 1_795_090_000 }),
    };
    assert_eq!(
        object_of(asking("Pagamento confirmado", "", None, AskAction::OrderStatus(news))),
        json!({"type": "interactive", "interactive": {"type": "order_status", "body": {"text": "Pagamento confirmado"},
               "action": {"name": "review_order", "parameters": {"reference_id": "pedido-118",
                   "order": {"status": "processing", "description": "Separando"},
                   "payment": {"status": "captured", "timestamp": 1795090000}}}}})
    );
}

#[test]
fn templates_are_sent_as_metas_pages_write_them() {
    let named = |name: &str, value: &str| TemplateValue { name: Some(text(name)), value: text(value) };
    let template = TemplateMessage {
        name: text("lembrete_consulta"),
        language: text("pt_BR"),
        header: Some(TemplateHeader::Media { format: MediaFormat::Image, media: brought("990011") }),
        body: vec![named("nome", "Marina"), named("hora", "14h")],
        buttons: vec![
            TemplateButtonValue { index: 0, value: ButtonValue::QuickReply { payload: text("confirm:118") } },
            TemplateButtonValue { index: 1, value: ButtonValue::Url { suffix: text("118") } },
        ],
        ..TemplateMessage::default()
    };
    assert_eq!(
        object_of(Content::Template(Box::new(template))),
        json!({"type": "template", "template": {"name": "lembrete_consulta", "language": {"code": "pt_BR"}, "components": [
          {"type": "header", "parameters": [{"type": "image", "image": {"id": "990011"}}]},
          {"type": "body", "parameters": [{"type": "text", "parameter_name": "nome", "text": "Marina"},
                                          {"type": "text", "parameter_name": "hora", "text": "14h"}]},
          {"type": "button", "sub_type": "quick_reply", "index": "0", "parameters": [{"type": "payload", "payload": "confirm:118"}]},
          {"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "118"}]}]}})
    );
    let plain = TemplateMessage { name: text("ola"), language: text("es"), ..TemplateMessage::default() };
    assert_eq!(
        object_of(Content::Template(Box::new(plain))),
        json!({"type": "template", "template": {"name": "ola", "language": {"code": "es"}}})
    );
    let rest = TemplateMessage {
        name: text("cupom"),
        language: text("es"),
        header: Some(TemplateHeader::Location {
            point: point("-23.5", "-46.6"),
            name: text("Loja"),
            address: String::new(),
        }),
        body: vec![TemplateValue { name: None, value: text("Ana") }],
        buttons: vec![
            TemplateButtonValue { index: 0, value: ButtonValue::CopyCode { code: text("VERAO20") } },
            TemplateButtonValue { index: 1, value: ButtonValue::Flow { token: text("t") } },
        ],
        ..TemplateMessage::default()
    };
    let components = built(Content::Template(Box::new(rest)))["template"]["components"].clone();
    assert_eq!(
        components,
        json!([
          {"type": "header", "parameters": [{"type": "location",
            "location": {"latitude": -23.5, "longitude": -46.6, "name": "Loja"}}]},
          {"type": "body", "parameters": [{"type": "text", "text": "Ana"}]},
          {"type": "button", "sub_type": "copy_code", "index": "0",
           "parameters": [{"type": "coupon_code", "coupon_code": "VERAO20"}]},
          {"type": "button", "sub_type": "flow", "index": "1",
           "parameters": [{"type": "action", "action": {"flow_token": "t"}}]}])
    );
}

#[test]
fn what_only_a_contact_can_say_is_never_sent() {
    for content in [
        Content::Unknown(Placeholder::default()),
        Content::Order(Order::default()),
        Content::System(SystemNote::default()),
        Content::Revoke(Target::default()),
    ] {
        assert_eq!(build(&message(Recipient::User("BR.1".to_owned()), content)), None);
    }
}
