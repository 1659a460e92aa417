//! Files to send: brought by a member, brought on to the provider once, brought again when it must be.

use crate::shop_files::{Files, PNG, blob_names, world};
use chrono::Duration;
use prosa_domain::{
    delivery::Outcome,
    id::{ConversationId, MediaId, MessageId, OutboundId},
    media::MediaKind,
    message::content::{Ask, AskAction, AskHeader, Content, Media, TemplateHeader, TemplateMessage, Voice},
    refusal::Code,
    template::MediaFormat,
};
use prosa_engine::media::{
    attach, keep,
    provide::{self, Way},
    upload::Announced,
};
use prosa_provider::{CallError, LineCredentials};
use prosa_testkit::{
    World,
    world::{START, Shop},
};
use prosa_wire::inbox::InboxFilter;
use uuid::Uuid;

async fn conversation(world: &World, shop: &Shop) -> ConversationId {
    world.receive(shop, "5511987654321", "wamid.0", START, "Oi").await;
    world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap().rows[0].id
}

fn announced(conversation: Option<ConversationId>, mime: &str) -> Announced {
    Announced {
        conversation,
        kind: None,
        mime: mime.to_owned(),
        name: "sofá azul.png".to_owned(),
        bytes: None,
    }
}

async fn bring(world: &World, shop: &Shop, announced: Announced, bytes: &[u8]) -> Result<MediaId, Code> {
    let run = async {
        let mut receiving = world.engine.begin_upload(&shop.owner, announced).await?;
        for chunk in bytes.chunks(70_000) {
            receiving.push(chunk).await?;
        }
        receiving.finish().await
    };
    run.await.map_err(|refusal| refusal.code)
}

fn picture(file: MediaId) -> Content {
    Content::Image(Media { file: Some(file), caption: "Olha".to_owned(), ..Media::default() })
}

/// What the provider would be given, and the outcome when it would not.
async fn provided(world: &World, shop: &Shop, content: Content) -> Result<Media, Outcome> {
    let keys = world.engine.keyring.tenant(shop.tenant).await.unwrap();
    let credentials = credentials();
    let way = Way {
        tenant: shop.tenant,
        keys: &keys,
        line: shop.line,
        send: OutboundId(Uuid::nil()),
        credentials: &credentials,
        provider: world.engine.providers.get("whatsapp").unwrap(),
    };
    match provide::provide(&world.engine, way, content).await? {
        Content::Image(media) | Content::Audio(media) => Ok(media),
        other => Ok(other.any_media().unwrap_or_else(|| panic!("{other:?}")).1.clone()),
    }
}

async fn refused(world: &World, shop: &Shop, content: &Content, code: i32) -> bool {
    let keys = world.engine.keyring.tenant(shop.tenant).await.unwrap();
    let credentials = credentials();
    let provider = world.engine.providers.get("whatsapp").unwrap();
    let (tenant, line, send) = (shop.tenant, shop.line, OutboundId(Uuid::nil()));
    let way = Way { tenant, keys: &keys, line, send, credentials: &credentials, provider };
    let outcome = Outcome::Refused { http_status: 400, code, detail: String::new() };
    provide::forget_refused(&world.engine, way, content, &outcome).await.unwrap()
}

fn credentials() -> LineCredentials {
    LineCredentials {
        graph_base: "http://127.0.0.1:9".to_owned(),
        graph_version: "v26.0".to_owned(),
        phone_number_id: "100".to_owned(),
        account_id: "9100".to_owned(),
        token: "token".to_owned().into(),
    }
}

#[tokio::test]
async fn a_file_is_brought_to_the_provider_once_and_named_for_thirty_days() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    let place = conversation(&world, &shop).await;
    let id = bring(&world, &shop, announced(Some(place), "image/png"), &PNG).await.unwrap();
    let first = provided(&world, &shop, picture(id)).await.unwrap();
    assert_eq!(
        (first.media_id.as_str(), first.file_name.as_str(), first.caption.as_str()),
        ("up1", "sofá azul.png", "Olha")
    );
    let brought = files.brought();
    assert_eq!((brought[0].0.as_str(), brought[0].1.as_str()), ("image/png", "sofá azul.png"));
    assert!(brought[0].2 == *PNG, "opened again on the way");
    // The same bytes under another name are the same file.
    let again = bring(&world, &shop, announced(Some(place), "image/png"), &PNG).await.unwrap();
    assert_eq!(provided(&world, &shop, picture(again)).await.unwrap().media_id, "up1");
    note(&world, &shop, place, &[id, again]).await;
    world.clock.advance(Duration::days(30));
    assert_eq!(provided(&world, &shop, picture(id)).await.unwrap().media_id, "up2", "the old id is over");
    assert_eq!(files.brought().len(), 2);
}

