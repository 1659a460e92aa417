-- What messages cost, what may be spent, and how the lines are. Amounts are whole ten-thousandths of the currency: rates
-- have four decimals, and no sum of them is rounded.

-- The currency a tenant is billed in; without a row it is the Brazilian real.
create table cost_setting (
    tenant_id uuid primary key references tenant,
    currency text not null check (currency ~ '^[A-Z]{3}$')
);
call protect('cost_setting');

-- Rates every tenant begins with. Kept equal to the list in the domain by a test.
create table price_standard (
    market text not null,
    category text not null,
    currency text not null,
    amount bigint not null check (amount >= 0),
    valid_from date not null,
    source text not null,
    primary key (market, category, currency, valid_from)
);
insert into price_standard (market, category, currency, amount, valid_from, source) values
    ('BR', 'marketing', 'BRL', 3217, '2026-10-01', 'second_hand'),
    ('BR', 'utility', 'BRL', 350, '2026-10-01', 'second_hand'),
    ('BR', 'authentication', 'BRL', 350, '2026-10-01', 'second_hand'),
    ('BR', 'service', 'BRL', 350, '2026-10-01', 'second_hand'),
    ('BR', 'marketing', 'USD', 625, '2026-10-01', 'second_hand'),
    ('BR', 'utility', 'USD', 68, '2026-10-01', 'second_hand'),
    ('BR', 'authentication', 'USD', 68, '2026-10-01', 'second_hand'),
    ('BR', 'service', 'USD', 68, '2026-10-01', 'second_hand');

-- A tenant's rates. `market` is a country's two letters or `rest`. Days are the tenant's; `valid_until` is the first day on
-- which the rate no longer holds. That rates of one kind never overlap is checked by the program, under the path's lock.
create table price (
    tenant_id uuid not null references tenant,
    id uuid not null default gen_random_uuid(),
    market text not null check (market ~ '^([A-Z]{2}|rest)$'),
    category text not null,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    amount bigint not null check (amount >= 0),
    valid_from date not null,
    valid_until date check (valid_until > valid_from),
    source text not null check (source in ('second_hand', 'own')),
    created_at timestamptz not null default now(),
    created_by uuid,
    primary key (tenant_id, id)
);
create unique index price_start on price (tenant_id, market, category, currency, valid_from);
insert into price (tenant_id, market, category, currency, amount, valid_from, source)
    select t.tenant_id, s.market, s.category, s.currency, s.amount, s.valid_from, s.source
    from tenant t cross join price_standard s;
call protect('price');

-- A tenant that comes later begins with the same rates.
create function give_standard_prices() returns trigger
    language plpgsql set search_path = public, pg_temp as $$
begin
    insert into price (tenant_id, market, category, currency, amount, valid_from, source)
        select new.tenant_id, s.market, s.category, s.currency, s.amount, s.valid_from, s.source from price_standard s;
    return null;
end $$;
create trigger standard_prices after insert on tenant for each row execute function give_standard_prices();

-- What the provider said one of our messages was: booked once, by the first status that names a price.
create table charge (
    tenant_id uuid not null,
    line_id uuid not null,
    provider_key bytea not null,
    message_id uuid,
    conversation_id uuid,
    member_id uuid,
    at timestamptz not null,
    -- The tenant's day.
    day date not null,
    -- Category of the price table; none when the provider's word is unknown here.
    category text,
    -- The provider's word for why it costs or not: `regular`, `free_customer_service`, …
    kind text not null,
    billable boolean not null,
    market text,
    currency text not null,
    -- None when it is billed and no rate is known: counted apart, never taken for nothing.
    amount bigint,
    -- It was never delivered, so it is not billed.
    void boolean not null default false,
    -- End of the free entry point it was sent in.
    free_until timestamptz,
    primary key (line_id, provider_key)
);
create index charge_conversation on charge (tenant_id, conversation_id, free_until) where free_until is not null;
create index charge_message on charge (tenant_id, message_id);
call protect('charge');

-- Charges summed by day, in the transaction that books them. `member_id` is nil for what no member sent, `category` is `other`
-- for unknown words.
create table cost_day (
    tenant_id uuid not null,
    day date not null,
    line_id uuid not null,
    member_id uuid not null,
    category text not null,
    currency text not null,
    messages bigint not null,
    billed bigint not null,
    unpriced bigint not null,
    -- Of the free ones: by the monthly allowance of the number.
    allowance bigint not null,
    amount bigint not null,
    primary key (tenant_id, day, line_id, member_id, category, currency)
);
call protect('cost_day');

-- What queued messages will cost, so that a burst cannot pass a limit before the first bill comes.
create table cost_reserved (
    tenant_id uuid not null,
    message_id uuid not null,
    conversation_id uuid not null,
    provider_at timestamptz not null,
    sequence bigint not null,
    line_id uuid not null,
    member_id uuid,
    category text not null,
    day date not null,
    currency text not null,
    amount bigint not null,
    created_at timestamptz not null,
    primary key (tenant_id, message_id)
);
create index cost_reserved_day on cost_reserved (tenant_id, day);
call protect('cost_reserved');

-- What may be spent in a month: by the tenant, through a line, by a member.
create table budget (
    tenant_id uuid not null references tenant,
    id uuid not null,
    line_id uuid,
    member_id uuid,
    currency text not null check (currency ~ '^[A-Z]{3}$'),
    amount bigint not null check (amount > 0),
    hard_stop boolean not null,
    created_at timestamptz not null,
    created_by uuid,
    primary key (tenant_id, id),
    check (line_id is null or member_id is null)
);
create unique index budget_scope on budget (tenant_id, line_id, member_id) nulls not distinct;
call protect('budget');

-- Steps already told, once each and month.
create table budget_alarm (
    tenant_id uuid not null,
    budget_id uuid not null,
    month date not null,
    percent smallint not null,
    at timestamptz not null,
    primary key (tenant_id, budget_id, month, percent),
    foreign key (tenant_id, budget_id) references budget on delete cascade
);
call protect('budget_alarm');

-- How a line is, as far as the provider told: by its notices, and asked every hour. What it told is one sealed object.
create table line_health (
    tenant_id uuid not null,
    line_id uuid not null,
    facts_ct bytea,
    -- The provider's code of the last refusal of the token; none after it was accepted again.
    token_error integer,
    asked_at timestamptz,
    -- Why the last question was not answered; none when it was.
    ask_error integer,
    told_at timestamptz,
    silent_since timestamptz,
    primary key (tenant_id, line_id),
    foreign key (tenant_id, line_id) references line
);
call protect('line_health');

-- Messages of contacts per hour of arrival: what is usual for an hour of the week.
create table line_hour (
    tenant_id uuid not null,
    line_id uuid not null,
    hour timestamptz not null,
    messages integer not null,
    last_at timestamptz not null,
    primary key (tenant_id, line_id, hour)
);
call protect('line_hour');

grant select, insert, update, delete on
    cost_setting, price, charge, cost_day, cost_reserved, budget, budget_alarm, line_health, line_hour to prosa_app;
grant select on price_standard to prosa_app;
revoke all on function give_standard_prices() from public;
create index line_notice_recent on line_notice (tenant_id, received_at desc, id desc);
