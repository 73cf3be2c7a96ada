-- +goose Up
-- What is counted.
create table ep_quota_entry (
	owner      text    not null,
	resource   text    not null,
	key        text    not null,
	amount     integer not null,
	state      text    not null check (state in ('reserved', 'used')),
	day        integer not null, -- of JobsPerDay: days since 1970, UTC; 0 of others
	created_at integer not null,
	primary key (resource, owner, key)
) strict;

-- What may be reserved for long, days that are over, and an owner's sums.
create index ep_quota_entry_reserved on ep_quota_entry (resource, owner, key) where state = 'reserved';
create index ep_quota_entry_day on ep_quota_entry (day) where day > 0;
create index ep_quota_entry_owner on ep_quota_entry (owner, resource, day);

-- Its sums.
create table ep_quota_counter (
	owner    text    not null,
	resource text    not null,
	day      integer not null,
	used     integer not null check (used >= 0),
	reserved integer not null check (reserved >= 0),
	primary key (owner, resource, day)
) strict;

create index ep_quota_counter_day on ep_quota_counter (day) where day > 0;

-- Tiers that admins gave.
create table ep_quota_tier (
	owner    text    not null primary key,
	tier     text    not null,
	by_user  text    not null,
	given_at integer not null,
	reason   text    not null
) strict;

-- Who has one, also one that the configuration has no longer.
create index ep_quota_tier_tier on ep_quota_tier (tier, owner);

create table ep_quota_override (
	owner      text    not null,
	resource   text    not null,
	most       integer not null, -- -1 = unlimited
	by_user    text    not null,
	created_at integer not null,
	expires_at integer,          -- null = never
	reason     text    not null,
	primary key (owner, resource)
) strict;

create index ep_quota_override_expires on ep_quota_override (expires_at) where expires_at is not null;
