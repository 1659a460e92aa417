-- The gate: what people agreed to, what a tenant decided about sending, and the purpose of every send.

-- The ledger. Entries are only ever added; each carries the hash of the one before it in the tenant.
create table consent_entry (
    tenant_id uuid not null references tenant,
    sequence bigint not null check (sequence > 0),
    contact_id uuid not null,
    purpose text not null check (purpose in ('marketing', 'utility', 'service')),
    act text not null check (act in ('given', 'withdrawn')),
    source text not null check (source in ('message', 'preference', 'form', 'import', 'statement')),
    -- What the proof can be looked up by: a message, a row of an import.
    reference uuid,
    -- The proof's own words, and their keyed fingerprint, which the hash covers.
    proof_ct bytea,
    proof_key bytea not null default ''::bytea,
    at timestamptz not null,
    member_id uuid,
    recorded_at timestamptz not null,
    previous bytea not null,
    hash bytea not null,
    primary key (tenant_id, sequence),
    foreign key (tenant_id, contact_id) references contact
);
create index consent_entry_contact on consent_entry (tenant_id, contact_id, sequence desc);
call protect('consent_entry');

-- Only a new seal of the same words may touch an entry: keys are rotated, the past is not.
create function keep_consent_entry() returns trigger language plpgsql as $$
begin
    if tg_op = 'UPDATE' then
        old.proof_ct := new.proof_ct;
        if old is not distinct from new then
            return new;
        end if;
    end if;
    raise exception 'the consent ledger is only ever added to' using errcode = 'P0C02';
end $$;
create trigger consent_entry_kept before update or delete on consent_entry
    for each row execute function keep_consent_entry();
create function keep_consent_ledger() returns trigger language plpgsql as $$
begin
    raise exception 'the consent ledger is only ever added to' using errcode = 'P0C02';
end $$;
create trigger consent_ledger_kept before truncate on consent_entry
    for each statement execute function keep_consent_ledger();

-- What holds now, for the gate and for the trigger below; follows from the ledger.
create table consent_now (
    tenant_id uuid not null,
    contact_id uuid not null,
    purpose text not null,
    act text not null check (act in ('given', 'withdrawn')),
    at timestamptz not null,
    sequence bigint not null,
    primary key (tenant_id, contact_id, purpose),
    foreign key (tenant_id, sequence) references consent_entry
);
call protect('consent_now');

-- What a tenant decided about sending. No row means the defaults of the program.
create table policy_setting (
    tenant_id uuid primary key references tenant,
    -- Minutes of the local day; from after until means over midnight.
    quiet_from smallint not null check (quiet_from between 0 and 1440),
    quiet_until smallint not null check (quiet_until between 0 and 1440),
    holidays text not null check (holidays in ('quiet', 'open')),
    frequency_max smallint check (frequency_max > 0),
    frequency_days smallint not null check (frequency_days between 1 and 90),
    utility_consent text not null check (utility_consent in ('needed', 'not_needed')),
    updated_at timestamptz not null
);
call protect('policy_setting');

alter table contact add column blocked_at timestamptz;

-- What each send is for. Whoever asks for a send of another purpose than an answer says so.
alter table outbound add column purpose text not null default 'service'
    check (purpose in ('marketing', 'utility', 'service'));
create index outbound_marketing on outbound (tenant_id, conversation_id, created_at) where purpose = 'marketing';

-- The last word, whatever the program believes: no marketing without a consent that holds.
create function refuse_marketing_without_consent() returns trigger language plpgsql as $$
begin
    if not exists (
        select 1 from conversation v
        join consent_now c on c.tenant_id = v.tenant_id and c.contact_id = v.contact_id
        where v.tenant_id = new.tenant_id and v.id = new.conversation_id
          and c.purpose = 'marketing' and c.act = 'given'
    ) then
        raise exception 'marketing without a consent that holds' using errcode = 'P0C01';
    end if;
    return new;
end $$;
create trigger outbound_marketing_consent before insert or update of purpose on outbound
    for each row when (new.purpose = 'marketing') execute function refuse_marketing_without_consent();

grant select, insert on consent_entry to prosa_app;
-- For new seals only; the trigger refuses everything else.
grant update (proof_ct) on consent_entry to prosa_app;
grant select, insert, update, delete on consent_now, policy_setting to prosa_app;
