-- What a language model told of a conversation, sealed: one row a conversation, good while `newest` is its newest message. Its words
-- stand in the conversation or were looked at; without a row rules alone tell.
create table conversation_digest (
    tenant_id uuid not null references tenant,
    conversation_id uuid not null,
    newest uuid not null,
    told_ct bytea not null,
    kind text not null,
    model text not null,
    member_id uuid not null,
    at timestamptz not null,
    primary key (tenant_id, conversation_id),
    foreign key (tenant_id, conversation_id) references conversation,
    foreign key (tenant_id, member_id) references member
);
call protect('conversation_digest');

-- How long classifiers took for a message, counted by hour of the provider's time and by step of a scale that grows by a quarter
-- of a doubling (`crates/domain/src/quick.rs`): written by the statement that writes the messages.
create table reading_speed (
    tenant_id uuid not null references tenant,
    hour timestamptz not null,
    step smallint not null check (step >= 0),
    messages integer not null,
    primary key (tenant_id, hour, step)
);
call protect('reading_speed');

grant select, insert, update, delete on conversation_digest, reading_speed to prosa_app;
