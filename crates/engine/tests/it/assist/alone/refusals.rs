//! Where nothing may be said at all, and who may set an assistant up.

use super::{Helped, form};
use chrono::TimeDelta;
use prosa_domain::{
    access::Role,
    assistant::{Handed, Hours, Mode, Served},
    id::{AssistantId, LineId},
    refusal::Code,
};
use prosa_engine::{
    Caller,
    assistant::turn::{Done, work_due},
};
use prosa_testkit::{database::rand128, meta};
use prosa_wire::assistant::{AssistantForm, SwitchAssistant};
use serde_json::json;
use uuid::Uuid;

const ANA: &str = "5511900000001";
const QUESTION: &str = "Qual é o prazo de entrega?";

#[tokio::test]
async fn nothing_is_said_when_the_window_is_closed_or_the_moment_has_passed() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    helped.writes(ANA, QUESTION).await;
    helped.place.world.clock.advance(TimeDelta::hours(25));
    assert_eq!(helped.looks().await, [Done::Left]);
    assert!(helped.place.calls().await.is_empty());
    assert_eq!(helped.outbound().await, 0);
}

#[tokio::test]
async fn who_left_is_left_alone_until_they_write_again() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    helped.writes(ANA, "SAIR").await;
    assert_eq!(helped.looks().await, [Done::Left]);
    let before = helped.outbound().await;
    assert!(helped.place.calls().await.is_empty());
    helped.writes(ANA, QUESTION).await;
    assert_eq!(helped.looks().await, [Done::Answered], "who asks gets an answer");
    assert_eq!(helped.outbound().await, before + 1);
}

#[tokio::test]
async fn it_works_in_its_hours_on_the_clock_of_the_company() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    helped
        .rules(|rules| {
            rules.hours = Hours { served: Served::Within, week: [prosa_domain::policy::QuietSpan::NONE; 7] }
        })
        .await;
    helped.writes(ANA, QUESTION).await;
    assert_eq!(helped.looks().await, [Done::Left]);
    helped
        .rules(|rules| {
            let all = prosa_domain::policy::QuietSpan::WHOLE_DAY;
            rules.hours = Hours { served: Served::Within, week: [all; 7] };
        })
        .await;
    helped.writes(ANA, QUESTION).await;
    assert_eq!(helped.looks().await, [Done::Answered]);
}

#[tokio::test]
async fn an_assistant_that_is_off_or_serves_another_line_is_never_asked() {
    let helped = Helped::new("stub-grounded", Mode::Off).await;
    helped.writes(ANA, QUESTION).await;
    assert_eq!(helped.looks().await, []);
    helped.switch(Mode::On).await;
    assert_eq!(helped.looks().await, [], "what was written before is not its matter");
    // Another company writes with the same people, and has no assistant.
    let other = helped.place.world.shop("200").await;
    let at = helped.place.world.engine.now().timestamp();
    helped.place.world.receive(&other, ANA, "wamid.other", at, QUESTION).await;
    helped.place.world.clock.advance(TimeDelta::seconds(20));
    assert_eq!(work_due(&helped.place.world.engine, other.tenant).await.unwrap(), []);
    assert_eq!(helped.looks().await, []);
    let cases: Vec<(i64,)> = helped.place.rows("select count(*) from assistant_case").await;
    assert_eq!(cases, [(0,)]);
}

#[tokio::test]
async fn a_reaction_is_no_question_and_a_picture_is_for_a_person() {
    let helped = Helped::new("stub-grounded", Mode::On).await;
    helped.writes(ANA, QUESTION).await;
    assert_eq!(helped.looks().await, [Done::Answered]);
    let spoken = |message: serde_json::Value| {
        let contacts = json!([{"wa_id": ANA, "user_id": format!("BR.{ANA}"), "profile": {"name": "Marina"}}]);
        let value = json!({"contacts": contacts, "messages": [message]});
        meta::envelope(&helped.place.shop.phone_number_id, value)
    };
    let head = |id: &str, kind: &str| {
        let at = helped.place.world.engine.now().timestamp().to_string();
        json!({"from": ANA, "from_user_id": format!("BR.{ANA}"), "id": id, "timestamp": at, "type": kind})
    };
    let mut reaction = head("wamid.react", "reaction");
    reaction["reaction"] = json!({"message_id": "wamid.1", "emoji": "👍"});
    helped.place.world.deliver(&spoken(reaction)).await;
    assert_eq!(helped.looks().await, []);
    assert_eq!(helped.outbound().await, 1);
    let mut picture = head("wamid.picture", "image");
    picture["image"] = json!({"id": "1", "mime_type": "image/jpeg", "sha256": "aGVsbG8="});
    helped.place.world.deliver(&spoken(picture)).await;
    assert_eq!(helped.looks().await, [Done::Handed(Handed::NotText)]);
}

