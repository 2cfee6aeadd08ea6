package config

import (
	"maps"
	"net/url"
	"regexp"
	"slices"
	"strings"
)

var (
	authorityPattern   = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$`)
	destinationPattern = regexp.MustCompile(`^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$`)
	leistungPattern    = regexp.MustCompile(`^[0-9]{14}$`)
	thumbprintPattern  = regexp.MustCompile(`^[A-Za-z0-9_-]{43}$`)
	mailboxPattern     = regexp.MustCompile(`^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]{1,64}@[A-Za-z0-9.-]{1,190}$`)
)

func (r *reader) authorities(c *Config) {
	if list, empty := r.doc.values["authority"].([]any); empty && len(list) == 0 {
		r.known["authority"] = true
	}
	seen := map[string]bool{}
	for i := 0; r.below(indexed("authority", i)); i++ {
		path := indexed("authority", i)
		a := Authority{}
		r.text(path+".id", &a.ID, func(s string) string {
			switch {
			case !authorityPattern.MatchString(s):
				return `the id that services name, such as "buergeramt"`
			case seen[s]:
				return "this authority has an entry already"
			}
			return ""
		})
		seen[a.ID] = true
		r.text(path+".way", &a.Way, func(s string) string {
			if s != WayFITConnect && s != WayMail {
				return `"fit-connect" or "mail"; without an entry, the authority opens its applications at the hub`
			}
			return ""
		})
		r.destination(path, &a)
		r.mailbox(path, &a)
		r.complete(path, a)
		c.Authorities = append(c.Authorities, a)
	}
}

func (r *reader) destination(path string, a *Authority) {
	matching := func(pattern *regexp.Regexp, hint string) func(string) string {
		return func(s string) string {
			if s != "" && !pattern.MatchString(s) {
				return hint
			}
			return ""
		}
	}
	r.text(path+".destination", &a.Destination, matching(destinationPattern, "a UUID in small letters, as FIT-Connect's self-service portal shows it"))
	r.text(path+".key", &a.Key, matching(thumbprintPattern, `43 letters, digits, "-" and "_", as "clerkhub destination" prints them`))
	r.text(path+".certificates", &a.Certificates, anything)
	r.byService(path+".schemas", &a.Schemas, func(s string) string {
		if u, err := url.Parse(s); err != nil || !u.IsAbs() {
			return `an absolute URI, such as "https://schema.fitko.de/fim/s00000114_1.1.schema.json"`
		}
		return ""
	})
	r.byService(path+".services", &a.Services, matching(leistungPattern, "a LeiKa key of 14 digits, in quotation marks"))
}

// byService reads a table of texts by the ids of services.
func (r *reader) byService(path string, into *map[string]string, check func(string) string) {
	r.known[path] = true
	for _, p := range slices.Sorted(maps.Keys(r.doc.values)) {
		flow, inside := strings.CutPrefix(p, path+".")
		if !inside {
			continue
		}
		text := ""
		r.text(p, &text, check)
		if *into == nil {
			*into = map[string]string{}
		}
		(*into)[flow] = text
	}
}

func (r *reader) mailbox(path string, a *Authority) {
	r.text(path+".certificate", &a.Certificate, anything)
	r.text(path+".address", &a.Address, func(s string) string {
		if s != "" && !mailboxPattern.MatchString(s) {
			return `an address such as "bauhof@musterstadt.example"`
		}
		return ""
	})
}

// complete reports what the way of an authority needs and lacks, and what belongs to another way. What was there and not usable is
// reported already.
func (r *reader) complete(path string, a Authority) {
	there := func(key string) bool { return r.below(path + "." + key) }
	lacks := func(key, hint string) {
		if !there(key) {
			r.problem(path, "an authority without "+key, "add "+key+" = "+hint)
		}
	}
	strange := func(keys ...string) {
		for _, key := range keys {
			if there(key) {
				r.problem(path+"."+key, path+"."+key+" does not fit the way "+a.Way, "remove it")
			}
		}
	}
	lacks("id", `"…", as the services name it`)
	lacks("way", `"fit-connect" or "mail"`)
	switch a.Way {
	case WayFITConnect:
		lacks("destination", `"…", the UUID of the destination`)
		if !there("certificates") {
			lacks("key", `"…", the thumbprint of the destination's key, or certificates = "…"`)
		} else if there("key") && a.Key != "" && a.Certificates != "" {
			r.problem(path+".certificates", "key and certificates pin the same key", "leave one of them out")
		}
		strange("certificate", "address")
	case WayMail:
		lacks("certificate", `"…", the file with the S/MIME certificate of the mailbox`)
		lacks("address", `"…", the address of the mailbox`)
		strange("destination", "key", "certificates", "schemas", "services")
	}
}
