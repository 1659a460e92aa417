//! Templates: components both ways, the calls, and every event of the webhook.

use crate::stub::{Act, Request, Stub};
use prosa_domain::template::{
    AuthText, Button, Draft, Header, MediaFormat, OtpApp, OtpKind, Quality, TemplateCategory, TemplateStatus,
    VariableFormat, draft::AuthWarning, library,
};
use prosa_provider::{
    CallError, Item, Provider,
    meta::{Meta, Timeouts},
    template::{SampleFile, TemplateChange, TemplateEvent},
};
use serde_json::{Value, json};
use std::time::Duration;

fn meta() -> Meta {
    Meta::new(Timeouts { connect: Duration::from_millis(500), answer: Duration::from_secs(5) }).unwrap()
}

fn ok(body: &Value) -> Act {
    Act::Answer(200, body.to_string())
}

fn named(samples: &[(&str, &str)]) -> std::collections::BTreeMap<String, String> {
    samples.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

fn reminder() -> Draft {
    Draft {
        name: "lembrete_consulta".to_owned(),
        language: "pt_BR".to_owned(),
        category: TemplateCategory::Utility,
        header: Some(Header::Text { text: "Lembrete".to_owned(), sample: String::new() }),
        body: "Olá {{nome}}, sua consulta é amanhã às {{hora}}.".to_owned(),
        samples: named(&[("nome", "Ana"), ("hora", "14h")]),
        footer: "Clínica Exemplo".to_owned(),
        buttons: vec![
            Button::QuickReply { text: "Confirmar".to_owned() },
            Button::Url {
                text: "Remarcar".to_owned(),
                url: "https://example.com/r/{{1}}".to_owned(),
                sample: "https://example.com/r/118".to_owned(),
            },
        ],
        ttl_seconds: Some(43_200),
        ..Draft::default()
    }
}

/// Drafts with every header and every button.
fn drafts() -> Vec<Draft> {
    let text = |text: &str| text.to_owned();
    let positional = Draft {
        format: VariableFormat::Positional,
        header: Some(Header::Text { text: text("Pedido {{1}}"), sample: text("118") }),
        body: text("Olá {{1}}, o pedido sai {{2}} cedo."),
        samples: named(&[("1", "Ana"), ("2", "hoje")]),
        ..reminder()
    };
    let file = |format| Some(Header::Media { format, handle: text("4::aW") });
    let kinds = vec![
        Button::Phone { text: text("Ligar"), number: text("+551133224455") },
        Button::CopyCode { sample: text("VERAO20") },
        Button::Flow { text: text("Abrir"), flow_id: text("998877"), screen: text("INICIO") },
        Button::Catalog { text: text("Ver") },
        Button::Mpm { text: text("Ver vários") },
        Button::Spm { text: text("Ver um") },
        Button::OrderDetails { text: text("Pagar") },
        Button::ContactInfo,
        Button::VoiceCall { text: text("Falar") },
        Button::Other { raw: json!({"type": "TOMORROW", "text": "Novo", "x": [1]}) },
    ];
    let app = OtpApp { package: text("com.exemplo"), signature: text("K8a/AINcGX7") };
    let code = Draft {
        name: text("codigo"),
        language: text("pt_BR"),
        category: TemplateCategory::Authentication,
        // Nothing is named in it, so Meta tells no format.
        format: VariableFormat::Positional,
        auth: Some(AuthText { warning: AuthWarning::Shown, expires_minutes: Some(10) }),
        buttons: vec![Button::Otp { otp: OtpKind::OneTap, text: text("Copiar"), apps: vec![app] }],
        ..Draft::default()
    };
    let mut all = vec![
        reminder(),
        positional,
        Draft { header: file(MediaFormat::Image), ..reminder() },
        Draft { header: file(MediaFormat::Video), ..reminder() },
        Draft { header: file(MediaFormat::Document), ..reminder() },
        Draft { header: Some(Header::Location), buttons: kinds, ..reminder() },
        Draft {
            others: vec![json!({"type": "limited_time_offer", "limited_time_offer": {"text": "Logo"}})],
            ..reminder()
        },
        code,
    ];
    all.extend(library::purposes().filter_map(|purpose| library::get(purpose, "es")));
    all
}

#[tokio::test]
async fn what_is_handed_in_reads_back_as_it_was() {
    for draft in drafts() {
        let created = json!({"id": "1", "status": "PENDING", "category": "UTILITY"});
        let stub = Stub::start([ok(&created)]).await;
        let answer = meta().create_template(&stub.line(), &draft).await.unwrap();
        assert_eq!((answer.id.as_str(), answer.status), ("1", TemplateStatus::Pending));
        let request = stub.requests().remove(0);
        assert_eq!(request.line, "POST /v26.0/200100300400500/message_templates");
        let mut entry = request.body;
        entry["id"] = "1".into();
        entry["status"] = "APPROVED".into();
        let stub = Stub::start([ok(&json!({ "data": [entry] }))]).await;
        let page = meta().list_templates(&stub.line(), None).await.unwrap();
        assert_eq!(page.templates.first().map(|one| &one.draft), Some(&draft));
    }
}

#[tokio::test]
async fn a_creation_is_written_as_metas_own_example() {
    let stub = Stub::start([ok(&json!({"id": "1", "status": "PENDING", "category": "MARKETING"}))]).await;
    let answer = meta().create_template(&stub.line(), &reminder()).await.unwrap();
    assert_eq!(answer.category, Some(TemplateCategory::Marketing), "Meta may judge otherwise");
    assert_eq!(
        stub.requests().remove(0).body,
        json!({"name":"lembrete_consulta","language":"pt_BR","category":"UTILITY","parameter_format":"named",
         "message_send_ttl_seconds":43200,
         "components":[
          {"type":"HEADER","format":"TEXT","text":"Lembrete"},
          {"type":"BODY","text":"Olá {{nome}}, sua consulta é amanhã às {{hora}}.",
           "example":{"body_text_named_params":[{"param_name":"nome","example":"Ana"},{"param_name":"hora","example":"14h"}]}},
          {"type":"FOOTER","text":"Clínica Exemplo"},
          {"type":"BUTTONS","buttons":[
            {"type":"QUICK_REPLY","text":"Confirmar"},
            {"type":"URL","text":"Remarcar","url":"https://example.com/r/{{1}}","example":["https://example.com/r/118"]}]}]})
    );
}

#[tokio::test]
async fn a_code_that_meta_shows_as_an_address_is_still_a_code() {
    let entry = json!({"id": 5, "name": "codigo", "language": "pt_BR", "category": "AUTHENTICATION", "status": "APPROVED",
        "components": [{"type": "BODY", "text": "Seu código é *{{1}}*.", "add_security_recommendation": true},
            {"type": "BUTTONS", "buttons": [{"type": "URL", "text": "Copiar código",
                "url": "https://www.whatsapp.com/otp/code/?otp_type=COPY_CODE&code=otp{{1}}"}]}]});
    let stub = Stub::start([ok(&json!({ "data": [entry] }))]).await;
    let page = meta().list_templates(&stub.line(), None).await.unwrap();
    let draft = &page.templates[0].draft;
    assert!(
        draft.body.is_empty() && matches!(draft.buttons[0], Button::Otp { otp: OtpKind::CopyCode, .. }),
        "{draft:?}"
    );
}

#[tokio::test]
async fn a_listing_is_read_page_by_page_and_one_bad_entry_harms_nobody() {
    let entry = |id: &str| {
        json!({"id": id, "name": "aviso", "language": "pt_BR", "category": "UTILITY", "status": "APPROVED",
            "quality_score": {"score": "GREEN"}, "rejected_reason": "NONE", "correct_category": "MARKETING",
            "components": [{"type": "BODY", "text": "Oi"}]})
    };
    let first = json!({"data": [entry("1"), {"id": "2"}, entry("3")],
        "paging": {"cursors": {"after": "QVFI"}, "next": "https://elsewhere.example/steal"}});
    let last = json!({"data": [entry("4")], "paging": {"cursors": {"after": "MAZDZD"}}});
    let stub = Stub::start([ok(&first), ok(&last)]).await;
    let page = meta().list_templates(&stub.line(), None).await.unwrap();
    assert_eq!((page.templates.len(), page.unreadable, page.next.as_deref()), (2, 1, Some("QVFI")));
    let one = &page.templates[0];
    assert_eq!((one.quality, one.reason.as_str()), (Quality::Green, ""));
    assert_eq!(one.correct_category, Some(TemplateCategory::Marketing));
    let page = meta().list_templates(&stub.line(), Some("QVFI")).await.unwrap();
    assert_eq!((page.templates.len(), page.next), (1, None));
    let lines: Vec<String> = stub.requests().into_iter().map(|request| request.line).collect();
    assert!(lines[0].starts_with("GET /v26.0/200100300400500/message_templates?fields=id,name"), "{lines:?}");
    assert!(lines[1].ends_with("&after=QVFI"), "{lines:?}");
}

#[tokio::test]
async fn an_edit_replaces_components_and_a_deletion_names_one_language() {
    let success = ok(&json!({"success": true}));
    let stub = Stub::start([success.clone(), success]).await;
    meta().edit_template(&stub.line(), "77", &reminder()).await.unwrap();
    meta().delete_template(&stub.line(), "aviso", "77").await.unwrap();
    let requests: Vec<Request> = stub.requests();
    assert_eq!(requests[0].line, "POST /v26.0/77");
    assert_eq!((requests[0].body.get("name"), requests[0].body.get("language")), (None, None));
    assert_eq!(requests[0].body["components"].as_array().map(Vec::len), Some(4));
    assert_eq!(requests[1].line, "DELETE /v26.0/200100300400500/message_templates?name=aviso&hsm_id=77");
    assert!(meta().delete_template(&stub.line(), "aviso&x=1", "77").await.is_err(), "an id is only an id");
    assert!(meta().edit_template(&stub.line(), "../other", &reminder()).await.is_err());
    assert_eq!(stub.requests().len(), 2);
}

#[tokio::test]
async fn a_sample_file_goes_up_through_a_session() {
    let stub = Stub::start([ok(&json!({"id": "upload:MTphd?sig=ARZ"})), ok(&json!({"h": "4::aWc="}))]).await;
    let file = SampleFile {
        name: "foto loja.jpg".to_owned(),
        mime: "image/jpeg".to_owned(),
        bytes: vec![1_u8; 9].into(),
    };
    assert_eq!(meta().upload_sample(&stub.line(), &file).await, Ok("4::aWc=".to_owned()));
    let requests = stub.requests();
    assert_eq!(
        requests[0].line,
        "POST /v26.0/app/uploads?file_name=foto+loja.jpg&file_length=9&file_type=image%2Fjpeg"
    );
    assert_eq!(requests[1].line, "POST /v26.0/upload:MTphd?sig=ARZ");
    assert_eq!(requests[1].authorization, "OAuth EAATOKEN");
    for elsewhere in ["https://elsewhere.example/x", "upload:../../x", ""] {
        let stub = Stub::start([ok(&json!({ "id": elsewhere }))]).await;
        assert_eq!(
            meta().upload_sample(&stub.line(), &file).await,
            Err(CallError::Unreachable),
            "{elsewhere}"
        );
        assert_eq!(stub.requests().len(), 1);
    }
}

#[tokio::test]
async fn a_refusal_says_what_meta_tells_people() {
    let error = json!({"error": {"code": 100, "message": "Invalid parameter", "error_subcode": 2_388_024,
        "error_user_title": "Já existe", "error_user_msg": "Já existe conteúdo neste idioma."}});
    let stub = Stub::start([Act::Answer(400, error.to_string())]).await;
    let refused = meta().create_template(&stub.line(), &reminder()).await.unwrap_err();
    assert_eq!(
        refused,
        CallError::Refused { code: 100, detail: "Já existe conteúdo neste idioma.".to_owned() }
    );
}

fn event(field: &str, value: &Value) -> Option<TemplateEvent> {
    let body = json!({"object": "whatsapp_business_account", "entry": [{"id": "200100300400500", "time": 1_795_000_000,
        "changes": [{"field": field, "value": value}]}]});
    let updates = meta().parse_inbound(body.to_string().as_bytes(), chrono::DateTime::UNIX_EPOCH).unwrap();
    let Item::Other { field, raw } = &updates[0].item else { panic!("{updates:?}") };
    meta().template_event(field, raw)
}

fn with(more: &Value) -> Value {
    let mut value = json!({"message_template_id": 1_122_334_455_667_788_u64, "message_template_name": "lembrete_consulta",
        "message_template_language": "pt-BR"});
    value.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    value
}

#[test]
fn every_event_of_a_template_is_read() {
    let status =
        |more: &Value| event("message_template_status_update", &with(more)).map(|event| event.change);
    assert_eq!(
        status(
            &json!({"event": "REJECTED", "reason": "INVALID_FORMAT", "message_template_category": "UTILITY",
            "rejection_info": {"reason": "Variables touch each other.", "recommendation": "Put words between."}})
        ),
        Some(TemplateChange::Status {
            status: TemplateStatus::Rejected,
            reason: "INVALID_FORMAT".to_owned(),
            detail: "Variables touch each other. Put words between.".to_owned(),
            category: Some(TemplateCategory::Utility),
        })
    );
    for (word, wanted) in [
        ("APPROVED", TemplateStatus::Approved),
        ("ARCHIVED", TemplateStatus::Archived),
        ("UNARCHIVED", TemplateStatus::Approved),
        ("DELETED", TemplateStatus::Deleted),
        ("DISABLED", TemplateStatus::Disabled),
        ("FLAGGED", TemplateStatus::Flagged),
        ("IN_APPEAL", TemplateStatus::InAppeal),
        ("LIMIT_EXCEEDED", TemplateStatus::LimitExceeded),
        ("LOCKED", TemplateStatus::Locked),
        ("PAUSED", TemplateStatus::Paused),
        ("PENDING", TemplateStatus::Pending),
        ("PENDING_DELETION", TemplateStatus::PendingDeletion),
        ("REINSTATED", TemplateStatus::Approved),
    ] {
        let told = status(&json!({"event": word, "reason": null}));
        assert!(
            matches!(told, Some(TemplateChange::Status { status, .. }) if status == wanted),
            "{word}: {told:?}"
        );
    }
    assert_eq!(status(&json!({"event": "TOMORROW"})), None);
    let quality = event("message_template_quality_update", &with(&json!({"new_quality_score": "YELLOW"})));
    assert_eq!(quality.map(|event| event.change), Some(TemplateChange::Quality(Quality::Yellow)));
    let warned = json!({"correct_category": "MARKETING", "new_category": "UTILITY", "category_update_timestamp": 1_795_106_400});
    let warned = event("template_category_update", &with(&warned)).map(|event| event.change);
    let at = chrono::DateTime::from_timestamp(1_795_106_400, 0);
    assert_eq!(warned, Some(TemplateChange::CategoryWarning { to: TemplateCategory::Marketing, at }));
    let moved = json!({"previous_category": "UTILITY", "new_category": "MARKETING"});
    let moved = event("template_category_update", &with(&moved)).unwrap();
    assert_eq!(moved.change, TemplateChange::Category(TemplateCategory::Marketing));
    assert_eq!((moved.of.id.as_str(), moved.of.name.as_str()), ("1122334455667788", "lembrete_consulta"));
    let words =
        event("message_template_components_update", &with(&json!({"message_template_element": "Oi"})));
    assert_eq!(words.map(|event| event.change), Some(TemplateChange::Components));
    assert_eq!(event("account_update", &with(&json!({"event": "APPROVED"}))), None);
    assert_eq!(event("message_template_status_update", &json!({"event": "APPROVED"})), None, "about nobody");
}
