package main

import (
	"fmt"
	"io"
	"net"
	"net/netip"
	"net/url"
	"strings"
)

// address is where people find the server.
type address struct {
	url      string // without a slash at the end: "https://planner.example.com"
	insecure bool   // it is http
}

// address is what people type into a browser, where listening is where the server listens.
func (w web) address(listening net.Addr) (address, error) {
	text := strings.TrimSuffix(w.URL, "/")
	if text == "" {
		scheme := "http"
		if w.TLSCert != "" {
			scheme = "https"
		}
		host, port, err := net.SplitHostPort(listening.String())
		if err != nil {
			return address{}, err
		}
		if ip, err := netip.ParseAddr(host); err != nil || ip.IsUnspecified() {
			return address{}, &usageError{fmt.Sprintf("nobody can know under which name people find %s: say --url (EINKPDF_URL)", listening)}
		}
		text = scheme + "://" + net.JoinHostPort(host, port)
	}
	u, err := url.Parse(text)
	if err != nil || u.Scheme != "https" && u.Scheme != "http" || u.Hostname() == "" || text != u.Scheme+"://"+u.Host {
		return address{}, &usageError{"--url (EINKPDF_URL) is scheme and host alone: https://planner.example.com"} // what it is may have a password in it
	}
	a := address{url: text, insecure: u.Scheme == "http"}
	if a.insecure && !w.PlainHTTP && !isLoopback(u.Hostname()) {
		return address{}, &usageError{fmt.Sprintf("%s has no TLS, and passwords would cross the network in the clear: use --tls-cert and --tls-key, or a proxy that has TLS "+
			"and --url https://…, or say --plain-http (EINKPDF_PLAIN_HTTP=true)", text)}
	}
	return a, nil
}

// planned is address without having listened: for commands that name it.
func (w web) planned() (address, error) {
	if err := hostPort("--listen (EINKPDF_LISTEN)", w.Listen); err != nil {
		return address{}, err
	}
	at, err := net.ResolveTCPAddr("tcp", w.Listen)
	if err != nil {
		return address{}, &usageError{fmt.Sprintf("--listen (EINKPDF_LISTEN) is %q: %v", w.Listen, err)}
	}
	return w.address(at)
}

// printNote says what a link begins with when nobody said it: the server may run with other settings than the command.
func (w web) printNote(out io.Writer, at address) {
	if w.URL == "" {
		fmt.Fprintf(out, "note: EINKPDF_URL is not set, so the link begins with %s; where people find the server elsewhere, run this again with --url https://…\n", at.url)
	}
}

func isLoopback(host string) bool {
	ip, err := netip.ParseAddr(host)
	return host == "localhost" || err == nil && ip.IsLoopback()
}

// proxies are the addresses of proxies that are believed.
func (w web) proxies() (list []netip.Prefix, err error) {
	for _, text := range w.TrustedProxies {
		p, err := netip.ParsePrefix(text)
		if ip, err2 := netip.ParseAddr(text); err2 == nil {
			p, err = netip.PrefixFrom(ip, ip.BitLen()), nil
		}
		if err != nil {
			return nil, &usageError{fmt.Sprintf("--trusted-proxies (EINKPDF_TRUSTED_PROXIES) has %q: addresses, or ranges as 10.0.0.0/8", text)}
		}
		list = append(list, p)
	}
	return list, nil
}
