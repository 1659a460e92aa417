-- The sender: pace of lines and tenants, bursts to one person, reach of an account, lines that stopped by themselves, and
-- sends that were given up.

-- What a send failed with, so that what was given up can be listed by reason. `attempt_id` is the attempt whose claim holds
-- the row: only its outcome settles it.
alter table outbound add column error_code integer;
alter table outbound add column attempt_id uuid;
alter table outbound drop constraint outbound_state_check;
alter table outbound add constraint outbound_state_check
    check (state in ('queued', 'sending', 'done', 'failed', 'unknown', 'discarded'));
-- 0 reply, 1 rule, 2 campaign: the lesser goes first.
alter table outbound add constraint outbound_priority_check check (priority between 0 and 2);
create index outbound_line_due on outbound (tenant_id, line_id, not_before) where state = 'queued';
create index outbound_line_order on outbound (tenant_id, line_id, priority, lane) where state = 'queued';
create index outbound_flying on outbound (tenant_id, conversation_id) where state = 'sending';
create index outbound_dead on outbound (tenant_id, lane desc) where state = 'failed';
drop function due_outbound_tenants(timestamptz);
drop index outbound_due;

-- One row per line, locked by whoever gives out its departures: so several nodes keep one pace and one order.
create table line_pace (
    tenant_id uuid not null references tenant,
    line_id uuid not null,
    -- Messages a second; null is the installation's default, 0 is without limit.
    per_second integer check (per_second between 0 and 1000),
    -- Messages a minute of this line instead of the tenant's; null is the tenant's, 0 is without limit.
    per_minute integer check (per_minute between 0 and 1000),
    -- When the line's bucket is full again.
    full_at timestamptz,
    -- Departures of the last minute while the line has a limit by the minute.
    recent timestamptz[] not null default '{}',
    primary key (tenant_id, line_id),
    foreign key (tenant_id, line_id) references line
);

create table tenant_pace (
    tenant_id uuid primary key references tenant,
    -- Messages a minute over all lines; null is the installation's default, 0 is without limit.
    per_minute integer check (per_minute between 0 and 1000),
    recent timestamptz[] not null default '{}'
);

-- A line that stopped by itself, and the counts that decide. `since` is null while it sends.
create table line_panic (
    tenant_id uuid not null references tenant,
    line_id uuid not null,
    counts jsonb not null default '{}',
    since timestamptz,
    reason text check (reason in ('failures', 'throttled', 'auth', 'account')),
    probe_at timestamptz,
    probes integer not null default 0,
    -- The attempt that tries the way.
    probe_attempt uuid,
    primary key (tenant_id, line_id),
    foreign key (tenant_id, line_id) references line,
    check ((since is null) = (reason is null) and (since is null) = (probe_at is null))
);

-- When the bucket of a line and one person is full again.
create table pair_pace (
    tenant_id uuid not null,
    conversation_id uuid not null,
    full_at timestamptz not null,
    primary key (tenant_id, conversation_id)
);
create index pair_pace_full on pair_pace (tenant_id, full_at);

-- People an account wrote to outside their window, each with the last time.
create table reach (
    tenant_id uuid not null,
    account_id text not null,
    contact_id uuid not null,
    at timestamptz not null,
    primary key (tenant_id, account_id, contact_id)
);
create index reach_at on reach (tenant_id, account_id, at);

-- How many people an account may reach so in a moving day, once it is known.
create table reach_limit (
    tenant_id uuid not null references tenant,
    account_id text not null,
    contacts integer not null check (contacts >= 0),
    primary key (tenant_id, account_id)
);

insert into line_pace (tenant_id, line_id) select tenant_id, id from line;
insert into line_panic (tenant_id, line_id) select tenant_id, id from line;
insert into tenant_pace (tenant_id) select tenant_id from tenant;

create function begin_line() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    insert into line_pace (tenant_id, line_id) values (new.tenant_id, new.id);
    insert into line_panic (tenant_id, line_id) values (new.tenant_id, new.id);
    return null;
end $$;
create trigger begin_line after insert on line for each row execute function begin_line();

create function begin_tenant() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    insert into tenant_pace (tenant_id) values (new.tenant_id);
    return null;
end $$;
create trigger begin_tenant after insert on tenant for each row execute function begin_tenant();

call protect('line_pace');
call protect('tenant_pace');
call protect('line_panic');
call protect('pair_pace');
call protect('reach');
call protect('reach_limit');
call allow_owner_lookup('line_panic');
grant select, insert, update, delete on line_pace, tenant_pace, line_panic, pair_pace, reach, reach_limit to prosa_app;

-- For every tenant with something to send or an attempt in flight: the first moment at which it may need us. A look at each
-- line's first row only, however many wait.
create function outbound_agenda() returns table (tenant_id uuid, send_at timestamptz, lease_at timestamptz)
    language sql stable security definer set search_path = public, pg_temp as $$
    select l.tenant_id, min(greatest(q.not_before, s.probe_at)), null::timestamptz
    from line l
    join line_panic s on s.tenant_id = l.tenant_id and s.line_id = l.id
    cross join lateral (
        select o.not_before from outbound o
        where o.tenant_id = l.tenant_id and o.line_id = l.id and o.state = 'queued'
        order by o.not_before limit 1
    ) q
    where l.state = 'connected'
       or (l.state = 'paused' and l.pause_reason in ('auth', 'account') and s.since is not null)
    group by l.tenant_id
    union all
    select o.tenant_id, null::timestamptz, min(o.lease_until) from outbound o where o.state = 'sending'
    group by o.tenant_id
$$;
grant execute on function outbound_agenda() to prosa_app;
