//! Sends: every kind accepted, every limit refused, answers and statuses as Meta writes them.

use crate::harness::{ANA, BIA, Bench, LINE, hooked};
use serde_json::{Value, json};

/// One good example of every kind.
fn kinds() -> Vec<Value> {
    let interactive = |content: Value| json!({"type": "interactive", "interactive": content});
    let body = json!({"text": "Corpo"});
    let card = |index: u32| {
        json!({"card_index": index, "type": "cta_url", "header": {"type": "image", "image": {"link": "https://example.com/1.png"}},
            "action": {"name": "cta_url", "parameters": {"display_text": "Comprar", "url": "https://example.com/1"}}})
    };
    vec![
        json!({"text": {"body": "sem tipo é texto"}}),
        json!({"type": "text", "text": {"body": "a".repeat(4096), "preview_url": true}, "biz_opaque_callback_data": "x"}),
        json!({"type": "image", "image": {"link": "https://example.com/a.png", "caption": "c".repeat(1024)}}),
        json!({"type": "video", "video": {"link": "https://example.com/a.mp4"}}),
        json!({"type": "audio", "audio": {"link": "https://example.com/a.ogg"}}),
        json!({"type": "document", "document": {"link": "https://example.com/a.pdf", "filename": "a.pdf"}}),
        json!({"type": "sticker", "sticker": {"link": "https://example.com/a.webp"}}),
        json!({"type": "location", "location": {"latitude": -23.55, "longitude": -46.63, "name": "Sé"}}),
        json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "Loja", "first_name": "Loja"}, "phones": [{"phone": "+55 11 3322-4455"}]}]}),
        interactive(
            json!({"type": "button", "body": body, "footer": {"text": "rodapé"}, "header": {"type": "text", "text": "título"},
            "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "Sim"}}, {"type": "reply", "reply": {"id": "2", "title": "Não"}}]}}),
        ),
        interactive(
            json!({"type": "list", "body": {"text": "b".repeat(4096)}, "action": {"button": "Ver", "sections": [{"title": "A", "rows": [{"id": "1", "title": "14h"}]}]}}),
        ),
        interactive(
            json!({"type": "cta_url", "body": body, "action": {"name": "cta_url", "parameters": {"display_text": "Abrir", "url": "https://example.com"}}}),
        ),
        interactive(json!({"type": "flow", "body": body, "action": {"name": "flow", "parameters":
            {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Abrir", "mode": "draft"}}})),
        interactive(json!({"type": "product", "action": {"catalog_id": "1", "product_retailer_id": "2"}})),
        interactive(
            json!({"type": "product_list", "header": {"type": "text", "text": "Novidades"}, "body": body,
            "action": {"catalog_id": "1", "sections": [{"product_items": [{"product_retailer_id": "2"}]}]}}),
        ),
        interactive(json!({"type": "catalog_message", "body": body, "action": {"name": "catalog_message"}})),
        interactive(json!({"type": "carousel", "body": body, "action": {"cards": [card(0), card(1)]}})),
        interactive(
            json!({"type": "location_request_message", "body": body, "action": {"name": "send_location"}}),
        ),
        interactive(
            json!({"type": "call_permission_request", "body": body, "action": {"name": "call_permission_request"}}),
        ),
        interactive(json!({"type": "order_status", "body": body, "action": {"name": "review_order",
            "parameters": {"reference_id": "p-1", "order": {"status": "shipped"}}}})),
        interactive(
            json!({"type": "order_details", "body": body, "action": {"name": "review_and_pay", "parameters": {
            "reference_id": "p-1", "type": "physical-goods", "currency": "BRL", "total_amount": {"value": 150, "offset": 100},
            "order": {"items": [{"name": "Camiseta"}], "subtotal": {"value": 100}, "tax": {"value": 0}, "shipping": {"value": 50}}}}}),
        ),
        json!({"type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}}),
        json!({"type": "template", "template": {"name": "retorno_orcamento", "language": {"code": "pt_BR"}, "components":
            [{"type": "body", "parameters": [{"type": "text", "text": "Ana"}, {"type": "text", "text": "27/11"}]}]}}),
    ]
}

#[tokio::test]
async fn every_kind_is_accepted_and_delivered() {
    let bench = Bench::start().await;
    let first = bench.write(ANA, "Oi").await;
    let mut sends = kinds();
    sends.push(json!({"type": "reaction", "reaction": {"message_id": first, "emoji": "❤️"}}));
    sends.push(json!({"type": "text", "text": {"body": "com citação"}, "context": {"message_id": first}}));
    for send in &sends {
        let (status, body) = bench.send(send.clone()).await;
        assert_eq!(status, 200, "{send} -> {body}");
        assert_eq!(body["messaging_product"], "whatsapp");
        assert_eq!(body["contacts"], json!([{"input": format!("+{ANA}"), "wa_id": ANA}]));
        assert!(body["messages"][0]["id"].as_str().unwrap().starts_with("wamid."));
    }
    // A reaction of the business is only ever `sent`; the rest is delivered too.
    let expected = sends.len() * 2 - 1;
    hooked(&bench, "all statuses", |hook| hook.statuses().len() == expected).await;
    assert_eq!(bench.sent().await.len(), sends.len());
    let chat = bench.chat(ANA).await;
    assert_eq!(
        chat["messages"].as_array().unwrap().len(),
        sends.len(),
        "the first message, and all but the reaction"
    );
    assert_eq!(chat["messages"][0]["reactions"]["business"], "❤️");
    assert_eq!(chat["messages"].as_array().unwrap().last().unwrap()["quote"]["id"], first.as_str());
}

/// What is wrong, the code it is refused with, and words of its message or details.
fn wrongs() -> Vec<(Value, i64, &'static str)> {
    let text = |body: Value| json!({"type": "text", "text": body});
    let interactive = |content: Value| json!({"type": "interactive", "interactive": content});
    let button = |title: &str| json!({"type": "reply", "reply": {"id": title, "title": title}});
    let rows: Vec<Value> = (0..11).map(|row| json!({"id": row.to_string(), "title": "x"})).collect();
    let buttons = |list: Value| {
        interactive(json!({"type": "button", "body": {"text": "b"}, "action": {"buttons": list}}))
    };
    vec![
        (text(json!({"body": "a".repeat(4097)})), 100, "at most 4096"),
        (text(json!({"body": ""})), 100, "text['body'] is required"),
        (text(json!({})), 100, "text['body'] is required"),
        (json!({"type": "text"}), 100, "text is required"),
        (json!({"type": "poll", "poll": {}}), 100, "must be one of"),
        (json!({"to": "", "text": {"body": "x"}}), 100, "to is required"),
        (json!({"to": "abc", "text": {"body": "x"}}), 100, "not a valid"),
        (json!({"to": "+551133224455", "text": {"body": "x"}}), 131_021, "same"),
        (json!({"recipient": "nobody", "text": {"body": "x"}}), 100, "user ID"),
        (json!({"recipient_type": "group", "to": "g", "text": {"body": "x"}}), 131_041, "group"),
        (json!({"messaging_product": "sms", "text": {"body": "x"}}), 100, "messaging_product"),
        (json!({"text": {"body": "x"}, "biz_opaque_callback_data": "d".repeat(513)}), 100, "512"),
        (json!({"type": "image", "image": {}}), 100, "required"),
        (json!({"type": "image", "image": {"id": "1", "link": "https://example.com"}}), 131_009, "not both"),
        (json!({"type": "image", "image": {"link": "ftp://example.com"}}), 100, "URI"),
        (json!({"type": "image", "image": {"id": "1234567890"}}), 100, "does not exist"),
        (
            json!({"type": "image", "image": {"link": "https://a.b/c", "caption": "c".repeat(1025)}}),
            100,
            "1024",
        ),
        (json!({"type": "audio", "audio": {"link": "https://a.b/c", "caption": "c"}}), 100, "not allowed"),
        (json!({"type": "location", "location": {"latitude": 91, "longitude": 0}}), 131_009, "range"),
        (json!({"type": "location", "location": {"latitude": 1}}), 100, "longitude"),
        (json!({"type": "contacts", "contacts": []}), 100, "contacts"),
        (json!({"type": "contacts", "contacts": [{"name": {"formatted_name": "A"}}]}), 131_008, "name part"),
        (
            json!({"type": "reaction", "reaction": {"message_id": "wamid.none", "emoji": "👍"}}),
            131_009,
            "invalid",
        ),
        (json!({"type": "reaction", "reaction": {"emoji": "👍"}}), 100, "message_id"),
        (json!({"type": "reaction", "reaction": {"message_id": "x", "emoji": "oi"}}), 131_009, "emoji"),
        (buttons(json!([])), 131_009, "buttons count"),
        (buttons(json!([button("a"), button("b"), button("c"), button("d")])), 131_009, "buttons count"),
        (buttons(json!([button("a"), button("a")])), 131_009, "Duplicate"),
        (buttons(json!([button(&"t".repeat(21))])), 131_009, "Button title length invalid"),
        (interactive(json!({"type": "button", "action": {"buttons": [button("a")]}})), 131_008, "body"),
        (
            interactive(
                json!({"type": "list", "body": {"text": "b"}, "action": {"button": "Ver", "sections": [{"rows": rows}]}}),
            ),
            131_009,
            "row count",
        ),
        (
            interactive(
                json!({"type": "cta_url", "body": {"text": "b"}, "action": {"name": "cta_url", "parameters": {"display_text": "a", "url": "x"}}}),
            ),
            131_009,
            "URI",
        ),
        (
            interactive(json!({"type": "carousel", "body": {"text": "b"}, "action": {"cards": []}})),
            131_009,
            "cards",
        ),
        (interactive(json!({"type": "nothing", "action": {}})), 100, "interactive['type']"),
        (
            json!({"type": "template", "template": {"name": "no_such", "language": {"code": "pt_BR"}}}),
            132_001,
            "does not exist",
        ),
        (
            json!({"type": "template", "template": {"name": "retorno_orcamento", "language": {"code": "pt_BR"}}}),
            132_000,
            "expected",
        ),
        (
            json!({"type": "template", "template": {"name": "Maiúsculas", "language": {"code": "pt_BR"}}}),
            100,
            "name",
        ),
        (json!({"type": "template", "template": {"name": "hello_world"}}), 100, "language"),
        (json!({"status": "read", "message_id": "wamid.none"}), 131_009, "invalid"),
        (json!({"status": "seen", "message_id": "x"}), 100, "status"),
    ]
}

#[tokio::test]
async fn every_wrong_send_is_refused_with_metas_code_and_body() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    for (send, code, words) in wrongs() {
        let (status, body) = bench.send(send.clone()).await;
        let error = &body["error"];
        assert_eq!(error["code"], code, "{send} -> {body}");
        assert_eq!(status, if code == 132_001 { 404 } else { 400 }, "{send}");
        assert_eq!(error["type"], "OAuthException");
        assert!(!error["fbtrace_id"].as_str().unwrap().is_empty());
        let told = format!("{} {}", error["message"], error["error_data"]["details"]);
        assert!(told.contains(words), "{send} -> {told}");
        assert!(code == 100 || error["error_data"]["messaging_product"] == "whatsapp", "{body}");
    }
    assert!(bench.sent().await.is_empty());
}

#[tokio::test]
async fn statuses_tell_pricing_callback_data_and_both_ids() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let (_, body) = bench.send(json!({"text": {"body": "Olá"}, "biz_opaque_callback_data": "fila:1"})).await;
    let id = body["messages"][0]["id"].as_str().unwrap().to_owned();
    hooked(&bench, "delivered", |hook| hook.statuses_of(&id) == ["sent", "delivered"]).await;
    assert_eq!(bench.control("read", json!({"line": LINE, "customer": ANA})).await["read"], 1);
    hooked(&bench, "read", |hook| hook.statuses_of(&id) == ["sent", "delivered", "read"]).await;
    let statuses = bench.hook.statuses();
    for status in &statuses {
        assert_eq!(status["recipient_id"], ANA);
        assert!(status["recipient_user_id"].as_str().unwrap().starts_with("BR."));
        assert_eq!(status["biz_opaque_callback_data"], "fila:1");
        assert!(status["timestamp"].as_str().unwrap().parse::<i64>().is_ok());
    }
    assert_eq!(
        statuses[0]["pricing"],
        json!({"billable": false, "pricing_model": "PMP", "category": "service", "type": "free_customer_service"})
    );
    assert!(statuses[2].get("pricing").is_none());
}

#[tokio::test]
async fn a_closed_window_fails_after_acceptance_unless_it_is_a_template() {
    let bench = Bench::start().await;
    let cold = bench.send_text("Oi, sumida").await;
    hooked(&bench, "failed", |hook| hook.statuses_of(&cold) == ["failed"]).await;
    let failed = &bench.hook.statuses()[0];
    assert_eq!(failed["errors"][0]["code"], 131_047);
    assert_eq!(failed["errors"][0]["title"], "Re-engagement message");
    assert!(failed["errors"][0]["error_data"]["details"].as_str().unwrap().contains("24 hours"));
    assert!(failed.get("recipient_user_id").is_none() && failed.get("pricing").is_none());
    // A message of 25 hours ago does not open it, one of 23 hours ago does.
    let now = chrono::Utc::now().timestamp();
    for (hours, expected) in [(25, vec!["failed"]), (23, vec!["sent", "delivered"])] {
        bench
            .control(
                "messages",
                json!({"line": LINE, "customer": ANA, "text": "Oi", "at": now - hours * 3600}),
            )
            .await;
        let id = bench.send_text("Resposta").await;
        hooked(&bench, "told", |hook| hook.statuses_of(&id) == expected).await;
    }
    let (_, body) = bench.send(json!({"to": format!("+{BIA}"), "type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}})).await;
    let id = body["messages"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(body["messages"][0]["message_status"], "accepted");
    hooked(&bench, "template", |hook| hook.statuses_of(&id) == ["sent", "delivered"]).await;
}

#[tokio::test]
async fn the_ninth_digit_goes_above_area_31_and_strangers_cannot_be_reached() {
    let bench = Bench::start().await;
    bench.write(BIA, "Oi").await;
    for (to, wa_id) in [
        ("+5531987654321", BIA),
        ("5531987654321", BIA),
        ("+55 31 8765-4321", BIA),
        ("+5585999990000", "558599990000"),
    ] {
        let (status, body) = bench.send(json!({"to": to, "text": {"body": "x"}})).await;
        assert_eq!(status, 200, "{body}");
        assert_eq!(body["contacts"], json!([{"input": to, "wa_id": wa_id}]));
    }
    hooked(&bench, "stranger", |hook| {
        hook.statuses().iter().any(|status| status["errors"][0]["code"] == 131_026)
    })
    .await;
}

#[tokio::test]
async fn a_person_known_by_user_id_is_reached_by_it_and_their_number_stays_hidden() {
    let bench = Bench::start().await;
    bench
        .control("messages", json!({"line": LINE, "customer": "BR.7481920365501122", "text": "Sou eu"}))
        .await;
    hooked(&bench, "message", |hook| hook.messages().len() == 1).await;
    let value = &bench.hook.posts()[0].body["entry"][0]["changes"][0]["value"];
    assert_eq!(
        value["contacts"],
        json!([{"profile": {"name": "Caio Reis", "username": "caio.reis"}, "user_id": "BR.7481920365501122"}])
    );
    assert!(value["messages"][0].get("from").is_none());
    assert_eq!(value["messages"][0]["from_user_id"], "BR.7481920365501122");
    let (status, body) =
        bench.send(json!({"recipient": "BR.7481920365501122", "text": {"body": "Olá"}})).await;
    assert_eq!(status, 200);
    assert_eq!(body["contacts"], json!([{"input": "BR.7481920365501122", "user_id": "BR.7481920365501122"}]));
    hooked(&bench, "statuses", |hook| hook.statuses().len() == 2).await;
    for status in bench.hook.statuses() {
        assert_eq!(status["recipient_user_id"], "BR.7481920365501122");
        assert!(status.get("recipient_id").is_none());
    }
}

#[tokio::test]
async fn forty_five_messages_go_to_one_person_and_the_next_hits_the_pair_limit() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("limits", json!({"per_second": null})).await;
    for number in 0..45 {
        bench.send_text(&number.to_string()).await;
    }
    let (status, body) = bench.send(json!({"text": {"body": "demais"}})).await;
    assert_eq!((status, &body["error"]["code"]), (400, &json!(131_056)));
    bench.control("limits", json!({"per_second": 2, "pair_burst": null})).await;
    bench.send_text("1").await;
    bench.send_text("2").await;
    let (status, body) = bench.send(json!({"text": {"body": "3"}})).await;
    assert_eq!((status, &body["error"]["code"]), (429, &json!(130_429)));
}

#[tokio::test]
async fn marking_as_read_shows_ticks_and_typing_until_the_answer() {
    let bench = Bench::start().await;
    let first = bench.write(ANA, "Oi").await;
    let second = bench.write(ANA, "Tudo bem?").await;
    let read = json!({"status": "read", "message_id": second, "typing_indicator": {"type": "text"}});
    assert_eq!(bench.send(read).await, (200, json!({"success": true})));
    let chat = bench.chat(ANA).await;
    assert_eq!(chat["typing"], true);
    for message in chat["messages"].as_array().unwrap() {
        assert_eq!(message["state"], "read", "{first}: the ones before are read too");
    }
    bench.send_text("Tudo").await;
    assert_eq!(bench.chat(ANA).await["typing"], false);
}

#[tokio::test]
async fn bodies_of_any_shape_are_refused_and_never_break_the_connection() {
    let bench = Bench::start().await;
    let deep = format!("{}1{}", "[".repeat(5_000), "]".repeat(5_000));
    let wide = format!("{{\"messaging_product\":\"whatsapp\",\"to\":\"{}\"}}", "9".repeat(100_000));
    let mut bodies = vec![
        String::new(),
        "null".to_owned(),
        "[]".to_owned(),
        "\"x\"".to_owned(),
        "{".to_owned(),
        deep,
        wide,
    ];
    let kinds = ["text", "image", "location", "contacts", "reaction", "interactive", "template"];
    for kind in kinds {
        for content in [
            "null",
            "0",
            "[]",
            "{}",
            "\"x\"",
            "[[]]",
            "{\"type\":[]}",
            "{\"type\":\"button\",\"action\":[],\"body\":1}",
        ] {
            bodies.push(format!("{{\"messaging_product\":\"whatsapp\",\"to\":\"+{ANA}\",\"type\":\"{kind}\",\"{kind}\":{content}}}"));
        }
    }
    for body in bodies {
        let url = format!("{}/v23.0/{LINE}/messages", bench.url);
        let start: String = body.chars().take(120).collect();
        let answer = bench.http.post(url).bearer_auth(crate::harness::TOKEN).body(body).send().await.unwrap();
        assert_eq!(answer.status(), 400, "{start}");
        assert!(answer.json::<Value>().await.unwrap()["error"]["code"].is_i64(), "{start}");
    }
    assert!(bench.sent().await.is_empty());
}
