//go:build !unix

package isolate

import "context"

func self() (string, error) { return "", ErrUnsupported }

// inChild is never reached: New refuses.
func (s *Sandbox) inChild(context.Context, Job) ([]byte, Usage, error) {
	return nil, Usage{}, ErrUnsupported
}

func support() Enforcement {
	return Enforcement{Missing: []string{
		"This system has no processes that could be isolated: use Linux 5.13 or newer on amd64 or arm64, or Config.InProcess.",
	}}
}

func enforce(setup) (Enforcement, error) { return support(), ErrUnsupported }
