//! The life of templates: taken in, judged, told, edited, paused, deleted; and what a send needs of them.

use crate::harness::{ANA, BIA, Bench, LINE, WABA, hooked};
use serde_json::{Value, json};

const ALL: &str = "200100300400500/message_templates";

fn body(text: &str, samples: &[&str]) -> Value {
    json!({"type": "BODY", "text": text, "example": {"body_text": [samples]}})
}

fn draft(name: &str, category: &str, text: &str) -> Value {
    json!({"name": name, "language": "pt_BR", "category": category, "components": [body(text, &[])]})
}

/// Creates a template; its id.
async fn create(bench: &Bench, draft: Value) -> String {
    let (status, answer) = bench.graph("POST", ALL, Some(draft)).await;
    assert_eq!((status, &answer["status"]), (200, &json!("PENDING")), "{answer}");
    answer["id"].as_str().unwrap().to_owned()
}

/// Values of a field's updates, in order of arrival.
fn told(bench: &Bench, field: &str) -> Vec<Value> {
    let mut found = Vec::new();
    for post in bench.hook.posts() {
        let entry = &post.body["entry"][0];
        let change = &entry["changes"][0];
        if change["field"] == field {
            assert!(entry["time"].is_i64() && entry["id"] == WABA, "{entry}");
            found.push(change["value"].clone());
        }
    }
    found
}

async fn told_times(bench: &Bench, field: &str, times: usize) -> Value {
    crate::harness::until(field, || async { told(bench, field).len() >= times }).await;
    told(bench, field)[times - 1].clone()
}

async fn field(bench: &Bench, id: &str, name: &str) -> Value {
    bench.graph("GET", &format!("{id}?fields={name}"), None).await.1[name].clone()
}

#[tokio::test]
async fn a_template_waits_for_its_review_and_is_approved_rejected_or_moved_by_its_words() {
    let bench = Bench::start().await;
    bench.control("review", json!({"delay_ms": 20})).await;
    let status = "message_template_status_update";
    let good = create(&bench, draft("saiu", "UTILITY", "Seu pedido saiu para entrega.")).await;
    let event = told_times(&bench, status, 1).await;
    assert_eq!(event["event"], "APPROVED");
    assert_eq!(event["message_template_id"], json!(good.parse::<u64>().unwrap()));
    assert_eq!((&event["reason"], &event["message_template_language"]), (&json!("NONE"), &json!("pt_BR")));
    let bad = create(&bench, draft("curto", "UTILITY", "Veja em https://bit.ly/abc agora.")).await;
    let event = told_times(&bench, status, 2).await;
    assert_eq!((&event["event"], &event["reason"]), (&json!("REJECTED"), &json!("INVALID_FORMAT")));
    assert!(event["rejection_info"]["recommendation"].is_string());
    assert_eq!(field(&bench, &bad, "rejected_reason").await, "INVALID_FORMAT");
    let moved = create(&bench, draft("promo", "UTILITY", "Hoje tem 20% de desconto na loja.")).await;
    let event = told_times(&bench, "template_category_update", 1).await;
    assert_eq!(
        (&event["previous_category"], &event["new_category"]),
        (&json!("UTILITY"), &json!("MARKETING"))
    );
    assert_eq!(field(&bench, &moved, "category").await, "MARKETING");
}

#[tokio::test]
async fn a_review_on_hold_ends_when_the_control_api_says_so() {
    let bench = Bench::start().await;
    bench.control("review", json!({"mode": "hold"})).await;
    let id = create(&bench, draft("espera", "UTILITY", "Seu pedido saiu.")).await;
    let send = json!({"to": format!("+{BIA}"), "type": "template", "template": {"name": "espera", "language": {"code": "pt_BR"}}});
    assert_eq!(bench.send(send.clone()).await.1["error"]["code"], 132_001, "not approved yet");
    let node = bench.control(&format!("templates/{id}"), json!({"decide": "TAG_CONTENT_MISMATCH"})).await;
    assert_eq!(
        (&node["status"], &node["rejected_reason"]),
        (&json!("REJECTED"), &json!("TAG_CONTENT_MISMATCH"))
    );
    assert_eq!(
        bench.graph("POST", &id, Some(json!({"components": [body("Seu pedido chegou.", &[])]}))).await.0,
        200
    );
    bench.control(&format!("templates/{id}"), json!({"decide": "approve"})).await;
    assert_eq!(bench.send(send).await.0, 200);
}

