-- +goose Up
create table ep_ratelimit (
	key text collate "C" not null primary key,
	tat bigint           not null
);

create index ep_ratelimit_tat on ep_ratelimit (tat);

create table ep_ratelimit_hit (
	hour_at bigint           not null,
	policy  text collate "C" not null,
	who     text collate "C" not null,
	count   bigint           not null,
	last_at bigint           not null,
	primary key (hour_at, policy, who)
);

create index ep_ratelimit_hit_who on ep_ratelimit_hit (who, hour_at, policy);
create index ep_ratelimit_hit_policy on ep_ratelimit_hit (policy, hour_at, who);
