-- +goose Up
create table ep_user (
	id            text    collate "C" primary key,
	name          text    not null,
	name_key      text    collate "C" not null,
	email         text    not null,
	email_key     text    collate "C" not null,
	password_hash text    not null,
	role          text    not null,
	active        boolean not null,
	terms         text    not null,
	terms_at      bigint,
	created_at    bigint  not null,
	updated_at    bigint  not null,
	last_login_at bigint
);
create unique index ep_user_name on ep_user (name_key);
create unique index ep_user_email on ep_user (email_key);
create index ep_user_created on ep_user (created_at, id);
create index ep_user_role on ep_user (role, created_at, id);
create index ep_user_active on ep_user (active, created_at, id);
create index ep_user_legacy on ep_user (id) where substr(password_hash, 1, 2) = '$2';

create table ep_session (
	id           text   collate "C" primary key,
	user_id      text   collate "C" not null references ep_user (id) on delete cascade,
	kind         text   not null,
	address      text   not null,
	user_agent   text   not null,
	created_at   bigint not null,
	last_used_at bigint not null,
	expires_at   bigint not null,
	revoked_at   bigint,
	revoked_for  text   not null
);
create index ep_session_address on ep_session (user_id, address, created_at);
create index ep_session_valid on ep_session (user_id, last_used_at, id) where revoked_at is null;
create index ep_session_expires on ep_session (expires_at);

create table ep_session_secret (
	hash       text   collate "C" primary key,
	session_id text   collate "C" not null references ep_session (id) on delete cascade,
	created_at bigint not null,
	expires_at bigint not null,
	used_at    bigint
);
create index ep_session_secret_session on ep_session_secret (session_id);
create index ep_session_secret_expires on ep_session_secret (expires_at);

create table ep_pending (
	id            text   collate "C" primary key,
	kind          text   not null,
	user_id       text   collate "C" references ep_user (id) on delete cascade,
	name          text   not null,
	name_key      text   collate "C",
	email         text   not null,
	email_key     text   collate "C" not null,
	password_hash text   not null,
	terms         text   not null,
	token_hash    text   collate "C",
	created_at    bigint not null,
	expires_at    bigint not null
);
create unique index ep_pending_name on ep_pending (name_key) where kind = 'registration';
create unique index ep_pending_token on ep_pending (token_hash);
create index ep_pending_user on ep_pending (user_id, kind);
create index ep_pending_expires on ep_pending (expires_at);

create table ep_throttle (
	key  text   collate "C" primary key,
	tat  bigint not null,
	wait bigint not null
);
create index ep_throttle_tat on ep_throttle (tat);
