-- People reached outside their window are counted per business portfolio: all its numbers share one messaging limit (Meta,
-- "Messaging limits"). While a line's portfolio is not known, its account stands for it. Ids of portfolios and of accounts
-- are ids of one graph and never the same.
alter table line add column portfolio_id text;
alter table line add column reach_pool text not null generated always as (coalesce(portfolio_id, account_id)) stored;
create index line_reach_pool on line (tenant_id, reach_pool);

alter table reach rename column account_id to pool;
alter table reach_limit rename column account_id to pool;

-- A portfolio owns whole accounts: a line that comes to an account is in the portfolio of the lines that are there.
create function join_portfolio() returns trigger language plpgsql set search_path = public, pg_temp as $$
begin
    if tg_op = 'INSERT' or new.account_id <> old.account_id or new.provider <> old.provider then
        new.portfolio_id := (
            select l.portfolio_id from line l
            where l.tenant_id = new.tenant_id and l.provider = new.provider and l.account_id = new.account_id
              and l.id <> new.id and l.portfolio_id is not null
            limit 1
        );
    end if;
    return new;
end $$;
create trigger join_portfolio before insert or update of account_id, provider on line
    for each row execute function join_portfolio();

-- A text message is billed by its parts; everything else is one.
alter table charge add column parts integer not null default 1 check (parts >= 1);
