-- +goose Up
create table ep_outbox (
	id         bigint  generated always as identity primary key,
	topic      text    not null,
	payload    text    not null,
	created_at bigint  not null,
	due_at     bigint  not null,
	attempts   integer not null default 0,
	error      text
);
create index ep_outbox_due on ep_outbox (topic, due_at, id);
