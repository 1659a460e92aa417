-- The number through which goes as SMS what WhatsApp could not deliver; no row, nothing does.
create table sms_fallback (
    tenant_id uuid primary key references tenant,
    line_id uuid not null,
    updated_at timestamptz not null,
    foreign key (tenant_id, line_id) references line
);
call protect('sms_fallback');
grant select, insert, update, delete on sms_fallback to prosa_app;
