-- Message templates of a provider's account. One row per name and language; its words are ciphertext.

create table template (
    tenant_id uuid not null references tenant,
    id uuid not null,
    provider text not null,
    account_id text not null,
    name text not null,
    language text not null,
    category text not null check (category in ('marketing', 'utility', 'authentication')),
    status text not null,
    quality text not null default 'unknown',
    -- The provider's id; null before the first submission.
    provider_id text,
    -- Why it was rejected or stopped: the provider's word, and its sentence.
    reason text not null default '',
    detail_ct bytea,
    -- What the provider has; null before the first submission.
    content_ct bytea,
    -- What is being written; null when nothing differs.
    draft_ct bytea,
    -- Where the values of its variables come from.
    sources_ct bytea,
    version integer not null default 0,
    -- Submissions while it was approved: the provider counts them.
    edits timestamptz[] not null default '{}',
    -- The category it will be moved to, and when.
    warned_category text,
    warned_at timestamptz,
    -- Sent instead while this one cannot be.
    fallback_id uuid,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    -- When the status was told: an older telling never overwrites a newer one.
    status_at timestamptz,
    synced_at timestamptz,
    -- A deleted name stays locked for thirty days, so the row stays.
    deleted_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, fallback_id) references template
);
create unique index template_name on template (tenant_id, account_id, name, lower(replace(language, '-', '_')))
    where deleted_at is null;
create index template_provider on template (tenant_id, account_id, provider_id);
call protect('template');

-- Every version that was handed in or found at the provider.
create table template_version (
    tenant_id uuid not null,
    template_id uuid not null,
    number integer not null,
    content_ct bytea not null,
    origin text not null check (origin in ('here', 'provider')),
    member_id uuid,
    at timestamptz not null,
    primary key (tenant_id, template_id, number),
    foreign key (tenant_id, template_id) references template
);
call protect('template_version');

-- Who sends what: one row per queued template, forgotten after ninety days.
create table template_send (
    tenant_id uuid not null,
    id uuid not null,
    template_id uuid not null,
    conversation_id uuid not null,
    member_id uuid,
    at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, template_id) references template
);
create index template_send_template on template_send (tenant_id, template_id, at);
call protect('template_send');

grant select, insert, update, delete on template, template_version, template_send to prosa_app;
