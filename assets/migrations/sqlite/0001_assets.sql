-- +goose Up
create table ep_asset (
	id               text    primary key,
	home             text    not null, -- of whom the folder of its blobs is: who stored it first
	sha256           text    not null, -- of the bytes as stored
	kind             text    not null,
	type             text    not null, -- media type
	bytes            integer not null,
	width            integer not null, -- 0: is no image
	height           integer not null,
	thumbnail        integer not null, -- bytes; 0: there is none
	thumbnail_sha256 text    not null, -- of its bytes; '': there is none
	font             text              -- JSON; null: is no font
) strict;
create unique index ep_asset_sum on ep_asset (home, sha256);

-- Who has what. An asset goes with the last row about it. What it is listed, found and added up by
-- stands here as well, so that one index answers.
create table ep_asset_holding (
	owner        text    not null,
	asset_id     text    not null references ep_asset (id),
	name         text    not null,
	name_key     text    not null, -- folded, and cut where an index would not take it
	kind         text    not null, -- as the next two, that of the asset
	bytes        integer not null,
	sha256       text    not null,
	upload       text    not null, -- SHA-256 of the file as it was uploaded; '': not known
	at           integer not null, -- milliseconds
	used         integer not null check (used in (0, 1)),
	unused_since integer,          -- milliseconds; null: is in use, or never was
	primary key (owner, asset_id)
) strict, without rowid;
create index ep_asset_holding_asset on ep_asset_holding (asset_id, owner);
create index ep_asset_holding_stored on ep_asset_holding (owner, sha256, at, asset_id);
create index ep_asset_holding_uploaded on ep_asset_holding (owner, upload, at, asset_id) where upload <> '';
create index ep_asset_holding_newest on ep_asset_holding (owner, at, asset_id);
create index ep_asset_holding_name on ep_asset_holding (owner, name_key, asset_id);
create index ep_asset_holding_largest on ep_asset_holding (owner, bytes, asset_id);
create index ep_asset_holding_kind_newest on ep_asset_holding (owner, kind, at, asset_id);
create index ep_asset_holding_kind_name on ep_asset_holding (owner, kind, name_key, asset_id);
create index ep_asset_holding_kind_largest on ep_asset_holding (owner, kind, bytes, asset_id);
create index ep_asset_holding_used on ep_asset_holding (owner, asset_id) where used;

-- Who read what by share, on which days.
create table ep_asset_access (
	asset_id text    not null references ep_asset (id) on delete cascade,
	user_id  text    not null,
	day      integer not null, -- since 1 January 1970, UTC
	primary key (asset_id, user_id, day)
) strict, without rowid;
create index ep_asset_access_day on ep_asset_access (day, asset_id, user_id);

create table ep_asset_gone (
	user_id text    primary key,
	gone_at integer not null
) strict, without rowid;
