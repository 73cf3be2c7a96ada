-- +goose Up
create index ep_project_owner on ep_project (owner, id);
