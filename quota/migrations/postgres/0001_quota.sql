-- +goose Up
create table ep_quota_entry (
	owner      text collate "C" not null,
	resource   text collate "C" not null,
	key        text collate "C" not null,
	amount     bigint not null,
	state      text collate "C" not null check (state in ('reserved', 'used')),
	day        bigint not null,
	created_at bigint not null,
	primary key (resource, owner, key)
);

create index ep_quota_entry_reserved on ep_quota_entry (resource, owner, key) where state = 'reserved';
create index ep_quota_entry_day on ep_quota_entry (day) where day > 0;
create index ep_quota_entry_owner on ep_quota_entry (owner, resource, day);

create table ep_quota_counter (
	owner    text collate "C" not null,
	resource text collate "C" not null,
	day      bigint not null,
	used     bigint not null check (used >= 0),
	reserved bigint not null check (reserved >= 0),
	primary key (owner, resource, day)
);

create index ep_quota_counter_day on ep_quota_counter (day) where day > 0;

create table ep_quota_tier (
	owner    text collate "C" not null primary key,
	tier     text collate "C" not null,
	by_user  text collate "C" not null,
	given_at bigint not null,
	reason   text collate "C" not null
);

-- Who has one, also one that the configuration has no longer.
create index ep_quota_tier_tier on ep_quota_tier (tier, owner);

create table ep_quota_override (
	owner      text collate "C" not null,
	resource   text collate "C" not null,
	most       bigint not null,
	by_user    text collate "C" not null,
	created_at bigint not null,
	expires_at bigint,
	reason     text collate "C" not null,
	primary key (owner, resource)
);

create index ep_quota_override_expires on ep_quota_override (expires_at) where expires_at is not null;
