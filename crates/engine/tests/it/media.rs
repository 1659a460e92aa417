//! Files of messages: fetched, tried again, given up, brought, served, let go.

use crate::shop_files::{Files, PNG, STINT, blob_names, image, media_of, opened, settle, world};
use chrono::Duration;
use prosa_domain::{event::EventKind, media::fetch::FetchFailure, refusal::Code};
use prosa_engine::media::{fetch, keep, link::Variant, serve::Address};
use prosa_testkit::world::START;
use prosa_wire::media::MediaState;

#[tokio::test]
async fn a_picture_comes_with_its_message_and_is_there_once_it_was_fetched() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    let waiting = media_of(&world, &shop).await;
    assert_eq!(
        (waiting.state, waiting.url.as_str(), waiting.mime.as_str()),
        (MediaState::Waiting, "", "image/png")
    );
    files.will("m1", Ok(("image/png", PNG.clone())));
    let before = world.events(&shop).await.len();
    settle(&world, &shop).await;
    let stored = media_of(&world, &shop).await;
    assert_eq!((stored.state, stored.bytes), (MediaState::Stored, PNG.len() as u64));
    assert_eq!((stored.width, stored.height), (Some(600), Some(400)));
    assert_eq!((stored.failure.as_str(), stored.retry_at), ("", None));
    let events = world.events(&shop).await;
    assert_eq!(
        events[before..].iter().map(|event| event.kind).collect::<Vec<_>>(),
        [EventKind::MessageUpdated]
    );
    assert_eq!(opened(&world, &shop.owner, &stored.url).await.unwrap(), *PNG);
    let thumb = opened(&world, &shop.owner, &stored.thumb_url).await.unwrap();
    assert!(thumb.starts_with(b"\xff\xd8\xff") && thumb.len() < PNG.len());
    assert_eq!(files.asked(), [("m1".to_owned(), Some("c2hh".to_owned()))]);
}

#[tokio::test]
async fn what_lies_in_the_store_is_neither_readable_nor_alike_for_two_tenants() {
    let (world, files) = world().await;
    let (one, two) = (world.shop("100").await, world.shop("200").await);
    for (shop, name) in [(&one, "a"), (&two, "b")] {
        world.deliver(&image(shop, &format!("wamid.{name}"), name, START)).await;
        files.will(name, Ok(("image/png", PNG.clone())));
        settle(&world, shop).await;
    }
    let names = blob_names(&world);
    assert_eq!(names.len(), 4, "a file and a small one each: {names:?}");
    let digests: std::collections::BTreeSet<&str> =
        names.iter().map(|name| name.rsplit('/').next().unwrap().split('-').next().unwrap()).collect();
    assert_eq!(digests.len(), 2, "equal files of two tenants have nothing in common");
    for name in &names {
        let bytes = std::fs::read(world.files.0.join(name)).unwrap();
        for part in PNG.windows(16).step_by(PNG.len() / 5) {
            assert!(!bytes.windows(16).any(|window| window == part), "{name}");
        }
    }
}

#[tokio::test]
async fn the_same_file_twice_is_stored_once_and_fetched_by_each_message() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    for name in ["a", "b"] {
        world.deliver(&image(&shop, &format!("wamid.{name}"), name, START)).await;
        files.will(name, Ok(("image/png", PNG.clone())));
    }
    settle(&world, &shop).await;
    assert_eq!(media_of(&world, &shop).await.state, MediaState::Stored);
    // Both may have arrived at once; what one of them put in vain is swept.
    world.clock.advance(Duration::hours(7));
    keep::keep(&world.engine, shop.tenant).await.unwrap();
    assert_eq!(blob_names(&world).len(), 2);
    // A delivery that comes again brings no second file.
    world.deliver(&image(&shop, "wamid.a", "a", START)).await;
    assert_eq!(fetch::work(&world.engine, shop.tenant, STINT).await.unwrap(), 0);
}

