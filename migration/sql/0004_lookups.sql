set local client_min_messages = error;

-- Narrow doors through tenant isolation, for the few questions that come before a tenant is known. They run as the owner,
-- return only what is named here, and are the whole list.

create function route_lines(ids text[])
    returns table (provider text, phone_number_id text, account_id text, tenant_id uuid, line_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select l.provider, l.phone_number_id, l.account_id, l.tenant_id, l.id
    from line l
    where l.state <> 'disconnected' and (l.phone_number_id = any (ids) or l.account_id = any (ids))
$$;

create function door_lines()
    returns table (provider text, tenant_id uuid, line_id uuid, app_secret_ct bytea, verify_token_ct bytea)
    language sql stable security definer set search_path = public, pg_temp as $$
    select l.provider, l.tenant_id, l.id, l.app_secret_ct, l.verify_token_ct
    from line l where l.state <> 'disconnected'
$$;

create function find_login(index_of_email bytea) returns table (tenant_id uuid, member_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select m.tenant_id, m.id from member m where m.email_index = index_of_email and m.state = 'active'
$$;

create function find_session(hash bytea) returns table (tenant_id uuid, session_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select s.tenant_id, s.id from session s where s.token_hash = hash
$$;

create function find_invitation(hash bytea) returns table (tenant_id uuid, invitation_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select i.tenant_id, i.id from invitation i where i.token_hash = hash
$$;

create function find_password_reset(hash bytea) returns table (tenant_id uuid, reset_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select r.tenant_id, r.id from password_reset r where r.token_hash = hash
$$;

create function list_tenants() returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select t.tenant_id from tenant t
$$;

-- Tenants with messages to send now, or with an attempt whose lease ran out.
create function due_outbound_tenants(moment timestamptz) returns table (tenant_id uuid)
    language sql stable security definer set search_path = public, pg_temp as $$
    select o.tenant_id from outbound o where o.state = 'queued' and o.not_before <= moment
    union
    select o.tenant_id from outbound o where o.state = 'sending' and o.lease_until <= moment
$$;

create function outbound_depth() returns table (state text, total bigint)
    language sql stable security definer set search_path = public, pg_temp as $$
    select o.state, count(*) from outbound o where o.state in ('queued', 'sending') group by o.state
$$;

-- The app's role: rows yes, ownership never.
revoke all on all functions in schema public from public;
revoke all on all procedures in schema public from public;
grant usage on schema public to prosa_app;
grant select, insert, update, delete on all tables in schema public to prosa_app;
grant usage, select on all sequences in schema public to prosa_app;
grant execute on function
    current_tenant(), route_lines(text[]), door_lines(), find_login(bytea), find_session(bytea), find_invitation(bytea),
    find_password_reset(bytea), list_tenants(), due_outbound_tenants(timestamptz), outbound_depth(),
    ensure_message_partition(date)
    to prosa_app;

-- Partitions are reached through `message` only.
do $$
declare part regclass;
begin
    for part in select inhrelid::regclass from pg_inherits where inhparent = 'message'::regclass loop
        execute format('revoke all on %s from prosa_app', part);
    end loop;
end $$;
alter default privileges in schema public revoke execute on functions from public;
