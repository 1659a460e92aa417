-- Contacts, conversations, messages. Personal text is ciphertext (`_ct`) under the tenant's key; look-ups use keyed hashes.

create table contact (
    tenant_id uuid not null references tenant,
    id uuid not null,
    bsuid_index bytea,
    bsuid_ct bytea,
    wa_id_ct bytea,
    name_ct bytea,
    do_not_contact_at timestamptz,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    primary key (tenant_id, id)
);
create unique index contact_bsuid on contact (tenant_id, bsuid_index) where bsuid_index is not null;
call protect('contact');

-- Every digit string that must lead to the same person (ninth digit, Mexico's 1, Argentina's 9), as keyed hashes.
create table contact_phone (
    tenant_id uuid not null,
    phone_index bytea not null,
    contact_id uuid not null,
    primary key (tenant_id, phone_index),
    foreign key (tenant_id, contact_id) references contact
);
create index contact_phone_contact on contact_phone (tenant_id, contact_id);
call protect('contact_phone');

create table conversation (
    tenant_id uuid not null references tenant,
    id uuid not null,
    line_id uuid not null,
    contact_id uuid not null,
    status text not null default 'open' check (status in ('open', 'pending', 'resolved')),
    assignee_id uuid,
    unread integer not null default 0,
    last_inbound_at timestamptz,
    last_message_at timestamptz not null,
    last_message_id uuid,
    last_direction text,
    last_kind text,
    last_state text,
    preview_ct bytea,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, line_id) references line,
    foreign key (tenant_id, contact_id) references contact
);
create unique index conversation_pair on conversation (tenant_id, line_id, contact_id);
create index conversation_recent on conversation (tenant_id, last_message_at desc, id desc);
create index conversation_status on conversation (tenant_id, status, last_message_at desc, id desc);
create index conversation_assignee on conversation (tenant_id, assignee_id, status, last_message_at desc, id desc);
call protect('conversation');

-- Ties between messages of one provider second are broken by arrival.
create sequence message_sequence;

create table message (
    tenant_id uuid not null,
    conversation_id uuid not null,
    provider_at timestamptz not null,
    sequence bigint not null,
    id uuid not null,
    line_id uuid not null,
    direction text not null check (direction in ('in', 'out')),
    kind text not null,
    state text not null,
    content_ct bytea not null,
    -- Keyed hash of the provider's message id; null while we wait for one.
    provider_key bytea,
    -- Keyed hash of the quoted message's provider id.
    quoted_key bytea,
    member_id uuid,
    tokens bigint[] not null default '{}',
    journal_id bigint,
    error_code integer,
    edited_at timestamptz,
    revoked_at timestamptz,
    primary key (tenant_id, conversation_id, provider_at, sequence)
) partition by range (provider_at);
call protect('message');

-- Where a provider's id leads: the key that keeps duplicates out and lets statuses find their message.
create table message_ref (
    tenant_id uuid not null,
    line_id uuid not null,
    provider_key bytea not null,
    message_id uuid not null,
    conversation_id uuid not null,
    provider_at timestamptz not null,
    sequence bigint not null,
    primary key (line_id, provider_key)
);
call protect('message_ref');

-- Every status the provider told, once each. `matched` is false while its message is not known here.
create table message_status (
    tenant_id uuid not null,
    line_id uuid not null,
    provider_key bytea not null,
    status text not null,
    at timestamptz not null,
    received_at timestamptz not null,
    matched boolean not null,
    error_code integer,
    detail_ct bytea,
    primary key (line_id, provider_key, status)
);
create index message_status_unmatched on message_status (tenant_id, line_id, provider_key) where not matched;
call protect('message_status');

-- The reaction each side has on a message now; history stays in `message`.
create table reaction (
    tenant_id uuid not null,
    line_id uuid not null,
    target_key bytea not null,
    actor text not null check (actor in ('contact', 'business')),
    emoji_ct bytea,
    at timestamptz not null,
    primary key (line_id, target_key, actor)
);
call protect('reaction');

-- Partitions by month of the provider's time. The app's role may ask for one; only the owner makes it.
create function ensure_message_partition(month date) returns void
    language plpgsql security definer set search_path = public, pg_temp as $$
declare
    first date := date_trunc('month', month)::date;
    name text := 'message_' || to_char(first, 'YYYY_MM');
begin
    if first < date '2009-01-01' or first > (now() + interval '400 days')::date then
        return;
    end if;
    if to_regclass(name) is not null then
        return;
    end if;
    perform pg_advisory_xact_lock(hashtext('message_partition'));
    if to_regclass(name) is not null then
        return;
    end if;
    execute format('create table %I partition of message for values from (%L) to (%L)',
        name, first, (first + interval '1 month')::date);
    execute format('alter table %I set (autovacuum_vacuum_insert_scale_factor = 0.5)', name);
    execute format('create index on %I using gin (tokens) with (fastupdate = on, gin_pending_list_limit = 16384)', name);
    call protect(name::regclass);
end $$;

-- Times no calendar explains (far past or future) still have a place.
create table message_elsewhere partition of message default;
create index message_elsewhere_tokens on message_elsewhere using gin (tokens);
call protect('message_elsewhere');

select ensure_message_partition((date_trunc('month', now()) + make_interval(months => m))::date)
from generate_series(-14, 12) as m;
