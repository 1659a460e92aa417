//! The walls between tenants, read from the catalogue: whatever table is made later is walked, too.

use prosa_db::{
    embedded::Role,
    outbound::{
        claim::{self, Claimant},
        pace, reach,
    },
};
use prosa_domain::{
    consent::ConsentAct,
    id::{AttemptId, CommandId, ContactId, OutboundId},
    lang::Lang,
    policy::Purpose,
};
use prosa_testkit::{
    World, meta,
    world::{START, Shop},
};
use prosa_wire::{
    consent::{RecordConsent, StopWordingFields},
    inbox::{InboxFilter, SendText},
};
use serde_json::json;
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};
use uuid::Uuid;

/// Something with a column `tenant_id`.
#[derive(sqlx::FromRow)]
struct Walled {
    name: String,
    kind: String,
    enabled: bool,
    forced: bool,
    policies: i64,
    is_part: bool,
}

async fn walled(admin: &mut PgConnection) -> Vec<Walled> {
    sqlx::query_as(
        "select c.oid::regclass::text as name, c.relkind::text as kind, c.relrowsecurity as enabled,
                c.relforcerowsecurity as forced, c.relispartition as is_part,
                (select count(*) from pg_policy p where p.polrelid = c.oid) as policies
         from pg_class c
         join pg_namespace n on n.oid = c.relnamespace
         join pg_attribute a on a.attrelid = c.oid and a.attname = 'tenant_id' and not a.attisdropped
         where c.relkind in ('r', 'p', 'v', 'm', 'f') and n.nspname not in ('pg_catalog', 'information_schema')
           and n.nspname not like 'pg_t%'
         order by 1",
    )
    .fetch_all(admin)
    .await
    .unwrap()
}

/// Tables of tenants without a wall. Row-level security does not hold for views, so there must be none.
async fn holes(admin: &mut PgConnection) -> Vec<String> {
    walled(admin)
        .await
        .into_iter()
        .filter(|one| {
            !(matches!(one.kind.as_str(), "r" | "p") && one.enabled && one.forced && one.policies > 0)
        })
        .map(|one| one.name)
        .collect()
}

async fn count(connection: &mut PgConnection, sql: String) -> i64 {
    let row: (i64,) = sqlx::query_as(AssertSqlSafe(sql.clone()))
        .fetch_one(connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
    row.0
}

async fn sql(connection: &mut PgConnection, sql: &str) {
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned()))
        .execute(connection)
        .await
        .unwrap_or_else(|error| panic!("{sql}: {error}"));
}

#[tokio::test]
async fn every_table_of_tenants_is_walled_and_so_is_every_month_made_later() {
    let world = World::new().await;
    let shop = world.shop("100").await;
    // A month nobody prepared: the app's role asks for it on the way.
    world.receive(&shop, "5511987654321", "wamid.1", 1_330_000_000, "2012").await;
    let mut admin = world.database.admin().await;
    let tables = walled(&mut admin).await;
    assert!(tables.iter().any(|one| one.name == "message_2012_02" && one.is_part), "the month was made");
    assert!(tables.iter().any(|one| one.name == "message" && one.kind == "p"));
    assert!(tables.len() > 40, "{}", tables.len());
    assert_eq!(holes(&mut admin).await, Vec::<String>::new());
    sql(
        &mut admin,
        "create table forgotten (tenant_id uuid); create view looked_through as select tenant_id from contact;
         create table half (tenant_id uuid); alter table half enable row level security",
    )
    .await;
    assert_eq!(
        holes(&mut admin).await,
        ["forgotten", "half", "looked_through"],
        "the walk sees what is missing"
    );
}

