package isolate_test

import (
	"context"
	"fmt"
	"strings"
	"time"

	"github.com/einkpdf/platform/jobs/isolate"
)

// shout is work for a child. A program gives it to isolate.Main, as the first line of its main.
func shout() isolate.Work {
	return isolate.Work{Name: "shout", Do: func(_ context.Context, c *isolate.Child) ([]byte, error) {
		c.Progress(1, 1, "shouting")
		return []byte(strings.ToUpper(string(c.Request))), nil
	}}
}

func Example() {
	// func main() {
	//	isolate.Main(shout())
	//	…

	sandbox, err := isolate.New(isolate.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	result, _, err := sandbox.Run(context.Background(), isolate.Job{
		Work:       "shout",
		Request:    []byte("a page"),
		Limits:     isolate.Limits{Time: time.Minute, Memory: 64 << 20},
		OnProgress: func(done, total int, note string) { fmt.Println(done, "of", total, note) },
	})
	fmt.Println(string(result), err)

	// Output:
	// 1 of 1 shouting
	// A PAGE <nil>
}

func Example_limit() {
	sandbox, err := isolate.New(isolate.Config{})
	if err != nil {
		fmt.Println(err)
		return
	}
	_, _, err = sandbox.Run(context.Background(), isolate.Job{Work: "sleep", Limits: isolate.Limits{Time: 100 * time.Millisecond}})
	if code := isolate.CodeOf(err); code.Limit() {
		fmt.Println("not again:", code)
	}

	// Output:
	// not again: time-limit
}

func ExampleSupport() {
	if e := isolate.Support(); e.NoNetwork && e.NoFiles && e.NoExec {
		fmt.Println("children reach nothing")
	} else {
		fmt.Println(strings.Join(e.Missing, "\n"))
	}
}
