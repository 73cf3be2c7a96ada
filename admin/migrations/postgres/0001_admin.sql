-- +goose Up
-- One row an admin: another impersonation takes the place of the one before. What has ended is in the trail.
create table ep_admin_impersonation (
	admin_id    text collate "C" primary key,
	id          text collate "C" not null,
	user_id     text collate "C" not null,
	may_write   boolean not null,
	reason      text collate "C" not null,
	secret_hash text collate "C" not null, -- SHA-256, hex
	begun_at    bigint not null,
	expires_at  bigint not null
);
create unique index ep_admin_impersonation_id on ep_admin_impersonation (id);
create index ep_admin_impersonation_user on ep_admin_impersonation (user_id);
create index ep_admin_impersonation_expires on ep_admin_impersonation (expires_at);

create table ep_admin_alert (
	id         text collate "C" primary key,
	rule       text collate "C" not null,
	source     text collate "C" not null, -- the process that found it
	value      bigint not null, -- when it was looked at last
	peak       bigint not null, -- the highest
	raised_at  bigint not null,
	seen_at    bigint not null, -- when it was looked at last
	cleared_at bigint
);
create unique index ep_admin_alert_open on ep_admin_alert (source, rule) where cleared_at is null;
create index ep_admin_alert_seen on ep_admin_alert (seen_at) where cleared_at is null;
create index ep_admin_alert_standing on ep_admin_alert (raised_at, id) where cleared_at is null;
create index ep_admin_alert_raised on ep_admin_alert (raised_at, id);
create index ep_admin_alert_cleared on ep_admin_alert (cleared_at) where cleared_at is not null;
