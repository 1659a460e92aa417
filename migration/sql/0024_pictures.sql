-- Words in pictures are kept as the words of voice notes are: one row a file, in the same table.
alter table transcript add column kind text not null default 'audio' check (kind in ('audio', 'image'));
drop index transcript_due;
create index transcript_due on transcript (tenant_id, kind, retry_at) where state = 'pending';

-- Which model reads the pictures of contacts, and who agreed to it: personal data cannot be taken out of a picture before it
-- leaves. Without a row nobody reads them; a model that goes takes the row along.
create table picture_reader (
    tenant_id uuid primary key references tenant,
    model_id uuid not null,
    agreed_at timestamptz not null,
    agreed_by uuid not null,
    foreign key (tenant_id, model_id) references assistant_provider on delete cascade
);
call protect('picture_reader');

-- What a message was read as before its contact changed the text. The words themselves stand in the messages of kind `edit`.
create table reading_before (
    tenant_id uuid not null references tenant,
    message_id uuid not null,
    conversation_id uuid not null,
    replaced_at timestamptz not null,
    label text,
    label_confidence real,
    label_more jsonb,
    sentiment text check (sentiment in ('negative', 'neutral', 'positive')),
    sentiment_confidence real,
    language text,
    label_model text not null,
    primary key (tenant_id, message_id, replaced_at),
    foreign key (tenant_id, conversation_id) references conversation
);
call protect('reading_before');

grant select, insert, update, delete on picture_reader, reading_before to prosa_app;
