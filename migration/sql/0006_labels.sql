-- What a classifier read out of a text: the label it is surest of, how sure (0 to 1), and which model said so. Words of a
-- model's own list, never text of a person.
alter table message add column label text;
alter table message add column label_confidence real;
alter table message add column label_model text;

-- The name a person chose on WhatsApp instead of a number. It may change and be taken by somebody else, so it is shown and
-- never looked up.
alter table contact add column username_ct bytea;

-- The list of one line's conversations, newest first.
create index conversation_line on conversation (tenant_id, line_id, last_message_at desc, id desc);