#[tokio::test]
async fn only_who_may_change_settings_sets_assistants_up_and_only_those_of_their_company() {
    let helped = Helped::new("stub-grounded", Mode::Off).await;
    let engine = &helped.place.world.engine;
    let owner = helped.place.shop.owner;
    let other = helped.place.world.shop("200").await;
    let agent = Caller { role: Role::Manager, ..owner };
    let id = helped.assistant;
    let on = SwitchAssistant { id, mode: Mode::On, confirmed: true };
    let code = |reply: Result<(), prosa_domain::refusal::Refusal>| reply.unwrap_err().code;
    assert_eq!(engine.assistants_page(&agent).await.unwrap_err().code, Code::Forbidden);
    assert_eq!(engine.save_assistant(&agent, form(&helped.place)).await.unwrap_err().code, Code::Forbidden);
    assert_eq!(code(engine.switch_assistant(&agent, on).await), Code::Forbidden);
    assert_eq!(code(engine.remove_assistant(&agent, id).await), Code::Forbidden);
    assert_eq!(code(engine.switch_assistant(&other.owner, on).await), Code::NotFound);
    assert_eq!(code(engine.remove_assistant(&other.owner, id).await), Code::NotFound);
    assert!(engine.assistants_page(&other.owner).await.unwrap().assistants.is_empty());
    let theirs = AssistantForm { id: Some(id), ..form(&helped.place) };
    assert_eq!(engine.save_assistant(&other.owner, theirs).await.unwrap_err().code, Code::NotFound);
    let unconfirmed = SwitchAssistant { confirmed: false, ..on };
    assert_eq!(code(engine.switch_assistant(&owner, unconfirmed).await), Code::AssistantUnconfirmed);
    let unknown = SwitchAssistant { id: AssistantId(Uuid::from_u128(rand128())), ..on };
    assert_eq!(code(engine.switch_assistant(&owner, unknown).await), Code::NotFound);
}

#[tokio::test]
async fn two_assistants_never_work_on_one_line_and_every_change_is_written_down() {
    let helped = Helped::new("stub-grounded", Mode::Rehearsal).await;
    let engine = &helped.place.world.engine;
    let owner = &helped.place.shop.owner;
    let second = AssistantForm { name: "Brisa".to_owned(), ..form(&helped.place) };
    let second = engine.save_assistant(owner, second).await.unwrap();
    let on = SwitchAssistant { id: second, mode: Mode::On, confirmed: true };
    let taken = engine.switch_assistant(owner, on).await.unwrap_err();
    assert_eq!((taken.code, taken.args["name"].as_str()), (Code::AssistantLineTaken, "Aurora"));
    helped.switch(Mode::Off).await;
    engine.switch_assistant(owner, on).await.unwrap();
    engine.switch_assistant(owner, on).await.unwrap();
    engine.remove_assistant(owner, second).await.unwrap();
    let page = engine.assistants_page(owner).await.unwrap();
    assert_eq!(page.assistants.len(), 1);
    let changes: Vec<(&str, &str)> =
        page.changes.iter().map(|change| (change.name.as_str(), change.change.as_str())).collect();
    let wanted = [
        ("Brisa", "removed"),
        ("Brisa", "on"),
        ("Aurora", "off"),
        ("Brisa", "made"),
        ("Aurora", "rehearsal"),
        ("Aurora", "made"),
    ];
    assert_eq!(changes, wanted);
    assert!(page.changes.iter().all(|change| change.member == "Bianca Nunes"));
}

#[tokio::test]
async fn a_form_that_cannot_hold_is_refused_with_its_field() {
    let helped = Helped::new("stub-grounded", Mode::Off).await;
    let engine = &helped.place.world.engine;
    let stranger = LineId(Uuid::from_u128(rand128()));
    let change = |change: fn(&mut AssistantForm)| {
        let mut form = form(&helped.place);
        change(&mut form);
        form
    };
    for (form, code, field) in [
        (change(|form| form.name = " - ".to_owned()), Code::FieldMissing, "name"),
        (change(|form| form.name = "a".repeat(61)), Code::FieldTooLong, "name"),
        (change(|form| form.lines.clear()), Code::FieldMissing, "lines"),
        (AssistantForm { lines: vec![stranger], ..form(&helped.place) }, Code::FieldInvalid, "lines"),
        (change(|form| form.rules.scope.clear()), Code::FieldMissing, "scope"),
        (change(|form| form.sentence = "a".repeat(501)), Code::FieldTooLong, "sentence"),
        (change(|form| form.words = "a".repeat(41)), Code::FieldTooLong, "words"),
        (change(|form| form.rules.floor_percent = 0), Code::FieldInvalid, "floor_percent"),
    ] {
        let said = engine.save_assistant(&helped.place.shop.owner, form).await.unwrap_err();
        assert_eq!((said.code, said.args["field"].as_str()), (code, field));
    }
}
