-- +goose Up
create table ep_asset (
	id               text collate "C" primary key,
	home             text collate "C" not null,
	sha256           text collate "C" not null,
	kind             text collate "C" not null,
	type             text             not null,
	bytes            bigint           not null,
	width            integer          not null,
	height           integer          not null,
	thumbnail        bigint           not null,
	thumbnail_sha256 text collate "C" not null,
	font             text
);
create unique index ep_asset_sum on ep_asset (home, sha256);

create table ep_asset_holding (
	owner        text collate "C" not null,
	asset_id     text collate "C" not null references ep_asset (id),
	name         text             not null,
	name_key     text collate "C" not null,
	kind         text collate "C" not null,
	bytes        bigint           not null,
	sha256       text collate "C" not null,
	upload       text collate "C" not null,
	at           bigint           not null,
	used         boolean          not null,
	unused_since bigint,
	primary key (owner, asset_id)
);
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

create table ep_asset_access (
	asset_id text collate "C" not null references ep_asset (id) on delete cascade,
	user_id  text collate "C" not null,
	day      bigint           not null,
	primary key (asset_id, user_id, day)
);
create index ep_asset_access_day on ep_asset_access (day, asset_id, user_id);

create table ep_asset_gone (
	user_id text collate "C" primary key,
	gone_at bigint           not null
);