async fn note(world: &World, shop: &Shop, place: ConversationId, ids: &[MediaId]) {
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    for id in ids {
        prosa_db::media::note_sent(&mut tx, *id, place, MessageId(Uuid::from_u128(1))).await.unwrap();
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn an_id_the_provider_refuses_is_forgotten_and_the_file_brought_again() {
    let (world, _files) = world().await;
    let shop = world.shop("100").await;
    let id = bring(&world, &shop, announced(None, "image/png"), &PNG).await.unwrap();
    assert_eq!(provided(&world, &shop, picture(id)).await.unwrap().media_id, "up1");
    assert!(!refused(&world, &shop, &picture(id), 131_047).await, "that was not about the file");
    assert_eq!(provided(&world, &shop, picture(id)).await.unwrap().media_id, "up1");
    assert!(refused(&world, &shop, &picture(id), 131_053).await);
    assert_eq!(provided(&world, &shop, picture(id)).await.unwrap().media_id, "up2");
    assert!(refused(&world, &shop, &picture(id), 100).await);
    assert!(!refused(&world, &shop, &picture(id), 100).await, "once, not for ever");
}

#[tokio::test]
async fn a_provider_that_takes_no_file_makes_no_send() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    let id = bring(&world, &shop, announced(None, "image/png"), &PNG).await.unwrap();
    files.upload_answers(Err(CallError::Unreachable));
    assert_eq!(provided(&world, &shop, picture(id)).await, Err(Outcome::NetworkBeforeSend));
    files.upload_answers(Err(CallError::Refused { code: 131_053, detail: "no".to_owned() }));
    let refused = Outcome::Refused { http_status: 400, code: 131_053, detail: "no".to_owned() };
    assert_eq!(provided(&world, &shop, picture(id)).await, Err(refused));
    let gone = provided(&world, &shop, picture(MediaId(Uuid::from_u128(5)))).await;
    assert!(matches!(gone, Err(Outcome::Refused { code: 131_053, .. })), "{gone:?}");
    let other = world.shop("200").await;
    assert!(provided(&world, &other, picture(id)).await.is_err(), "another tenant's file is not here");
    assert_eq!(provided(&world, &shop, picture(id)).await.unwrap().media_id, "up3");
}

#[tokio::test]
async fn a_voice_note_says_that_it_is_opus() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    let ogg =
        [b"OggS\0\x02\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\x13OpusHead\x01\x01".as_slice(), &[0; 40]]
            .concat();
    let id = bring(&world, &shop, announced(None, "audio/ogg; codecs=opus"), &ogg).await.unwrap();
    let voice = |voice| Content::Audio(Media { file: Some(id), voice, ..Media::default() });
    provided(&world, &shop, voice(Voice::Note)).await.unwrap();
    provided(&world, &shop, voice(Voice::File)).await.unwrap();
    let types: Vec<String> = files.brought().into_iter().map(|(mime, ..)| mime).collect();
    assert_eq!(types, ["audio/ogg; codecs=opus", "audio/ogg"]);
}

#[tokio::test]
async fn an_upload_nobody_sent_goes_after_a_day_and_one_that_was_sent_stays() {
    let (world, _files): (World, Files) = world().await;
    let shop = world.shop("100").await;
    let place = conversation(&world, &shop).await;
    let unsent =
        bring(&world, &shop, announced(Some(place), "application/pdf"), b"%PDF-1.7 a").await.unwrap();
    let sent = bring(&world, &shop, announced(Some(place), "application/pdf"), b"%PDF-1.7 b").await.unwrap();
    let sample = bring(&world, &shop, announced(None, "application/pdf"), b"%PDF-1.7 c").await.unwrap();
    note(&world, &shop, place, &[sent]).await;
    world.clock.advance(Duration::hours(23));
    assert_eq!(keep::keep(&world.engine, shop.tenant).await.unwrap(), keep::Kept::default());
    world.clock.advance(Duration::hours(2));
    assert_eq!(keep::keep(&world.engine, shop.tenant).await.unwrap().unsent, 2);
    world.clock.advance(Duration::hours(7));
    assert_eq!(keep::keep(&world.engine, shop.tenant).await.unwrap().objects, 2);
    assert_eq!(blob_names(&world).len(), 1);
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    for (id, there) in [(unsent, false), (sent, true), (sample, false)] {
        assert_eq!(prosa_db::media::ready(&mut tx, id).await.unwrap().is_some(), there);
    }
}