#[tokio::test]
async fn a_provider_that_is_away_is_asked_again_and_the_message_says_so_meanwhile() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    files.will("m1", Err(FetchFailure::Away));
    settle(&world, &shop).await;
    let waiting = media_of(&world, &shop).await;
    assert_eq!((waiting.state, waiting.failure.as_str()), (MediaState::Waiting, "media-failure-away"));
    let retry_at = waiting.retry_at.unwrap();
    assert!(retry_at > world.engine.now());
    assert_eq!(fetch::work(&world.engine, shop.tenant, STINT).await.unwrap(), 0, "not before its time");
    world.clock.advance(retry_at - world.engine.now());
    files.will("m1", Ok(("image/png", PNG.clone())));
    settle(&world, &shop).await;
    assert_eq!(media_of(&world, &shop).await.state, MediaState::Stored);
}

#[tokio::test]
async fn a_file_the_provider_does_not_have_is_given_up_until_a_person_asks_again() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    for _ in 0..4 {
        files.will("m1", Err(FetchFailure::Gone));
        settle(&world, &shop).await;
        world.clock.advance(Duration::hours(3));
    }
    let failed = media_of(&world, &shop).await;
    assert_eq!((failed.state, failed.failure.as_str()), (MediaState::Failed, "media-failure-gone"));
    assert_eq!(fetch::work(&world.engine, shop.tenant, STINT).await.unwrap(), 0);
    files.will("m1", Ok(("image/png", PNG.clone())));
    world.engine.retry_media(&shop.owner, failed.id).await.unwrap();
    settle(&world, &shop).await;
    let stored = media_of(&world, &shop).await;
    assert_eq!(stored.state, MediaState::Stored);
    let refused = world.engine.retry_media(&shop.owner, failed.id).await.unwrap_err();
    assert_eq!(
        refused.code,
        Code::AssistNeedsModel,
        "it is here; to read what stands on it, a model is needed"
    );
    let other = world.shop("200").await;
    assert_eq!(world.engine.retry_media(&other.owner, failed.id).await.unwrap_err().code, Code::NotFound);
}

#[tokio::test]
async fn after_seven_days_a_file_is_over_and_says_so() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    world.clock.advance(Duration::days(7));
    files.will("m1", Err(FetchFailure::Away));
    settle(&world, &shop).await;
    let over = media_of(&world, &shop).await;
    assert_eq!((over.state, over.failure.as_str()), (MediaState::Expired, "media-failure-expired"));
}

#[tokio::test]
async fn bytes_that_break_off_leave_nothing_behind() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    files.breaks_off("m1", PNG[..1_000].to_vec());
    settle(&world, &shop).await;
    assert_eq!(media_of(&world, &shop).await.failure, "media-failure-wrong-hash");
    assert_eq!(std::fs::read_dir(world.files.0.join("arrivals")).unwrap().count(), 0);
    assert!(blob_names(&world).is_empty());
}

#[tokio::test]
async fn a_worker_that_died_while_fetching_is_followed_by_another_and_its_late_word_counts_nothing() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    let now = world.engine.now();
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let first = prosa_db::media::claim(&mut tx, now, now + Duration::minutes(15), 9).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(media_of(&world, &shop).await.state, MediaState::Fetching);
    assert_eq!(fetch::work(&world.engine, shop.tenant, STINT).await.unwrap(), 0, "it is somebody's");
    world.clock.advance(Duration::minutes(16));
    files.will("m1", Ok(("image/png", PNG.clone())));
    settle(&world, &shop).await;
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let late = prosa_db::media::Fetched::Failed("gone");
    assert!(!prosa_db::media::settle(&mut tx, &first[0], &late, now).await.unwrap());
    tx.commit().await.unwrap();
    assert_eq!(media_of(&world, &shop).await.state, MediaState::Stored);
}

#[tokio::test]
async fn a_picture_that_cannot_be_unpacked_is_kept_as_a_file_nobody_draws() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    files.will("m1", Ok(("image/png", PNG[..200].to_vec())));
    settle(&world, &shop).await;
    let kept = media_of(&world, &shop).await;
    assert_eq!((kept.state, kept.mime.as_str()), (MediaState::Stored, "application/octet-stream"));
    assert_eq!((kept.thumb_url.as_str(), kept.width), ("", None));
    assert_eq!(opened(&world, &shop.owner, &kept.url).await.unwrap(), PNG[..200]);
}

