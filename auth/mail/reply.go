package mail

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"fmt"
	"io"
	"net"
	"net/textproto"
	"regexp"
	"strconv"
)

// ReplyError is a mail server's answer that was not the hoped for one. It has the
// numbers alone, since the words often repeat the recipient's address.
type ReplyError struct {
	// Step is what was answered: greeting, EHLO, STARTTLS, AUTH, MAIL FROM,
	// RCPT TO or DATA.
	Step string
	// Code is the reply code of RFC 5321, 4.2: 4xx passes, 5xx does not.
	Code int
	// Status is the enhanced code of RFC 3463, such as 5.1.1, or empty.
	Status string
}

// Error says step and numbers.
func (e *ReplyError) Error() string {
	s := "mail: " + e.Step + ": the mail server answers " + strconv.Itoa(e.Code)
	if e.Status != "" {
		s += " " + e.Status
	}
	return s
}

// Is says that the reply is [ErrRefused]: 5xx, about this mail. Up to MAIL FROM,
// whose sender all mails have, and with the codes that RFC 4954, 6 has for
// authentication, it is about how we are set up. Somebody will mend that, and
// then the mail can go.
func (e *ReplyError) Is(target error) bool {
	if target != ErrRefused || e.Code < 500 || e.Code > 599 {
		return false
	}
	switch e.Code {
	case 530, 534, 535, 538:
		return false
	}
	return e.Step == "RCPT TO" || e.Step == "DATA"
}

// problem makes the error of a step from whatever err is. Only errors of kinds
// that quote no server pass on: those of go-mail and textproto do.
func problem(ctx context.Context, step string, err error) error {
	var reply *textproto.Error
	switch {
	case ctx.Err() != nil:
		return fmt.Errorf("mail: %s: %w", step, ctx.Err())
	case errors.Is(err, ErrRefused):
		return err
	case errors.As(err, &reply):
		return &ReplyError{Step: step, Code: reply.Code, Status: status(reply.Msg)}
	}
	for _, known := range []error{errNoSTARTTLS, errNoAuth, errTooMuch, io.EOF, io.ErrUnexpectedEOF} {
		if errors.Is(err, known) {
			return fmt.Errorf("mail: %s: %w", step, known)
		}
	}
	if cause := connectionError(err); cause != nil {
		return fmt.Errorf("mail: %s: %w", step, cause)
	}
	return fmt.Errorf("mail: %s: the mail server's answer makes no sense", step)
}

// connectionError finds the error of network or TLS in err, nil if none.
func connectionError(err error) error {
	if cause, ok := errors.AsType[*net.OpError](err); ok {
		return cause
	}
	if cause, ok := errors.AsType[*tls.CertificateVerificationError](err); ok {
		return certificateError(cause)
	}
	if cause, ok := errors.AsType[tls.RecordHeaderError](err); ok {
		return errors.New(cause.Msg) // not its Conn
	}
	if cause, ok := errors.AsType[tls.AlertError](err); ok {
		return cause
	}
	return nil
}

// certificateError says what is wrong in a line, without the server's list of names.
func certificateError(err *tls.CertificateVerificationError) error {
	if _, ok := errors.AsType[x509.HostnameError](err.Err); ok {
		return errors.New("the mail server's certificate is for another name")
	}
	if _, ok := errors.AsType[x509.UnknownAuthorityError](err.Err); ok {
		return errors.New("the mail server's certificate is signed by an unknown authority")
	}
	if invalid, ok := errors.AsType[x509.CertificateInvalidError](err.Err); ok && invalid.Reason == x509.Expired {
		return errors.New("the mail server's certificate has expired, or is not yet valid")
	}
	return errors.New("the mail server's certificate is not trusted")
}

// status reads the enhanced code at the beginning of a reply (RFC 2034, 4).
func status(reply string) string {
	return regexp.MustCompile(`^[245]\.\d{1,3}\.\d{1,3}\b`).FindString(reply)
}