#[tokio::test]
async fn a_stored_file_becomes_the_content_of_a_message() {
    let (world, _files) = world().await;
    let shop = world.shop("100").await;
    let place = conversation(&world, &shop).await;
    let keys = world.engine.keyring.tenant(shop.tenant).await.unwrap();
    let picture = bring(&world, &shop, announced(Some(place), "image/png"), &PNG).await.unwrap();
    let document = Announced { kind: Some(MediaKind::Document), ..announced(Some(place), "image/png") };
    let document = bring(&world, &shop, document, &PNG).await.unwrap();
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let made = attach::content(&mut tx, &keys, picture, "Olha".to_owned(), Voice::Note).await.unwrap();
    let Content::Image(media) = &made else { panic!("{made:?}") };
    assert_eq!((media.file, media.caption.as_str(), media.file_name.as_str()), (Some(picture), "Olha", ""));
    assert_eq!(media.voice, Voice::File, "a picture is no voice");
    attach::note(&mut tx, &made, place, MessageId(Uuid::from_u128(9))).await.unwrap();
    let made = attach::content(&mut tx, &keys, document, String::new(), Voice::File).await.unwrap();
    let Content::Document(media) = &made else { panic!("{made:?}") };
    assert_eq!(media.file_name, "sofá azul.png");
    let nothing = MediaId(Uuid::from_u128(5));
    let refused = attach::content(&mut tx, &keys, nothing, String::new(), Voice::File).await.unwrap_err();
    assert_eq!(refused.code, Code::MediaNotHere);
    tx.commit().await.unwrap();
    world.clock.advance(Duration::days(2));
    assert_eq!(keep::keep(&world.engine, shop.tenant).await.unwrap().unsent, 1, "only what was not noted");
}

#[tokio::test]
async fn a_file_is_refused_as_soon_as_it_is_more_than_whatsapp_takes() {
    let (world, _files) = world().await;
    let shop = world.shop("100").await;
    let run = async |kind, mime: &str, bytes: Option<u64>| {
        let announced = Announced { kind, bytes, ..announced(None, mime) };
        world.engine.begin_upload(&shop.owner, announced).await.map(|_| ()).map_err(|refusal| refusal.code)
    };
    assert_eq!(run(None, "video/mp4", Some(16 * 1024 * 1024 + 1)).await, Err(Code::MediaTooLarge));
    assert_eq!(run(Some(MediaKind::Sticker), "image/png", None).await, Err(Code::MediaType));
    let said = Announced { kind: Some(MediaKind::Sticker), ..announced(None, "image/webp") };
    let mut receiving = world.engine.begin_upload(&shop.owner, said).await.unwrap();
    let refusal = receiving.push(&vec![0; 512_001]).await.unwrap_err();
    assert_eq!((refusal.code, refusal.args["size_max"].as_str()), (Code::MediaTooLarge, "500 KB"));
    drop(receiving);
    assert_eq!(std::fs::read_dir(world.files.0.join("arrivals")).unwrap().count(), 0);
    let viewer = prosa_engine::Caller { role: prosa_domain::access::Role::Viewer, ..shop.owner };
    let refused = world.engine.begin_upload(&viewer, announced(None, "image/png")).await.unwrap_err();
    assert_eq!(refused.code, Code::Forbidden);
}

#[tokio::test]
async fn a_file_above_a_template_or_a_question_is_brought_once_for_both() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    let id = bring(&world, &shop, announced(None, "image/png"), &PNG).await.unwrap();
    let media = || Media { file: Some(id), ..Media::default() };
    let header = Some(TemplateHeader::Media { format: MediaFormat::Image, media: media() });
    let template = Content::Template(Box::new(TemplateMessage { header, ..TemplateMessage::default() }));
    let ask = |header| {
        let action = AskAction::LocationRequest;
        Content::Ask(Box::new(Ask {
            header: Some(header),
            body: "Veja".to_owned(),
            action,
            ..Ask::default()
        }))
    };
    assert_eq!(provided(&world, &shop, template.clone()).await.unwrap().media_id, "up1");
    assert_eq!(provided(&world, &shop, ask(AskHeader::Image(media()))).await.unwrap().media_id, "up1");
    assert_eq!(files.brought().len(), 1);
    assert!(refused(&world, &shop, &template, 131_053).await, "the header's file was refused");
    assert_eq!(provided(&world, &shop, template).await.unwrap().media_id, "up2");
}
