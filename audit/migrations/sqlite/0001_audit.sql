-- +goose Up
create table ep_audit (
	id         integer primary key autoincrement check (id > 0),
	at         integer not null,
	actor      text    not null,
	on_behalf  text    not null,
	area       text    not null, -- of the action: what stands before its first dot
	action     text    not null,
	object     text    not null,
	outcome    text    not null check (outcome in ('ok', 'refused', 'failed')),
	address    text    not null,
	request_id text    not null,
	detail     text    not null  -- a JSON object
) strict;

-- Each list is read newest first from one of these.
create index ep_audit_at      on ep_audit (at, id);
create index ep_audit_actor   on ep_audit (actor, at, id)      where actor <> '';
create index ep_audit_area    on ep_audit (area, at, id);
create index ep_audit_action  on ep_audit (action, at, id);
create index ep_audit_object  on ep_audit (object, at, id)     where object <> '';
create index ep_audit_outcome on ep_audit (outcome, at, id)    where outcome <> 'ok';
create index ep_audit_address on ep_audit (address, at, id)    where address <> '';
create index ep_audit_request on ep_audit (request_id, at, id) where request_id <> '';

-- Events before the horizon may be deleted. It only moves forward.
create table ep_audit_horizon (
	id     integer primary key check (id = 1),
	before integer not null
) strict;
insert into ep_audit_horizon (id, before) values (1, 0);

-- +goose StatementBegin
create trigger ep_audit_no_update before update on ep_audit
begin
	select raise(abort, 'audit events are never changed');
end;
-- +goose StatementEnd

-- INSERT OR REPLACE deletes without asking the trigger on delete.
-- +goose StatementBegin
create trigger ep_audit_no_replace before insert on ep_audit
when exists (select 1 from ep_audit where id = new.id)
begin
	select raise(abort, 'audit events are never changed');
end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger ep_audit_no_delete before delete on ep_audit
when old.at >= coalesce((select before from ep_audit_horizon), 0)
begin
	select raise(abort, 'audit events are kept until the retention horizon has passed them');
end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger ep_audit_horizon_forward before update on ep_audit_horizon
when new.before < old.before or new.id <> old.id
begin
	select raise(abort, 'the retention horizon only moves forward');
end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger ep_audit_horizon_one before insert on ep_audit_horizon
begin
	select raise(abort, 'there is one retention horizon');
end;
-- +goose StatementEnd

-- +goose StatementBegin
create trigger ep_audit_horizon_stays before delete on ep_audit_horizon
begin
	select raise(abort, 'the retention horizon stays');
end;
-- +goose StatementEnd