#[tokio::test]
async fn the_apps_role_owns_nothing_and_cannot_go_around() {
    let world = World::new().await;
    let mut admin = world.database.admin().await;
    let rights: (bool, bool, bool, bool, bool) = sqlx::query_as(
        "select rolsuper, rolbypassrls, rolcreaterole, rolcreatedb, rolreplication from pg_roles where rolname = 'prosa_app'",
    )
    .fetch_one(&mut admin)
    .await
    .unwrap();
    assert_eq!(rights, (false, false, false, false, false));
    let owned = "select count(*) from pg_shdepend where refclassid = 'pg_authid'::regclass
        and refobjid = 'prosa_app'::regrole and deptype = 'o'";
    assert_eq!(count(&mut admin, owned.to_owned()).await, 0);
    // It is in no other role: not the owner's, not one that reads everything.
    let member = "select count(*) from pg_auth_members where member = 'prosa_app'::regrole";
    assert_eq!(count(&mut admin, member.to_owned()).await, 0);
    for role in ["prosa_owner", "postgres", "pg_read_all_data"] {
        let (inside,): (bool,) = sqlx::query_as("select pg_has_role('prosa_app', $1, 'MEMBER')")
            .bind(role)
            .fetch_one(&mut admin)
            .await
            .unwrap();
        assert!(!inside, "{role}");
    }
    // Policies that let somebody look across tenants are the owner's alone.
    let open: Vec<(String,)> = sqlx::query_as(
        "select concat_ws(' ', schemaname, tablename, policyname, roles, cmd, qual) from pg_policies
         where schemaname = 'public' and qual is distinct from '(tenant_id = current_tenant())'
           and not (policyname = 'owner_lookup' and roles = '{prosa_owner}' and cmd = 'SELECT')",
    )
    .fetch_all(&mut admin)
    .await
    .unwrap();
    assert_eq!(open, []);
    let mut app = PgConnection::connect(&world.database.url(Role::App)).await.unwrap();
    for attempt in [
        "set role prosa_owner",
        "alter table contact disable row level security",
        "create policy open on contact using (true)",
        "drop policy tenant_isolation on contact",
        "alter role prosa_app bypassrls",
        "call protect('contact')",
        "select * from message_elsewhere",
    ] {
        let refused = sqlx::raw_sql(attempt).execute(&mut app).await.unwrap_err();
        let code = refused.as_database_error().and_then(|error| error.code()).unwrap_or_default();
        assert_eq!(code, "42501", "{attempt}");
    }
    sql(&mut app, "set row_security = off").await;
    let refused = sqlx::raw_sql("select * from contact").execute(&mut app).await;
    assert!(refused.is_err(), "row security cannot be switched off");
}

/// Brings one tenant something for every table: the same people, ids and texts as the other.
async fn fill(world: &World, shop: &Shop) {
    let line = shop.phone_number_id.as_str();
    let at = START - 60;
    world.deliver(&meta::texts(line, &[("5511987654321", "Marina", "wamid.1", at, "Oi")])).await;
    world.deliver(&meta::texts(line, &[("5511987654321", "Marina", "wamid.0", 10, "1970")])).await;
    let reaction = json!({"from": "5511987654321", "from_user_id": "BR.5511987654321", "id": "wamid.2", "timestamp": at.to_string(),
        "type": "reaction", "reaction": {"message_id": "wamid.1", "emoji": "👍"}});
    world.deliver(&meta::envelope(line, json!({"messages": [reaction]}))).await;
    world.deliver(&meta::envelope(line, json!({"messages": [{"no": "id"}]}))).await;
    world.deliver(&meta::statuses(line, &[("wamid.9", "sent", at)])).await;
    let page = world.engine.inbox_page(&shop.owner, InboxFilter::default(), None).await.unwrap();
    let answer = SendText {
        command_id: CommandId(shop.tenant.0),
        conversation_id: page.rows[0].id,
        text: "Tudo bem".to_owned(),
        quoted: None,
    };
    world.engine.send_text(&shop.owner, answer).await.unwrap();
    let record = RecordConsent {
        contact_id: page.rows[0].contact_id,
        purpose: Purpose::Marketing,
        act: ConsentAct::Given,
        statement: "Disse que sim".to_owned(),
        at: None,
    };
    world.engine.record_consent(&shop.owner, record).await.unwrap();
    let policy = world.engine.policy(&shop.owner).await.unwrap();
    world.engine.save_policy(&shop.owner, policy).await.unwrap();
    let words =
        StopWordingFields { lang: Lang::PtBr, reply: "Feito".to_owned(), words: "sem ofertas".to_owned() };
    world.engine.save_stop_wording(&shop.owner, &[words]).await.unwrap();
    let now = world.engine.now();
    let mut tx = world.engine.db.tenant(shop.tenant).await.unwrap();
    let (row,): (Uuid,) =
        sqlx::query_as("select id from outbound limit 1").fetch_one(tx.conn()).await.unwrap();
    let claimant = Claimant { node: Uuid::nil(), lease_until: now };
    let rows = [(OutboundId(row), AttemptId(Uuid::from_u128(8)), now)];
    assert_eq!(claim::take(&mut tx, &rows, claimant).await.unwrap().len(), 1);
    let conversation = page.rows[0].id;
    let contact = ContactId(Uuid::from_u128(7));
    pace::note_buckets(&mut tx, &[(shop.line, now)], &[(conversation, now)]).await.unwrap();
    reach::note(&mut tx, &[("1".to_owned(), contact)], now).await.unwrap();
    reach::set_limit(&mut tx, shop.line, Some(250)).await.unwrap();
    prosa_db::sms::set_line(&mut tx, Some(shop.line), now).await.unwrap();
    tx.commit().await.unwrap();
}

