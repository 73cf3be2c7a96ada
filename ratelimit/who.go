package ratelimit

// Who is who is counted: a user, an address, or an account that somebody says is theirs. The zero Who is everybody whose address is not known,
// together.
type Who struct{ kind, id string }

// User is somebody who is logged in, by id.
func User(id string) Who { return Who{"user", id} }

// Address is somebody by the address that the request came from, with or without a port: IPv4 as it is, and of IPv6 the /64, of which
// whoever has an address has all (RFC 6177). What is no address is the zero Who.
func Address(address string) Who { return Who{} }

// Account is what somebody typed as name or address of an account, whether there is one or not: folded, and kept as a hash.
func Account(typed string) Who { return Who{} }

// Visitor is how a policy counts who asks: by the user, or else by the address.
func (p Policy) Visitor(user, address string) Who {
	if user != "" && !p.Addresses {
		return User(user)
	}
	return Address(address)
}

// String is how tables and logs name it: "user:ID", "address:192.0.2.1", "address:2001:db8:1:2::/64", "account:HASH", "nobody". It holds no
// mail address.
func (w Who) String() string {
	if w.kind == "" {
		return "nobody"
	}
	return w.kind + ":" + w.id
}
