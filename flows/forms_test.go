package flows_test

import (
	"strings"
	"testing"

	"buergerterminal/flows"
)

const formFields = `
[[page.field]]
id = "mail"
type = "email"
[[page.field]]
id = "phone"
type = "telephone"
[[page.field]]
id = "account"
type = "iban"
secret = true
once = "iban"
[[page.field]]
id = "area"
type = "number"
decimals = 2
min = 100
max = 1000000
`

func TestCheckForms(t *testing.T) {
	f := fields(t, formFields)
	tests := []struct {
		key  string
		v    flows.Value
		want flows.Code // "" means fine
	}{
		{"mail", flows.Text("anna.weiß@example.org"), flows.CodeBadEmail},
		{"mail", flows.Text("anna.weiss@example.org"), ""},
		{"mail", flows.Text(" a+b_c@sub.example.co.uk "), ""},
		{"mail", flows.Text("info@müller-bau.de"), ""},
		{"mail", flows.Text("info@xn--mller-kva.de"), ""},
		{"mail", flows.Text("anna"), flows.CodeBadEmail},
		{"mail", flows.Text("anna@"), flows.CodeBadEmail},
		{"mail", flows.Text("@example.org"), flows.CodeBadEmail},
		{"mail", flows.Text("anna@example"), flows.CodeBadEmail},
		{"mail", flows.Text("anna@example.o"), flows.CodeBadEmail},
		{"mail", flows.Text("anna@example.12"), flows.CodeBadEmail},
		{"mail", flows.Text("anna@.org"), flows.CodeBadEmail},
		{"mail", flows.Text("anna..b@example.org"), flows.CodeBadEmail},
		{"mail", flows.Text("anna b@example.org"), flows.CodeBadEmail},
		{"mail", flows.Text("a@b@example.org"), flows.CodeBadEmail},
		{"mail", flows.Text("a@-b.org"), flows.CodeBadEmail},
		{"mail", flows.Text(strings.Repeat("a", 65) + "@example.org"), flows.CodeBadEmail},
		{"mail", flows.Text("a@" + strings.Repeat("b.", 126) + "org"), flows.CodeTooLong},
		{"phone", flows.Text("03501 556-0"), ""},
		{"phone", flows.Text("+49 (0)3501/556.100"), ""},
		{"phone", flows.Text("115"), flows.CodeBadTelephone},
		{"phone", flows.Text("12345"), ""},
		{"phone", flows.Text("123456789012345"), ""},
		{"phone", flows.Text("1234567890123456"), flows.CodeBadTelephone},
		{"phone", flows.Text("+03501 556"), flows.CodeBadTelephone},
		{"phone", flows.Text("+"), flows.CodeBadTelephone},
		{"phone", flows.Text("03501 (556"), flows.CodeBadTelephone},
		{"phone", flows.Text("03501 )556("), flows.CodeBadTelephone},
		{"phone", flows.Text("drei vier fünf"), flows.CodeBadTelephone},
		{"phone", flows.Text(strings.Repeat("1 ", 16)), flows.CodeTooLong},
		{"account", flows.Text("DE89 3704 0044 0532 0130 00"), ""},
		{"account", flows.Text("de89370400440532013000"), ""},
		{"account", flows.Text("DE89370400440532013001"), flows.CodeBadIBAN},
		{"account", flows.Text("DE8937040044053201300"), flows.CodeBadIBAN},
		{"account", flows.Text("GB82 WEST 1234 5698 7654 32"), ""},
		{"account", flows.Text("NL91ABNA0417164300"), ""},
		{"account", flows.Text("XX89370400440532013000"), flows.CodeBadIBAN},
		{"account", flows.Text("DE"), flows.CodeBadIBAN},
		{"account", flows.Text("DE89-3704-0044-0532-0130-00"), flows.CodeBadIBAN},
		{"account", flows.Text("DEä9370400440532013000"), flows.CodeBadIBAN},
		{"area", flows.Int(6250), ""},
		{"area", flows.Int(99), flows.CodeTooSmall},
		{"area", flows.Int(1000001), flows.CodeTooLarge},
		{"area", flows.Text("62,5"), flows.CodeNotANumber},
		{"area", flows.Bool(true), flows.CodeWrongType},
		{"mail", flows.Choice("x"), flows.CodeWrongType},
	}
	for _, tt := range tests {
		got := f.Check(tt.key, tt.v, nil)
		if tt.want == "" && got != nil || tt.want != "" && (len(got) != 1 || got[0] != tt.want) {
			t.Errorf("%s %q: %v, want %q", tt.key, tt.v.Text(), got, tt.want)
		}
	}
}

