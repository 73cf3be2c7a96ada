package sqldbtest

import (
	"context"
	"encoding/json"

	"github.com/einkpdf/platform/sqldb"
)

// planned is how the database went about a statement.
type planned struct {
	text         string
	rows, blocks int // PostgreSQL
}

// explaining notes how the database goes about what is selected.
type explaining struct {
	sqldb.Reader
	plans []planned
}

// Select implements sqldb.Reader.
func (x *explaining) Select(ctx context.Context, dest any, query string, args ...any) error {
	var p planned
	if x.Dialect() == sqldb.PostgreSQL {
		if err := x.Get(ctx, &p.text, "explain (analyze, buffers, format json) "+query, args...); err != nil {
			return err
		}
		var tops []struct{ Plan planNode }
		if err := json.Unmarshal([]byte(p.text), &tops); err != nil {
			return err
		}
		for _, top := range tops {
			p.rows += top.Plan.read()
			p.blocks += top.Plan.Hit + top.Plan.Read
		}
	} else {
		var steps []struct {
			ID     int    `db:"id"`
			Parent int    `db:"parent"`
			Unused int    `db:"notused"`
			Detail string `db:"detail"`
		}
		if err := x.Reader.Select(ctx, &steps, "explain query plan "+query, args...); err != nil {
			return err
		}
		for _, s := range steps {
			p.text += s.Detail + "\n"
		}
	}
	x.plans = append(x.plans, p)
	return x.Reader.Select(ctx, dest, query, args...)
}

// planNode is a step of a plan of PostgreSQL's.
type planNode struct {
	Rows    float64    `json:"Actual Rows"` // of each loop
	Loops   float64    `json:"Actual Loops"`
	Removed float64    `json:"Rows Removed by Filter"`
	Again   float64    `json:"Rows Removed by Index Recheck"`
	Hit     int        `json:"Shared Hit Blocks"`
	Read    int        `json:"Shared Read Blocks"`
	Plans   []planNode `json:"Plans"`
}

// read is how many rows the scans at the leaves read.
func (n planNode) read() int {
	if len(n.Plans) == 0 {
		return int((n.Rows+n.Removed+n.Again)*n.Loops + 0.5)
	}
	sum := 0
	for _, p := range n.Plans {
		sum += p.read()
	}
	return sum
}
