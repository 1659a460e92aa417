-- Files that became knowledge: what was read out of one is a version like any other; the file itself is kept beside it, sealed
-- in the store of files.
alter table knowledge_source drop constraint knowledge_source_kind_check;
alter table knowledge_source add constraint knowledge_source_kind_check
    check (kind in ('article', 'faq', 'page', 'file'));

create table knowledge_file (
    tenant_id uuid not null,
    id uuid not null,
    source_id uuid not null,
    name_ct bytea not null,
    -- By its own bytes.
    mime text not null,
    bytes bigint not null,
    -- The hash people can compare; sealed, since it would tell which well-known file this is.
    sha256_ct bytea not null,
    -- The keyed hash by which the store knows it.
    digest bytea not null,
    member_id uuid not null,
    created_at timestamptz not null,
    primary key (tenant_id, id),
    foreign key (tenant_id, source_id) references knowledge_source,
    foreign key (tenant_id, digest) references media_blob
);
create index knowledge_file_digest on knowledge_file (tenant_id, digest);
call protect('knowledge_file');

-- The file a version was read from; an edit keeps it.
alter table knowledge_version add column file_id uuid;
alter table knowledge_version add foreign key (tenant_id, file_id) references knowledge_file;

grant select, insert, update, delete on knowledge_file to prosa_app;