func TestNormal(t *testing.T) {
	f := fields(t, formFields)
	tests := []struct {
		key       string
		v, normal flows.Value
	}{
		{"account", flows.Text(" de89 3704 0044\t0532 0130 00"), flows.Text("DE89370400440532013000")},
		{"mail", flows.Text("  a@example.org "), flows.Text("a@example.org")},
		{"phone", flows.Text(" 03501   556 "), flows.Text("03501 556")},
		{"area", flows.Int(5), flows.Int(5)},
		{"mail", flows.Value{}, flows.Value{}},
	}
	for _, tt := range tests {
		if got := f.Field(tt.key).Normal(tt.v); !got.Equal(tt.normal) {
			t.Errorf("%s %q: %q, want %q", tt.key, tt.v.Text(), got.Text(), tt.normal.Text())
		}
	}
	if got := flows.GroupedIBAN("DE89370400440532013000"); got != "DE89 3704 0044 0532 0130 00" {
		t.Errorf("grouped %q", got)
	}
}

func TestKeysOfForms(t *testing.T) {
	f := fields(t, formFields)
	q := f.Field("account")
	if !q.Secret || q.OnceKey() != "iban" || q.Keyboard != "iban" || q.MaxLength < 34 {
		t.Errorf("account: secret %t, once %q, keyboard %q, %d characters", q.Secret, q.OnceKey(), q.Keyboard, q.MaxLength)
	}
	if q := f.Field("area"); q.Decimals != 2 || q.OnceKey() != "" {
		t.Errorf("area: %d decimals, once %q", q.Decimals, q.OnceKey())
	}
}

// TestIBANCheckDigits turns each two neighbours of a good number, and changes each digit: the check finds all of these.
func TestIBANCheckDigits(t *testing.T) {
	const good = "DE89370400440532013000"
	for i := 2; i < len(good); i++ {
		changed := []byte(good)
		changed[i] = '0' + (changed[i]-'0'+1)%10
		if flows.IsIBAN(string(changed)) {
			t.Errorf("%s is accepted", changed)
		}
		if i+1 < len(good) && good[i] != good[i+1] {
			turned := []byte(good)
			turned[i], turned[i+1] = turned[i+1], turned[i]
			if flows.IsIBAN(string(turned)) {
				t.Errorf("%s is accepted", turned)
			}
		}
	}
}

func FuzzForms(f *testing.F) {
	for _, s := range []string{"a@b.de", "+49 3501 556", "DE89370400440532013000", "", "DE", "@", "+", "x@é.é"} {
		f.Add(s)
	}
	flow := fields(f, formFields)
	f.Fuzz(func(t *testing.T, s string) {
		for _, key := range []string{"mail", "phone", "account"} {
			fine := flow.Check(key, flows.Text(s), nil) == nil
			normal := flow.Field(key).Normal(flows.Text(s))
			if again := flow.Check(key, normal, nil) == nil; fine && !again {
				t.Errorf("%s: %q is fine, and %q is not", key, s, normal.Text())
			}
			if !flow.Field(key).Normal(normal).Equal(normal) {
				t.Errorf("%s: normal twice is not normal once", key)
			}
		}
	})
}