/// Sessions, links and files: the same ids in both tenants, tokens of their own.
async fn fill_people(admin: &mut PgConnection, shop: &Shop) {
    let (tenant, member) = (shop.tenant.0, shop.owner.member.0);
    let token = format!("decode(md5('{tenant}'), 'hex')");
    let id = Uuid::from_u128(9);
    sql(
        admin,
        &format!(
            "insert into session (tenant_id, id, member_id, token_hash, created_at, last_seen_at, expires_at)
                 values ('{tenant}', '{id}', '{member}', {token}, now(), now(), now());
             insert into invitation (tenant_id, id, email_index, email_ct, role, token_hash, invited_by, created_at, expires_at)
                 values ('{tenant}', '{id}', '', '', 'agent', {token}, '{member}', now(), now());
             insert into password_reset (tenant_id, id, member_id, token_hash, created_at, expires_at)
                 values ('{tenant}', '{id}', '{member}', {token}, now(), now());
             insert into media_blob (tenant_id, digest, object, key_ct, bytes, mime, created_at)
                 values ('{tenant}', {token}, 'ab/cd/ef', '', 1, 'image/png', now());
             insert into media (tenant_id, id, direction, kind, state, mime, digest, told_at, created_at, changed_at)
                 values ('{tenant}', '{id}', 'out', 'image', 'stored', 'image/png', {token}, now(), now(), now());
             insert into media_upload (tenant_id, line_id, digest, mime, provider_id_ct, expires_at)
                 values ('{tenant}', '{id}', {token}, 'image/png', '', now());
             insert into media_loose (tenant_id, object, since) values ('{tenant}', 'ab/cd/01', now())"
        ),
    )
    .await;
    sql(
        admin,
        &format!(
            "insert into template (tenant_id, id, provider, account_id, name, language, category, status, created_at, updated_at)
                 values ('{tenant}', '{id}', 'whatsapp', '1', 'aviso', 'pt_BR', 'utility', 'draft', now(), now());
             insert into template_version (tenant_id, template_id, number, content_ct, origin, at)
                 values ('{tenant}', '{id}', 1, '', 'here', now());
             insert into template_send (tenant_id, id, template_id, conversation_id, at)
                 values ('{tenant}', '{id}', '{id}', '{id}', now())"
        ),
    )
    .await;
}

/// A message somebody put right.
async fn fill_labels(admin: &mut PgConnection, shop: &Shop) {
    let (tenant, member, id) = (shop.tenant.0, shop.owner.member.0, Uuid::from_u128(9));
    sql(
        admin,
        &format!(
            "insert into label_example (tenant_id, message_id, conversation_id, text_ct, intent, sentiment, member_id, created_at)
                 select '{tenant}', '{id}', id, '', 'pricing', 'neutral', '{member}', now() from conversation
                 where tenant_id = '{tenant}' limit 1;
             insert into tenant_head (tenant_id, weights_ct) values ('{tenant}', '') on conflict do nothing;
             insert into conversation_visit (tenant_id, conversation_id, member_id, at)
                 select '{tenant}', id, '{member}', now() from conversation where tenant_id = '{tenant}' limit 1;
             insert into conversation_digest (tenant_id, conversation_id, newest, told_ct, kind, model, member_id, at, language)
                 select '{tenant}', id, '{id}', '', 'openai', 'm', '{member}', now(), 'pt-BR' from conversation
                 where tenant_id = '{tenant}' limit 1;
             insert into reading_speed values ('{tenant}', date_trunc('hour', now()), 20, 1) on conflict do nothing;
             insert into reading_hour values ('{tenant}', date_trunc('hour', now()), 'pricing', 'neutral', 'm', 1)
                 on conflict do nothing"
        ),
    )
    .await;
}

