-- +goose Up
create table ep_outbox (
	id         integer primary key autoincrement,
	topic      text    not null,
	payload    text    not null,
	created_at integer not null,
	due_at     integer not null,           -- not before: after a failure, or while somebody works on it
	attempts   integer not null default 0, -- grows when somebody takes it: also tells a late worker that it is no longer his
	error      text                        -- of the last attempt
) strict;
create index ep_outbox_due on ep_outbox (topic, due_at, id);
