//! Every server function, called with no session, with each role, and with another company's ids.

use crate::node::{Node, Person};
use prosa_domain::{
    access::Role,
    id::{ContactId, ConversationId, LineId, MemberId, MessageId},
};
use prosa_testkit::meta;
use prosa_wire::{
    inbox::{InboxFilter, Scope},
    journal::JournalFilter,
    line::LineForm,
    session::LogIn,
};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};
use std::{collections::BTreeMap, time::Duration};

const PASSWORD: &str = "cavalo-bateria-grampo";

/// What a call does with ids of another company.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Foreign {
    /// They do not exist.
    NotFound,
    /// The call has none, or answers for its own company only.
    Own,
}

struct Call {
    path: &'static str,
    body: Value,
    least: Role,
    foreign: Foreign,
}

/// Functions for people who are not signed in.
const OPEN: [&str; 8] = [
    "/api/people/log_in",
    "/api/people/sign_up",
    "/api/sign_out",
    "/api/people/invitation",
    "/api/people/accept_invitation",
    "/api/people/request_reset",
    "/api/people/reset_password",
    "/api/set_preference",
];

fn calls(ids: &Ids) -> Vec<Call> {
    use Foreign::{NotFound, Own};
    use Role::{Admin, Agent, Manager, Viewer};
    let (conversation, message) = (ids.conversation, ids.message);
    let command = uuid::Uuid::from_u128(prosa_testkit::database::rand128());
    let filter = json!({"scope": "all", "status": null, "line_id": null});
    let stranger = uuid::Uuid::from_u128(prosa_testkit::database::rand128());
    let call = |path, body, least, foreign| Call { path, body, least, foreign };
    let mut all = vec![
        call("/api/inbox/page", json!({"filter": filter, "after": null}), Viewer, Own),
        call("/api/inbox/thread", json!({"id": conversation}), Viewer, NotFound),
        call(
            "/api/inbox/older",
            json!({"id": conversation, "before": {"at": "2026-11-21T17:05:00Z", "sequence": 1}}),
            Viewer,
            NotFound,
        ),
        call(
            "/api/inbox/add_contact",
            json!({"contact": {"name": "Paulo", "phone": "+55 21 99876-5432"}}),
            Agent,
            Own,
        ),
        call("/api/inbox/search", json!({"ask": {"words": "mesa", "before": null}}), Viewer, Own),
        call(
            "/api/inbox/refresh",
            json!({"request": {"conversations": [conversation], "open": null, "messages": []}}),
            Viewer,
            Own,
        ),
        call(
            "/api/inbox/assign",
            json!({"command": {"conversation_id": conversation, "member_id": null}}),
            Manager,
            NotFound,
        ),
        call(
            "/api/inbox/status",
            json!({"command": {"conversation_id": conversation, "status": "pending"}}),
            Agent,
            NotFound,
        ),
        call(
            "/api/inbox/correct_reading",
            json!({"command": {"conversation_id": conversation, "message_id": message, "intent": "spam", "sentiment": null}}),
            Agent,
            NotFound,
        ),
        call("/api/inbox/brief", json!({"id": conversation}), Viewer, NotFound),
        call("/api/inbox/tell", json!({"id": conversation}), Agent, NotFound),
        call("/api/inbox/read_before", json!({"id": conversation, "message": message}), Viewer, NotFound),
        call("/api/inbox/undo_reading", json!({"id": message}), Agent, NotFound),
        call("/api/intelligence/classifier", json!({}), Viewer, Own),
        call("/api/dashboard/ia", json!({"period": "week"}), Viewer, Own),
        call("/api/intelligence/undo", json!({"id": message}), Agent, NotFound),
        call("/api/intelligence/reader", json!({"reader": "shipped"}), Admin, Own),
        call("/api/intelligence/forget", json!({}), Admin, Own),
        call("/api/intelligence/pictures", json!({}), Manager, Own),
        call(
            "/api/intelligence/choose_pictures",
            json!({"model": stranger, "agreed": "on"}),
            Admin,
            NotFound,
        ),
        call("/api/inbox/seen", json!({"id": conversation}), Agent, NotFound),
        call("/api/inbox/typing", json!({"id": conversation}), Agent, NotFound),
        call(
            "/api/inbox/post",
            json!({"command": {"command_id": command, "conversation_id": conversation, "body": {"is": "text", "text": "Oi"}, "quoted": null, "send_at": null}}),
            Agent,
            NotFound,
        ),
        call(
            "/api/inbox/cancel",
            json!({"command": {"conversation_id": conversation, "message_id": message}}),
            Agent,
            NotFound,
        ),
        call("/api/inbox/retry_media", json!({"id": stranger}), Viewer, NotFound),
        call(
            "/api/consent/ledger",
            json!({"filter": {"contact": ids.contact, "purpose": null, "act": null, "before": null}}),
            Viewer,
            NotFound,
        ),
        call("/api/consent/verify", json!({}), Manager, Own),
        call(
            "/api/consent/record",
            json!({"form[contact]": ids.contact, "form[purpose]": "utility", "form[act]": "given", "form[statement]": "Disse no balcão"}),
            Agent,
            NotFound,
        ),
        call("/api/consent/block", json!({"contact": ids.contact}), Agent, NotFound),
        call("/api/consent/unblock", json!({"contact": ids.contact}), Agent, NotFound),
        call("/api/consent/leave_alone", json!({"contact": ids.contact}), Agent, NotFound),
        call("/api/consent/contact_again", json!({"contact": ids.contact}), Agent, NotFound),
        call("/api/consent/policy", json!({}), Manager, Own),
        call(
            "/api/consent/save_policy",
            json!({"fields[quiet_from]": "21:00", "fields[quiet_until]": "09:00", "fields[days][0][mode]": "own", "fields[days][0][from]": "18:00", "fields[days][0][until]": "08:00", "fields[frequency_max]": "", "fields[frequency_days]": "7"}),
            Admin,
            Own,
        ),
        call(
            "/api/consent/save_stop",
            json!({"fields[wordings][0][lang]": "pt-BR", "fields[wordings][0][reply]": "Feito.", "fields[wordings][0][words]": "sem ofertas"}),
            Admin,
            Own,
        ),
        call("/api/templates/list", json!({}), Agent, Own),
        call("/api/templates/open", json!({"id": stranger}), Agent, NotFound),
        call("/api/templates/delete", json!({"id": stranger}), Manager, NotFound),
        call(
            "/api/inbox/react",
            json!({"command": {"command_id": command, "conversation_id": conversation, "message_id": message, "emoji": "👍"}}),
            Agent,
            NotFound,
        ),
        call(
            "/api/inbox/retry",
            json!({"command": {"conversation_id": conversation, "message_id": message}}),
            Agent,
            NotFound,
        ),
        call("/api/lines/sms_fallback", json!({}), Manager, Own),
        call("/api/lines/save_sms_fallback", json!({"line_id": null}), Admin, Own),
        call("/api/lines/list", json!({}), Manager, Own),
        call(
            "/api/lines/connect",
            json!({"label": "Outra", "phone_number_id": "101", "account_id": "9101", "token": "t", "app_secret": "s"}),
            Admin,
            Own,
        ),
        call("/api/lines/check", json!({"id": ids.line}), Admin, NotFound),
        call("/api/lines/state", json!({"id": ids.line, "state": "paused"}), Admin, NotFound),
        call(
            "/api/journal/page",
            json!({"filter": {"line_id": null, "problems_only": false, "before": null}}),
            Manager,
            Own,
        ),
        call("/api/journal/detail", json!({"id": ids.delivery, "line": ids.line}), Admin, NotFound),
        call("/api/journal/replay", json!({"id": ids.delivery}), Admin, NotFound),
        call("/api/people/team", json!({}), Viewer, Own),
        call(
            "/api/people/invite",
            json!({"email": format!("{stranger}@example.com"), "role": "agent"}),
            Admin,
            Own,
        ),
        call("/api/people/withdraw_invitation", json!({"id": stranger}), Admin, NotFound),
        call("/api/people/change_role", json!({"id": ids.member, "role": "agent"}), Admin, NotFound),
        call("/api/people/remove_member", json!({"id": ids.member}), Admin, NotFound),
        call("/api/people/sessions", json!({}), Viewer, Own),
        call("/api/people/revoke_session", json!({"id": ids.session}), Viewer, NotFound),
        call("/api/people/revoke_other_sessions", json!({}), Viewer, Own),
        call(
            "/api/people/change_password",
            json!({"current": "wrong", "password": "outra-senha-comprida"}),
            Viewer,
            Own,
        ),
    ];
    all.extend(money_calls(ids));
    all.extend(knowledge_calls(ids));
    all
}

