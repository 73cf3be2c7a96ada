// Package mail sends the few mails that accounts need: confirm an address, reset
// a password, tell of a change.
//
// [Mailer] is what the accounts ask for. Two are here: [SMTP] hands mails to a
// mail server, and [Dir] writes each as a file, for development. A program with
// a mail service of its own implements the one method, and runs the suite in
// mailtest against it.
//
//	mailer, err := mail.NewSMTP(mail.SMTPConfig{
//		Host:     "smtp.example.com",
//		Username: "planner",
//		Password: password,
//		From:     "Planner <planner@example.com>",
//	})
//
// Mails are plain text with one recipient. What a user wrote can end up in one,
// and so nothing can be smuggled into a header: a line break anywhere but in the
// text is refused, not repaired. Errors name neither recipient nor text, since
// errors are logged, and the text of a reset holds its token.
package mail
