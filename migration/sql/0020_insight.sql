-- What a tenant taught its classifier: the shift of the shipped scores, sealed (its features are pieces of what customers
-- wrote), with the model it was learned on and how it does. Without a row nothing was taught. Examples up to `since` were
-- given up by a reset. `revision` grows with every change, so that nodes know what they hold.
create table tenant_head (
    tenant_id uuid not null primary key references tenant,
    enabled boolean not null default true,
    since timestamptz,
    revision bigint not null default 0,
    model text,
    version text,
    examples integer not null default 0,
    weights_ct bytea,
    score jsonb,
    learned_at timestamptz
);
call protect('tenant_head');

-- When a member looked at a conversation: in this visit last, and in the one before it.
create table conversation_visit (
    tenant_id uuid not null references tenant,
    conversation_id uuid not null,
    member_id uuid not null,
    at timestamptz not null,
    before_at timestamptz,
    primary key (tenant_id, conversation_id, member_id),
    foreign key (tenant_id, conversation_id) references conversation,
    foreign key (tenant_id, member_id) references member
);
call protect('conversation_visit');

-- What classifiers read, counted by hour of the provider's time as messages are written, so that nobody has to look through
-- months of messages to say how a month was. An empty label is a message they would not name.
create table reading_hour (
    tenant_id uuid not null references tenant,
    hour timestamptz not null,
    label text not null,
    sentiment text not null,
    model text not null,
    messages integer not null,
    primary key (tenant_id, hour, label, sentiment, model)
);
call protect('reading_hour');

grant select, insert, update, delete on tenant_head, conversation_visit, reading_hour to prosa_app;