/// Functions of costs, of the send queue and of health.
fn money_calls(ids: &Ids) -> Vec<Call> {
    use Foreign::{NotFound, Own};
    use Role::{Admin, Agent, Manager, Viewer};
    let (conversation, message) = (ids.conversation, ids.message);
    let stranger = uuid::Uuid::from_u128(prosa_testkit::database::rand128());
    let call = |path, body, least, foreign| Call { path, body, least, foreign };
    let one = json!({"which": {"message": {"conversation_id": conversation, "message_id": message}}});
    vec![
        call("/api/lines/health", json!({}), Manager, Own),
        call("/api/lines/ask_health", json!({"id": ids.line}), Admin, NotFound),
        call("/api/sending/page", json!({}), Manager, Own),
        call("/api/sending/dead", json!({"shelf": "given_up", "cursor": null}), Agent, Own),
        call("/api/sending/recover", json!({"id": ids.line}), Admin, NotFound),
        call("/api/sending/line_pace", json!({"id": ids.line, "per_second": "20"}), Admin, NotFound),
        call("/api/sending/tenant_pace", json!({"per_minute": "60"}), Admin, Own),
        call("/api/sending/requeue", one.clone(), Agent, NotFound),
        call("/api/sending/discard", one, Admin, Own),
        call("/api/costs/page", json!({"month": "2026-11-01"}), Manager, Own),
        call(
            "/api/costs/save_budget",
            json!({"scope": format!("line:{}", ids.line), "limit": "50,00", "currency": "BRL", "at_limit": "stop"}),
            Admin,
            NotFound,
        ),
        call("/api/costs/remove_budget", json!({"id": stranger}), Admin, NotFound),
        call(
            "/api/costs/add_price",
            json!({"market": "pt", "category": "utility", "price": "0,05", "currency": "BRL", "valid_from": "2026-12-01"}),
            Admin,
            Own,
        ),
        call(
            "/api/costs/replace_price",
            json!({"id": stranger, "price": "0,05", "currency": "BRL", "valid_from": "2026-12-01"}),
            Admin,
            NotFound,
        ),
        call("/api/costs/end_price", json!({"id": stranger, "valid_until": "2026-12-01"}), Admin, NotFound),
        call("/api/costs/currency", json!({"currency": "BRL"}), Admin, Own),
        call("/api/assist/page", json!({}), Manager, Own),
        call(
            "/api/assist/save_model",
            json!({"id": stranger, "label": "Local", "kind": "compatible", "address": "https://modelo.example/v1", "model": "m",
                "window_tokens": "8000", "seconds_max": "20", "currency": "BRL", "state": "on"}),
            Admin,
            NotFound,
        ),
        call("/api/assist/remove_model", json!({"id": stranger}), Admin, NotFound),
        call("/api/assist/raise_model", json!({"id": stranger}), Admin, Own),
        call("/api/assist/test_model", json!({"id": stranger}), Admin, NotFound),
        call("/api/assist/save_limits", json!({"per_minute": "20", "currency": "BRL"}), Admin, Own),
        call(
            "/api/assist/rewrite",
            json!({"ask": {"conversation_id": conversation, "text": "oi, td bem?", "how": "formal"}}),
            Agent,
            NotFound,
        ),
        call(
            "/api/assist/translate",
            json!({"ask": {"conversation_id": conversation, "text": "oi", "message_id": null, "to": "en", "way": "out"}}),
            Agent,
            NotFound,
        ),
        call(
            "/api/assist/summary",
            json!({"ask": {"conversation_id": conversation, "since": null}}),
            Viewer,
            NotFound,
        ),
        call("/api/assist/decide", json!({"decide": {"id": stranger, "fate": "used"}}), Agent, NotFound),
        call("/api/assist/bench", json!({"conversation": conversation}), Admin, NotFound),
        call("/api/assistants/page", json!({}), Admin, Own),
        call(
            "/api/assistants/save",
            json!({"fields[id]": stranger, "fields[name]": "Aurora", "fields[lines][0]": ids.line, "fields[scope][0]": "pricing",
                "fields[served]": "always", "fields[conversation_day]": "10", "fields[tenant_day]": "100",
                "fields[quiet_seconds]": "15", "fields[after_person_minutes]": "60", "fields[length_max]": "800",
                "fields[floor_percent]": "40"}),
            Admin,
            NotFound,
        ),
        call("/api/assistants/switch", json!({"id": stranger, "mode": "off"}), Admin, NotFound),
        call("/api/assistants/remove", json!({"id": stranger}), Admin, NotFound),
    ]
}