#[tokio::test]
async fn an_address_is_good_for_its_tenant_its_file_its_kind_and_its_time_only() {
    let (world, files) = world().await;
    let (shop, other) = (world.shop("100").await, world.shop("200").await);
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    files.will("m1", Ok(("image/png", PNG.clone())));
    settle(&world, &shop).await;
    let stored = media_of(&world, &shop).await;
    let refused = |code: Code| Err::<Vec<u8>, Code>(code);
    assert_eq!(opened(&world, &other.owner, &stored.url).await, refused(Code::NotFound));
    for (from, to) in [("v=full", "v=thumb"), ("&s=", "&s=A"), ("&e=1", "&e=2")] {
        let changed = stored.url.replace(from, to);
        assert_ne!(changed, stored.url);
        assert_eq!(opened(&world, &shop.owner, &changed).await, refused(Code::NotFound), "{changed}");
    }
    world.clock.advance(Duration::minutes(9));
    assert!(opened(&world, &shop.owner, &stored.url).await.is_ok());
    world.clock.advance(Duration::minutes(6));
    assert_eq!(opened(&world, &shop.owner, &stored.url).await, refused(Code::NotFound));
}

#[tokio::test]
async fn a_file_changed_in_the_store_is_not_passed_on() {
    let (world, files) = world().await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    files.will("m1", Ok(("image/png", PNG.clone())));
    settle(&world, &shop).await;
    let stored = media_of(&world, &shop).await;
    let whole = blob_names(&world).into_iter().map(|name| world.files.0.join(name));
    let path = whole.max_by_key(|path| std::fs::metadata(path).unwrap().len()).unwrap();
    let mut bytes = std::fs::read(&path).unwrap();
    bytes[100] ^= 1;
    std::fs::write(&path, &bytes).unwrap();
    assert_eq!(opened(&world, &shop.owner, &stored.url).await, Err(Code::Internal));
    std::fs::write(&path, &bytes[..50]).unwrap();
    assert_eq!(opened(&world, &shop.owner, &stored.url).await, Err(Code::Internal));
}

#[tokio::test]
async fn files_past_their_time_go_and_their_messages_say_so() {
    let keep_for = std::time::Duration::from_secs(30 * 86_400);
    let (world, files) = crate::shop_files::world_keeping(Some(keep_for)).await;
    let shop = world.shop("100").await;
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    files.will("m1", Ok(("image/png", PNG.clone())));
    settle(&world, &shop).await;
    let stored = media_of(&world, &shop).await;
    world.clock.advance(Duration::days(29));
    assert_eq!(keep::keep(&world.engine, shop.tenant).await.unwrap().old, 0);
    world.clock.advance(Duration::days(2));
    let kept = keep::keep(&world.engine, shop.tenant).await.unwrap();
    assert_eq!((kept.old, kept.objects), (1, 0), "readers in hand still find the object");
    let gone = media_of(&world, &shop).await;
    assert_eq!(
        (gone.state, gone.failure.as_str(), gone.url.as_str()),
        (MediaState::Removed, "media-failure-removed", "")
    );
    let address = Address { id: stored.id, variant: Variant::Full, until: 0, signature: String::new() };
    assert_eq!(world.engine.open_media(&shop.owner, &address).await.unwrap_err().code, Code::NotFound);
    world.clock.advance(Duration::hours(7));
    assert_eq!(keep::keep(&world.engine, shop.tenant).await.unwrap().objects, 2);
    assert!(blob_names(&world).is_empty());
}

#[tokio::test]
async fn a_job_waits_for_files_as_soon_as_their_messages_are_stored() {
    let (world, _files) = world().await;
    let shop = world.shop("100").await;
    let jobs = async |world: &prosa_testkit::World| {
        let mut admin = world.database.admin().await;
        let row: (i64,) = sqlx::query_as("select count(*) from jobs.jobs where key like 'fetch-files:now:%'")
            .fetch_one(&mut admin)
            .await
            .unwrap();
        row.0
    };
    world.receive(&shop, "5511987654321", "wamid.0", START, "Oi").await;
    assert_eq!(jobs(&world).await, 0, "a text asks for nothing");
    world.deliver(&image(&shop, "wamid.1", "m1", START)).await;
    world.deliver(&image(&shop, "wamid.2", "m2", START)).await;
    assert_eq!(jobs(&world).await, 1, "one job works off all that wait");
    let _: Files = _files;
}
