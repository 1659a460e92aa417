-- The message path: journal, its parts per line, outbound queue with attempts, events.

-- Everything that knocked with a valid signature, exactly as it came. Bodies are ciphertext under the installation's key.
-- state: 0 waiting, 1 processed, 2 failed (reason says why), 3 nobody's (the number is not known here).
create table journal (
    id bigint generated always as identity primary key,
    received_at timestamptz not null,
    provider text not null,
    digest bytea not null unique,
    body_ct bytea not null,
    body_bytes integer not null,
    state smallint not null default 0,
    repeats integer not null default 0,
    attempts smallint not null default 0,
    processed_at timestamptz,
    reason text
);
create index journal_waiting on journal (id) where state = 0;
create index journal_stuck on journal (id) where state in (2, 3);

-- What one journal row held for one line.
create table journal_part (
    tenant_id uuid not null,
    journal_id bigint not null,
    line_id uuid not null,
    received_at timestamptz not null,
    processed_at timestamptz,
    state text not null check (state in ('processed', 'failed')),
    kinds text[] not null,
    message_count integer not null,
    status_count integer not null,
    other_count integer not null,
    repeated_count integer not null,
    body_bytes integer not null,
    reason text,
    primary key (tenant_id, journal_id, line_id)
);
create index journal_part_problem on journal_part (tenant_id, journal_id desc) where state = 'failed';
call protect('journal_part');

-- Account fields, value errors, echoes, history and whatever Meta invents: kept whole (ciphertext), shown by kind.
create table line_notice (
    tenant_id uuid not null,
    id uuid not null,
    line_id uuid not null,
    journal_id bigint not null,
    ordinal integer not null,
    field text not null,
    kind text not null,
    content_ct bytea not null,
    received_at timestamptz not null,
    primary key (tenant_id, id)
);
create unique index line_notice_once on line_notice (tenant_id, line_id, journal_id, ordinal);
call protect('line_notice');

create sequence outbound_sequence;

create table outbound (
    tenant_id uuid not null,
    id uuid not null,
    command_id uuid not null,
    line_id uuid not null,
    conversation_id uuid not null,
    message_id uuid not null,
    provider_at timestamptz not null,
    sequence bigint not null,
    -- Order inside a conversation.
    lane bigint not null default nextval('outbound_sequence'),
    state text not null check (state in ('queued', 'sending', 'done', 'failed', 'unknown')),
    priority smallint not null default 0,
    not_before timestamptz not null,
    attempts smallint not null default 0,
    lease_until timestamptz,
    claimed_by uuid,
    created_at timestamptz not null,
    primary key (tenant_id, id)
);
create unique index outbound_command on outbound (tenant_id, command_id);
create index outbound_message on outbound (tenant_id, message_id);
create index outbound_lane on outbound (tenant_id, conversation_id, lane) where state in ('queued', 'sending');
create index outbound_due on outbound (not_before) where state = 'queued';
create index outbound_lease on outbound (lease_until) where state = 'sending';
call protect('outbound');
call allow_owner_lookup('outbound');

create table outbound_attempt (
    tenant_id uuid not null,
    id uuid not null,
    outbound_id uuid not null,
    number smallint not null,
    started_at timestamptz not null,
    finished_at timestamptz,
    outcome text not null default 'started',
    http_status smallint,
    error_code integer,
    detail_ct bytea,
    primary key (tenant_id, id),
    foreign key (tenant_id, outbound_id) references outbound
);
create index outbound_attempt_outbound on outbound_attempt (tenant_id, outbound_id);
call protect('outbound_attempt');

create table event (
    tenant_id uuid not null,
    sequence bigint not null,
    at timestamptz not null,
    kind text not null,
    conversation_id uuid,
    message_id uuid,
    member_id uuid,
    primary key (tenant_id, sequence)
);
call protect('event');
