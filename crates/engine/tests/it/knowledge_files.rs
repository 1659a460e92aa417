//! Files that become knowledge: brought, found, changed, read again, refused, kept from other companies.

use crate::{
    extract_fixtures::{archive, docx, paragraph, pdf},
    shop_files::blob_names,
};
use chrono::Duration;
use futures::TryStreamExt as _;
use prosa_domain::{
    access::Role,
    id::KnowledgeId,
    knowledge::{Audience, Body, Kind, State, file::BYTES_MAX},
    lang::Lang,
    refusal::{Code, Refusal},
};
use prosa_engine::{
    Caller,
    knowledge::{BringFile, Query, search},
    media::{keep, link::Variant, serve::Address},
};
use prosa_testkit::{World, embedder::MeaningTable, world::Shop};
use prosa_wire::knowledge::{RestoreVersion, SaveSource, SetSourceState, SourceView};
use std::sync::Arc;

async fn world() -> (World, Shop) {
    let world = World::embedding(Arc::new(MeaningTable::named("meaning-1"))).await;
    let shop = world.shop("100").await;
    (world, shop)
}

fn new(name: &str) -> BringFile {
    let audience = Audience::Customer;
    BringFile { source: None, name: name.to_owned(), language: Lang::PtBr, audience, bytes: None }
}

async fn bring(
    world: &World,
    caller: &Caller,
    said: BringFile,
    bytes: &[u8],
) -> Result<KnowledgeId, Refusal> {
    let mut receiving = world.engine.begin_knowledge_file(caller, said).await?;
    for chunk in bytes.chunks(70_000) {
        receiving.push(chunk).await?;
    }
    receiving.finish().await
}

async fn refused(world: &World, shop: &Shop, name: &str, bytes: &[u8]) -> Code {
    bring(world, &shop.owner, new(name), bytes).await.unwrap_err().code
}

async fn found(world: &World, shop: &Shop, text: &str) -> Vec<String> {
    let query = Query { text: text.to_owned(), language: None, audience: Audience::Customer, limit: 5 };
    search(&world.engine, shop.tenant, query).await.unwrap().into_iter().map(|hit| hit.text).collect()
}

async fn view(world: &World, shop: &Shop, id: KnowledgeId) -> SourceView {
    world.engine.knowledge_source(&shop.owner, id).await.unwrap()
}

/// The address a screen was given, taken apart.
fn address(view: &SourceView) -> Address {
    let file = view.file.as_ref().unwrap();
    let query = file.url.split_once('?').unwrap().1;
    let part = |name: &str| query.split('&').find_map(|part| part.strip_prefix(name)).unwrap().to_owned();
    Address { id: file.id, variant: Variant::Full, until: part("e=").parse().unwrap(), signature: part("s=") }
}

async fn original(world: &World, caller: &Caller, address: &Address) -> Result<Vec<u8>, Code> {
    let file = world.engine.open_media(caller, address).await.map_err(|refusal| refusal.code)?;
    let last = file.bytes - 1;
    let chunks: Vec<bytes::Bytes> = file.read(0, last).try_collect().await.unwrap();
    Ok(chunks.concat())
}

#[tokio::test]
async fn a_file_of_each_sort_is_found_by_a_question_and_read_again_as_it_was() {
    let (world, shop) = world().await;
    let page =
        pdf(&[vec![(56, 780, 20, "Entregas"), (56, 740, 11, "Na capital entregamos em dois dias úteis.")]]);
    let office = docx(&paragraph("", "A garantia dos sofás é de um ano."), "");
    for (name, bytes, question, text, mime) in [
        (
            "Prazos da loja.pdf",
            page.as_slice(),
            "quanto demora na capital",
            "Na capital entregamos em dois dias úteis.",
            "application/pdf",
        ),
        (
            "garantia.docx",
            &office,
            "garantia do sofá",
            "A garantia dos sofás é de um ano.",
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ),
        (
            "trocas.md",
            "# Trocas\n\nTroque em trinta dias.".as_bytes(),
            "posso trocar",
            "Troque em trinta dias.",
            "text/markdown",
        ),
        (
            "pagamento.txt",
            b"Aceitamos cart\xe3o e boleto.",
            "aceita cartão",
            "Aceitamos cartão e boleto.",
            "text/plain",
        ),
    ] {
        let id = bring(&world, &shop.owner, new(name), bytes).await.unwrap();
        assert_eq!(found(&world, &shop, question).await[0], text);
        let view = view(&world, &shop, id).await;
        let file = view.file.as_ref().unwrap();
        assert_eq!(
            (view.row.kind, view.row.version, file.name.as_str(), file.mime.as_str()),
            (Kind::File, 1, name, mime)
        );
        assert_eq!((file.bytes, file.sha256.len()), (bytes.len() as u64, 64));
        assert_eq!(original(&world, &shop.owner, &address(&view)).await.unwrap(), bytes);
    }
    assert_eq!(
        view(&world, &shop, bring(&world, &shop.owner, new("Prazos da loja.pdf"), &page).await.unwrap())
            .await
            .row
            .title,
        "Prazos da loja"
    );
    assert_eq!(blob_names(&world).len(), 4, "the same file twice is kept once");
}

