package link

import (
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strings"
	"testing"
)

func envelope() Envelope {
	return Envelope{
		Terminal:    "ms-03",
		Authority:   "musterstadt-buergeramt",
		Flow:        "meldebescheinigung@3",
		Number:      "4K7-219",
		TokenSHA256: strings.Repeat("0f", 32),
	}
}

func TestEnvelope(t *testing.T) {
	h := http.Header{}
	envelope().Set(h)
	got, err := ReadEnvelope(h)
	if err != nil || got != envelope() {
		t.Errorf("got %+v, %v", got, err)
	}
	spoilt := map[string]string{
		HeaderTerminal:  "",
		HeaderAuthority: "<script>",
		HeaderFlow:      strings.Repeat("a", 129),
		HeaderNumber:    "4K7 219",
		HeaderTokenHash: "0F",
	}
	for name, value := range spoilt {
		h := http.Header{}
		envelope().Set(h)
		h.Set(name, value)
		_, err := ReadEnvelope(h)
		if err == nil || !strings.Contains(err.Error(), name) || (value != "" && strings.Contains(err.Error(), value)) {
			t.Errorf("%s = %q: error %v", name, value, err)
		}
	}
}

func TestValidKey(t *testing.T) {
	for key, want := range map[string]bool{
		"6f1c2f8e-5a0e-4c55-9b1c-0d6a3a1b2c3d": true,
		"0123456789abcdef":                     true,
		"0123456789abcde":                      false,
		strings.Repeat("a", 65):                false,
		"../../../../etc/passwd":               false,
		"6f1c2f8e-5a0e-4c55-9b1c-0d6a3a1b2c3/": false,
	} {
		if ValidKey(key) != want {
			t.Errorf("%q: %v", key, !want)
		}
	}
}

func TestBearer(t *testing.T) {
	for value, want := range map[string]string{
		"Bearer abc": "abc", "bearer abc": "abc", "Basic abc": "", "abc": "", "": "", "Bearer ": "",
	} {
		if got := Bearer(http.Header{"Authorization": {value}}); got != want {
			t.Errorf("%q: %q", value, got)
		}
	}
}

// The vector is RFC 9530, appendix B.1.
func TestDigestOfTheStandard(t *testing.T) {
	const header = "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"
	sum := sha256.Sum256([]byte("{\"hello\": \"world\"}\n"))
	if got := FormatDigest(sum); got != header {
		t.Errorf("got %s", got)
	}
	for _, value := range []string{header, "sha-512=:AAAA:, " + header, header + ",unknown=:x:"} {
		if got, err := ParseDigest(value); err != nil || got != sum {
			t.Errorf("%s: %x, %v", value, got, err)
		}
	}
	for _, value := range []string{"", "sha-256", "sha-256=::", "sha-256=:AAAA:", strings.TrimSuffix(header, ":"), "sha-512=:AAAA:", hex.EncodeToString(sum[:])} {
		if _, err := ParseDigest(value); err == nil {
			t.Errorf("%q is taken", value)
		}
	}
}

func TestFinal(t *testing.T) {
	for code, want := range map[ProblemCode]bool{
		ProblemConflict: true, ProblemTooLarge: true, ProblemEnvelope: true,
		ProblemDigest: false, ProblemUnauthorized: false, ProblemBusy: false, ProblemFull: false, "": false,
	} {
		if code.Final() != want {
			t.Errorf("%q: %v", code, !want)
		}
	}
}

func FuzzParseDigest(f *testing.F) {
	f.Add("sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:")
	f.Add("sha-256=:,sha-256")
	f.Fuzz(func(t *testing.T, value string) {
		sum, err := ParseDigest(value)
		if err != nil {
			return
		}
		if again, err := ParseDigest(FormatDigest(sum)); err != nil || again != sum {
			t.Errorf("%q reads as %x, which does not come back", value, sum)
		}
	})
}