#[tokio::test]
async fn what_is_not_well_formed_is_refused_with_metas_subcode_and_words() {
    let bench = Bench::start().await;
    let cases = [
        (draft("a", "UTILITY", "{{1}} saiu"), 2_388_299),
        (json!({"name": "b", "language": "pt_BR", "category": "UTILITY", "components": []}), 2_388_043),
        (draft("hello", "UTILITY", &"a".repeat(1_025)), 2_388_040),
    ];
    for (draft, subcode) in cases {
        let (status, answer) = bench.graph("POST", ALL, Some(draft)).await;
        let error = &answer["error"];
        assert_eq!(
            (status, &error["code"], &error["error_subcode"]),
            (400, &json!(100), &json!(subcode)),
            "{answer}"
        );
        assert!(error["error_user_title"].is_string() && error["error_user_msg"].is_string());
    }
    for wrong in
        [draft("Nome", "UTILITY", "Oi."), draft("c", "OTHER", "Oi."), json!({"name": "d"}), json!([])]
    {
        assert_eq!(bench.graph("POST", ALL, Some(wrong)).await.0, 400);
    }
    bench.control("review", json!({"mode": "hold"})).await;
    create(&bench, draft("igual", "UTILITY", "Seu pedido saiu.")).await;
    let again = bench.graph("POST", ALL, Some(draft("igual", "UTILITY", "Seu pedido saiu."))).await;
    assert_eq!(again.1["error"]["error_subcode"], 2_388_024);
}

#[tokio::test]
async fn the_list_comes_in_pages_with_the_fields_asked_for() {
    let bench = Bench::start().await;
    bench.control("review", json!({"mode": "hold"})).await;
    for number in 0..5 {
        create(&bench, draft(&format!("modelo_{number}"), "UTILITY", "Seu pedido saiu.")).await;
    }
    let mut names = Vec::new();
    let mut path = format!("{ALL}?fields=name,status,quality_score&limit=3");
    for page in 0..3 {
        let (status, answer) = bench.graph("GET", &path, None).await;
        assert_eq!(status, 200);
        let rows = answer["data"].as_array().unwrap();
        assert_eq!(rows.len(), [3, 3, 1][page]);
        assert!(rows.iter().all(|row| row["id"].is_string() && row.get("components").is_none()));
        names.extend(rows.iter().map(|row| row["name"].as_str().unwrap().to_owned()));
        let next = answer["paging"]["next"].as_str();
        assert_eq!(next.is_some(), page < 2, "the last page has no next");
        if let Some(next) = next {
            path = next.split_once("/v23.0/").unwrap().1.to_owned();
        }
    }
    assert_eq!(names.len(), 7);
    let pending = bench.graph("GET", &format!("{ALL}?status=PENDING"), None).await.1;
    assert_eq!(pending["data"].as_array().unwrap().len(), 5);
    assert_eq!(bench.graph("GET", &format!("{ALL}?after=lixo"), None).await.0, 400);
    assert_eq!(bench.graph("GET", &format!("{ALL}?fields=nada"), None).await.0, 400);
}

#[tokio::test]
async fn an_approved_template_is_edited_once_a_day_and_ten_times_in_thirty_days() {
    let bench = Bench::start().await;
    bench.control("review", json!({"mode": "hold"})).await;
    let id = create(&bench, draft("muda", "UTILITY", "Seu pedido saiu.")).await;
    let edit = |text: &str| Some(json!({"components": [body(text, &[])]}));
    assert_eq!(bench.graph("POST", &id, edit("Não.")).await.0, 400, "a pending one cannot be edited");
    let of = format!("templates/{id}");
    let approve = || bench.control(&of, json!({"decide": "approve"}));
    approve().await;
    assert_eq!(bench.graph("POST", &id, Some(json!({"category": "MARKETING"}))).await.0, 400);
    assert_eq!(bench.graph("POST", &id, edit("Seu pedido já saiu.")).await, (200, json!({"success": true})));
    assert_eq!(field(&bench, &id, "status").await, "PENDING");
    approve().await;
    let event = told_times(&bench, "message_template_components_update", 1).await;
    assert_eq!(event["message_template_element"], "Seu pedido já saiu.");
    assert_eq!(bench.graph("POST", &id, edit("De novo hoje.")).await.0, 400, "once in a day");
    for number in 0..9 {
        bench.control("clock", json!({"advance_seconds": 86_401})).await;
        assert_eq!(bench.graph("POST", &id, edit(&format!("Vez {number}."))).await.0, 200, "{number}");
        approve().await;
    }
    bench.control("clock", json!({"advance_seconds": 86_401})).await;
    assert_eq!(bench.graph("POST", &id, edit("A décima primeira.")).await.0, 400);
    bench.control("clock", json!({"advance_seconds": 22 * 86_400})).await;
    assert_eq!(bench.graph("POST", &id, edit("Um mês depois.")).await.0, 200);
}

