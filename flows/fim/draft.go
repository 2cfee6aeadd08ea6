package fim

import "strings"

// draft is the flow that is being made: what goes into flow.toml, the texts and the lists, in their order.
type draft struct {
	id, version, leistung, legal string
	category, icon, authority    string
	minutes                      int
	pages                        []*page
	values                       []*value
	rules                        []*rule
	papers                       []*paper
	unresolved                   []*unresolved
	lists                        []*listFile
	texts                        texts
}

type page struct {
	id, fim, visible, tone string
	repeat                 *repeat // nil: once
	opens                  bool    // the first page of its rows
	fields                 []*question

	group *node
	alone bool
}

type repeat struct {
	id, count string
	min, max  int
}

type question struct {
	id, kind   string
	required   bool
	options    []string
	list       string
	min, max   *int64
	decimals   int
	partial    bool
	maxLength  int
	pattern    string
	keyboard   string
	placeOf    string
	earliest   string
	latest     string
	counts     string
	rowName    []string
	fim, path  string
	legal      string
	references []string // that are no laws: a comment
	node       *node
}

type value struct{ id, is, fim, path string }

type rule struct {
	id, field, holds, visible string
	by                        []*ruling // that it was made of
}

type paper struct {
	id, visible string
	required    bool
	pages       int
	node        *node
}

type unresolved struct{ id, field string }

type listFile struct {
	name  string
	codes []Code
}

// texts are the German texts by key, in the order of writing.
type texts struct {
	keys []string
	text map[string]string
}

func (t *texts) set(key, text string) {
	if text = strings.TrimSpace(text); text == "" {
		return
	}
	if t.text == nil {
		t.text = map[string]string{}
	}
	if _, there := t.text[key]; !there {
		t.keys = append(t.keys, key)
	}
	t.text[key] = text
}
