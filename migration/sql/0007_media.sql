-- Files of messages. Bytes are in the blob store, sealed under a key of their own; here is what is known of them.

-- A file that is stored. Equal files of a tenant are one row: `digest` is a keyed hash, so equal files of two tenants have
-- nothing in common. Objects are named once and never written again; `object` is the name.
create table media_blob (
    tenant_id uuid not null references tenant,
    digest bytea not null,
    object text not null,
    key_ct bytea not null,
    bytes bigint not null,
    -- By its own first bytes.
    mime text not null,
    width integer,
    height integer,
    duration_ms integer,
    waveform bytea,
    thumb_object text,
    thumb_key_ct bytea,
    thumb_bytes integer,
    created_at timestamptz not null,
    primary key (tenant_id, digest)
);
call protect('media_blob');

-- A file of a message, or one that was uploaded and waits to be sent.
create table media (
    tenant_id uuid not null references tenant,
    id uuid not null,
    direction text not null check (direction in ('in', 'out')),
    line_id uuid,
    conversation_id uuid,
    -- The message it came with, or the first one it was sent with.
    message_id uuid,
    member_id uuid,
    kind text not null check (kind in ('image', 'audio', 'video', 'document', 'sticker')),
    state text not null check (state in ('waiting', 'fetching', 'stored', 'failed', 'expired', 'removed')),
    -- What it was said to be.
    mime text not null,
    name_ct bytea,
    -- The provider's id and hash of it.
    source_ct bytea,
    digest bytea,
    attempts smallint not null default 0,
    failure text,
    -- When it is fetched next; of one that is being fetched, until when it may take before somebody else does it.
    retry_at timestamptz,
    -- When the provider told of it: it keeps files for some days from then.
    told_at timestamptz not null,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, digest) references media_blob,
    check ((state = 'stored') = (digest is not null))
);
create index media_message on media (tenant_id, message_id) where message_id is not null;
create index media_due on media (tenant_id, retry_at) where state in ('waiting', 'fetching');
create index media_digest on media (tenant_id, digest) where digest is not null;
-- What upkeep looks for: uploads nobody sent, files that are old enough to go.
create index media_unsent on media (tenant_id, created_at) where message_id is null;
create index media_kept on media (tenant_id, created_at) where state = 'stored';
call protect('media');

-- The provider's id of a file that was brought to it, per line: good for 30 days.
create table media_upload (
    tenant_id uuid not null,
    line_id uuid not null,
    digest bytea not null,
    -- The type is part of what the provider keeps: one file can be a voice note and a document.
    mime text not null,
    provider_id_ct bytea not null,
    expires_at timestamptz not null,
    primary key (tenant_id, line_id, digest, mime),
    foreign key (tenant_id, digest) references media_blob on delete cascade
);
call protect('media_upload');

-- Names of objects that no row may need: written down before an object is put, crossed out when a row has it, written down
-- again when the row goes. What stays here is swept from the store, so no crash leaves a file behind.
create table media_loose (
    tenant_id uuid not null,
    object text not null,
    since timestamptz not null,
    primary key (tenant_id, object)
);
call protect('media_loose');

grant select, insert, update, delete on media_blob, media, media_upload, media_loose to prosa_app;
