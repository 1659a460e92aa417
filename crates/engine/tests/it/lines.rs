//! Lines of every provider: what the form takes, and that a number is one line.

use chrono::DateTime;
use prosa_domain::{line::LineState, refusal::Code};
use prosa_testkit::World;
use prosa_vault::{IndexPurpose, Purpose};
use prosa_wire::{inbox::InboxFilter, line::LineForm};

const SID: &str = "AC0123456789abcdef0123456789abcdef";

fn form(provider: &str, account_id: &str) -> LineForm {
    LineForm {
        provider: provider.to_owned(),
        label: "Balcão".to_owned(),
        phone_number_id: "+55 11 3333-4444".replace(['+', ' ', '-'], ""),
        account_id: account_id.to_owned(),
        token: "chave".to_owned(),
        app_secret: if provider == "twilio" { String::new() } else { "segredo".to_owned() },
        ..LineForm::default()
    }
}

#[tokio::test]
async fn each_provider_has_its_own_address_and_its_own_account_ids() {
    let world = World::new().await;
    let home = world.shop("100").await;
    let caller = home.owner;
    for (provider, account, base) in [
        ("whatsapp", "200100300400500", "https://graph.facebook.com"),
        ("360dialog", "200100300400500", "https://waba-v2.360dialog.io"),
        ("twilio", SID, "https://api.twilio.com"),
    ] {
        let line = world.engine.save_line(&caller, form(provider, account)).await.unwrap();
        assert_eq!((line.provider.as_str(), line.graph_base.as_str()), (provider, base));
        assert!(line.webhook_url.ends_with(&format!("/webhooks/{provider}")), "{}", line.webhook_url);
    }
    for (provider, account, field) in [
        ("twilio", "200100300400500", "account_id"),
        ("whatsapp", SID, "account_id"),
        ("telegram", "1", "provider"),
    ] {
        let refusal = world.engine.save_line(&caller, form(provider, account)).await.unwrap_err();
        assert_eq!(
            (refusal.code, refusal.args.get("field").map(String::as_str)),
            (Code::FieldInvalid, Some(field))
        );
    }
}

#[tokio::test]
async fn a_number_that_is_already_here_is_renewed_not_doubled() {
    let world = World::new().await;
    let home = world.shop("100").await;
    let first = world.engine.save_line(&home.owner, form("360dialog", "200100300400500")).await.unwrap();
    let again = LineForm { token: "nova".to_owned(), ..form("360dialog", "200100300400500") };
    let second = world.engine.save_line(&home.owner, again).await.unwrap();
    assert_eq!(first.id, second.id);
    // The same number at another provider is another line.
    let other = world.engine.save_line(&home.owner, form("whatsapp", "200100300400500")).await.unwrap();
    assert_ne!(first.id, other.id);
}

#[tokio::test]
async fn a_form_of_twilio_becomes_a_message_at_the_time_it_was_received() {
    let world = World::new().await;
    let home = world.shop("100").await;
    let line = world.engine.save_line(&home.owner, form("twilio", SID)).await.unwrap();
    world.engine.set_line_state(&home.owner, line.id, LineState::Connected).await.unwrap();
    let received_at = DateTime::from_timestamp(world.engine.now().timestamp(), 0).unwrap();
    let body = format!(
        "MessageSid=SM1&AccountSid={SID}&From=whatsapp%3A%2B5511987654321&WaId=5511987654321&ProfileName=Marina\
         &To=whatsapp%3A%2B551133334444&NumMedia=0&Body=Tem+a+cadeira+azul%3F"
    );
    let keys = world.engine.keyring.installation();
    let row = prosa_db::journal::NewJournalRow {
        received_at,
        provider: "twilio".to_owned(),
        digest: keys.blind_index_bytes(IndexPurpose::JournalDigest, body.as_bytes()).to_vec(),
        body_ct: keys.seal(Purpose::JournalBody, body.as_bytes()),
        body_bytes: 200,
    };
    world.engine.db.journal_append(&[row]).await.unwrap();
    world.ingest().await;
    let page = world.engine.inbox_page(&home.owner, InboxFilter::default(), None).await.unwrap();
    let row = page.rows.first().unwrap();
    assert_eq!((row.contact_name.as_str(), row.preview.as_str()), ("Marina", "Tem a cadeira azul?"));
    assert_eq!((row.last_message_at, row.line.id), (received_at, line.id));
}
