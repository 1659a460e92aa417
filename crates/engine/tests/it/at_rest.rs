//! What a thief of the database would read: everything is dumped and searched for every text, name, number and token that
//! went in, as it is, in hexadecimal and in base64.

use base64::{Engine as _, engine::general_purpose::STANDARD};
use prosa_engine::seed;
use prosa_testkit::{World, fixtures, world};
use prosa_vault::Purpose;
use serde_json::Value;
use sqlx::{AssertSqlSafe, PgConnection};
use std::collections::{BTreeSet, HashMap};

/// Shorter words turn up by chance.
const LENGTH_MIN: usize = 6;

/// Words to look for, found by their first bytes.
struct Searched {
    by_head: HashMap<[u8; LENGTH_MIN], Vec<(Vec<u8>, String)>>,
}

impl Searched {
    fn new(plaintexts: &BTreeSet<String>) -> Self {
        let mut searched = Self { by_head: HashMap::new() };
        for plain in plaintexts {
            let bytes = plain.as_bytes();
            searched.add(bytes.to_vec(), plain);
            searched.add(hex(bytes).into_bytes(), plain);
            searched.add(hex(bytes).to_uppercase().into_bytes(), plain);
            let escaped = plain.escape_unicode_json();
            // A dump doubles the backslash.
            searched.add(escaped.replace('\\', "\\\\").into_bytes(), plain);
            searched.add(escaped.into_bytes(), plain);
            // Inside longer base64 a text may stand at three places; its first and last letters depend on the neighbours.
            for before in 0..3 {
                let mut padded = vec![0; before];
                padded.extend_from_slice(bytes);
                let text = STANDARD.encode(&padded);
                let whole = (padded.len() / 3) * 4;
                let from = [0, 2, 3][before];
                searched.add(text.as_bytes()[from..whole].to_vec(), plain);
                let safe = text[from..whole].replace('+', "-").replace('/', "_");
                searched.add(safe.into_bytes(), plain);
            }
        }
        searched
    }

    fn add(&mut self, form: Vec<u8>, plain: &str) {
        let Some(head) = form.first_chunk::<LENGTH_MIN>() else { return };
        let forms = self.by_head.entry(*head).or_default();
        if !forms.iter().any(|(known, _)| *known == form) {
            forms.push((form.clone(), plain.to_owned()));
        }
    }

    /// The plaintexts that stand in the bytes in any form.
    fn find(&self, place: &str, bytes: &[u8], found: &mut BTreeSet<(String, String)>) {
        for start in 0..bytes.len().saturating_sub(LENGTH_MIN - 1) {
            let head: &[u8; LENGTH_MIN] = bytes[start..].first_chunk().unwrap();
            for (form, plain) in self.by_head.get(head).into_iter().flatten() {
                if bytes[start..].starts_with(form) {
                    found.insert((place.to_owned(), plain.clone()));
                }
            }
        }
    }
}

trait EscapeJson {
    fn escape_unicode_json(&self) -> String;
}

