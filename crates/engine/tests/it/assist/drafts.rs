//! Replies written before: by every kind of model, in place of one that fails, and without any.

use super::{Place, knowledge};
use prosa_domain::{
    access::Role,
    assist::{Kind, task::MadeBy},
    id::CommandId,
    knowledge::{self as base, Audience},
    lang::Lang,
    refusal::Code,
};
use prosa_engine::{Caller, assist::Grounding};
use prosa_testkit::database::rand128;
use prosa_wire::{
    assist::{DecideDraft, DraftFate, Heard, ModelForm, ModelState},
    inbox::{OutgoingBody, SendMessage},
    knowledge::SaveSource,
};
use tokio::sync::mpsc;
use uuid::Uuid;

#[tokio::test]
async fn every_kind_of_model_writes_a_reply_that_names_its_source() {
    let place = Place::new().await;
    let conversation = place.says(1, "Qual é o prazo de entrega?").await;
    for kind in Kind::ALL {
        let id = place.model(kind, &format!("modelo-{}", kind.as_str())).await;
        let draft = place
            .world
            .engine
            .draft_reply(&place.shop.owner, place.ask(conversation), knowledge(), None)
            .await
            .unwrap();
        assert!(draft.text.contains("5 dias úteis") && draft.text.contains("[1]"), "{kind:?} {}", draft.text);
        assert_eq!(draft.made_by, MadeBy::Model);
        assert_eq!(draft.model, format!("{0}/modelo-{0}", kind.as_str()));
        assert_eq!(draft.sources[0].title, "Entrega");
        place.world.engine.remove_model(&place.shop.owner, id).await.unwrap();
        // What was answered before is kept for everybody, so the next one is asked something else.
        place.says(10 + i64::from(kind as u8), &format!("E o prazo de entrega ({kind:?})?")).await;
    }
    assert_eq!(place.calls().await.len(), 4);
}

#[tokio::test]
async fn no_personal_data_leaves_and_all_of_it_comes_back() {
    let place = Place::new().await;
    place.model(Kind::OpenAi, "stub-grounded").await;
    place.says(1, "Oi, aqui é a Marina, CPF 529.982.247-25, email marina@exemplo.com.br").await;
    let conversation =
        place.says(2, "Moro na Rua das Flores, 120, tel 11 98765-4321. Qual o prazo de entrega?").await;
    let draft = place
        .world
        .engine
        .draft_reply(&place.shop.owner, place.ask(conversation), knowledge(), None)
        .await
        .unwrap();
    assert!(draft.text.contains("5 dias"), "{}", draft.text);
    let body = place.calls().await[0]["body"].to_string();
    for secret in
        ["Marina", "529.982.247-25", "52998224725", "marina@exemplo.com.br", "Rua das Flores", "98765"]
    {
        assert!(!body.contains(secret), "{secret} left in {body}");
    }
    assert!(body.contains("[[CPF_1]]") && body.contains("prazo de entrega"));
}

#[tokio::test]
async fn an_answer_is_heard_in_sentences_that_were_looked_at() {
    let place = Place::new().await;
    place.model(Kind::Anthropic, "stub-grounded").await;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let (to, mut from) = mpsc::unbounded_channel();
    let engine = &place.world.engine;
    let draft =
        engine.draft_reply(&place.shop.owner, place.ask(conversation), knowledge(), Some(to)).await.unwrap();
    let mut heard = String::new();
    while let Ok(Heard::Text { text }) = from.try_recv() {
        heard.push_str(&text);
    }
    assert!(!heard.is_empty() && draft.text.starts_with(&heard), "{heard} / {}", draft.text);
}

