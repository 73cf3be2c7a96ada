package jobs

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"time"

	"github.com/google/uuid"

	"github.com/einkpdf/platform/audit"
	"github.com/einkpdf/platform/sqldb"
)

// retryAfter is what whoever is refused is told to wait. How long it really takes until there is room depends
// on what the jobs are; half a minute is about what a few of them take, and what it costs to ask too early is one statement.
const retryAfter = 30 * time.Second

// Enqueue implements Queue.
func (q *SQL) Enqueue(ctx context.Context, s Spec) (j Job, existed bool, err error) {
	if err := notOwn(s); err != nil {
		q.refused(s.Kind, err)
		return Job{}, false, err
	}
	return q.enqueue(ctx, s)
}

// EnqueueTx is Enqueue in a transaction of sqldb.DB.Write, for what must be written together with rows of the caller's: the job is there if tx commits.
// What is refused leaves tx as it was. Runners see it at their next Config.Poll; Observer is not told of it. Many at once beside each other may exceed the bounds of the
// backlog by as many.
//
// tx is to be short, and to commit soon after: until then it keeps what Config.Quota locked, and in PostgreSQL the keys of s. An Enqueue or Cancel that waits for these
// does so in its turn, and so stops those of everybody; in SQLite tx alone stops all that write.
func (q *SQL) EnqueueTx(ctx context.Context, tx *sqldb.Tx, s Spec) (j Job, existed bool, err error) {
	if err := notOwn(s); err != nil {
		return Job{}, false, err
	}
	if s, err = q.filledSpec(s); err != nil {
		return Job{}, false, err
	}
	j, existed, err = q.enqueueIn(ctx, tx, s, q.nowIn(ctx, tx))
	return j, existed, broken("enqueue", err)
}

// notOwn refuses the kinds of the queue's own work.
func notOwn(s Spec) error {
	if strings.HasPrefix(s.Kind, ownKinds) {
		return refuse(CodeInvalid, "kind", fmt.Sprintf("Kinds that begin with %q are the queue's own.", ownKinds))
	}
	return nil
}

// enqueue is Enqueue for the queue's own work, too.
func (q *SQL) enqueue(ctx context.Context, s Spec) (j Job, existed bool, err error) {
	filled, err := q.filledSpec(s)
	if err != nil {
		q.refused(s.Kind, err)
		return Job{}, false, err
	}
	now := q.now(ctx)
	err = q.db.WriteInTurn(ctx, turnEnqueue, func(tx *sqldb.Tx) (err error) {
		j, existed, err = q.enqueueIn(ctx, tx, filled, now)
		return err
	})
	if err != nil {
		q.refused(s.Kind, err)
		return Job{}, false, broken("enqueue", err)
	}
	if !existed {
		q.wakeUp()
	}
	q.c.Observer.OnEnqueue(s.Kind, existed)
	return j, existed, nil
}

// refused tells the Observer, if err is a refusal.
func (q *SQL) refused(kind string, err error) {
	if !isKind(kind) {
		kind = "" // whatever somebody made up
	}
	code := CodeOf(err)
	if e, ok := errors.AsType[*quotaError](err); ok {
		code = e.code()
	}
	if code != "" {
		q.c.Observer.OnRefuse(kind, code)
	}
}

// enqueueIn finds or adds the job of a spec that has its defaults.
func (q *SQL) enqueueIn(ctx context.Context, tx *sqldb.Tx, s Spec, now time.Time) (Job, bool, error) {
	if gone, err := isGone(ctx, tx, s.Owner); err != nil || gone {
		if gone {
			err = refuse(CodeUnauthenticated, "owner", "This account was deleted.")
		}
		return Job{}, false, err
	}
	// What is not there the first time may come from another transaction before it is added: EnqueueTx does not take its turn.
	for range 3 {
		found, ok, err := q.existing(ctx, tx, s, now)
		if err != nil || ok {
			return found.job(), ok, err
		}
		r, err := q.newRow(ctx, tx, s, now)
		if err != nil {
			return Job{}, false, err
		}
		if ok, err = q.insert(ctx, tx, r, s, now); err != nil {
			return Job{}, false, err
		}
		if ok {
			return r.job(), false, nil
		}
	}
	return Job{}, false, fmt.Errorf("%w: the same job comes and goes", sqldb.ErrBusy)
}

