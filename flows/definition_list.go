package flows

import (
	"path"
	"slices"
)

// ownLists is the folder of a flow's own lists.
const ownLists = "lists"

// list finds the code list of a choice: in the flow's folder, in that of the block, or among the shared ones.
func (l *loader) list(t *node, q *Field) {
	name := l.matching(t, "list", isFlowID, "name of a list, small letters, digits, _ and -")
	if n := t.child("options"); n != nil {
		n.used = true
		l.report(n.place, "write one of the two", "a choice with a list has no options")
	}
	if name == "" || !isFlowID(name) {
		l.vague = true
		return
	}
	at, found := l.findList(name + ".csv")
	if !found {
		l.report(t.child("list").value, "a file "+ownLists+"/"+name+".csv beside "+definitionFile+", or in "+listsFolder, "there is no list %q", name)
		l.vague = true
		return
	}
	read := l.lists.read(at, name)
	l.problems = append(l.problems, read.problems...)
	if read.list == nil {
		l.vague = true
		return
	}
	q.List = read.list
	for _, lang := range l.flow.Languages {
		if !slices.Contains(q.List.languages, lang) {
			l.problems = append(l.problems, Problem{File: at.path, Line: 1, Column: 1, Message: "column " + lang + " is missing", Hint: "the flow " + l.flow.ID + " declares the language"})
		}
	}
}

func (l *loader) findList(file string) (shelf, bool) {
	places := []shelf{{l.fsys, 0, path.Join(l.dir, ownLists, file)}}
	if l.block != nil {
		places = append(places, shelf{l.block.from.fsys, l.block.from.tree, path.Join(path.Dir(l.block.from.path), ownLists, file)})
	}
	for _, at := range places {
		if at.exists() {
			return at, true
		}
	}
	return l.find(listsFolder, file)
}