#[tokio::test]
async fn another_model_is_asked_where_the_first_one_fails_and_what_was_heard_is_void() {
    let place = Place::new().await;
    place.model(Kind::Compatible, "stub-fault-inside").await;
    place.model(Kind::Gemini, "stub-grounded").await;
    let conversation = place.says(1, "Quanto custa a mesa Ipê?").await;
    let (to, mut from) = mpsc::unbounded_channel();
    let engine = &place.world.engine;
    let draft =
        engine.draft_reply(&place.shop.owner, place.ask(conversation), knowledge(), Some(to)).await.unwrap();
    assert_eq!(draft.model, "gemini/stub-grounded");
    assert!(draft.text.contains("R$ 990,00"), "{}", draft.text);
    let mut all = Vec::new();
    while let Ok(heard) = from.try_recv() {
        all.push(heard);
    }
    assert!(all.contains(&Heard::Restart), "{all:?}");
    let outcomes: Vec<(String, String)> =
        place.rows("select model, outcome from assistant_call order by number").await;
    assert_eq!(outcomes.first().unwrap().0, "stub-fault-inside");
    assert_eq!(outcomes.last().unwrap(), &("stub-grounded".to_owned(), "complete".to_owned()));
}

#[tokio::test]
async fn a_passage_is_offered_as_it_stands_where_no_model_is_on_or_none_answers() {
    let place = Place::new().await;
    let conversation = place.says(1, "Qual é o prazo de entrega?").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let draft = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
    assert_eq!((draft.made_by, draft.model.as_str()), (MadeBy::Retrieval, ""));
    assert_eq!(draft.text, "O prazo de entrega é de 5 dias úteis em todo o Brasil.");
    assert_eq!(draft.instead_of.unwrap().code, Code::AssistNoProvider);
    let nothing =
        engine.draft_reply(owner, place.ask(conversation), Grounding::Given(Vec::new()), None).await;
    assert_eq!(nothing.unwrap_err().code, Code::AssistNothingKnown);
    for (model, reason) in [
        ("stub-timeout", "timeout"),
        ("stub-rate-limited", "rate_limited"),
        ("stub-bad-json", "malformed"),
        ("stub-cut", "cut"),
        ("stub-auth", "auth"),
        ("stub-quota", "quota"),
        ("stub-blocked", "filtered"),
        ("stub-empty", "empty"),
        ("stub-missing", "refused"),
    ] {
        let id = place.model(Kind::Compatible, model).await;
        let draft = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
        assert_eq!(draft.made_by, MadeBy::Retrieval, "{model}");
        let why = draft.instead_of.unwrap();
        assert_eq!((why.code, why.args["reason"].as_str()), (Code::AssistUnavailable, reason), "{model}");
        engine.remove_model(owner, id).await.unwrap();
    }
}

#[tokio::test]
async fn what_became_of_a_draft_is_noted_for_who_got_it_alone() {
    let place = Place::new().await;
    place.model(Kind::OpenAi, "stub-grounded").await;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let engine = &place.world.engine;
    let owner = place.shop.owner;
    let draft = engine.draft_reply(&owner, place.ask(conversation), knowledge(), None).await.unwrap();
    let other = Caller { member: prosa_domain::id::MemberId(uuid::Uuid::from_u128(7)), ..owner };
    let decide = DecideDraft { id: draft.id, fate: DraftFate::Discarded };
    assert_eq!(engine.decide_draft(&other, decide).await.unwrap_err().code, Code::NotFound);
    engine.decide_draft(&owner, decide).await.unwrap();
    let kept: Vec<(String, String, Vec<u8>)> =
        place.rows("select state, made_by, text_ct from assistant_draft").await;
    assert_eq!((kept[0].0.as_str(), kept[0].1.as_str()), ("discarded", "model"));
    assert!(!String::from_utf8_lossy(&kept[0].2).contains("prazo"));
}

