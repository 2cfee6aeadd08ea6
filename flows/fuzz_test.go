package flows_test

import (
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"testing/fstest"

	"buergerterminal/flows"
)

// FuzzLoadShared feeds garbage to what a flow shares with others: its blocks and lists. The loader may complain about
// anything, at places inside the files, but never panic; what it accepts can be evaluated, changed and pruned.
func FuzzLoadShared(f *testing.F) {
	add := func(fsys fstest.MapFS, name, block string) {
		read := func(file string) string {
			if fsys[file] == nil {
				return ""
			}
			return string(fsys[file].Data)
		}
		f.Add(read(name+"/flow.toml"), read(name+"/texts.de.toml"), read("_blocks/"+block+"/block.toml"), read("_blocks/"+block+"/texts.de.toml"), read(name+"/lists/towns.csv"))
	}
	add(owner(f), "owner", "animal")
	add(withoutRule(f), "owner", "animal")
	add(towns(townList, townField), "tiny", "animal")
	add(household(f), "household", "animal")
	add(whole(f), "tiny", "animal")
	f.Add("[[page]]\nblock='animal'\nprefix='a'\nvisible='a.b'\n[[page]]\nblock='animal'\nvisible='\"\\\\'", "", "page=[{visible='x'},{id='y',field=[{id='x'}]},1]\nrule=[{}]\nvalue=[{}]", "a.b=1", "code\n\"")
	f.Add(strings.Replace(householdFlow, "rent + extra", "cost + cost", 1), "", "", "", "")
	f.Fuzz(func(t *testing.T, flow, texts, block, blockTexts, list string) {
		files := map[string]string{
			"x/flow.toml": flow, "x/texts.de.toml": texts, "_blocks/animal/block.toml": block, "_blocks/animal/texts.de.toml": blockTexts,
			"x/lists/towns.csv": list,
		}
		fsys := fstest.MapFS{}
		for name, text := range files {
			fsys[name] = &fstest.MapFile{Data: []byte(text)}
		}
		id, _, _ := strings.Cut(strings.TrimPrefix(flow, `id = "`), `"`)
		c, err := flows.LoadAny(renamed(fsys, id))
		var problems flows.Problems
		if err != nil && !errors.As(err, &problems) {
			t.Fatalf("error is not Problems: %v", err)
		}
		for _, p := range problems {
			if lines := strings.Count(files[strings.Replace(p.File, id+"/", "x/", 1)], "\n") + 1; p.Line > lines || p.Message == "" {
				t.Errorf("%v: the file has %d lines", p, lines)
			}
		}
		random := rand.New(rand.NewPCG(1, 9))
		for _, loaded := range c.Flows {
			a := randomAnswers(loaded, random)
			e := loaded.Evaluate(a)
			key := changeOne(loaded, a, random)
			sameEvaluation(t, loaded.EvaluateChange(e, a, key), loaded.Evaluate(a))
			loaded.Prune(a)
		}
	})
}

// renamed puts the flow into a folder of its id, so that the two do not differ.
func renamed(fsys fstest.MapFS, id string) fstest.MapFS {
	if id == "" || strings.ContainsAny(id, "/.\\") || strings.HasPrefix(id, "_") {
		return fsys
	}
	out := fstest.MapFS{}
	for name, file := range fsys {
		if rest, ok := strings.CutPrefix(name, "x/"); ok {
			name = id + "/" + rest
		}
		out[name] = file
	}
	return out
}
