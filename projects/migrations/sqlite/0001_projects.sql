-- +goose Up
create table ep_project (
	id             text    primary key,
	owner          text    not null,
	version        integer not null, -- the current one
	name           text    not null,
	name_key       text    not null, -- folded, and cut where an index would not take it
	named          integer not null check (named in (0, 1)),
	title          text    not null,
	device         text    not null,
	pages          integer not null,
	draft          integer not null check (draft in (0, 1)),
	bytes          integer not null,
	sha256         text    not null,
	created_at     integer not null,
	updated_at     integer not null,
	updated_by     text    not null,
	trashed_at     integer,
	origin_project text,             -- null: is no clone. No reference: the original may go
	origin_version integer,
	origin_name    text,
	clones         integer not null,
	withheld       text    not null default '' -- why an admin keeps it out of the gallery
) strict;
create index ep_project_trashed on ep_project (trashed_at, id) where trashed_at is not null;

create table ep_project_version (
	project_id  text    not null references ep_project (id) on delete cascade,
	number      integer not null,
	at          integer not null,     -- milliseconds
	by_user     text    not null,
	change      text    not null,
	of_version  integer not null,     -- 0: reverts to none
	name        text    not null,
	bytes       integer not null,
	sha256      text    not null,
	draft       integer not null check (draft in (0, 1)),
	pages       integer not null,
	device      text    not null,
	pinned      integer not null check (pinned in (0, 1)), -- published: not to be pruned
	daily       integer not null default 0 check (daily in (0, 1)), -- the last of its day: goes by age alone
	replaced_at integer,              -- null: is the current one
	facts       text    not null,     -- JSON
	primary key (project_id, number)
) strict;
create index ep_project_version_source on ep_project_version (project_id, sha256);
create index ep_project_version_undecided on ep_project_version (project_id, number) where not pinned and not daily;
create index ep_project_version_replaced on ep_project_version (replaced_at) where replaced_at is not null and not pinned;

create table ep_project_source (
	project_id text not null references ep_project (id) on delete cascade,
	sha256     text not null, -- of the file
	data       blob not null, -- the file, compressed with zstd
	primary key (project_id, sha256)
) strict;

create table ep_project_member (
	project_id text    not null references ep_project (id) on delete cascade,
	user_id    text    not null,
	role       text    not null,
	shelf      text    not null, -- mine, shared, trash; hidden: shared and in the trash
	name_key   text    not null, -- as the next two, that of the project
	created_at integer not null,
	updated_at integer not null,
	granted_at integer not null,
	primary key (project_id, user_id)
) strict, without rowid;
create index ep_project_member_recent on ep_project_member (user_id, shelf, updated_at, project_id);
create index ep_project_member_name on ep_project_member (user_id, shelf, name_key, project_id);
create index ep_project_member_newest on ep_project_member (user_id, shelf, created_at, project_id);

-- That versions since to until use an asset, those between that are still kept.
create table ep_project_asset (
	project_id text    not null references ep_project (id) on delete cascade,
	asset      text    not null,
	since      integer not null,
	until      integer not null, -- 2147483647: the current one uses it
	primary key (asset, project_id, since)
) strict, without rowid;
create index ep_project_asset_until on ep_project_asset (project_id, until);

create table ep_project_entry (
	project_id   text    primary key references ep_project (id) on delete cascade,
	owner        text    not null,
	slug         text    not null,
	version      integer not null,
	name         text    not null,
	description  text    not null,
	author       text    not null,
	device       text    not null,
	pages        integer not null,
	clones       integer not null, -- that of the project
	published_at integer not null,
	updated_at   integer not null,
	name_key     text    not null, -- as in ep_project
	search       text    not null  -- name, description and author, folded
) strict;
create unique index ep_project_entry_slug on ep_project_entry (slug);
create index ep_project_entry_newest on ep_project_entry (published_at, project_id);
create index ep_project_entry_popular on ep_project_entry (clones, project_id);
create index ep_project_entry_name on ep_project_entry (name_key, project_id);
create index ep_project_entry_device_name on ep_project_entry (device, name_key, project_id);
create index ep_project_entry_device_newest on ep_project_entry (device, published_at, project_id);
create index ep_project_entry_device_popular on ep_project_entry (device, clones, project_id);

-- What published versions use.
create table ep_project_entry_asset (
	project_id text not null references ep_project_entry (project_id) on delete cascade,
	asset      text not null,
	primary key (asset, project_id)
) strict, without rowid;
create index ep_project_entry_asset_project on ep_project_entry_asset (project_id);

create table ep_project_clone (
	project_id text not null references ep_project (id) on delete cascade,
	user_id    text not null,
	primary key (project_id, user_id)
) strict, without rowid;

create table ep_project_gone (
	user_id text    primary key,
	gone_at integer not null
) strict, without rowid;
