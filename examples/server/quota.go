package main

import (
	"context"
	"fmt"
	"io"
	"strconv"
	"text/tabwriter"
	"time"

	"github.com/einkpdf/platform/quota"
)

type quotaCmd struct {
	Show     quotaShowCmd     `cmd:"" help:"Say what somebody has, and may have."`
	Tier     quotaTierCmd     `cmd:"" help:"Give somebody another tier."`
	Override quotaOverrideCmd `cmd:"" help:"Give somebody a limit of their own."`
	End      quotaEndCmd      `cmd:"" help:"Take a limit of their own away again."`
}

// quotaOf is whose quota it is.
type quotaOf struct {
	plans
	Name string `arg:"" help:"Name, mail address or id."`
}

// do shows what do returns.
func (c *quotaOf) do(ctx context.Context, d dataFolder, s streams, do func(q *quota.SQL, user string) (quota.Usage, error)) error {
	return d.withServices(ctx, c.plans, func(all *services) error {
		u, err := named(ctx, all.accounts, c.Name)
		if err != nil {
			return err
		}
		usage, err := do(all.quotas, u.ID)
		if err != nil {
			return err
		}
		return printUsage(s.out, u.Name, usage)
	})
}

type quotaShowCmd struct{ quotaOf }

// Run says what somebody has, and may have.
func (c *quotaShowCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	return c.do(ctx, *d, s, func(q *quota.SQL, user string) (quota.Usage, error) { return q.Usage(ctx, quota.Operator(), user) })
}

type quotaTierCmd struct {
	quotaOf
	To     string `arg:"" name:"tier" help:"free, plus or unlimited; \"default\" is what everybody has."`
	Reason string `required:"" placeholder:"TEXT" help:"Why: it is kept in the audit trail, and shown to the user."`
}

// Run gives somebody another tier.
func (c *quotaTierCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	return c.do(ctx, *d, s, func(q *quota.SQL, user string) (quota.Usage, error) {
		if c.To == "default" {
			c.To = ""
		}
		return q.SetTier(ctx, quota.Operator(), user, c.To, c.Reason)
	})
}

type quotaOverrideCmd struct {
	quotaOf
	Resource string `arg:"" help:"projects, assets, storage, jobs-per-day, jobs-at-once or pages-per-job."`
	Limit    string `arg:"" help:"A number, bytes of storage; or unlimited."`
	Reason   string `required:"" placeholder:"TEXT" help:"Why: it is kept in the audit trail, and shown to the user."`
	Days     int    `placeholder:"DAYS" help:"For how many days. Without it: until it is taken away."`
}

// Run gives somebody a limit of their own.
func (c *quotaOverrideCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	o := quota.NewOverride{Resource: quota.Resource(c.Resource), Limit: quota.Unlimited, Reason: c.Reason}
	if c.Limit != "unlimited" {
		n, err := strconv.ParseInt(c.Limit, 10, 64)
		if err != nil || n < 0 {
			return &usageError{fmt.Sprintf("%q is no limit: a number from 0, or unlimited", c.Limit)}
		}
		o.Limit = n
	}
	if c.Days < 0 || c.Days > 3650 {
		return &usageError{"--days: 1 to 3650"}
	}
	if c.Days > 0 {
		o.Expires = time.Now().Add(time.Duration(c.Days) * 24 * time.Hour)
	}
	return c.do(ctx, *d, s, func(q *quota.SQL, user string) (quota.Usage, error) {
		return q.Override(ctx, quota.Operator(), user, o)
	})
}

type quotaEndCmd struct {
	quotaOf
	Resource string `arg:"" help:"As of override."`
	Reason   string `required:"" placeholder:"TEXT" help:"Why: it is kept in the audit trail."`
}

// Run takes a limit of their own away.
func (c *quotaEndCmd) Run(ctx context.Context, d *dataFolder, s streams) error {
	return c.do(ctx, *d, s, func(q *quota.SQL, user string) (quota.Usage, error) {
		return q.EndOverride(ctx, quota.Operator(), user, quota.Resource(c.Resource), c.Reason)
	})
}

func printUsage(w io.Writer, name string, u quota.Usage) error {
	fmt.Fprintf(w, "%s: %s\n", name, u.TierTitle)
	t := tabwriter.NewWriter(w, 0, 0, 2, ' ', 0)
	fmt.Fprintln(t, "RESOURCE\tLIMIT\tUSED\tRESERVED\tREMARKS")
	for _, r := range u.Resources {
		limit, remark := "unlimited", ""
		if r.Limit != quota.Unlimited {
			limit = strconv.FormatInt(r.Limit, 10)
		}
		if o := r.Override; o != nil {
			remark = "own limit: " + o.Reason
			if !o.Expires.IsZero() {
				remark += ", until " + o.Expires.UTC().Format("2006-01-02 15:04 UTC")
			}
		}
		fmt.Fprintf(t, "%s\t%s\t%d\t%d\t%s\n", r.Resource, limit, r.Used, r.Reserved, remark)
	}
	return t.Flush()
}
