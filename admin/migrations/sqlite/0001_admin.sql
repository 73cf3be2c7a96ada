-- +goose Up
-- One row an admin: another impersonation takes the place of the one before. What has ended is in the trail.
create table ep_admin_impersonation (
	admin_id    text    primary key,
	id          text    not null,
	user_id     text    not null,
	may_write   integer not null check (may_write in (0, 1)),
	reason      text    not null,
	secret_hash text    not null, -- SHA-256, hex
	begun_at    integer not null,
	expires_at  integer not null
) strict, without rowid;
create unique index ep_admin_impersonation_id on ep_admin_impersonation (id);
create index ep_admin_impersonation_user on ep_admin_impersonation (user_id);
create index ep_admin_impersonation_expires on ep_admin_impersonation (expires_at);

create table ep_admin_alert (
	id         text    primary key,
	rule       text    not null,
	source     text    not null, -- the process that found it
	value      integer not null, -- when it was looked at last
	peak       integer not null, -- the highest
	raised_at  integer not null,
	seen_at    integer not null, -- when it was looked at last
	cleared_at integer
) strict;
create unique index ep_admin_alert_open on ep_admin_alert (source, rule) where cleared_at is null;
create index ep_admin_alert_seen on ep_admin_alert (seen_at) where cleared_at is null;
create index ep_admin_alert_standing on ep_admin_alert (raised_at, id) where cleared_at is null;
create index ep_admin_alert_raised on ep_admin_alert (raised_at, id);
create index ep_admin_alert_cleared on ep_admin_alert (cleared_at) where cleared_at is not null;
