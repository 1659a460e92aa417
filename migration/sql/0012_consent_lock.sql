-- A consent that is taken back while a marketing send is being queued: whoever comes second sees the first. The row of what
-- holds is locked for the time of the send's transaction, so that the withdrawal waits and then stops the send, too.
create or replace function refuse_marketing_without_consent() returns trigger language plpgsql as $$
begin
    perform 1 from conversation v
    join consent_now c on c.tenant_id = v.tenant_id and c.contact_id = v.contact_id
    where v.tenant_id = new.tenant_id and v.id = new.conversation_id
      and c.purpose = 'marketing' and c.act = 'given'
    for share of c;
    if not found then
        raise exception 'marketing without a consent that holds' using errcode = 'P0C01';
    end if;
    return new;
end $$;
