-- +goose Up
create table ep_job (
	id           text collate "C" primary key,
	kind         text collate "C" not null,
	owner        text collate "C" not null,
	state        text collate "C" not null check (state in ('pending', 'running', 'succeeded', 'failed', 'cancelled')),
	priority     integer          not null,
	turn         bigint           not null, -- milliseconds: where it stands among those of its priority
	request_key  text collate "C",          -- Spec.Key
	request_sum  text collate "C",          -- SHA-256 of what must be the same when Spec.Key is
	unique_key   text collate "C",          -- Spec.Unique
	created_at   bigint           not null,
	run_at       bigint           not null,
	started_at   bigint,
	finished_at  bigint,
	expires_at   bigint,
	keep_ms      bigint           not null,
	attempt      integer          not null default 0,
	attempts     integer          not null,
	done         integer          not null default 0,
	total        integer          not null default 0,
	note         text             not null default '',
	cancel       boolean          not null default false,
	failure      text, -- JSON
	result       text, -- JSON
	files        text, -- JSON
	fence        bigint           not null default 0,
	lease_at     bigint, -- of a running one: its runner's until then
	runner       text    -- of a running one
);

-- The next to run, and the place of one in the queue.
create index ep_job_ready on ep_job (priority desc, turn, id, run_at) where state = 'pending';
-- An owner's: how many wait and run, and where the last one stands. And all of them, to be counted.
create index ep_job_owner_live on ep_job (owner, state, turn, run_at, kind) where state in ('pending', 'running');
-- What no runner holds any more.
create index ep_job_lease on ep_job (lease_at) where state = 'running';
-- What has expired.
create index ep_job_expires on ep_job (expires_at) where expires_at is not null;
-- The same request, and the same job.
create unique index ep_job_request on ep_job (owner, kind, request_key) where request_key is not null;
create unique index ep_job_unique on ep_job (owner, kind, unique_key) where unique_key is not null and state in ('pending', 'running');
create index ep_job_reuse on ep_job (owner, kind, unique_key, finished_at) where unique_key is not null and state = 'succeeded';
-- Listings.
create index ep_job_owner_list on ep_job (owner, created_at desc, id desc);
create index ep_job_list on ep_job (created_at desc, id desc);
-- As an expression, which only the listing has: what waits is sought in the order of ep_job_ready, never here.
create index ep_job_state_list on ep_job ((state || ''), created_at desc, id desc);

-- What a job is made from, until it is final: apart, so that a row stays small.
create table ep_job_input (
	job_id text collate "C" primary key references ep_job (id) on delete cascade,
	input  bytea            not null
);

-- Users who were deleted, so that what a request on its way makes for them is refused.
create table ep_job_gone (
	user_id text collate "C" primary key,
	gone_at bigint           not null
);
