-- +goose Up
create table ep_ratelimit (
	key text    not null primary key, -- SHA-256, hex: the table names nobody
	tat integer not null              -- theoretical arrival time of GCRA: nanoseconds since 1970
) strict;

create index ep_ratelimit_tat on ep_ratelimit (tat);

-- Who was refused how often, by the hour.
create table ep_ratelimit_hit (
	hour_at integer not null, -- beginning of the hour
	policy  text    not null,
	who     text    not null, -- "user:ID", "address:…", "account:HASH", "nobody"
	count   integer not null,
	last_at integer not null,
	primary key (hour_at, policy, who)
) strict;

create index ep_ratelimit_hit_who on ep_ratelimit_hit (who, hour_at, policy);
create index ep_ratelimit_hit_policy on ep_ratelimit_hit (policy, hour_at, who);
