package metrics

import (
	"cmp"
	"strconv"
	"time"

	"github.com/einkpdf/platform/jobs"
	"github.com/einkpdf/platform/jobs/renderjob"
)

type jobMetrics struct {
	enqueued, refused, started, attempts, failed, cpu *counter
	lost, rescued, errors, swept, sweptBytes          *counter
	wait, run, peak                                   *histogram
}

func newJobMetrics(m *maker) jobMetrics {
	return jobMetrics{
		enqueued: m.counter("einkpdf_jobs_enqueued_total",
			"Jobs that were asked for, by kind, and whether there was one already that stands for it (existed).", "kind", "existed"),
		refused: m.counter("einkpdf_jobs_refused_total", "Jobs that were refused, by kind and code.", "kind", "code"),
		started: m.counter("einkpdf_jobs_started_total", "Attempts that have begun.", "kind"),
		attempts: m.counter("einkpdf_jobs_attempts_total",
			"Attempts that have ended, by kind, the job's state since (pending: it is tried again), and code of the failure (none: it succeeded).", "kind", "state", "code"),
		failed: m.counter("einkpdf_jobs_failed_total",
			"Jobs that failed for good, and whose fault that was: the owner's, who asked for what cannot be made, or the server's.", "fault").
			start("owner").start("server"),
		wait:    m.histogram("einkpdf_jobs_wait_seconds", "From when a job could run until it was begun.", slow(), "kind"),
		run:     m.histogram("einkpdf_jobs_run_seconds", "From when an attempt was begun until it ended.", slow(), "kind"),
		cpu:     m.counter("einkpdf_jobs_child_cpu_seconds_total", "Processors' time of the children.", "kind"),
		peak:    m.histogram("einkpdf_jobs_child_memory_bytes", "Resident memory of the children at their largest, where it is known.", memory(), "kind"),
		lost:    m.counter("einkpdf_jobs_lease_lost_total", "Jobs that a runner of this process lost: it was too slow to say that it lives.", "kind"),
		rescued: m.counter("einkpdf_jobs_rescued_total", "Jobs that were taken over from runners that died.").start(),
		errors: m.counter("einkpdf_jobs_errors_total",
			"Troubles of the queue itself, by what it did.", "what").start("claim").start("beat").start("finish").start("stuck"),
		swept: m.counter("einkpdf_jobs_swept_total",
			"Jobs and files that were removed: jobs, files of these, files left by attempts that failed.", "what"),
		sweptBytes: m.counter("einkpdf_jobs_swept_bytes_total", "Bytes of files of jobs that were removed.").start(),
	}
}

// Jobs counts what runners and the queue do. How much there is to do comes from Sources.Jobs, whoever runs it.
func (m *Metrics) Jobs() jobs.Observer {
	j := &m.jobs
	return jobs.Observer{
		OnEnqueue: func(kind string, existed bool) { j.enqueued.add(1, kind, strconv.FormatBool(existed)) },
		OnRefuse:  func(kind string, code jobs.Code) { j.refused.add(1, kind, string(code)) },
		OnStart: func(job jobs.Job, wait time.Duration) {
			j.started.add(1, job.Kind)
			j.wait.took(wait, job.Kind)
		},
		OnFinish: func(o jobs.Outcome) {
			j.attempts.add(1, o.Job.Kind, string(o.Job.State), cmp.Or(o.Code, none))
			if o.Job.State == jobs.Failed {
				j.failed.add(1, fault(o))
			}
			if o.Run > 0 { // of one that was rescued nobody knows
				j.run.took(o.Run, o.Job.Kind)
			}
			j.cpu.add(o.Usage.CPU.Seconds(), o.Job.Kind)
			if o.Usage.Peak > 0 {
				j.peak.observe(float64(o.Usage.Peak), o.Job.Kind)
			}
		},
		OnLeaseLost: func(job jobs.Job) { j.lost.add(1, job.Kind) },
		OnRescue:    func(n int) { j.rescued.add(float64(n)) },
		OnError:     func(what string) { j.errors.add(1, what) },
		OnSweep: func(s jobs.Swept) {
			j.swept.add(float64(s.Jobs), "jobs")
			j.swept.add(float64(s.Files), "files")
			j.swept.add(float64(s.Left), "left")
			j.sweptBytes.add(float64(s.Bytes))
		},
	}
}

// fault is whose fault it is that a job failed. What the server does by itself nobody asked for.
func fault(o jobs.Outcome) string {
	if o.Job.Kind == renderjob.Kind && !renderjob.Ours(o.Code) {
		return "owner"
	}
	return "server"
}
