//! What customers answer, wish and block; what is typed in the Business app; the history it hands over.

use crate::harness::{ANA, Bench, LINE, hooked, until};
use serde_json::{Value, json};

async fn sent(bench: &Bench, interactive: Value) -> String {
    let (status, body) = bench.send(json!({"type": "interactive", "interactive": interactive})).await;
    assert_eq!(status, 200, "{body}");
    body["messages"][0]["id"].as_str().unwrap().to_owned()
}

async fn last(bench: &Bench, count: usize) -> Value {
    hooked(bench, "a message", |hook| hook.messages().len() == count).await;
    bench.hook.messages().pop().unwrap()
}

async fn refused(bench: &Bench, path: &str, body: Value) -> u16 {
    let url = format!("{}/control/{path}", bench.url);
    bench.http.post(url).json(&body).send().await.unwrap().status().as_u16()
}

#[tokio::test]
async fn buttons_rows_and_flows_are_answered_with_what_was_offered() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let buttons = sent(&bench, json!({"type": "button", "body": {"text": "Confirma?"}, "action": {"buttons": [
        {"type": "reply", "reply": {"id": "sim", "title": "Sim"}}, {"type": "reply", "reply": {"id": "nao", "title": "Não"}}]}})).await;
    bench.control("replies", json!({"message": buttons, "choice": "nao"})).await;
    let message = last(&bench, 2).await;
    assert_eq!(
        message["interactive"],
        json!({"type": "button_reply", "button_reply": {"id": "nao", "title": "Não"}})
    );
    assert_eq!(message["context"]["id"], buttons.as_str());
    assert_eq!(refused(&bench, "replies", json!({"message": buttons, "choice": "talvez"})).await, 400);
    let list = sent(
        &bench,
        json!({"type": "list", "body": {"text": "Quando?"}, "action": {"button": "Ver", "sections": [
        {"title": "Terça", "rows": [{"id": "t14", "title": "14:00", "description": "Dra. Lia"}]}]}}),
    )
    .await;
    bench.control("replies", json!({"message": list, "choice": "t14"})).await;
    assert_eq!(last(&bench, 3).await["interactive"]["list_reply"]["description"], "Dra. Lia");
    let flow = sent(&bench, json!({"type": "flow", "body": {"text": "Cadastro"}, "action": {"name": "flow", "parameters": {
        "flow_message_version": "3", "flow_id": "88", "flow_cta": "Abrir", "flow_token": "tok-1", "flow_action": "navigate",
        "flow_action_payload": {"screen": "A"}}}})).await;
    bench.control("replies", json!({"message": flow, "fields": {"nome": "Ana"}})).await;
    let reply = last(&bench, 4).await["interactive"]["nfm_reply"].clone();
    let fields: Value = serde_json::from_str(reply["response_json"].as_str().unwrap()).unwrap();
    assert_eq!(fields, json!({"nome": "Ana", "flow_token": "tok-1"}));
    let place = sent(&bench, json!({"type": "location_request_message", "body": {"text": "Onde?"}, "action": {"name": "send_location"}})).await;
    bench.control("replies", json!({"message": place})).await;
    assert_eq!(last(&bench, 5).await["type"], "location");
    let text = bench.send_text("sem botões").await;
    assert_eq!(refused(&bench, "replies", json!({"message": text, "choice": "x"})).await, 400);
}