/// A text the company knows, and a word on an answer of it.
async fn fill_knowledge(admin: &mut PgConnection, shop: &Shop) {
    let (tenant, member, id) = (shop.tenant.0, shop.owner.member.0, Uuid::from_u128(9));
    sql(
        admin,
        &format!(
            "insert into knowledge_source (tenant_id, id, kind, title_ct, language, audience, version, created_by, created_at,
                                           updated_by, updated_at)
                 values ('{tenant}', '{id}', 'article', '', 'pt-BR', 'customer', 1, '{member}', now(), '{member}', now());
             insert into knowledge_version (tenant_id, source_id, number, title_ct, body_ct, language, audience, member_id, at)
                 values ('{tenant}', '{id}', 1, '', '', 'pt-BR', 'customer', '{member}', now());
             insert into knowledge_chunk (tenant_id, id, source_id, version, ordinal, language, audience, text_ct, words)
                 values ('{tenant}', '{id}', '{id}', 1, 0, 'pt-BR', 'customer', '', array_to_tsvector('{{entreg}}'));
             insert into knowledge_feedback (tenant_id, source_id, conversation_id, member_id, version, verdict, at)
                 select '{tenant}', '{id}', id, '{member}', 1, 'useful', now() from conversation
                 where tenant_id = '{tenant}' limit 1;
             insert into knowledge_file (tenant_id, id, source_id, name_ct, mime, bytes, sha256_ct, digest, member_id, created_at)
                 select '{tenant}', '{id}', '{id}', '', 'text/plain', 1, '', digest, '{member}', now() from media_blob
                 where tenant_id = '{tenant}' limit 1"
        ),
    )
    .await;
}

/// A model, a question to it with its call, a kept answer, a draft and the message made from it.
async fn fill_assist(admin: &mut PgConnection, shop: &Shop) {
    let (tenant, id) = (shop.tenant.0, Uuid::from_u128(9));
    sql(
        admin,
        &format!(
            "insert into assistant_provider (tenant_id, id, label, kind, address, model, place, window_tokens, seconds_max, state,
                                             created_at, updated_at)
                 values ('{tenant}', '{id}', 'm', 'compatible', 'https://m.example', 'm', 1, 8000, 20, 'on', now(), now());
             insert into assistant (tenant_id, id, name, mode, line_ids, quiet_seconds, rules, words_ct, created_at, updated_at,
                                    updated_by)
                 values ('{tenant}', '{id}', 'm', 'off', array['{id}'::uuid], 15, '{{}}', '', now(), now(), '{id}');
             insert into assistant_change (tenant_id, id, assistant_id, change, member_id, at)
                 values ('{tenant}', '{id}', '{id}', 'made', '{id}', now());
             insert into assistant_case (tenant_id, conversation_id, assistant_id, state)
                 select '{tenant}', id, '{id}', 'serving' from conversation where tenant_id = '{tenant}' limit 1;
             insert into assistant_turn (tenant_id, id, assistant_id, conversation_id, answers, mode, outcome, day, at)
                 select '{tenant}', '{id}', '{id}', id, '{id}', 'on', 'answered', now(), now() from conversation
                 where tenant_id = '{tenant}' limit 1;
             insert into assistant_budget (tenant_id, per_minute, updated_at) values ('{tenant}', 20, now());
             insert into assistant_ask (tenant_id, id, use, day, at, held_micros, held_tokens, held_until)
                 values ('{tenant}', '{id}', 'draft', now(), now(), 1, 1, now());
             insert into assistant_day (tenant_id, day) values ('{tenant}', now());
             insert into assistant_call (tenant_id, ask_id, number, use, provider_id, kind, model, outcome, word, tokens_in,
                                         tokens_cached, tokens_out, counted, ms, at, day)
                 values ('{tenant}', '{id}', 0, 'draft', '{id}', 'compatible', 'm', 'complete', '', 1, 0, 1, 'told', 1, now(), now());
             insert into assistant_cache (tenant_id, fingerprint, answer_ct, kind, model, created_at, expires_at)
                 values ('{tenant}', '', '', 'compatible', 'm', now(), now());
             insert into assistant_draft (tenant_id, id, conversation_id, use, made_by, text_ct, sources_ct, state, created_at)
                 select '{tenant}', '{id}', id, 'draft', 'model', '', '', 'sent', now() from conversation
                 where tenant_id = '{tenant}' limit 1;
             insert into message_machine (tenant_id, message_id, conversation_id, made_by, edited, at)
                 select '{tenant}', '{id}', id, 'model', false, now() from conversation
                 where tenant_id = '{tenant}' limit 1"
        ),
    )
    .await;
}

