-- What a model told is in the language of who asked, so a conversation has one for each language. What was kept before does not say
-- in which it is, and it can be asked for again.
truncate conversation_digest;
alter table conversation_digest
    add column language text not null,
    drop constraint conversation_digest_pkey,
    add primary key (tenant_id, conversation_id, language);

-- Words that were written down later make it old, as a newer message does.
create index transcript_done on transcript (tenant_id, conversation_id, changed_at) where state = 'done';