#[tokio::test]
async fn the_quick_reply_of_a_template_comes_as_a_button_with_its_payload() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let template = json!({"name": "conf", "language": "pt_BR", "category": "UTILITY", "components": [
        {"type": "BODY", "text": "Confirma amanhã?"},
        {"type": "BUTTONS", "buttons": [{"type": "QUICK_REPLY", "text": "Sim"}, {"type": "QUICK_REPLY", "text": "Não"}]}]});
    bench.control("templates", json!({"waba_id": crate::harness::WABA, "template": template})).await;
    let send = json!({"type": "template", "template": {"name": "conf", "language": {"code": "pt_BR"}, "components": [
        {"type": "button", "sub_type": "quick_reply", "index": "1", "parameters": [{"type": "payload", "payload": "NAO:118"}]}]}});
    let id = bench.send(send).await.1["messages"][0]["id"].as_str().unwrap().to_owned();
    bench.control("replies", json!({"message": id, "choice": "1"})).await;
    let message = last(&bench, 2).await;
    assert_eq!(message["type"], "button");
    assert_eq!(message["button"], json!({"payload": "NAO:118", "text": "Não"}));
    bench.control("replies", json!({"message": id, "choice": "0"})).await;
    assert_eq!(last(&bench, 3).await["button"], json!({"payload": "Sim", "text": "Sim"}));
}

#[tokio::test]
async fn whoever_stops_advertising_gets_none_until_it_is_resumed() {
    let bench = Bench::start().await;
    let template = json!({"name": "novidade", "language": "pt_BR", "category": "MARKETING", "components": [{"type": "BODY", "text": "Chegou."}]});
    bench.control("templates", json!({"waba_id": crate::harness::WABA, "template": template})).await;
    let send = json!({"type": "template", "template": {"name": "novidade", "language": {"code": "pt_BR"}}});
    let prefer = |value: &str| json!({"line": LINE, "customer": ANA, "value": value});
    bench.control("preferences", prefer("stop")).await;
    hooked(&bench, "told", |hook| {
        hook.posts().iter().any(|post| {
            let change = &post.body["entry"][0]["changes"][0];
            let preference = &change["value"]["user_preferences"][0];
            change["field"] == "user_preferences"
                && preference["value"] == "stop"
                && preference["category"] == "marketing_messages"
                && preference["wa_id"] == ANA
        })
    })
    .await;
    let stopped = bench.send(send.clone()).await.1["messages"][0]["id"].as_str().unwrap().to_owned();
    hooked(&bench, "failed", |hook| hook.statuses_of(&stopped) == ["failed"]).await;
    assert_eq!(bench.hook.statuses()[0]["errors"][0]["code"], 131_050);
    bench.control("preferences", prefer("resume")).await;
    let resumed = bench.send(send).await.1["messages"][0]["id"].as_str().unwrap().to_owned();
    hooked(&bench, "sent", |hook| hook.statuses_of(&resumed) == ["sent", "delivered"]).await;
    assert_eq!(refused(&bench, "preferences", prefer("talvez")).await, 400);
}

#[tokio::test]
async fn whoever_blocks_the_business_gets_nothing_and_says_nothing() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    bench.control("block", json!({"line": LINE, "customer": ANA, "blocked": true})).await;
    let id = bench.send_text("Está aí?").await;
    hooked(&bench, "sent", |hook| hook.statuses_of(&id) == ["sent"]).await;
    assert_eq!(refused(&bench, "messages", json!({"line": LINE, "customer": ANA, "text": "x"})).await, 400);
    bench.control("block", json!({"line": LINE, "customer": ANA, "blocked": false})).await;
    let after = bench.send_text("E agora?").await;
    hooked(&bench, "delivered", |hook| hook.statuses_of(&after) == ["sent", "delivered"]).await;
    assert_eq!(bench.hook.statuses_of(&id), ["sent"], "what was sent meanwhile never arrives");
}

fn values(bench: &Bench, field: &str) -> Vec<Value> {
    let changes = bench.hook.posts().into_iter().map(|post| post.body["entry"][0]["changes"][0].clone());
    changes.filter(|change| change["field"] == field).map(|change| change["value"].clone()).collect()
}