const (
	jobByRequest = `select ` + columns + `, request_sum from ep_job where owner = $1 and kind = $2 and request_key = $3`
	jobByUnique  = `select ` + columns + ` from ep_job
		where owner = $1 and kind = $2 and unique_key = $3 and unique_key is not null and state in ('pending', 'running')`
	jobToReuse = `select ` + columns + ` from ep_job
		where owner = $1 and kind = $2 and unique_key = $3 and unique_key is not null and state = 'succeeded' and expires_at > $4
		order by finished_at desc limit 1`
	// Meanwhile Sweep may have taken the row, or somebody kept it for longer.
	prolong    = `update ep_job set expires_at = case when expires_at < $2 then $2 else expires_at end where id = $1 and state = 'succeeded'`
	freeTheKey = `update ep_job set request_key = null, request_sum = null where id = $1`
)

// existing is the job that the spec stands for, if there is one.
func (q *SQL) existing(ctx context.Context, tx *sqldb.Tx, s Spec, now time.Time) (found row, ok bool, err error) {
	if s.Key != "" {
		if found, ok, err = requested(ctx, tx, s, now); err != nil || ok {
			return found, ok, err
		}
	}
	if s.Unique == "" {
		return row{}, false, nil
	}
	if found, ok, err = seen(ctx, tx, jobByUnique, s.Owner, s.Kind, s.Unique); err != nil || ok || !s.Reuse {
		return found, ok, err
	}
	found, ok, err = seen(ctx, tx, jobToReuse, s.Owner, s.Kind, s.Unique, sqldb.At(now))
	if err != nil || !ok {
		return row{}, false, err
	}
	expires := sqldb.At(now.Add(s.Keep))
	if !expires.After(found.Expires.Time) {
		return found, true, nil
	}
	found.Expires = expires
	n, err := tx.Exec(ctx, prolong, found.ID, expires)
	return found, n == 1, err
}

// requested is the job of the same Key.
func requested(ctx context.Context, tx *sqldb.Tx, s Spec, now time.Time) (found row, ok bool, err error) {
	var r struct {
		row
		Sum string `db:"request_sum"`
	}
	switch found, err := one(ctx, tx, &r, jobByRequest, s.Owner, s.Kind, s.Key); {
	case err != nil || !found:
		return row{}, false, err
	case r.State.Final() && !r.Expires.After(now):
		// It is not kept any longer, though Sweep has not come by yet.
		_, err := tx.Exec(ctx, freeTheKey, r.ID)
		return row{}, false, err
	case r.Sum != s.sum():
		return row{}, false, refuse(CodeKeyReused, "key", "This key was used for another request. Use a new one for each request.")
	}
	return r.row, true, nil
}

// room is how full the queue is. Nothing is counted further than it matters.
const (
	// The turn of an owner's new job comes after those that can run when it can: one that waits for next week does not hold it up.
	ownersRoom = `select count(*) as pending, max(case when run_at <= $2 then turn end) as last from (
		select run_at, turn from ep_job where owner = $1 and state = 'pending' and state in ('pending', 'running') limit $3) p`
	// The system has no bound of its own, so of what it has waiting only the last is looked at.
	systemsLast = `select turn from ep_job
		where owner = '' and state = 'pending' and state in ('pending', 'running') and run_at <= $1 order by turn desc limit 1`
	// In the order of the index, so that PostgreSQL does not read the whole table for it while much of that waits.
	roomOfAll = `select count(*) from (select 1 from ep_job where state = 'pending' order by priority desc, turn, id limit $1) p`
)

