package einkpdf_test

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"

	"github.com/einkpdf/platform/einkpdf"
)

// An editor shows what keeps a project from being rendered as it shows the
// findings of a check.
func ExampleReportOf() {
	source := []byte("einkpdf: 1\ntitle: Notes\ndesigns: {note: {}}\nplan: [{design: ntoe}]\n")
	check := func() (*einkpdf.CheckReport, error) {
		project, err := einkpdf.Parse(source)
		if err != nil {
			return nil, err
		}
		return einkpdf.CheckProject(context.Background(), project, einkpdf.Options{}, einkpdf.CheckOptions{})
	}
	report, err := check()
	if broken, ok := einkpdf.ReportOf(err); ok {
		report, err = broken, nil
	}
	if err != nil {
		panic(err) // the options are wrong, or the context ended
	}
	for _, f := range report.Findings {
		fmt.Printf("%d:%d: %s: %s (%s)\n", f.Line, f.Col, f.Severity, f.Message, f.Code)
	}
	// Output:
	// 4:17: error: there is no design "ntoe" (unknown-design)
}

// What a program asks for may be wrong, too.
func ExampleArgumentError() {
	project, err := einkpdf.Parse([]byte("einkpdf: 1\ntitle: Notes\ndesigns: {note: {}}\nplan: [{design: note}]\n"))
	if err != nil {
		panic(err)
	}
	_, err = einkpdf.Compile(context.Background(), project, einkpdf.Options{Device: "remarkable2"})
	var wrong *einkpdf.ArgumentError
	if errors.As(err, &wrong) {
		text, err := json.Marshal(wrong)
		fmt.Println(string(text), err)
	}
	// Output:
	// {"code":"unknown-device","message":"unknown device \"remarkable2\"","hint":"did you mean remarkable-2, remarkable-1?"} <nil>
}
