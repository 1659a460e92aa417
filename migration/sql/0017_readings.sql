-- The whole reading of a message: beside the intent it is about (`label`), the others with their scores, mood and language.
-- A model without a label looked and was too unsure to name one. `labelled_by` is the member who put it right.
alter table message add column label_more jsonb;
alter table message add column sentiment text check (sentiment in ('negative', 'neutral', 'positive'));
alter table message add column sentiment_confidence real;
alter table message add column language text;
alter table message add column labelled_by uuid;

-- Where the customer of a conversation stands, moved on with it: what they want of late, in which mood, and whether
-- somebody should look sooner (0 no, 1 ready to buy, 2 angry). `read_at` is the provider's time of the message that said so;
-- what was said before `read_from` belongs to a matter that was resolved.
alter table conversation add column intent text;
alter table conversation add column intent_confidence real;
alter table conversation add column sentiment text check (sentiment in ('negative', 'neutral', 'positive'));
alter table conversation add column priority smallint not null default 0;
alter table conversation add column read_at timestamptz;
alter table conversation add column read_from timestamptz;
create index conversation_priority on conversation (tenant_id, priority, last_message_at desc, id desc) where priority > 0;

-- Messages whose reading a member put right or confirmed: the tenant's own examples. One row a message; what the model had
-- said stays beside it, so that a correction can be taken back.
create table label_example (
    tenant_id uuid not null references tenant,
    message_id uuid not null,
    conversation_id uuid not null,
    text_ct bytea not null,
    intent text not null,
    sentiment text not null check (sentiment in ('negative', 'neutral', 'positive')),
    language text,
    was_label text,
    was_confidence real,
    was_more jsonb,
    was_sentiment text,
    was_sentiment_confidence real,
    was_model text,
    member_id uuid not null,
    created_at timestamptz not null,
    primary key (tenant_id, message_id),
    foreign key (tenant_id, conversation_id) references conversation
);
create index label_example_recent on label_example (tenant_id, created_at desc, message_id desc);
call protect('label_example');
grant select, insert, update, delete on label_example to prosa_app;