impl EscapeJson for String {
    /// As a JSON writer that knows only ASCII puts it.
    fn escape_unicode_json(&self) -> String {
        let letter = |letter: char| {
            let mut units = [0; 2];
            match letter {
                ' '..='~' => letter.to_string(),
                _ => letter.encode_utf16(&mut units).iter().map(|unit| format!("\\u{unit:04x}")).collect(),
            }
        };
        self.chars().map(letter).collect()
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Every table of every schema with its columns and whether each holds bytes.
async fn tables(admin: &mut PgConnection) -> Vec<(String, Vec<(String, bool)>)> {
    let rows: Vec<(String, String, bool)> = sqlx::query_as(
        "select format('%I.%I', n.nspname, c.relname), quote_ident(a.attname), a.atttypid = 'bytea'::regtype
         from pg_class c join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
         where c.relkind in ('r', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
           and n.nspname not like 'pg_t%' order by 1, a.attnum",
    )
    .fetch_all(admin)
    .await
    .unwrap();
    let mut tables: Vec<(String, Vec<(String, bool)>)> = Vec::new();
    for (table, column, bytes) in rows {
        if tables.last().is_none_or(|(last, _)| *last != table) {
            tables.push((table.clone(), Vec::new()));
        }
        tables.last_mut().unwrap().1.push((column, bytes));
    }
    tables
}

async fn copy(admin: &mut PgConnection, sql: String) -> Vec<u8> {
    use futures::TryStreamExt as _;
    let chunks: Vec<bytes::Bytes> = admin
        .copy_out_raw(&sql)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"))
        .try_collect()
        .await
        .unwrap();
    chunks.concat()
}

/// Dumps everything and says where which plaintext stands, and how many bytes were searched.
async fn search(admin: &mut PgConnection, searched: &Searched) -> (BTreeSet<(String, String)>, usize) {
    let mut found = BTreeSet::new();
    let mut size = 0;
    for (table, columns) in tables(admin).await {
        // Bytes come as hexadecimal here.
        let dump = copy(admin, format!("copy {table} to stdout")).await;
        size += dump.len();
        if dump.is_empty() {
            continue;
        }
        searched.find(&table, &dump, &mut found);
        for (column, _) in columns.iter().filter(|(_, bytes)| *bytes) {
            let values: Vec<(Vec<u8>,)> = sqlx::query_as(AssertSqlSafe(format!(
                "select {column} from {table} where {column} is not null"
            )))
            .fetch_all(&mut *admin)
            .await
            .unwrap();
            for (value,) in values {
                searched.find(&format!("{table}.{column}"), &value, &mut found);
            }
        }
    }
    (found, size)
}

fn leaves(value: &Value, plaintexts: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => drop(plaintexts.insert(text.clone())),
        Value::Array(list) => list.iter().for_each(|one| leaves(one, plaintexts)),
        Value::Object(map) => map.values().for_each(|one| leaves(one, plaintexts)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

/// Everything that came in, opened again from the journal, and everything that was typed on this side.
async fn plaintexts(world: &World, admin: &mut PgConnection) -> BTreeSet<String> {
    let mut all = BTreeSet::new();
    let bodies: Vec<(Vec<u8>,)> =
        sqlx::query_as("select body_ct from journal").fetch_all(&mut *admin).await.unwrap();
    let keys = world.engine.keyring.installation();
    for (body,) in bodies {
        let body = keys.open(Purpose::JournalBody, &body).unwrap();
        leaves(&serde_json::from_slice(&body).unwrap(), &mut all);
    }
    all.retain(|text| !is_plain(text));
    for login in seed::LOGINS {
        all.extend([login.name, login.email].map(str::to_owned));
    }
    for customer in seed::customers() {
        all.extend([
            customer.name.to_owned(),
            format!("+{}", customer.wa_id),
            customer.wa_id,
            customer.bsuid,
        ]);
    }
    all.extend(
        [
            seed::APP_SECRET,
            seed::VERIFY_TOKEN,
            seed::ACCESS_TOKEN,
            seed::PASSWORD,
            world::SECRET,
            world::VERIFY_TOKEN,
            "Casa Aurora Móveis",
            "Bianca Nunes",
        ]
        .map(str::to_owned),
    );
    // What the team wrote: the script's lines, without their marks.
    let script =
        include_str!("../../src/seed/conversations.txt").lines().filter(|line| line.starts_with('>'));
    for line in script {
        let text = line.split_once(' ').map(|(_, text)| text).unwrap_or_default();
        all.extend(text.split(['{', '}', '|']).map(|piece| piece.trim().to_owned()));
    }
    // Long texts are also looked for by their beginning and their end.
    let ends: Vec<String> = all
        .iter()
        .filter(|text| text.chars().count() > 24)
        .flat_map(|text| {
            let letters: Vec<char> = text.chars().collect();
            [letters[..16].iter().collect::<String>(), letters[letters.len() - 16..].iter().collect()]
        })
        .collect();
    all.extend(ends);
    all.remove("delivered");
    all.retain(|text| text.len() >= LENGTH_MIN);
    all
}

/// What may stand in the open: words of the protocol, times, and the ids by which the provider names our own lines,
/// their accounts and their portfolio.
fn is_plain(text: &str) -> bool {
    let word = text.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
    let time = text.len() <= 10 && text.bytes().all(|byte| byte.is_ascii_digit());
    let ours = seed::LINES.iter().any(|line| text == line.phone_number_id || text == line.account_id);
    // Types of files are kept as words of our own list.
    let mime = text.contains('/') && prosa_domain::media::known_type(text) == text;
    let shops = ["600700800900100", "9600700800900100", "300400500600"].contains(&text);
    word || time || ours || mime || shops
}

#[tokio::test]
async fn no_text_name_number_or_token_can_be_read_in_the_whole_database() {
    let world = World::new().await;
    assert!(seed::run(&world.engine).await.unwrap());
    let shop = world.shop("600700800900100").await;
    for (_, delivery) in fixtures::deliveries(&shop.phone_number_id, "9600700800900100") {
        world.deliver(&delivery).await;
    }
    let mut admin = world.database.admin().await;
    // A line's label is not secret, and this one is also the name of a place in a message.
    sqlx::query("update line set label = 'Balcão' where label = 'Loja Centro'")
        .execute(&mut admin)
        .await
        .unwrap();
    let plaintexts = plaintexts(&world, &mut admin).await;
    for expected in
        ["Marina Souza", "5521987650101", "+5521987650101", "beatriz@casaaurora.example", "demo-access-token"]
    {
        assert!(plaintexts.contains(expected), "{expected}");
    }
    assert!(plaintexts.len() > 900, "{}", plaintexts.len());
    let searched = Searched::new(&plaintexts);
    let (found, size) = search(&mut admin, &searched).await;
    assert!(size > 500_000, "{size} bytes");
    assert_eq!(found, BTreeSet::new());
    plant(&mut admin).await;
    let places: BTreeSet<String> =
        search(&mut admin, &searched).await.0.into_iter().map(|(place, _)| place).collect();
    let planted = ["as_base64", "as_bytes", "as_escape", "as_hex", "as_json", "as_text", "at_the_end"];
    for name in planted {
        assert!(
            places.iter().any(|place| place.starts_with(&format!("elsewhere.{name}"))),
            "{name} is found: {places:?}"
        );
    }
}

/// Puts one plaintext in every form somewhere nobody looks: the search must find each, or it would prove nothing.
async fn plant(admin: &mut PgConnection) {
    sqlx::raw_sql(
        r#"create schema elsewhere;
        create table elsewhere.as_text as select 'hi Marina Souza!' as note;
        create table elsewhere.as_bytes as select '\x0001'::bytea || convert_to('Antônio Barros', 'UTF8') as raw;
        create table elsewhere.as_hex as select encode(convert_to('demo-access-token', 'UTF8'), 'hex') as note;
        create table elsewhere.as_base64 as select encode(convert_to('x {"to":"5521987650101"}', 'UTF8'), 'base64') as note;
        create table elsewhere.as_json as select '{"name": "Jéssica Lima"}'::jsonb as note;
        create table elsewhere.as_escape as select '{"name": "Ant\u00f4nio Barros"}'::json as note;
        create table elsewhere.at_the_end as select 'beatriz@casaaurora.example' as note"#,
    )
    .execute(admin)
    .await
    .unwrap();
}
