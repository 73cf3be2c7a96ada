-- +goose Up
create table ep_project (
	id             text collate "C" primary key,
	owner          text collate "C" not null,
	version        integer          not null,
	name           text             not null,
	name_key       text collate "C" not null,
	named          boolean          not null,
	title          text             not null,
	device         text collate "C" not null,
	pages          integer          not null,
	draft          boolean          not null,
	bytes          integer          not null,
	sha256         text collate "C" not null,
	created_at     bigint           not null,
	updated_at     bigint           not null,
	updated_by     text             not null,
	trashed_at     bigint,
	origin_project text,
	origin_version integer,
	origin_name    text,
	clones         integer          not null,
	withheld       text             not null default ''
);
create index ep_project_trashed on ep_project (trashed_at, id) where trashed_at is not null;

create table ep_project_version (
	project_id  text collate "C" not null references ep_project (id) on delete cascade,
	number      integer          not null,
	at          bigint           not null,
	by_user     text             not null,
	change      text             not null,
	of_version  integer          not null,
	name        text             not null,
	bytes       integer          not null,
	sha256      text collate "C" not null,
	draft       boolean          not null,
	pages       integer          not null,
	device      text collate "C" not null,
	pinned      boolean          not null,
	daily       boolean          not null default false,
	replaced_at bigint,
	facts       text             not null,
	primary key (project_id, number)
);
create index ep_project_version_source on ep_project_version (project_id, sha256);
create index ep_project_version_undecided on ep_project_version (project_id, number) where not pinned and not daily;
create index ep_project_version_replaced on ep_project_version (replaced_at) where replaced_at is not null and not pinned;

create table ep_project_source (
	project_id text collate "C" not null references ep_project (id) on delete cascade,
	sha256     text collate "C" not null,
	data       bytea            not null,
	primary key (project_id, sha256)
);

create table ep_project_member (
	project_id text collate "C" not null references ep_project (id) on delete cascade,
	user_id    text collate "C" not null,
	role       text             not null,
	shelf      text collate "C" not null,
	name_key   text collate "C" not null,
	created_at bigint           not null,
	updated_at bigint           not null,
	granted_at bigint           not null,
	primary key (project_id, user_id)
);
create index ep_project_member_recent on ep_project_member (user_id, shelf, updated_at, project_id);
create index ep_project_member_name on ep_project_member (user_id, shelf, name_key, project_id);
create index ep_project_member_newest on ep_project_member (user_id, shelf, created_at, project_id);

create table ep_project_asset (
	project_id text collate "C" not null references ep_project (id) on delete cascade,
	asset      text collate "C" not null,
	since      integer          not null,
	until      integer          not null,
	primary key (asset, project_id, since)
);
create index ep_project_asset_until on ep_project_asset (project_id, until);

create table ep_project_entry (
	project_id   text collate "C" primary key references ep_project (id) on delete cascade,
	owner        text collate "C" not null,
	slug         text collate "C" not null,
	version      integer          not null,
	name         text             not null,
	description  text             not null,
	author       text             not null,
	device       text collate "C" not null,
	pages        integer          not null,
	clones       integer          not null,
	published_at bigint           not null,
	updated_at   bigint           not null,
	name_key     text collate "C" not null,
	search       text             not null
);
create unique index ep_project_entry_slug on ep_project_entry (slug);
create index ep_project_entry_newest on ep_project_entry (published_at, project_id);
create index ep_project_entry_popular on ep_project_entry (clones, project_id);
create index ep_project_entry_name on ep_project_entry (name_key, project_id);
create index ep_project_entry_device_name on ep_project_entry (device, name_key, project_id);
create index ep_project_entry_device_newest on ep_project_entry (device, published_at, project_id);
create index ep_project_entry_device_popular on ep_project_entry (device, clones, project_id);

create table ep_project_entry_asset (
	project_id text collate "C" not null references ep_project_entry (project_id) on delete cascade,
	asset      text collate "C" not null,
	primary key (asset, project_id)
);
create index ep_project_entry_asset_project on ep_project_entry_asset (project_id);

create table ep_project_clone (
	project_id text collate "C" not null references ep_project (id) on delete cascade,
	user_id    text collate "C" not null,
	primary key (project_id, user_id)
);

create table ep_project_gone (
	user_id text collate "C" primary key,
	gone_at bigint           not null
);
