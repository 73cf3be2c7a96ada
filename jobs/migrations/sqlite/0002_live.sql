-- +goose Up
-- Users' jobs that are pending or running, by owner: all others have finished. Told by a column that changes once, and is in the index so that it alone answers.
create index ep_job_live on ep_job (kind, owner, id, finished_at) where finished_at is null and owner <> '';
