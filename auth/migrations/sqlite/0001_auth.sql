-- +goose Up
create table ep_user (
	id            text    primary key,
	name          text    not null,
	name_key      text    not null, -- normalised and case-folded by auth.Key
	email         text    not null,
	email_key     text    not null,
	password_hash text    not null,
	role          text    not null,
	active        integer not null check (active in (0, 1)),
	terms         text    not null, -- version accepted last, '' for none
	terms_at      integer,
	created_at    integer not null,
	updated_at    integer not null,
	last_login_at integer
) strict;
create unique index ep_user_name on ep_user (name_key);
create unique index ep_user_email on ep_user (email_key);
create index ep_user_created on ep_user (created_at, id);
create index ep_user_role on ep_user (role, created_at, id);
create index ep_user_active on ep_user (active, created_at, id);
create index ep_user_legacy on ep_user (id) where substr(password_hash, 1, 2) = '$2'; -- bcrypt

create table ep_session (
	id           text    primary key,
	user_id      text    not null references ep_user (id) on delete cascade,
	kind         text    not null,
	address      text    not null,
	user_agent   text    not null,
	created_at   integer not null,
	last_used_at integer not null,
	expires_at   integer not null,
	revoked_at   integer,
	revoked_for  text    not null
) strict;
create index ep_session_address on ep_session (user_id, address, created_at);
create index ep_session_valid on ep_session (user_id, last_used_at, id) where revoked_at is null;
create index ep_session_expires on ep_session (expires_at);

create table ep_session_secret (
	hash       text    primary key, -- SHA-256, hex
	session_id text    not null references ep_session (id) on delete cascade,
	created_at integer not null,
	expires_at integer not null,
	used_at    integer
) strict, without rowid;
create index ep_session_secret_session on ep_session_secret (session_id);
create index ep_session_secret_expires on ep_session_secret (expires_at);

create table ep_pending (
	id            text    primary key,
	kind          text    not null,
	user_id       text    references ep_user (id) on delete cascade,
	name          text    not null,
	name_key      text,             -- null: reserves no name
	email         text    not null,
	email_key     text    not null,
	password_hash text    not null,
	terms         text    not null,
	token_hash    text,             -- SHA-256, hex; null: the mail has not gone out
	created_at    integer not null,
	expires_at    integer not null
) strict;
create unique index ep_pending_name on ep_pending (name_key) where kind = 'registration';
create unique index ep_pending_token on ep_pending (token_hash);
create index ep_pending_user on ep_pending (user_id, kind);
create index ep_pending_expires on ep_pending (expires_at);

create table ep_throttle (
	key  text    primary key, -- SHA-256, hex
	tat  integer not null,    -- theoretical arrival time of GCRA: nanoseconds since 1970
	wait integer not null     -- of the try before: nanoseconds, 0 for one that passed
) strict, without rowid;
create index ep_throttle_tat on ep_throttle (tat);
