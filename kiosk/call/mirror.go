package call

import (
	"bytes"
	"encoding/json"
	"fmt"

	"buergerterminal/kiosk/layout"
	"buergerterminal/kiosk/link"
	"buergerterminal/kiosk/screen"
)

// Decoration is what the mirror tells beside the page itself.
type Decoration struct {
	Covered bool                              // the citizen's answers are covered: what is personal is left out
	Pointed string                            // id of the node that a participant points at
	Rules   []string                          // about the page, that no program can check: the clerk looks
	Act     func(*screen.Node) link.MirrorAct // what a clerk may do with a node; it must be safe to call from any goroutine
}

// mirrorOf is the page as a participant sees it: what layout has placed, in reading order, without version. Pictures,
// signatures and codes are never in it, neither is a word of what is secret; the keys of the keyboard are left out, because
// nobody but the citizen types with them.
func mirrorOf(p *layout.Placed, d Decoration) link.Mirror {
	v := viewer{placed: make(map[*screen.Node]bool, len(p.Nodes)), d: d}
	for _, n := range p.Nodes {
		v.placed[n.Node] = true
	}
	t := p.Tree
	m := link.Mirror{Page: t.Page, Lang: t.Lang, RTL: t.RTL, Accent: accentOf(t), Covered: d.Covered, Pointed: d.Pointed, Unresolved: d.Rules}
	for _, zone := range []struct {
		name  string
		nodes []*screen.Node
	}{
		{"head", []*screen.Node{t.Head}}, {"progress", []*screen.Node{t.Progress}}, {"read", t.Read}, {"act", t.Act},
		{"act", []*screen.Node{t.Less, t.More}}, {"keyboard", []*screen.Node{t.Keyboard}}, {"back", []*screen.Node{t.Back}},
		{"forward", []*screen.Node{t.Forward}}, {"bar", t.Bar[:]},
	} {
		for _, n := range zone.nodes {
			if n == nil || !v.placed[n] || n.Role == screen.RoleCall {
				continue // who takes part is on the desk anyway, and the clock of the talk would send the page anew each second
			}
			root := v.node(n, false)
			root.Zone = zone.name
			m.Nodes = append(m.Nodes, root)
		}
	}
	m.Focus = v.focus
	return m
}

// accentOf is the municipality's colour, where it has one of its own.
func accentOf(t *screen.Tree) string {
	if t.Accent.A == 0 {
		return ""
	}
	return fmt.Sprintf("#%02x%02x%02x", t.Accent.R, t.Accent.G, t.Accent.B)
}

// viewer makes the nodes of one mirror.
type viewer struct {
	placed map[*screen.Node]bool
	d      Decoration
	focus  string
}

// node is one element with those in it. What lies in something secret is secret.
func (v *viewer) node(n *screen.Node, secret bool) link.MirrorNode {
	secret = secret || n.Privacy == screen.Secret
	m := link.MirrorNode{
		ID: n.ID, Role: string(n.Role), Kind: string(n.Kind), Tone: string(n.Tone), Icon: n.Icon, Lang: n.Lang, Chosen: n.Chosen, Wrong: n.Wrong,
		Active: n.Active, Fraction: n.Fraction, Step: n.Step, Steps: n.Steps, Columns: n.Columns, Secret: secret,
	}
	if n.Focused {
		v.focus = n.ID
	}
	if secret {
		m.Chosen, m.Wrong, m.Fraction = false, false, 0
	}
	if !secret && !(v.d.Covered && n.Privacy == screen.Personal) {
		m.Name, m.Detail, m.Value = n.Name, n.Detail, n.Value
		if n.Active {
			m.Caret = n.Caret
		}
		if v.d.Act != nil && n.On != nil && !v.d.Covered {
			m.Act = v.d.Act(n)
		}
	}
	if n.Role == screen.RoleKeyboard || n.Role == screen.RolePad {
		return m
	}
	for _, c := range n.Children {
		if v.placed[c] {
			m.Children = append(m.Children, v.node(c, secret))
		}
	}
	return m
}

// page is the mirror that participants have, and what they may do on it.
type page struct {
	version uint64
	name    string // of the page
	body    []byte // of the mirror without its version, to see whether anything changed
	form    []byte // the message
	acts    map[string]link.MirrorAct
}

// turn takes a mirror, and reports whether it is another one than before.
func (p *page) turn(m link.Mirror) bool {
	m.Version = 0
	body, err := json.Marshal(m)
	if err != nil || bytes.Equal(body, p.body) {
		return false
	}
	m.Version = p.version + 1
	form, err := link.Encode(m)
	if err != nil {
		return false // larger than any page is: the participants keep the page before
	}
	p.version, p.name, p.body, p.form, p.acts = m.Version, m.Page, body, form, map[string]link.MirrorAct{}
	p.gather(m.Nodes)
	return true
}

func (p *page) gather(nodes []link.MirrorNode) {
	for _, n := range nodes {
		if n.ID != "" {
			p.acts[n.ID] = n.Act
		}
		p.gather(n.Children)
	}
}