#[tokio::test]
async fn a_new_file_an_edit_and_an_old_version_each_have_the_original_they_were_read_from() {
    let (world, shop) = world().await;
    let id =
        bring(&world, &shop.owner, new("prazo.txt"), "Entregamos em dois dias.".as_bytes()).await.unwrap();
    let again = |version| BringFile { source: Some((id, version)), ..new("prazo novo.md") };
    assert_eq!(bring(&world, &shop.owner, again(1), b"Entregamos em nove dias.").await.unwrap(), id);
    assert_eq!(found(&world, &shop, "entregamos").await, ["Entregamos em nove dias."]);
    let late = bring(&world, &shop.owner, again(1), b"x").await.unwrap_err();
    assert_eq!((late.code, late.args["version"].as_str()), (Code::KnowledgeChanged, "2"));
    let edit = SaveSource {
        id: Some(id),
        version: 2,
        kind: Kind::File,
        title: "Prazo".to_owned(),
        origin: String::new(),
        language: Lang::PtBr,
        audience: Audience::Customer,
        body: Body::Text { text: "Entregamos em dez dias.".to_owned() },
    };
    world.engine.save_knowledge(&shop.owner, edit.clone()).await.unwrap();
    let now = view(&world, &shop, id).await;
    assert_eq!((now.row.version, now.row.title.as_str()), (3, "Prazo"));
    assert_eq!(original(&world, &shop.owner, &address(&now)).await.unwrap(), b"Entregamos em nove dias.");
    world.engine.restore_knowledge(&shop.owner, RestoreVersion { id, number: 1 }).await.unwrap();
    let now = view(&world, &shop, id).await;
    assert_eq!(now.body, Body::Text { text: "Entregamos em dois dias.".to_owned() });
    assert_eq!((now.row.version, now.file.as_ref().unwrap().name.as_str()), (4, "prazo.txt"));
    assert_eq!(original(&world, &shop.owner, &address(&now)).await.unwrap(), b"Entregamos em dois dias.");
    let without = SaveSource { id: None, ..edit };
    let refused = world.engine.save_knowledge(&shop.owner, without).await.unwrap_err();
    assert_eq!(refused.code, Code::FieldInvalid, "a file comes with its bytes");
}

#[tokio::test]
async fn what_is_put_away_is_found_no_more_and_its_file_stays() {
    let (world, shop) = world().await;
    let id = bring(&world, &shop.owner, new("a.txt"), b"Entregamos em dois dias.").await.unwrap();
    world
        .engine
        .set_knowledge_state(&shop.owner, SetSourceState { id, state: State::Archived })
        .await
        .unwrap();
    assert!(found(&world, &shop, "entregamos").await.is_empty());
    world.clock.advance(Duration::days(400));
    keep::keep(&world.engine, shop.tenant).await.unwrap();
    world.clock.advance(Duration::days(1));
    keep::keep(&world.engine, shop.tenant).await.unwrap();
    let view = view(&world, &shop, id).await;
    assert_eq!(original(&world, &shop.owner, &address(&view)).await.unwrap(), b"Entregamos em dois dias.");
}

