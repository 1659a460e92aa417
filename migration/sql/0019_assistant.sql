-- Language models a tenant may ask, what they may cost, and what came of every question. No text of a question is kept; what
-- a model wrote is kept sealed, and only where a person was offered it.

-- The lesser place is asked first. Prices are millionths of the tenant's currency for a million tokens; none where nobody said
-- what the model costs, which is not the same as nothing.
create table assistant_provider (
    tenant_id uuid not null references tenant,
    id uuid not null,
    label text not null check (length(label) between 1 and 60),
    kind text not null check (kind in ('openai', 'anthropic', 'gemini', 'compatible')),
    address text not null check (length(address) <= 300),
    model text not null check (length(model) between 1 and 120),
    key_ct bytea,
    place integer not null,
    window_tokens integer not null check (window_tokens between 1000 and 4000000),
    seconds_max smallint not null check (seconds_max between 2 and 120),
    price_currency text check (price_currency ~ '^[A-Z]{3}$'),
    price_input bigint check (price_input >= 0),
    price_cached bigint check (price_cached >= 0),
    price_output bigint check (price_output >= 0),
    state text not null check (state in ('on', 'off')),
    -- The last test call: when, and `answered` or the word of its failure.
    tested_at timestamptz,
    test_outcome text,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    updated_by uuid,
    primary key (tenant_id, id),
    check (num_nulls(price_currency, price_input, price_cached, price_output) in (0, 4))
);
call protect('assistant_provider');

-- What a day and a minute allow. Without a row: no limit of a day, and the program's own of a minute. `link_hosts` are hosts a
-- written answer may link to.
create table assistant_budget (
    tenant_id uuid primary key references tenant,
    day_micros bigint check (day_micros >= 0),
    day_tokens bigint check (day_tokens >= 0),
    per_minute smallint not null check (per_minute between 1 and 600),
    link_hosts text[] not null default '{}' check (cardinality(link_hosts) <= 50),
    updated_at timestamptz not null,
    updated_by uuid
);
call protect('assistant_budget');

-- Questions: what is held for one on its way counts until it is settled or its time is over, so that a crash holds nothing for
-- long. `made_by` says who answered in the end: a model, a passage of the knowledge base, or rules.
create table assistant_ask (
    tenant_id uuid not null references tenant,
    id uuid not null,
    use text not null,
    day date not null,
    at timestamptz not null,
    held_micros bigint not null,
    held_tokens bigint not null,
    held_until timestamptz not null,
    settled boolean not null default false,
    made_by text check (made_by in ('rules', 'retrieval', 'model')),
    cached boolean not null default false,
    -- `answered`, or the word of what went wrong.
    outcome text,
    member_id uuid,
    conversation_id uuid,
    primary key (tenant_id, id)
);
create index assistant_ask_recent on assistant_ask (tenant_id, at desc);
call protect('assistant_ask');

-- What a day used, summed in the transaction that settles a question.
create table assistant_day (
    tenant_id uuid not null references tenant,
    day date not null,
    micros bigint not null default 0,
    tokens bigint not null default 0,
    asks bigint not null default 0,
    primary key (tenant_id, day)
);
call protect('assistant_day');

-- Every call of every question, those that failed included.
create table assistant_call (
    tenant_id uuid not null,
    ask_id uuid not null,
    number smallint not null,
    use text not null,
    provider_id uuid not null,
    kind text not null,
    model text not null,
    -- `complete`, `length`, or the word of a failure, and the provider's own word for it.
    outcome text not null,
    word text not null,
    tokens_in bigint not null,
    tokens_cached bigint not null,
    tokens_out bigint not null,
    counted text not null check (counted in ('told', 'estimated')),
    cost_micros bigint,
    currency text,
    ms integer not null,
    at timestamptz not null,
    day date not null,
    member_id uuid,
    conversation_id uuid,
    primary key (tenant_id, ask_id, number),
    foreign key (tenant_id, ask_id) references assistant_ask on delete cascade
);
create index assistant_call_recent on assistant_call (tenant_id, at desc);
call protect('assistant_call');

-- Answers for the same question again, marks in place of personal data. The key is a keyed hash.
create table assistant_cache (
    tenant_id uuid not null references tenant,
    fingerprint bytea not null,
    answer_ct bytea not null,
    kind text not null,
    model text not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    primary key (tenant_id, fingerprint)
);
create index assistant_cache_expiry on assistant_cache (tenant_id, expires_at);
call protect('assistant_cache');

-- What a person was offered in a conversation, and what became of it.
create table assistant_draft (
    tenant_id uuid not null,
    id uuid not null,
    conversation_id uuid not null,
    use text not null,
    made_by text not null check (made_by in ('rules', 'retrieval', 'model')),
    kind text,
    model text,
    text_ct bytea not null,
    -- The passages it leans on, a sealed list.
    sources_ct bytea not null,
    state text not null check (state in ('offered', 'used', 'sent', 'edited', 'discarded')),
    member_id uuid,
    message_id uuid,
    created_at timestamptz not null,
    decided_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, conversation_id) references conversation
);
create index assistant_draft_recent on assistant_draft (tenant_id, created_at desc);
create index assistant_draft_conversation on assistant_draft (tenant_id, conversation_id, created_at desc);
call protect('assistant_draft');

-- Messages a machine wrote, or began to write: `edited` when a person changed the words before they went.
create table message_machine (
    tenant_id uuid not null,
    message_id uuid not null,
    conversation_id uuid not null,
    draft_id uuid,
    made_by text not null check (made_by in ('rules', 'retrieval', 'model')),
    kind text,
    model text,
    edited boolean not null,
    at timestamptz not null,
    primary key (tenant_id, message_id),
    foreign key (tenant_id, conversation_id) references conversation
);
call protect('message_machine');

grant select, insert, update, delete on
    assistant_provider, assistant_budget, assistant_ask, assistant_day, assistant_call, assistant_cache, assistant_draft,
    message_machine to prosa_app;