/// Functions of what a company knows.
fn knowledge_calls(ids: &Ids) -> Vec<Call> {
    use Foreign::{NotFound, Own};
    use Role::{Agent, Manager, Viewer};
    let stranger = uuid::Uuid::from_u128(prosa_testkit::database::rand128());
    let call = |path, body, least, foreign| Call { path, body, least, foreign };
    let filter = json!({"state": "live", "kind": null, "audience": null});
    let said = json!({"conversation_id": ids.conversation, "source": stranger, "verdict": "useful"});
    vec![
        call("/api/knowledge/list", json!({"filter": filter, "after": null}), Viewer, Own),
        call("/api/knowledge/open", json!({"id": stranger}), Viewer, NotFound),
        call(
            "/api/knowledge/save",
            json!({"form[id]": stranger, "form[version]": "1", "form[title]": "Prazo", "form[text]": "Dois dias."}),
            Manager,
            NotFound,
        ),
        call("/api/knowledge/state", json!({"id": stranger, "state": "archived"}), Manager, NotFound),
        call("/api/knowledge/restore", json!({"id": stranger, "number": "1"}), Manager, NotFound),
        call("/api/knowledge/try", json!({"question": "Oi", "audience": "internal"}), Viewer, Own),
        call("/api/knowledge/suggest", json!({"id": ids.conversation}), Agent, NotFound),
        call("/api/knowledge/judge", json!({"said": said}), Agent, NotFound),
    ]
}