#[tokio::test]
async fn what_is_typed_in_the_business_app_comes_as_an_echo_and_stands_in_the_chat() {
    let bench = Bench::start().await;
    bench.write(ANA, "Oi").await;
    let echo = bench
        .control("echoes", json!({"line": LINE, "customer": ANA, "text": "Respondi pelo celular"}))
        .await;
    let id = echo["id"].as_str().unwrap();
    bench.control("echoes", json!({"line": LINE, "customer": ANA, "kind": "image"})).await;
    bench.control("echoes", json!({"line": LINE, "customer": ANA, "text": "Respondi", "edits": id})).await;
    bench.control("echoes", json!({"line": LINE, "customer": ANA, "revokes": id})).await;
    until("four", || async { values(&bench, "smb_message_echoes").len() == 4 }).await;
    let echoes: Vec<Value> = values(&bench, "smb_message_echoes")
        .into_iter()
        .map(|value| value["message_echoes"][0].clone())
        .collect();
    assert_eq!((&echoes[0]["from"], &echoes[0]["to"]), (&json!("551133224455"), &json!(ANA)));
    assert!(echoes[1]["image"]["id"].is_string());
    assert_eq!(echoes[2]["edit"]["message"]["text"]["body"], "Respondi");
    assert_eq!(echoes[3]["revoke"]["original_message_id"], id);
    let chat = bench.chat(ANA).await;
    assert_eq!(chat["messages"][1]["changed"], "revoked");
    bench.control("read", json!({"line": LINE, "customer": ANA})).await;
    assert!(bench.hook.statuses().is_empty(), "echoes have no statuses");
}

#[tokio::test]
async fn history_comes_in_phases_with_progress_and_its_files_apart() {
    let bench = Bench::start().await;
    let order = json!({"line": LINE, "what": "history", "customers": [ANA], "messages": 6, "days": 120});
    let count = bench.control("handover", order).await["updates"].as_u64().unwrap();
    until("all", || async { values(&bench, "history").len() == usize::try_from(count).unwrap() }).await;
    let values = values(&bench, "history");
    let phases: Vec<i64> =
        values.iter().filter_map(|value| value["history"][0]["metadata"]["phase"].as_i64()).collect();
    assert_eq!(phases, [0, 1, 2]);
    assert_eq!(values[2]["history"][0]["metadata"]["progress"], 100);
    let thread = &values[1]["history"][0]["threads"][0];
    assert_eq!(thread["id"], ANA);
    assert!(
        thread["messages"].as_array().unwrap().iter().all(|one| one["history_context"]["status"].is_string())
    );
    let recent = json!({"line": LINE, "what": "history", "customers": [ANA], "messages": 3, "days": 5});
    bench.control("handover", recent).await;
    until("a file", || async {
        self::values(&bench, "history").iter().any(|value| value["messages"][0]["image"]["id"].is_string())
    })
    .await;
    bench.control("handover", json!({"line": LINE, "what": "declined"})).await;
    until("declined", || async {
        self::values(&bench, "history")
            .iter()
            .any(|value| value["history"][0]["errors"][0]["code"] == 2_593_109)
    })
    .await;
}

#[tokio::test]
async fn a_number_in_both_places_hands_over_once_when_asked() {
    let bench = Bench::start().await;
    let path = format!("{LINE}/smb_app_data");
    let ask = |what: &str| Some(json!({"messaging_product": "whatsapp", "sync_type": what}));
    assert_eq!(bench.graph("POST", &path, ask("history")).await.0, 400, "not in the Business app");
    bench.control(&format!("lines/{LINE}"), json!({"coexistence": true})).await;
    assert_eq!(bench.graph("POST", &path, ask("smb_app_state_sync")).await.0, 200);
    until("contacts", || async { !values(&bench, "smb_app_state_sync").is_empty() }).await;
    let contact = values(&bench, "smb_app_state_sync")[0]["state_sync"][0].clone();
    assert_eq!((&contact["action"], contact["contact"]["full_name"].is_string()), (&json!("add"), true));
    assert_eq!(bench.graph("POST", &path, ask("history")).await.0, 200);
    assert_eq!(bench.graph("POST", &path, ask("history")).await.1["error"]["code"], 2_593_107);
}
