-- Assistants that answer by themselves: what a company turned on, where each stands in a conversation, what it did.

-- `rules` holds no words of persons: scope, hours, limits, floor. Own hand-over words and the sentence that tells of a person
-- are sealed. One that was removed keeps its name for the messages it wrote.
create table assistant (
    tenant_id uuid not null references tenant,
    id uuid not null,
    name text not null check (length(name) between 1 and 60),
    mode text not null check (mode in ('off', 'rehearsal', 'on')),
    line_ids uuid[] not null check (cardinality(line_ids) between 1 and 50),
    quiet_seconds smallint not null check (quiet_seconds between 1 and 600),
    rules jsonb not null,
    words_ct bytea not null,
    created_at timestamptz not null,
    updated_at timestamptz not null,
    updated_by uuid not null,
    removed_at timestamptz,
    primary key (tenant_id, id),
    check (removed_at is null or mode = 'off')
);
call protect('assistant');

-- Who changed what of an assistant, never the words.
create table assistant_change (
    tenant_id uuid not null,
    id uuid not null,
    assistant_id uuid not null,
    change text not null check (change in ('made', 'changed', 'off', 'rehearsal', 'on', 'removed')),
    member_id uuid not null,
    at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, assistant_id) references assistant
);
create index assistant_change_recent on assistant_change (tenant_id, at desc);
call protect('assistant_change');

-- Where an assistant stands in a conversation. `due_at` is when it looks next; who looks holds it until `lease_until`.
-- `with_person`: handed over or given to a member, until the matter is resolved or it is nobody's again.
create table assistant_case (
    tenant_id uuid not null,
    conversation_id uuid not null,
    assistant_id uuid not null,
    state text not null check (state in ('serving', 'with_person')),
    due_at timestamptz,
    lease_until timestamptz,
    -- When a member last showed the contact that they write.
    typed_at timestamptz,
    -- When the contact was told that a person comes.
    told_at timestamptz,
    primary key (tenant_id, conversation_id),
    foreign key (tenant_id, conversation_id) references conversation,
    foreign key (tenant_id, assistant_id) references assistant
);
create index assistant_case_due on assistant_case (tenant_id, due_at) where due_at is not null;
call protect('assistant_case');

-- What it did: answered or would have, handed over and why. `answers` is the newest message it looked at; one message has one
-- turn. The text is what was sent, or would have been.
create table assistant_turn (
    tenant_id uuid not null,
    id uuid not null,
    assistant_id uuid not null,
    conversation_id uuid not null,
    answers uuid not null,
    mode text not null check (mode in ('rehearsal', 'on')),
    outcome text not null check (outcome in ('answered', 'handed')),
    reason text,
    text_ct bytea,
    ask_id uuid,
    message_id uuid,
    day date not null,
    at timestamptz not null,
    primary key (tenant_id, id),
    unique (tenant_id, answers),
    foreign key (tenant_id, conversation_id) references conversation,
    foreign key (tenant_id, assistant_id) references assistant,
    check ((outcome = 'handed') = (reason is not null))
);
create index assistant_turn_recent on assistant_turn (tenant_id, at desc);
create index assistant_turn_day on assistant_turn (tenant_id, day, conversation_id);
call protect('assistant_turn');

-- Whose words a message is, where an assistant sent it.
alter table message_machine add column assistant_id uuid;

grant select, insert, update, delete on assistant, assistant_change, assistant_case, assistant_turn to prosa_app;