/// What belongs to the first company.
struct Ids {
    conversation: ConversationId,
    contact: ContactId,
    message: MessageId,
    member: MemberId,
    session: prosa_domain::id::SessionId,
    line: LineId,
    delivery: i64,
}

/// The JSON functions take JSON; the others take forms.
async fn make(node: &Node, call: &Call, person: Option<&Person>) -> reqwest::Response {
    if call.path.starts_with("/api/inbox/")
        || call.path.starts_with("/api/journal/")
        || [
            "/api/consent/ledger",
            "/api/lines/state",
            "/api/lines/save_sms_fallback",
            "/api/sending/dead",
            "/api/sending/recover",
            "/api/sending/requeue",
            "/api/sending/discard",
            "/api/knowledge/list",
            "/api/knowledge/suggest",
            "/api/knowledge/judge",
            "/api/assist/rewrite",
            "/api/assist/translate",
            "/api/assist/summary",
            "/api/assist/decide",
        ]
        .contains(&call.path)
    {
        return node.call(call.path, &call.body, person).await;
    }
    let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    let fields: Vec<(&str, String)> =
        call.body.as_object().unwrap().iter().map(|(name, value)| (name.as_str(), text(value))).collect();
    node.form(call.path, &fields, person).await
}

async fn code(answer: reqwest::Response) -> (u16, String) {
    let status = answer.status().as_u16();
    let text = answer.text().await.unwrap();
    let value: Value = serde_json::from_str(&text).unwrap_or_default();
    (status, value["code"].as_str().unwrap_or(&text).to_owned())
}