#[tokio::test]
async fn who_may_not_write_gets_no_draft_and_who_may_not_manage_changes_no_model() {
    let place = Place::new().await;
    let conversation = place.says(1, "Oi").await;
    let engine = &place.world.engine;
    let viewer = Caller { role: Role::Viewer, ..place.shop.owner };
    let manager = Caller { role: Role::Manager, ..place.shop.owner };
    let refused = engine.draft_reply(&viewer, place.ask(conversation), knowledge(), None).await;
    assert_eq!(refused.unwrap_err().code, Code::Forbidden);
    let form = place.form(Kind::OpenAi, "x");
    assert_eq!(engine.save_model(&manager, form).await.unwrap_err().code, Code::Forbidden);
    assert!(!engine.assist_page(&manager).await.unwrap().may_manage);
    let stranger = place.world.shop("200").await;
    let foreign = engine.draft_reply(&stranger.owner, place.ask(conversation), knowledge(), None).await;
    assert_eq!(foreign.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_key_is_kept_sealed_never_shown_and_does_not_follow_to_another_address() {
    let place = Place::new().await;
    let id = place.model(Kind::OpenAi, "stub-grounded").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let page = engine.assist_page(owner).await.unwrap();
    assert!(page.models[0].has_key);
    assert!(!serde_json::to_string(&page).unwrap().contains("sk-secret-key"));
    let sealed: Vec<(Vec<u8>,)> = place.rows("select key_ct from assistant_provider").await;
    assert!(!String::from_utf8_lossy(&sealed[0].0).contains("sk-secret"));
    let form = |address: &str, key: Option<&str>| ModelForm {
        id: Some(id),
        address: address.to_owned(),
        key: key.map(str::to_owned),
        ..place.form(Kind::OpenAi, "stub-grounded")
    };
    let here = format!("{}/llm/v1", place.url);
    engine.save_model(owner, form(&here, None)).await.unwrap();
    let moved = engine.save_model(owner, form("https://mal.example/v1", None)).await;
    assert_eq!(moved.unwrap_err().code, Code::AssistKeyMissing);
    engine.save_model(owner, form("https://api.example.com/v1", Some("sk-other"))).await.unwrap();
    assert_eq!(
        engine.save_model(owner, form(&here, Some(""))).await.unwrap_err().code,
        Code::AssistKeyMissing
    );
    for (address, reason) in [
        ("http://169.254.169.254/v1", "private"),
        ("http://localhost:9/v1", "private"),
        ("http://api.example.com/v1", "no_tls"),
        ("nada", "unreadable"),
    ] {
        let refused = engine.save_model(owner, form(address, Some("k"))).await.unwrap_err();
        assert_eq!(
            (refused.code, refused.args["reason"].as_str()),
            (Code::AssistAddress, reason),
            "{address}"
        );
    }
}

#[tokio::test]
async fn models_are_asked_in_their_order_and_those_that_are_off_are_not() {
    let place = Place::new().await;
    let first = place.model(Kind::Compatible, "um").await;
    let second = place.model(Kind::Compatible, "dois").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    engine.order_models(owner, vec![second, first]).await.unwrap();
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let draft = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
    assert_eq!(draft.model, "compatible/dois");
    let off = ModelForm { id: Some(second), state: ModelState::Off, ..place.form(Kind::Compatible, "dois") };
    engine.save_model(owner, off).await.unwrap();
    place.says(2, "E a entrega, qual o prazo?").await;
    let draft = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
    assert_eq!(draft.model, "compatible/um");
}

#[tokio::test]
async fn a_model_is_raised_by_one_place_by_who_may_and_two_at_once_lose_nothing() {
    let place = Place::new().await;
    let mut ids = Vec::new();
    for name in ["um", "dois", "três"] {
        ids.push(place.model(Kind::Compatible, name).await);
    }
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    let order = async || -> Vec<String> {
        let page = engine.assist_page(owner).await.unwrap();
        page.models.into_iter().map(|model| model.model).collect()
    };
    engine.raise_model(owner, ids[2]).await.unwrap();
    assert_eq!(order().await, ["um", "três", "dois"]);
    engine.raise_model(owner, ids[0]).await.unwrap();
    assert_eq!(order().await, ["um", "três", "dois"], "the first stays");
    // Raised twice at once it is first: no raise is decided on an order that is over.
    let (one, other) = tokio::join!(engine.raise_model(owner, ids[1]), engine.raise_model(owner, ids[1]));
    one.and(other).unwrap();
    assert_eq!(order().await, ["dois", "um", "três"]);
    let manager = Caller { role: Role::Manager, ..*owner };
    assert_eq!(engine.raise_model(&manager, ids[0]).await.unwrap_err().code, Code::Forbidden);
    let other = place.world.shop("200").await;
    assert_eq!(engine.raise_model(&other.owner, ids[0]).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn a_message_made_from_a_draft_is_marked_and_says_whether_a_person_changed_it() {
    let place = Place::new().await;
    place.model(Kind::OpenAi, "stub-grounded").await;
    let conversation = place.says(1, "Qual o prazo de entrega?").await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    for (edit, state) in [("", "sent"), (" Posso ajudar em algo mais?", "edited")] {
        let draft = engine.draft_reply(owner, place.ask(conversation), knowledge(), None).await.unwrap();
        engine.decide_draft(owner, DecideDraft { id: draft.id, fate: DraftFate::Used }).await.unwrap();
        let send = SendMessage {
            command_id: CommandId(Uuid::from_u128(rand128())),
            conversation_id: conversation,
            body: OutgoingBody::text(format!("{}{edit}", draft.text)),
            quoted: None,
            send_at: None,
            machine: Some(draft.id),
        };
        let message = engine.send(owner, send).await.unwrap();
        let thread = engine.thread(owner, conversation).await.unwrap();
        let sent = thread.messages.iter().find(|one| one.id == message).unwrap();
        let mark = sent.machine.clone().unwrap();
        assert_eq!((mark.made_by, mark.model.as_str()), (MadeBy::Model, "openai/stub-grounded"));
        assert_eq!(mark.edited, state == "edited");
        let drafts: Vec<(String, Option<Uuid>)> =
            place.rows("select state, message_id from assistant_draft order by created_at, id").await;
        assert!(drafts.contains(&(state.to_owned(), Some(message.0))), "{drafts:?}");
    }
    let marks: Vec<(i64,)> = place.rows("select count(*) from message_machine").await;
    assert_eq!(marks, [(2,)]);
}

#[tokio::test]
async fn a_draft_leans_on_what_the_company_knows_and_never_on_what_is_for_the_team() {
    let place = Place::new().await;
    let engine = &place.world.engine;
    let owner = &place.shop.owner;
    for (title, audience, body) in [
        ("Trocas", Audience::Customer, "Trocas são aceitas em até 30 dias com a nota fiscal."),
        ("Margem", Audience::Internal, "Trocas sem nota fiscal podem ser aceitas pelo gerente."),
    ] {
        let save = SaveSource {
            id: None,
            version: 0,
            kind: base::Kind::Article,
            title: title.to_owned(),
            origin: String::new(),
            language: Lang::PtBr,
            audience,
            body: base::Body::Text { text: body.to_owned() },
        };
        engine.save_knowledge(owner, save).await.unwrap();
    }
    let conversation = place.says(1, "Vocês aceitam trocas com nota fiscal?").await;
    let draft = engine.draft_reply(owner, place.ask(conversation), Grounding::Knowledge, None).await.unwrap();
    assert_eq!(draft.made_by, MadeBy::Retrieval);
    assert!(draft.text.contains("30 dias"), "{}", draft.text);
    place.model(Kind::OpenAi, "stub-grounded").await;
    let draft = engine.draft_reply(owner, place.ask(conversation), Grounding::Knowledge, None).await.unwrap();
    assert_eq!((draft.made_by, draft.sources[0].title.as_str()), (MadeBy::Model, "Trocas"));
    assert!(draft.text.contains("30 dias") && draft.text.contains("[1]"), "{}", draft.text);
    let sent = place.calls().await[0]["text"].as_str().unwrap().to_owned();
    assert!(!sent.contains("gerente"), "{sent}");
}
