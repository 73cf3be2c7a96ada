-- +goose Up
-- What a job is about, and what its kind tells of it: Spec.Subject and Spec.About. Jobs of before have neither.
alter table ep_job add column subject text;
alter table ep_job add column about text; -- JSON
-- The listing of an owner's jobs about one thing.
create index ep_job_subject_list on ep_job (owner, subject, created_at desc, id desc) where subject is not null;