#[tokio::test]
async fn another_company_and_who_may_not_write_get_nothing() {
    let (world, shop) = world().await;
    let other = world.shop("200").await;
    let id = bring(&world, &shop.owner, new("a.txt"), b"Entregamos em dois dias.").await.unwrap();
    let address = address(&view(&world, &shop, id).await);
    assert_eq!(original(&world, &other.owner, &address).await, Err(Code::NotFound));
    let stretched = Address { until: address.until + 600, ..address.clone() };
    assert_eq!(original(&world, &shop.owner, &stretched).await, Err(Code::NotFound));
    let theirs = BringFile { source: Some((id, 1)), ..new("b.txt") };
    assert_eq!(bring(&world, &other.owner, theirs, b"x").await.unwrap_err().code, Code::NotFound);
    let agent = Caller { role: Role::Agent, ..shop.owner };
    assert_eq!(bring(&world, &agent, new("b.txt"), b"texto").await.unwrap_err().code, Code::Forbidden);
    assert_eq!(
        original(&world, &agent, &address).await.unwrap(),
        b"Entregamos em dois dias.",
        "reading is for all"
    );
    world.clock.advance(Duration::minutes(16));
    assert_eq!(original(&world, &shop.owner, &address).await, Err(Code::NotFound), "an address ends");
}

#[tokio::test]
async fn what_cannot_be_read_is_refused_and_nothing_is_kept() {
    let (world, shop) = world().await;
    let bomb = archive(&[("word/document.xml", vec![b' '; 20 * 1024 * 1024])]);
    for (name, bytes, code) in [
        ("a.pdf", &b""[..], Code::MediaEmpty),
        ("a.pdf", b"%PDF-1.7 nada", Code::KnowledgeFileBroken),
        ("a.docx", &bomb, Code::KnowledgeFileHeavy),
        ("a.exe", b"MZ\0\0", Code::KnowledgeFileType),
        ("a.txt", b" \n ", Code::KnowledgeFileWordless),
        ("a.txt", "palavra ".repeat(60_000).as_bytes(), Code::KnowledgeFileLong),
    ] {
        assert_eq!(refused(&world, &shop, name, bytes).await, code, "{name}");
    }
    let large = BringFile { bytes: Some(BYTES_MAX + 1), ..new("a.pdf") };
    let begun = world.engine.begin_knowledge_file(&shop.owner, large).await;
    assert_eq!(begun.unwrap_err().code, Code::KnowledgeFileLarge);
    let article = SaveSource {
        id: None,
        version: 0,
        kind: Kind::Article,
        title: "Artigo".to_owned(),
        origin: String::new(),
        language: Lang::PtBr,
        audience: Audience::Customer,
        body: Body::Text { text: "Texto.".to_owned() },
    };
    let id = world.engine.save_knowledge(&shop.owner, article).await.unwrap();
    let onto = BringFile { source: Some((id, 1)), ..new("a.txt") };
    assert_eq!(bring(&world, &shop.owner, onto, b"x").await.unwrap_err().code, Code::NotFound);
    assert_eq!(blob_names(&world), Vec::<String>::new());
    let page = world.engine.knowledge_page(&shop.owner, Default::default(), None).await.unwrap();
    assert_eq!(page.rows.len(), 1, "the article alone");
}

#[tokio::test]
async fn a_store_that_takes_nothing_is_told_and_nothing_is_kept() {
    let (world, shop) = world().await;
    let arrivals = world.engine.blobs.arrivals().to_owned();
    std::fs::remove_dir_all(&arrivals).unwrap();
    std::fs::write(&arrivals, b"").unwrap();
    assert_eq!(refused(&world, &shop, "a.txt", b"Entregamos em dois dias.").await, Code::StorageAway);
    let page = world.engine.knowledge_page(&shop.owner, Default::default(), None).await.unwrap();
    assert!(page.rows.is_empty());
}

#[tokio::test]
async fn names_texts_and_hashes_of_files_are_sealed() {
    let (world, shop) = world().await;
    bring(&world, &shop.owner, new("segredo.txt"), b"Margem de quinze por cento.").await.unwrap();
    let mut admin = world.database.admin().await;
    let (row,): (String,) =
        sqlx::query_as("select f::text from knowledge_file f").fetch_one(&mut admin).await.unwrap();
    let hex = |text: &str| text.bytes().map(|byte| format!("{byte:02x}")).collect::<String>();
    assert!(!row.contains(&hex("segredo")) && !row.contains("segredo"));
    let read = |name: &String| std::fs::read(world.files.0.join(name)).unwrap();
    let stored: Vec<u8> = blob_names(&world).iter().flat_map(read).collect();
    assert!(stored.len() > 27 && !String::from_utf8_lossy(&stored).contains("Margem"));
}