/// A message that was read again, and a voice note.
async fn fill_aside(admin: &mut PgConnection, shop: &Shop) {
    let (tenant, id) = (shop.tenant.0, Uuid::from_u128(9));
    sql(
        admin,
        &format!(
            "insert into second_reading (tenant_id, message_id, conversation_id, model, was_model, created_at)
                 select '{tenant}', '{id}', id, 'bert-1', 'm', now() from conversation where tenant_id = '{tenant}' limit 1;
             insert into transcript (tenant_id, media_id, message_id, conversation_id, state, text_ct, created_at, changed_at)
                 select '{tenant}', m.id, '{id}', c.id, 'done', '', now(), now() from conversation c, media m
                 where c.tenant_id = '{tenant}' and m.tenant_id = '{tenant}' limit 1;
             insert into reading_before (tenant_id, message_id, conversation_id, replaced_at, label_model)
                 select '{tenant}', '{id}', id, now(), 'm' from conversation where tenant_id = '{tenant}' limit 1;
             insert into picture_reader (tenant_id, model_id, agreed_at, agreed_by)
                 select '{tenant}', id, now(), '{id}' from assistant_provider where tenant_id = '{tenant}' limit 1"
        ),
    )
    .await;
}

/// A price told, a budget with what was told of it, and how the line is.
async fn fill_cost(world: &World, admin: &mut PgConnection, shop: &Shop) {
    let priced = json!({"id": "wamid.9", "status": "delivered", "timestamp": START.to_string(), "recipient_id": "5511987654321",
        "pricing": {"type": "regular", "category": "service"}});
    world.deliver(&meta::envelope(&shop.phone_number_id, json!({"statuses": [priced]}))).await;
    let (tenant, line, id) = (shop.tenant.0, shop.line.0, Uuid::from_u128(9));
    sql(
        admin,
        &format!(
            "insert into cost_setting values ('{tenant}', 'BRL');
             insert into cost_reserved (tenant_id, message_id, conversation_id, provider_at, sequence, line_id, category, day,
                                        currency, amount, created_at)
                 values ('{tenant}', '{id}', '{id}', now(), 1, '{line}', 'service', now(), 'BRL', 1, now());
             insert into budget (tenant_id, id, currency, amount, hard_stop, created_at)
                 values ('{tenant}', '{id}', 'BRL', 1, true, now());
             insert into budget_alarm values ('{tenant}', '{id}', now(), 80, now());
             insert into line_health (tenant_id, line_id) values ('{tenant}', '{line}') on conflict do nothing"
        ),
    )
    .await;
}

