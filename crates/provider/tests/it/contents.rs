//! Templates of Twilio: a listing as its pages describe it, read and asked for.

use crate::stub::{Act, Stub};
use prosa_domain::{
    refusal::Code,
    template::{
        Button, Draft, TemplateCategory, TemplateStatus, VariableFormat,
        fill::{self, Values},
    },
};
use prosa_provider::{
    CallError, Provider,
    meta::Timeouts,
    template::{RemoteTemplate, TemplatePage, TemplateWay},
    twilio::Twilio,
};
use serde_json::{Value, json};

const LISTED: &str = include_str!("fixtures/twilio_contents.json");
const NEXT: &str = "PageToken=DNHX00000000000000000000000000000008-1700000000&Page=1";

fn twilio() -> Twilio {
    Twilio::new(Timeouts::default(), "https://crm.example.com").unwrap()
}

async fn page(body: &str, after: Option<&str>) -> (Result<TemplatePage, CallError>, String) {
    let stub = Stub::start([Act::Answer(200, body.to_owned())]).await;
    let page = twilio().list_templates(&stub.line(), after).await;
    let request = stub.requests().remove(0);
    assert!(request.authorization.starts_with("Basic "), "{}", request.authorization);
    (page, request.line)
}

async fn listed() -> Vec<RemoteTemplate> {
    page(LISTED, None).await.0.unwrap().templates
}

fn values(of: &[(&str, &str)]) -> Values {
    of.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect()
}

#[tokio::test]
async fn a_listing_tells_what_was_handed_in_counts_what_it_cannot_read_and_where_it_goes_on() {
    let (page, line) = page(LISTED, None).await;
    assert_eq!(line, "GET /v1/ContentAndApprovals?PageSize=200");
    let page = page.unwrap();
    let known: Vec<(&str, &str, &str, TemplateCategory, TemplateStatus)> = page
        .templates
        .iter()
        .map(|one| {
            let draft = &one.draft;
            (&one.id[33..], draft.name.as_str(), draft.language.as_str(), draft.category, one.status)
        })
        .collect();
    let (utility, marketing) = (TemplateCategory::Utility, TemplateCategory::Marketing);
    assert_eq!(
        known,
        [
            ("1", "pedido_enviado", "pt_BR", utility, TemplateStatus::Approved),
            ("2", "rastreio", "pt_BR", marketing, TemplateStatus::Paused),
            ("3", "presente", "es", marketing, TemplateStatus::Rejected),
            ("4", "codigo", "en", TemplateCategory::Authentication, TemplateStatus::Pending),
            ("5", "foto_da_vez", "pt_BR", utility, TemplateStatus::Approved),
            ("6", "vitrine", "pt_BR", marketing, TemplateStatus::Approved),
        ],
        "what was never handed in is no template"
    );
    assert_eq!((page.unreadable, page.next.as_deref()), (1, Some(NEXT)));
    assert_eq!(page.templates[2].reason, "TAG_CONTENT_MISMATCH");
}

#[tokio::test]
async fn the_next_page_is_asked_for_where_the_line_is_whatever_address_was_told() {
    let far =
        json!({"contents": [], "meta": {"next_page_url": "https://evil.example/x?PageToken=a%26b&Page=2"}});
    let (page, line) = page(&far.to_string(), Some(NEXT)).await;
    assert_eq!(line, format!("GET /v1/ContentAndApprovals?PageSize=200&{NEXT}"));
    assert_eq!(page.unwrap().next, None, "a token that is none leads nowhere");
}

#[tokio::test]
async fn words_buttons_samples_and_values_are_those_of_the_type_that_was_approved() {
    let all = listed().await;
    let draft = |place: usize| all[place].draft.clone();
    let text = draft(0);
    assert_eq!(text.format, VariableFormat::Positional);
    assert_eq!(text.samples, values(&[("1", "Ana"), ("2", "118")]));
    let given = values(&[("1", "Marina"), ("2", "204")]);
    assert_eq!(
        fill::fill(&text, &given).unwrap().shown.body,
        "Olá, Marina. Seu pedido 204 saiu para entrega."
    );
    assert_eq!(fill::variables(&text, &given), given);
    let button = draft(1);
    assert_eq!(button.body, "Olá, {{1}}. Acompanhe a entrega.");
    let url = Button::Url {
        text: "Rastrear".to_owned(),
        url: "https://example.com/r/{{2}}".to_owned(),
        sample: "https://example.com/r/abc123".to_owned(),
    };
    assert_eq!(button.buttons[0], url);
    assert_eq!(
        button.buttons[1],
        Button::Phone { text: "Ligar".to_owned(), number: "+551133334444".to_owned() }
    );
    let asked: Vec<String> = fill::slots(&button).into_iter().map(|slot| slot.key).collect();
    assert_eq!(asked, ["1", "button:0"]);
    let given = values(&[("1", "Marina"), ("button:0", "xyz")]);
    assert_eq!(fill::variables(&button, &given), values(&[("1", "Marina"), ("2", "xyz")]));
    let card = draft(2);
    assert_eq!(
        (card.body.as_str(), card.footer.as_str()),
        ("Tenemos un regalo para ti.", "Responde SALIR para no recibir más.")
    );
    assert_eq!(fill::slots(&card), [], "its picture goes along by itself");
    let code = draft(3);
    let given = values(&[("code", "445566")]);
    assert!(fill::fill(&code, &given).unwrap().shown.body.contains("*445566*"));
    assert_eq!(fill::variables(&code, &given), values(&[("1", "445566")]));
}

#[tokio::test]
async fn what_nobody_here_could_fill_is_listed_and_not_sent() {
    let all = listed().await;
    let refused = |draft: &Draft| fill::fill(draft, &values(&[("1", "Ana")])).unwrap_err().code;
    assert_eq!(refused(&all[4].draft), Code::TemplateNotSendable, "a picture whose address is a variable");
    assert_eq!(refused(&all[5].draft), Code::TemplateNotSendable, "a carousel");
}

#[tokio::test]
async fn what_is_no_listing_is_empty_and_a_refusal_is_told() {
    for body in [json!({}), json!({"contents": "x"}), json!({"contents": [1, null, {"sid": 7}]}), Value::Null]
    {
        let (page, _) = page(&body.to_string(), None).await;
        assert_eq!(page.unwrap().templates, []);
    }
    let stub =
        Stub::start([Act::Answer(401, r#"{"code": 20003, "message": "Authenticate"}"#.to_owned())]).await;
    let refused = twilio().list_templates(&stub.line(), None).await;
    assert!(matches!(refused, Err(CallError::Refused { code: 190, .. })), "{refused:?}");
    let sms = Twilio::sms(Timeouts::default(), "https://crm.example.com").unwrap();
    assert_eq!((sms.templates(), twilio().templates()), (TemplateWay::None, TemplateWay::ById));
    assert_eq!(sms.list_templates(&stub.line(), None).await, Err(CallError::not_supported()));
}
