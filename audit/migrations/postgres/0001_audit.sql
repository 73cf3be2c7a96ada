-- +goose Up
create table ep_audit (
	id         bigint  generated always as identity primary key,
	at         bigint  not null,
	actor      text    not null,
	on_behalf  text    not null,
	area       text    not null,
	action     text    not null,
	object     text    not null,
	outcome    text    not null check (outcome in ('ok', 'refused', 'failed')),
	address    text    not null,
	request_id text    not null,
	detail     text    not null
);

create index ep_audit_at      on ep_audit (at, id);
create index ep_audit_actor   on ep_audit (actor, at, id)      where actor <> '';
create index ep_audit_area    on ep_audit (area, at, id);
create index ep_audit_action  on ep_audit (action, at, id);
create index ep_audit_object  on ep_audit (object, at, id)     where object <> '';
create index ep_audit_outcome on ep_audit (outcome, at, id)    where outcome <> 'ok';
create index ep_audit_address on ep_audit (address, at, id)    where address <> '';
create index ep_audit_request on ep_audit (request_id, at, id) where request_id <> '';

create table ep_audit_horizon (
	id     integer primary key check (id = 1),
	before bigint  not null
);
insert into ep_audit_horizon (id, before) values (1, 0);

-- +goose StatementBegin
create function ep_audit_refuse() returns trigger language plpgsql as $$
begin
	raise exception '%', tg_argv[0];
end
$$;
-- +goose StatementEnd

-- +goose StatementBegin
create function ep_audit_guard_delete() returns trigger language plpgsql as $$
begin
	-- At least one row: without it nothing may go.
	if old.at < (select before from ep_audit_horizon) then
		return old;
	end if;
	raise exception 'audit events are kept until the retention horizon has passed them';
end
$$;
-- +goose StatementEnd

create trigger ep_audit_no_update before update on ep_audit
	for each row execute function ep_audit_refuse('audit events are never changed');
create trigger ep_audit_no_delete before delete on ep_audit
	for each row execute function ep_audit_guard_delete();
create trigger ep_audit_no_truncate before truncate on ep_audit
	for each statement execute function ep_audit_refuse('audit events are kept until the retention horizon has passed them');

create trigger ep_audit_horizon_forward before update on ep_audit_horizon
	for each row when (new.before < old.before or new.id <> old.id)
	execute function ep_audit_refuse('the retention horizon only moves forward');
create trigger ep_audit_horizon_one before insert on ep_audit_horizon
	for each row execute function ep_audit_refuse('there is one retention horizon');
create trigger ep_audit_horizon_stays before delete on ep_audit_horizon
	for each row execute function ep_audit_refuse('the retention horizon stays');
create trigger ep_audit_horizon_no_truncate before truncate on ep_audit_horizon
	for each statement execute function ep_audit_refuse('the retention horizon stays');
