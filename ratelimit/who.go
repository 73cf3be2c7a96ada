package ratelimit

import (
	"crypto/sha256"
	"encoding/hex"
	"net/netip"
	"strings"

	"github.com/einkpdf/platform/internal/textkey"
)

// Who is who is counted: a user, an address, or an account that somebody says is theirs. The zero Who is everybody whose address is not known,
// together.
type Who struct{ kind, id string }

// Kinds of Who. None has a colon: so texts of different ones differ.
const (
	kindUser    = "user"
	kindAddress = "address"
	kindAccount = "account"
	nobody      = "nobody" // the zero Who
	tooLong     = "long"   // the id of all accounts of too long names: no hash
)

// User is somebody who is logged in, by id. "" is the zero Who.
func User(id string) Who {
	if id == "" {
		return Who{}
	}
	return Who{kindUser, id}
}

const (
	maxAddress = 100  // bytes: the longest address has 45, and a zone and a port more
	maxTyped   = 4096 // bytes that are folded: package auth, which takes 1,024, must not know a name that is counted as two
	hashBytes  = 16
)

// Address is somebody by the address that the request came from, with or without a port: IPv4 as it is, and of IPv6 the /64, of which
// whoever has an address has all (RFC 6177). IPv4 in IPv6 is IPv4; a zone does not count. What is no address is the zero Who.
func Address(address string) Who {
	ip, ok := parseAddress(address)
	if !ok {
		return Who{}
	}
	ip = ip.WithZone("").Unmap()
	if ip.Is4() {
		return Who{kindAddress, ip.String()}
	}
	return Who{kindAddress, netip.PrefixFrom(ip, 64).Masked().String()}
}

// parseAddress reads what clientip.Parse reads, which brings net/http along.
func parseAddress(address string) (netip.Addr, bool) {
	if len(address) > maxAddress {
		return netip.Addr{}, false
	}
	if with, err := netip.ParseAddrPort(address); err == nil {
		return with.Addr(), true
	}
	if inner, found := strings.CutPrefix(address, "["); found { // as in a URL
		if inner, found = strings.CutSuffix(inner, "]"); found {
			ip, err := netip.ParseAddr(inner)
			return ip, err == nil && ip.Is6()
		}
	}
	ip, err := netip.ParseAddr(address)
	return ip, err == nil
}

// Account is what somebody typed as name or address of an account, whether there is one or not: folded, and kept as a hash. All that is longer
// than 4,096 bytes, which no account's name is, is one and the same. A name and a mail address of one account count apart. Where nothing is left when it
// is folded, no account is meant: that is the zero Who, and ratehttp.Middleware.Account does not count it.
//
// The hash keeps mail addresses out of tables, lists and logs, and is no secret: it is half a SHA-256 without a key, as several processes must come to the
// same. Whoever can read it can find out of a name or an address that they know, or guess, whether it is the one.
func Account(typed string) Who {
	if len(typed) > maxTyped {
		return Who{kindAccount, tooLong}
	}
	key := textkey.Fold(typed)
	if key == "" {
		return Who{}
	}
	return Who{kindAccount, shortHash(key)}
}

func shortHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:hashBytes])
}

// Visitor is how a policy counts who asks: by the user, or else by the address.
func (p Policy) Visitor(user, address string) Who {
	if user != "" && !p.Addresses {
		return User(user)
	}
	return Address(address)
}

// String is how tables and logs name it: "user:ID", "address:192.0.2.1", "address:2001:db8:1:2::/64", "account:HASH", "nobody". It holds no
// mail address: see Account.
func (w Who) String() string {
	if w.kind == "" {
		return nobody
	}
	return w.kind + ":" + w.id
}

// key is what a Limiter counts it under. No name of a policy has a space, so no two are equal.
func (w Who) key(policy string) string { return policy + " " + w.String() }
