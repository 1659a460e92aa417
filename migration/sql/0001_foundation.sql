-- Tenants, their keys, people, lines. Run by the owner role; the app's role `prosa_app` only gets rights on rows.
-- Every table with `tenant_id` has forced row-level security; the tenant is set per transaction:
--   select set_config('app.current_tenant', '<uuid>', true);

create function current_tenant() returns uuid
    language sql stable parallel safe
    return nullif(current_setting('app.current_tenant', true), '')::uuid;

-- Protects one table: isolation by tenant for everybody, the owner included (FORCE).
create procedure protect(target regclass)
    language plpgsql as $$
begin
    execute format('alter table %s enable row level security', target);
    execute format('alter table %s force row level security', target);
    execute format(
        'create policy tenant_isolation on %s using (tenant_id = current_tenant()) with check (tenant_id = current_tenant())',
        target);
end $$;

-- Lets the narrow SECURITY DEFINER lookups below (they run as the owner) read one table across tenants.
create procedure allow_owner_lookup(target regclass)
    language plpgsql as $$
begin
    execute format('create policy owner_lookup on %s for select to %I using (true)', target, current_user);
end $$;

-- Keys of the installation itself (journal bodies, log-in index): no tenant is known at the door.
create table installation_key (
    key_id integer primary key,
    kind text not null check (kind in ('data', 'index')),
    wrapped bytea not null,
    kek_id text not null,
    created_at timestamptz not null,
    retired_at timestamptz
);

create table tenant (
    tenant_id uuid primary key,
    name_ct bytea not null,
    time_zone text not null default 'America/Sao_Paulo',
    language text not null default 'pt-BR',
    created_at timestamptz not null
);
call protect('tenant');
call allow_owner_lookup('tenant');

create table tenant_key (
    tenant_id uuid not null references tenant,
    key_id integer not null,
    kind text not null check (kind in ('data', 'index')),
    wrapped bytea not null,
    kek_id text not null,
    created_at timestamptz not null,
    retired_at timestamptz,
    primary key (tenant_id, key_id)
);
call protect('tenant_key');

-- The last number of each tenant's event stream. Its row lock is taken last, so sequence order is commit order.
create table tenant_counter (
    tenant_id uuid primary key references tenant,
    event_sequence bigint not null default 0
);
call protect('tenant_counter');

create table member (
    tenant_id uuid not null references tenant,
    id uuid not null,
    email_index bytea not null,
    email_ct bytea not null,
    name_ct bytea not null,
    password_hash text not null,
    role text not null check (role in ('owner', 'admin', 'manager', 'agent', 'viewer')),
    state text not null default 'active' check (state in ('active', 'removed')),
    language text,
    theme text,
    created_at timestamptz not null,
    primary key (tenant_id, id)
);
-- One e-mail signs in to one tenant; a removed member frees the address.
create unique index member_email on member (email_index) where state = 'active';
call protect('member');
call allow_owner_lookup('member');

create table session (
    tenant_id uuid not null references tenant,
    id uuid not null,
    member_id uuid not null,
    token_hash bytea not null unique,
    device_ct bytea,
    created_at timestamptz not null,
    last_seen_at timestamptz not null,
    expires_at timestamptz not null,
    revoked_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, member_id) references member
);
create index session_member on session (tenant_id, member_id) where revoked_at is null;
call protect('session');
call allow_owner_lookup('session');

create table invitation (
    tenant_id uuid not null references tenant,
    id uuid not null,
    email_index bytea not null,
    email_ct bytea not null,
    role text not null check (role in ('admin', 'manager', 'agent', 'viewer', 'owner')),
    token_hash bytea unique,
    invited_by uuid not null,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    accepted_at timestamptz,
    revoked_at timestamptz,
    primary key (tenant_id, id)
);
call protect('invitation');
call allow_owner_lookup('invitation');

create table password_reset (
    tenant_id uuid not null references tenant,
    id uuid not null,
    member_id uuid not null,
    token_hash bytea unique,
    created_at timestamptz not null,
    expires_at timestamptz not null,
    used_at timestamptz,
    primary key (tenant_id, id),
    foreign key (tenant_id, member_id) references member
);
call protect('password_reset');
call allow_owner_lookup('password_reset');

-- Wrong passwords per address or network; the key is a keyed hash, so no tenant and no personal data.
create table login_throttle (
    key bytea primary key,
    failures integer not null,
    window_started_at timestamptz not null,
    locked_until timestamptz
);

create table line (
    tenant_id uuid not null references tenant,
    id uuid not null,
    provider text not null,
    label text not null,
    state text not null check (state in ('draft', 'connected', 'paused', 'disconnected')),
    pause_reason text,
    phone_number_id text not null,
    account_id text not null,
    display_phone_ct bytea,
    graph_base text not null,
    graph_version text not null,
    token_ct bytea not null,
    app_secret_ct bytea not null,
    verify_token_ct bytea not null,
    badge smallint not null,
    created_at timestamptz not null,
    last_inbound_at timestamptz,
    verified_webhook_at timestamptz,
    checked_at timestamptz,
    check_result jsonb,
    primary key (tenant_id, id)
);
create unique index line_phone_number_id on line (provider, phone_number_id) where state <> 'disconnected';
call protect('line');
call allow_owner_lookup('line');
