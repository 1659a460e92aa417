-- What a larger model read in the background, and what was said in voice notes.

-- The larger model's word on a message, one row each. What the small one had said stays beside it: where the larger one was
-- sure and nobody had put the message right, the message took its word.
create table second_reading (
    tenant_id uuid not null references tenant,
    message_id uuid not null,
    conversation_id uuid not null,
    model text not null,
    intent text,
    intent_confidence real,
    sentiment text check (sentiment in ('negative', 'neutral', 'positive')),
    sentiment_confidence real,
    was_label text,
    was_confidence real,
    was_sentiment text,
    was_sentiment_confidence real,
    was_model text not null,
    created_at timestamptz not null,
    primary key (tenant_id, message_id),
    foreign key (tenant_id, conversation_id) references conversation
);
call protect('second_reading');

-- The words of a voice note, one row a file. A row is written when the file is stored and somebody can listen.
create table transcript (
    tenant_id uuid not null references tenant,
    media_id uuid not null,
    message_id uuid not null,
    conversation_id uuid not null,
    state text not null check (state in ('pending', 'done', 'failed')),
    text_ct bytea,
    -- Of what was read out of the words.
    language text,
    model text,
    failure text,
    attempts smallint not null default 0,
    -- When it is listened to next; of one somebody listens to, until when that may take.
    retry_at timestamptz,
    created_at timestamptz not null,
    changed_at timestamptz not null,
    primary key (tenant_id, media_id),
    foreign key (tenant_id, conversation_id) references conversation,
    foreign key (tenant_id, media_id) references media on delete cascade,
    check ((state = 'pending') = (retry_at is not null)),
    check ((state = 'done') = (text_ct is not null))
);
create index transcript_message on transcript (tenant_id, message_id);
create index transcript_due on transcript (tenant_id, retry_at) where state = 'pending';
call protect('transcript');

grant select, insert, update, delete on second_reading, transcript to prosa_app;