/// Gives `to` a copy of every row of `from` under the very same ids, wherever the keys permit it.
async fn mirror(admin: &mut PgConnection, from: &Shop, to: &Shop) {
    sql(admin, "set session_replication_role = replica").await;
    for table in walled(admin).await.into_iter().filter(|one| !one.is_part) {
        let name = table.name;
        // What Postgres works out by itself cannot be given.
        let (columns,): (String,) = sqlx::query_as(
            "select string_agg(quote_ident(column_name), ', ') from information_schema.columns
             where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER'",
        )
        .bind(&name)
        .fetch_one(&mut *admin)
        .await
        .unwrap();
        sql(
            admin,
            &format!(
                "insert into {name} ({columns}) select {columns} from (
                     select (jsonb_populate_record(null::public.{name}, to_jsonb(t)
                         || jsonb_build_object('tenant_id', '{to}'))).* from {name} t where tenant_id = '{from}'
                 ) m on conflict do nothing",
                to = to.tenant,
                from = from.tenant
            ),
        )
        .await;
    }
}

async fn as_tenant(connection: &mut PgConnection, tenant: &str) {
    sqlx::query("select set_config('app.current_tenant', $1, false)")
        .bind(tenant)
        .execute(connection)
        .await
        .unwrap();
}

#[tokio::test]
async fn two_tenants_with_the_same_ids_never_see_each_others_rows_in_any_table() {
    let world = World::new().await;
    let shops = [world.shop("100").await, world.shop("200").await];
    let mut admin = world.database.admin().await;
    for shop in &shops {
        fill(&world, shop).await;
        fill_people(&mut admin, shop).await;
        fill_cost(&world, &mut admin, shop).await;
        fill_labels(&mut admin, shop).await;
        fill_assist(&mut admin, shop).await;
        fill_knowledge(&mut admin, shop).await;
        fill_aside(&mut admin, shop).await;
    }
    mirror(&mut admin, &shops[0], &shops[1]).await;
    for table in ["contact", "conversation", "message", "outbound", "event"] {
        let id = if table == "event" { "sequence" } else { "id" };
        let shared = format!(
            "select count(*) from {table} a join {table} b using ({id}) where a.tenant_id < b.tenant_id"
        );
        assert!(count(&mut admin, shared).await > 0, "{table}: both have rows of the same id");
    }
    let tables = walled(&mut admin).await;
    let mut app = PgConnection::connect(&world.database.url(Role::App)).await.unwrap();
    let mut owner = PgConnection::connect(&world.database.url(Role::Owner)).await.unwrap();
    for table in &tables {
        let name = &table.name;
        // Months are shut to the app's role altogether; the owner, who is no superuser, stands before the same wall.
        let asks = if table.is_part { &mut owner } else { &mut app };
        for (mine, theirs) in [(&shops[0], &shops[1]), (&shops[1], &shops[0])] {
            as_tenant(asks, &mine.tenant.to_string()).await;
            let stored =
                count(&mut admin, format!("select count(*) from {name} where tenant_id = '{}'", mine.tenant))
                    .await;
            assert!(table.is_part || stored > 0, "{name} has no row of one tenant: fill it in this test");
            assert_eq!(count(asks, format!("select count(*) from {name}")).await, stored, "{name}");
            let foreign = format!("select count(*) from {name} where tenant_id <> '{}'", mine.tenant);
            assert_eq!(count(asks, foreign).await, 0, "{name}");
            let lost = format!(
                "with gone as (delete from {name} where tenant_id = '{}' returning 1) select count(*) from gone",
                theirs.tenant
            );
            if name == "consent_entry" {
                // Nobody deletes from the ledger, their own rows or others'.
                let refused = sqlx::raw_sql(AssertSqlSafe(lost)).execute(&mut *asks).await.unwrap_err();
                let code = refused.as_database_error().and_then(|error| error.code()).unwrap_or_default();
                assert_eq!(code, "42501", "{name}");
            } else {
                assert_eq!(count(asks, lost).await, 0, "{name}: nobody deletes the other's rows");
            }
            if stored > 0 {
                let give = format!("update {name} set tenant_id = '{}'", theirs.tenant);
                let refused = sqlx::raw_sql(AssertSqlSafe(give)).execute(&mut *asks).await.unwrap_err();
                let code = refused.as_database_error().and_then(|error| error.code()).unwrap_or_default();
                assert_eq!(code, "42501", "{name}: no row is slipped to the other");
            }
        }
        as_tenant(asks, "").await;
        assert_eq!(count(asks, format!("select count(*) from {name}")).await, 0, "{name} without a tenant");
    }
}
