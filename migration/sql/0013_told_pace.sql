-- The speed the provider told of a number, apart from what people set: null is the ordinary one.
alter table line_pace add column speed text check (speed in ('upgraded', 'on_phone'));