/// A company with a conversation, and a session of its owner in every role.
async fn first_company(node: &Node) -> (Ids, BTreeMap<Role, Person>) {
    let engine = &node.world.engine;
    let owner = node.company("Casa Aurora").await;
    let form = LineForm {
        label: "Loja".to_owned(),
        phone_number_id: "100".to_owned(),
        account_id: "9100".to_owned(),
        token: "t".to_owned(),
        app_secret: "s".to_owned(),
        ..LineForm::default()
    };
    let line = engine.save_line(&owner.caller, form).await.unwrap().id;
    let now = chrono::Utc::now().timestamp();
    node.world.deliver(&meta::texts("100", &[("5511987654321", "Marina", "wamid.1", now, "Oi")])).await;
    let filter = InboxFilter { scope: Scope::All, status: None, line_id: None, ..InboxFilter::default() };
    let mut found = None;
    for _ in 0..100 {
        // The server may be reading the same delivery.
        found = engine.inbox_page(&owner.caller, filter, None).await.unwrap().rows.first().cloned();
        if found.is_some() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let conversation = found.expect("a conversation").id;
    let thread = engine.thread(&owner.caller, conversation).await.unwrap();
    let (contact, message) = (thread.contact.id, thread.messages[0].id);
    let journal = engine.journal_page(&owner.caller, JournalFilter::default()).await.unwrap();
    let delivery = journal.parts[0].journal_id;
    let email = engine.me(&owner.caller).await.unwrap().email;
    let mut people = BTreeMap::new();
    for role in Role::ALL {
        node.sql(&format!(
            "update member set role = '{}' where id = '{}'",
            role.as_str(),
            owner.caller.member
        ))
        .await;
        let form = LogIn { email: email.clone(), password: PASSWORD.to_owned() };
        let session = engine.log_in(form, "test", "127.0.0.1").await.unwrap();
        let cookie = format!("prosa_session={}", session.token.expose_secret());
        let person = Person { caller: session.caller, cookie };
        // The server remembers the role it saw for half a minute.
        assert_eq!(node.get("/api/live?after=0", Some(&person)).await.status(), 200);
        people.insert(role, person);
    }
    node.sql("update member set role = 'owner'").await;
    (
        Ids {
            conversation,
            contact,
            message,
            member: owner.caller.member,
            session: owner.caller.session,
            line,
            delivery,
        },
        people,
    )
}

#[tokio::test]
async fn every_server_function_is_known_to_these_tests_or_shut_without_a_session() {
    // Naming the app links its functions into this test.
    let _ = prosa_app::shell;
    let node = Node::start().await;
    let nobody = Ids {
        conversation: ConversationId(uuid::Uuid::nil()),
        contact: ContactId(uuid::Uuid::nil()),
        message: MessageId(uuid::Uuid::nil()),
        member: MemberId(uuid::Uuid::nil()),
        session: prosa_domain::id::SessionId(uuid::Uuid::nil()),
        line: LineId(uuid::Uuid::nil()),
        delivery: 1,
    };
    let known: BTreeMap<&str, Call> = calls(&nobody).into_iter().map(|call| (call.path, call)).collect();
    let paths: Vec<String> =
        leptos::server_fn::axum::server_fn_paths().map(|(path, _)| path.to_owned()).collect();
    assert!(paths.len() >= known.len(), "{paths:?}");
    for path in &paths {
        if OPEN.contains(&path.as_str()) {
            continue;
        }
        match known.get(path.as_str()) {
            Some(call) => {
                let (status, code) = code(make(&node, call, None).await).await;
                assert_eq!((status, code.as_str()), (401, "signed-out"), "{path}");
            }
            None => {
                let json = node.call(path, &json!({}), None).await.status().as_u16();
                let form = node.form(path, &[], None).await.status().as_u16();
                assert!(json >= 400 && form >= 400, "{path} answers {json} and {form} without a session");
            }
        }
    }
    for path in known.keys() {
        assert!(paths.iter().any(|there| there == path), "{path} is gone: take it off the list");
    }
}

#[tokio::test]
async fn roles_decide_at_the_door_of_every_function() {
    let node = Node::start().await;
    let (ids, people) = first_company(&node).await;
    for (role, person) in &people {
        // The server looks again after half a minute: it must find the same role.
        node.sql(&format!("update member set role = '{}' where id = '{}'", role.as_str(), ids.member)).await;
        for call in calls(&ids).iter().filter(|call| !ends_the_session(call)) {
            let (status, code) = code(make(&node, call, Some(person)).await).await;
            assert_ne!(code, "signed-out", "{role:?} {}", call.path);
            if *role >= call.least {
                assert_ne!(status, 403, "{role:?} may {}: {code}", call.path);
                assert_ne!(status, 500, "{role:?} {}: {code}", call.path);
            } else {
                assert_eq!((status, code.as_str()), (403, "forbidden"), "{role:?} {}", call.path);
            }
        }
    }
}

/// These would end the sessions the test goes on with, or its member.
fn ends_the_session(call: &Call) -> bool {
    ["revoke", "change_password", "remove_member", "change_role"].iter().any(|word| call.path.contains(word))
}

#[tokio::test]
async fn another_companys_ids_do_not_exist() {
    let node = Node::start().await;
    let (ids, _) = first_company(&node).await;
    let stranger = node.company("Vizinha").await;
    for call in calls(&ids) {
        let answer = make(&node, &call, Some(&stranger)).await;
        let status = answer.status().as_u16();
        let text = answer.text().await.unwrap();
        if call.foreign == Foreign::NotFound {
            assert_eq!(status, 404, "{}: {text}", call.path);
        }
        for word in ["Marina", "Casa Aurora", "5511987654321"] {
            assert!(!text.contains(word), "{} tells {word}", call.path);
        }
    }
    let page = node.get(&format!("/conversas/{}", ids.conversation), Some(&stranger)).await;
    let html = page.text().await.unwrap();
    assert!(!html.contains("Marina") && !html.contains("5511987654321"));
    assert_eq!(node.one("select count(*) from message where direction = 'out'").await, 0);
}
