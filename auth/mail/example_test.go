package mail_test

import (
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/einkpdf/platform/auth/mail"
)

// A mail server that wants STARTTLS and a password, as most do. An error that is
// ErrRefused is final; any other means to try later.
func ExampleSMTP() {
	mailer, err := mail.NewSMTP(mail.SMTPConfig{
		Host:     "smtp.example.com",
		Username: "planner",
		Password: "from a file or the environment",
		From:     "Planner <planner@example.com>",
	})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(mailer)

	err = mailer.Send(context.Background(), mail.Message{
		To:      "reader@example.org\r\nBcc: everybody@example.org",
		Subject: "Your planner",
		Text:    "…",
	})
	fmt.Println(errors.Is(err, mail.ErrRefused))
	// Output:
	// SMTP server smtp.example.com:587
	// true
}

// While developing, mails are files to open with any mail program.
func ExampleDir() {
	folder, err := os.MkdirTemp("", "mail")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer func() { _ = os.RemoveAll(folder) }()

	mailer, err := mail.NewDir(folder, "Planner <planner@example.com>")
	if err != nil {
		fmt.Println(err)
		return
	}
	err = mailer.Send(context.Background(), mail.Message{
		To:      "reader@example.org",
		Subject: "Reset your password",
		Text:    "Open this page: https://planner.example.com/reset#t=V2Z3X4\n",
		ID:      "reset-17",
	})
	if err != nil {
		fmt.Println(err)
		return
	}

	files, _ := filepath.Glob(filepath.Join(folder, "*.eml"))
	for _, file := range files {
		data, _ := os.ReadFile(file)
		for line := range strings.Lines(string(data)) {
			if !strings.HasPrefix(line, "Date:") {
				fmt.Println(strings.TrimSpace(line))
			}
		}
	}
	// Output:
	// Auto-Submitted: auto-generated
	// MIME-Version: 1.0
	// Message-ID: <reset-17@example.com>
	// Subject: Reset your password
	// From: "Planner" <planner@example.com>
	// To: <reader@example.org>
	// Content-Transfer-Encoding: 8bit
	// Content-Type: text/plain; charset=UTF-8
	//
	// Open this page: https://planner.example.com/reset#t=V2Z3X4
}

// A program with a mail service of its own writes one method. The suite in
// mailtest says whether it keeps the contract.
func ExampleMailer() {
	var mailer mail.Mailer = console{}
	_ = mailer.Send(context.Background(), mail.Message{To: "reader@example.org", Subject: "Hello", Text: "…"})
	// Output: to reader@example.org: Hello
}

type console struct{}

func (console) Send(_ context.Context, m mail.Message) error {
	_, err := fmt.Printf("to %s: %s\n", m.To, m.Subject)
	return err
}