#[tokio::test]
async fn a_deleted_name_is_locked_for_thirty_days() {
    let bench = Bench::start().await;
    bench.control("review", json!({"mode": "approve", "delay_ms": 0})).await;
    let id = create(&bench, draft("vai", "UTILITY", "Seu pedido saiu.")).await;
    let english = json!({"name": "vai", "language": "en_US", "category": "UTILITY", "components": [body("It left.", &[])]});
    create(&bench, english.clone()).await;
    assert_eq!(bench.graph("DELETE", &format!("{ALL}?name=vai&hsm_id={id}"), None).await.0, 200);
    assert_eq!(bench.graph("GET", &id, None).await.0, 400);
    let again = bench.graph("POST", ALL, Some(draft("vai", "UTILITY", "Seu pedido saiu."))).await.1;
    assert_eq!(again["error"]["error_subcode"], 2_388_023, "that language is locked");
    assert_eq!(
        bench.graph("DELETE", &format!("{ALL}?name=vai"), None).await.0,
        200,
        "the other language was there"
    );
    assert_eq!(bench.graph("DELETE", &format!("{ALL}?name=vai"), None).await.0, 400);
    assert_eq!(bench.graph("POST", ALL, Some(english)).await.0, 400);
    hooked(&bench, "told", |_| {
        told(&bench, "message_template_status_update")
            .iter()
            .filter(|event| event["event"] == "DELETED")
            .count()
            == 2
    })
    .await;
    bench.control("clock", json!({"advance_seconds": 30 * 86_400 + 1})).await;
    create(&bench, draft("vai", "UTILITY", "Seu pedido saiu.")).await;
}

