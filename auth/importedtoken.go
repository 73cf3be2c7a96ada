package auth

import "strings"

// importedLength is that of the predecessor's reset tokens: 48 random bytes in
// base64url. Those that were live when its users were imported go on working.
const importedLength = 64

// isMailToken tells whether a mail could have had token as a link of the kind.
func isMailToken(kind PendingKind, token string) bool {
	const base64url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
	return wellFormed(token, "") ||
		kind == PendingReset && len(token) == importedLength && strings.Trim(token, base64url) == ""
}
