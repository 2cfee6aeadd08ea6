package relay

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"strconv"
	"strings"
	"time"

	"buergerterminal/kiosk/link"
)

// Life is how long a credential is valid. TURN asks for it again at each refresh, so that it is longer than any call.
const Life = 4 * time.Hour

// Issuer makes the credentials of the participants of a call, for the relay of this package or for a coturn that knows the
// same secret ("use-auth-secret", "static-auth-secret"). The zero value issues nothing.
type Issuer struct {
	URLs   []string // "turn:hub.example:3478?transport=udp"
	Secret string
	Now    func() time.Time // time.Now if nil
}

// Servers are the servers for one participant of a call, with credentials that are good for Life; nil without URLs.
func (i Issuer) Servers(call, participant string) []link.ICEServer {
	if len(i.URLs) == 0 {
		return nil
	}
	now := time.Now
	if i.Now != nil {
		now = i.Now
	}
	user := strconv.FormatInt(now().Add(Life).Unix(), 10) + ":" + i.callName(call) + "." + participant
	return []link.ICEServer{{URLs: i.URLs, Username: user, Credential: password(i.Secret, user)}}
}

// callName hides the id of a call, which is more than a name to the hub.
func (i Issuer) callName(call string) string {
	mac := hmac.New(sha256.New, []byte(i.Secret))
	mac.Write([]byte("call " + call))
	return hex.EncodeToString(mac.Sum(nil)[:8])
}

// password follows the memo "A REST API For Access To TURN Services" (draft-uberti-behave-turn-rest-00, section 2.2).
func password(secret, user string) string {
	mac := hmac.New(sha1.New, []byte(secret))
	mac.Write([]byte(user))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// user is what a user name of this room says. Other names that the memo allows are not taken.
type user struct {
	expires           time.Time
	call, participant string
}

func parseUser(name string) (u user, ok bool) {
	stamp, rest, found := strings.Cut(name, ":")
	seconds, err := strconv.ParseInt(stamp, 10, 64)
	if !found || err != nil {
		return u, false
	}
	u.expires = time.Unix(seconds, 0)
	u.call, u.participant, found = strings.Cut(rest, ".")
	return u, found && len(u.call) == 16 && link.ValidName(u.participant)
}
