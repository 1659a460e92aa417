-- What a company knows: articles, questions with answers and pasted pages, each in versions, and the passages by which
-- they are found. Texts are ciphertext. What search needs stays readable for Postgres and holds no personal data: the set of
-- stems of a passage, without their order, and its vector, both made after personal data was taken out.
create extension if not exists vector;
-- Lets one index hold the tenant and the words.
create extension if not exists btree_gin;

create table knowledge_source (
    tenant_id uuid not null references tenant,
    id uuid not null,
    kind text not null check (kind in ('article', 'faq', 'page')),
    title_ct bytea not null,
    -- The page's address.
    origin_ct bytea,
    language text not null check (language in ('pt-BR', 'en', 'es')),
    audience text not null check (audience in ('internal', 'customer')),
    state text not null default 'live' check (state in ('live', 'archived')),
    version integer not null,
    -- Passages that are found; none while it is archived.
    passages integer not null default 0,
    created_by uuid not null,
    created_at timestamptz not null,
    updated_by uuid not null,
    updated_at timestamptz not null,
    primary key (tenant_id, id)
);
create index knowledge_source_recent on knowledge_source (tenant_id, updated_at desc, id desc);
call protect('knowledge_source');

-- Every version as it was saved; the newest is what is found.
create table knowledge_version (
    tenant_id uuid not null,
    source_id uuid not null,
    number integer not null,
    title_ct bytea not null,
    body_ct bytea not null,
    language text not null,
    audience text not null,
    -- The version it was taken back from.
    restored_from integer,
    member_id uuid not null,
    at timestamptz not null,
    primary key (tenant_id, source_id, number),
    foreign key (tenant_id, source_id) references knowledge_source
);
call protect('knowledge_version');

-- Passages of the newest versions of live sources.
create table knowledge_chunk (
    tenant_id uuid not null,
    id uuid not null,
    source_id uuid not null,
    version integer not null,
    ordinal integer not null,
    language text not null,
    audience text not null,
    text_ct bytea not null,
    words tsvector not null,
    embedding vector(96),
    -- What made the vector; another model's vectors are not compared.
    model_id text,
    primary key (tenant_id, id),
    unique (tenant_id, source_id, ordinal),
    foreign key (tenant_id, source_id) references knowledge_source
);
create index knowledge_chunk_words on knowledge_chunk using gin (tenant_id, words);
create index knowledge_chunk_near on knowledge_chunk using hnsw (embedding vector_cosine_ops);
create index knowledge_chunk_model on knowledge_chunk (tenant_id, model_id);
call protect('knowledge_chunk');
call allow_owner_lookup('knowledge_chunk');

-- A member's word on an answer that was suggested in a conversation.
create table knowledge_feedback (
    tenant_id uuid not null,
    source_id uuid not null,
    conversation_id uuid not null,
    member_id uuid not null,
    version integer not null,
    verdict text check (verdict in ('useful', 'useless')),
    used_at timestamptz,
    at timestamptz not null,
    primary key (tenant_id, source_id, conversation_id, member_id),
    foreign key (tenant_id, source_id) references knowledge_source,
    foreign key (tenant_id, conversation_id) references conversation
);
call protect('knowledge_feedback');

-- The passages of a tenant that share the most telling words with a question, and in how many passages each word stands.
-- Row-level security keeps Postgres from using the index of words for other roles, since matching words might tell about
-- rows one may not see; so the owner looks here, at the tenant of the transaction and at nobody else's.
create function knowledge_candidates(asked text[], audiences text[], most integer)
    returns table (id uuid, with_word integer[], passages integer)
    language sql stable security definer set search_path = public, pg_temp as $$
    with word as (
        select w.n, (quote_literal(w.word))::tsquery as query from unnest(asked) with ordinality w (word, n)
    ),
    hit as materialized (
        select w.n, c.id, c.audience from word w
        join knowledge_chunk c on c.tenant_id = current_tenant() and c.words @@ w.query
    ),
    found as (select h.n, count(*)::integer as often from hit h group by h.n),
    whole as (select count(*)::integer as passages from knowledge_chunk c where c.tenant_id = current_tenant()),
    best as (
        select h.id from hit h join found f using (n) cross join whole
        where h.audience = any (audiences)
        group by h.id
        order by sum(ln(1 + (whole.passages - f.often + 0.5) / (f.often + 0.5))) desc, h.id
        limit most
    )
    select b.id, (select array_agg(coalesce(f.often, 0) order by w.n) from word w left join found f using (n)), whole.passages
    from best b cross join whole
$$;
grant select, insert, update, delete on knowledge_source, knowledge_version, knowledge_chunk, knowledge_feedback to prosa_app;
grant execute on function knowledge_candidates(text[], text[], integer) to prosa_app;
