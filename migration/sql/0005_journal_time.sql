-- The journal screen asks for the last hours and the same hours of the days before.
create index journal_part_time on journal_part (tenant_id, received_at);