// newRow is the row of a new job, if there is room for it.
func (q *SQL) newRow(ctx context.Context, tx *sqldb.Tx, s Spec, now time.Time) (row, error) {
	r := row{
		Kind: s.Kind, Owner: s.Owner, State: Pending, Priority: s.Priority, Created: sqldb.At(now), RunAt: sqldb.At(now.Add(s.Delay)),
		KeepMS: s.Keep.Milliseconds(), Attempts: s.Attempts,
	}
	if s.Subject != "" {
		r.Subject = &s.Subject
	}
	if s.About != nil {
		text := string(s.About)
		r.About = &text
	}
	r.Turn = r.RunAt
	last, err := q.lastTurn(ctx, tx, s.Owner, r.RunAt)
	if err != nil {
		return row{}, err
	}
	if after := last.Add(q.c.Spacing); !last.IsZero() && after.After(r.Turn.Time) {
		r.Turn = sqldb.At(after)
	}
	most := q.c.MaxPending
	if s.Owner == "" {
		most *= 2
	}
	var pending int
	if err := tx.Get(ctx, &pending, roomOfAll, most); err != nil {
		return row{}, err
	}
	if pending >= most {
		return row{}, full(CodeQueueFull, "Too many jobs are waiting at the moment. Try again in half a minute.")
	}
	id, err := uuid.NewV7()
	r.ID = id.String()
	return r, err
}

// lastTurn is that of an owner's last pending job that can run by then, if there is one, and if the owner may have another.
func (q *SQL) lastTurn(ctx context.Context, tx *sqldb.Tx, owner string, by sqldb.Time) (last sqldb.Time, err error) {
	if owner == "" {
		_, err = one(ctx, tx, &last, systemsLast, by)
		return last, err
	}
	var own struct {
		Pending int        `db:"pending"`
		Last    sqldb.Time `db:"last"`
	}
	if err := tx.Get(ctx, &own, ownersRoom, owner, by, q.c.MaxPendingOwner); err != nil {
		return sqldb.Time{}, err
	}
	if own.Pending >= q.c.MaxPendingOwner {
		return sqldb.Time{}, full(CodeTooMany, fmt.Sprintf("You have %s waiting already. Wait until some of them are done, or cancel them.", jobsOf(own.Pending)))
	}
	return own.Last, nil
}

func full(code Code, message string) error {
	return &Error{Code: code, Message: message, RetryAfter: retryAfter}
}

func jobsOf(n int) string {
	if n == 1 {
		return "1 job"
	}
	return fmt.Sprintf("%d jobs", n)
}

const (
	insertJob = `insert into ep_job (id, kind, owner, state, priority, turn, request_key, request_sum, unique_key, created_at, run_at, keep_ms, attempts,
			subject, about)
		values ($1, $2, $3, 'pending', $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14) on conflict do nothing`
	insertInput = `insert into ep_job_input (job_id, input) values ($1, $2)`
)

// insert adds a row, unless there is one by now that is the same job, or Config.Quota refuses it.
func (q *SQL) insert(ctx context.Context, tx *sqldb.Tx, r row, s Spec, now time.Time) (ok bool, err error) {
	var key, sum, unique *string
	if s.Key != "" {
		text := s.sum()
		key, sum = &s.Key, &text
	}
	if s.Unique != "" {
		unique = &s.Unique
	}
	n, err := tx.Exec(ctx, insertJob, r.ID, r.Kind, r.Owner, r.Priority, r.Turn, key, sum, unique, r.Created, r.RunAt, r.KeepMS, r.Attempts,
		r.Subject, r.About)
	if err != nil || n == 0 {
		return false, err
	}
	input := s.Input
	if input == nil {
		input = []byte{}
	}
	if _, err := tx.Exec(ctx, insertInput, r.ID, input); err != nil {
		return false, err
	}
	if r.Owner == "" {
		return true, nil
	}
	if err := q.addJob(ctx, tx, r); err != nil {
		return false, err
	}
	actor := r.Owner
	if by := audit.OriginOf(ctx).Actor; by != "" {
		actor = by
	}
	return true, record(ctx, tx, now, ActionEnqueue, actor, r, map[string]string{"kind": r.Kind})
}
