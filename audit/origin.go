package audit

import (
	"context"
	"net/netip"
)

// Origin is where a request comes from. A middleware puts it into the context
// once, with WithOrigin, and Record takes from there what an event leaves empty.
type Origin struct {
	Actor     string `json:"actor,omitempty"`      // id of the signed-in user, or ""
	OnBehalf  string `json:"on_behalf,omitempty"`  // id of the user that the actor stands in for, or ""
	Address   string `json:"address,omitempty"`    // IP address, with or without a port: http.Request.RemoteAddr does
	RequestID string `json:"request_id,omitempty"` //
	UserAgent string `json:"user_agent,omitempty"` // for lists of sessions; events do not have it
}

type originKey struct{}

// WithOrigin returns a context that carries o instead of the Origin it had.
func WithOrigin(ctx context.Context, o Origin) context.Context {
	return context.WithValue(ctx, originKey{}, o)
}

// OriginOf returns the Origin that ctx carries, or an empty one.
func OriginOf(ctx context.Context) Origin {
	o, _ := ctx.Value(originKey{}).(Origin)
	return o
}

// fill takes from o what e leaves empty. A service knows who asks as the user whom somebody may stand in for, and names that one: then it is who
// stands in that did it.
func (e *Event) fill(o Origin) {
	if e.Actor == "" || e.Actor == o.OnBehalf && o.Actor != "" {
		e.Actor = o.Actor
	}
	if e.OnBehalf == "" {
		e.OnBehalf = o.OnBehalf
	}
	if e.Address == "" {
		e.Address = o.Address
	}
	if e.RequestID == "" {
		e.RequestID = o.RequestID
	}
}

// address is an IP address as it is kept: without port and zone, IPv4 as IPv4,
// and "" for what is none.
func address(s string) string {
	if len(s) > 100 {
		return ""
	}
	a, err := netip.ParseAddr(s)
	if err != nil {
		p, err := netip.ParseAddrPort(s)
		if err != nil {
			return ""
		}
		a = p.Addr()
	}
	return a.Unmap().WithZone("").String()
}
