-- Messages by their words. Row-level security keeps Postgres from using the index of words for other roles, since comparing
-- words might tell about rows one may not see, and so the whole history was read; so the owner looks here, at the tenant of
-- the transaction and at nobody else's, and gives keys alone.
call allow_owner_lookup('message');
create function message_search(asked bigint[], before_at timestamptz, before_sequence bigint, most integer)
    returns table (conversation_id uuid, provider_at timestamptz, sequence bigint)
    language sql stable security definer rows 50 set search_path = public, pg_temp as $$
    select m.conversation_id, m.provider_at, m.sequence from message m
    where m.tenant_id = current_tenant() and m.tokens @> asked and m.revoked_at is null
      and (before_at is null or (m.provider_at, m.sequence) < (before_at, before_sequence))
    order by m.provider_at desc, m.sequence desc
    limit most
$$;
revoke execute on function message_search(bigint[], timestamptz, bigint, integer) from public;
grant execute on function message_search(bigint[], timestamptz, bigint, integer) to prosa_app;
