-- What a tenant decides about being left alone and about leaving, and who did what nobody else can undo unseen.

-- Days with quiet hours of their own: from and until of Monday, of Tuesday and so on, in minutes of the local day; nulls
-- mean as usual, equal ones mean none. Empty: every day as usual.
alter table policy_setting add column quiet_days smallint[] not null default '{}'
    check (cardinality(quiet_days) in (0, 14) and (0 <= all (quiet_days)) is not false
           and (1440 >= all (quiet_days)) is not false);

-- What a tenant says to who leaves, and its own words for leaving, beside those of the program.
create table stop_wording (
    tenant_id uuid not null references tenant,
    language text not null check (language in ('pt-BR', 'en', 'es')),
    -- What who stops is told; null is the program's sentence.
    reply_ct bytea,
    -- Its own words, a sealed list.
    words_ct bytea,
    updated_at timestamptz not null,
    primary key (tenant_id, language)
);
call protect('stop_wording');
grant select, insert, update, delete on stop_wording to prosa_app;

-- Which member said so; the time is there already.
alter table contact add column do_not_contact_by uuid;

-- Who put a send away that was given up, and when.
alter table outbound add column discarded_at timestamptz, add column discarded_by uuid;

-- Whether the last message was written in a group.
alter table conversation add column last_in_group boolean not null default false;