#[tokio::test]
async fn red_quality_pauses_three_hours_then_six_then_disables() {
    let bench = Bench::start().await;
    let id = "1100000000000001";
    let send = || {
        bench.send(json!({"to": format!("+{BIA}"), "type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}}))
    };
    let of = format!("templates/{id}");
    let red = || bench.control(&of, json!({"quality": "RED"}));
    red().await;
    assert_eq!(told_times(&bench, "message_template_quality_update", 1).await["new_quality_score"], "RED");
    assert_eq!(
        told_times(&bench, "message_template_status_update", 1).await["other_info"]["title"],
        "FIRST_PAUSE"
    );
    assert_eq!(send().await.1["error"]["code"], 132_015);
    bench.control("clock", json!({"advance_seconds": 3 * 3_600})).await;
    assert_eq!(
        told_times(&bench, "message_template_status_update", 2).await["other_info"]["title"],
        "UNPAUSED"
    );
    assert_eq!(send().await.0, 200);
    red().await;
    assert_eq!(
        told_times(&bench, "message_template_status_update", 3).await["other_info"]["title"],
        "SECOND_PAUSE"
    );
    assert_eq!(bench.graph("POST", &format!("{id}/unpause"), None).await.0, 200);
    red().await;
    let event = told_times(&bench, "message_template_status_update", 5).await;
    assert_eq!(event["event"], "DISABLED");
    assert!(event["disable_info"]["disable_date"].is_i64());
    assert_eq!(send().await.1["error"]["code"], 132_016);
    assert_eq!(
        bench.graph("DELETE", &format!("{ALL}?name=hello_world"), None).await.0,
        400,
        "disabled ones stay"
    );
}

#[tokio::test]
async fn sends_held_for_quality_go_out_when_it_is_good_and_fail_when_it_is_not() {
    let bench = Bench::start().await;
    let id = "1100000000000001";
    let template = json!({"to": format!("+{BIA}"), "type": "template", "template": {"name": "hello_world", "language": {"code": "en_US"}}});
    for (end, expected) in
        [(json!({"held": false}), vec!["sent", "delivered"]), (json!({"quality": "RED"}), vec!["failed"])]
    {
        bench.control(&format!("templates/{id}"), json!({"held": true})).await;
        let (_, answer) = bench.send(template.clone()).await;
        assert_eq!(answer["messages"][0]["message_status"], "held_for_quality_assessment");
        let message = answer["messages"][0]["id"].as_str().unwrap().to_owned();
        bench.control(&format!("templates/{id}"), end).await;
        hooked(&bench, "ended", |hook| hook.statuses_of(&message) == expected).await;
    }
    let failed = bench.hook.statuses().into_iter().find(|status| status["status"] == "failed").unwrap();
    assert_eq!(failed["errors"][0]["code"], 132_015);
}

#[tokio::test]
async fn samples_are_uploaded_in_pieces_and_their_handle_makes_a_header() {
    let bench = Bench::start().await;
    let (status, session) =
        bench.graph("POST", "app/uploads?file_name=a.png&file_length=10&file_type=image/png", None).await;
    assert_eq!(status, 200);
    let path = session["id"].as_str().unwrap().to_owned();
    let url = format!("{}/v23.0/{path}", bench.url);
    let send = |offset: &str, bytes: &'static [u8]| {
        let request =
            bench.http.post(&url).header("authorization", "OAuth um-token").header("file_offset", offset);
        request.body(bytes).send()
    };
    let part: Value = send("0", b"01234").await.unwrap().json().await.unwrap();
    assert_eq!(part["file_offset"], 5);
    assert_eq!(bench.graph("GET", &path, None).await.1["file_offset"], 5);
    assert_eq!(send("3", b"34567").await.unwrap().status(), 400, "from where it stopped only");
    let done: Value = send("5", b"56789").await.unwrap().json().await.unwrap();
    let handle = done["h"].as_str().unwrap();
    assert!(handle.starts_with("4::"));
    let with = |handle: &str, name: &str| {
        json!({"name": name, "language": "pt_BR", "category": "MARKETING", "components": [
            {"type": "HEADER", "format": "IMAGE", "example": {"header_handle": [handle]}}, body("Veja a novidade.", &[])]})
    };
    create(&bench, with(handle, "foto")).await;
    let wrong = bench.graph("POST", ALL, Some(with("4::outro", "foto_2"))).await.1;
    assert_eq!(wrong["error"]["error_subcode"], 2_388_047);
}

#[tokio::test]
async fn a_send_must_fit_its_template_and_the_phone_shows_it_filled() {
    let bench = Bench::start().await;
    let template = json!({"name": "consulta", "language": "pt_BR", "category": "UTILITY", "parameter_format": "NAMED", "components": [
        {"type": "HEADER", "format": "TEXT", "text": "Consulta de {{nome}}"},
        {"type": "BODY", "text": "Até {{hora}}, {{nome}}."},
        {"type": "FOOTER", "text": "Clínica Exemplo"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Confirmo"}, {"type": "URL", "text": "Mudar", "url": "https://example.com/{{1}}"}]}]});
    bench.control("templates", json!({"waba_id": WABA, "template": template})).await;
    let named = |name: &str, text: &str| json!({"type": "text", "parameter_name": name, "text": text});
    let send = |parts: Value| json!({"type": "template", "template": {"name": "consulta", "language": {"code": "pt_BR"}, "components": parts}});
    let header = json!({"type": "header", "parameters": [named("nome", "Ana")]});
    let words = json!({"type": "body", "parameters": [named("nome", "Ana"), named("hora", "14h")]});
    let button = json!({"type": "button", "sub_type": "url", "index": "1", "parameters": [{"type": "text", "text": "118"}]});
    let codes = [
        (json!([words, button]), 132_000),
        (json!([header, button]), 132_000),
        (
            json!([header, {"type": "body", "parameters": [named("nome", "Ana"), named("x", "14h")]}, button]),
            100,
        ),
        (json!([header, words]), 131_008),
    ];
    for (parts, code) in codes {
        assert_eq!(bench.send(send(parts.clone())).await.1["error"]["code"], code, "{parts}");
    }
    bench.write(ANA, "Oi").await;
    let (status, answer) = bench.send(send(json!([header, words, button]))).await;
    assert_eq!(status, 200, "{answer}");
    let id = answer["messages"][0]["id"].as_str().unwrap().to_owned();
    hooked(&bench, "delivered", |hook| hook.statuses_of(&id).len() == 2).await;
    let chat = bench.chat(ANA).await;
    let shown = &chat["messages"][1]["shown"];
    assert_eq!(
        (&shown["header"]["text"], &shown["body"]),
        (&json!("Consulta de Ana"), &json!("Até 14h, Ana."))
    );
    assert_eq!(shown["buttons"][1]["url"], "https://example.com/118");
    let marketing = bench.graph("POST", &format!("{LINE}/marketing_messages"), Some(json!({"messaging_product": "whatsapp",
        "to": format!("+{ANA}"), "type": "template", "template": {"name": "consulta", "language": {"code": "pt_BR"}}}))).await;
    assert_eq!(marketing.1["error"]["code"], 134_100);
}
