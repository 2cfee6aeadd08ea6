package flows

import (
	"cmp"
	"math/bits"
	"slices"
	"strings"
	"sync"
)

// Hit is something that was looked for: a service of the terminal, or who else helps. One of the two is nil.
type Hit struct {
	Flow      *Flow
	Elsewhere *Elsewhere
}

// grade is how well an item answers to what was written, best first.
type grade int

const (
	gradeTitle  grade = iota // each word begins a word of its title
	gradeWord                // … or of a keyword
	gradeInside              // … or is inside one, or has one inside: German joins words
	gradeNearly              // … but for a letter or two
	gradeNot
)

// Search returns what answers to the written words in any of the languages, the best first, and before the rest of its kind
// what the terminal itself offers. Case, accents and umlauts do not matter. Words that only join others ("ich", "der") are not
// looked for. Mistyped letters are forgiven in words to which nothing answers otherwise, and only where nothing answers to all
// words then, those count that tell the most: which few answer to.
func (c *Catalog) Search(languages []string, written string) []Hit {
	c.indexing.Do(c.index)
	wanted := c.wanted(written)
	if len(wanted) == 0 {
		return nil
	}
	answers := make([]fit, len(wanted)*len(c.items))
	for n, w := range wanted {
		for _, worst := range []grade{gradeInside, gradeNearly} {
			answered := false
			for i := range c.items {
				f := c.fit(&c.items[i], languages, w, worst)
				answers[i*len(wanted)+n], answered = f, answered || f.grade < gradeNot
			}
			if answered {
				break
			}
		}
	}
	if found := c.answering(answers, len(wanted)); len(found) > 0 {
		return found
	}
	return c.partly(answers, wanted)
}

// fit is how well an item answers to a word, and whether the very word is there.
type fit struct {
	grade grade
	exact bool
}

// wantedWord is a written word.
type wantedWord struct {
	word
	mistakes int // that are forgiven
}

// wanted are the words that are looked for.
func (c *Catalog) wanted(written string) []wantedWord {
	var wanted []wantedWord
	for _, w := range foldedWords(written) {
		if c.joining[w] {
			continue
		}
		wanted = append(wanted, wantedWord{word{w, lettersOf(w)}, allowedMistakes(w)})
	}
	return wanted
}

// joiningWords tell nothing of what somebody wants.
const joiningWords = `
ich bin habe hab hat haben ist sind war wurde werden wird will möchte brauche kann muss soll wie wo was wer wann man wir mir mich sich es uns
der die das ein eine mein meine unser unsere den dem des einen einem einer eines meinen meinem meiner unseren
in im am an auf aus bei beim bekommen beantragen beantragt machen erledigen brauchen wollen gern gerne für mit nach vom von zu zum zur und oder nicht bitte hier jetzt
i am my our the a an to of for on at with and or how where what is are was have has had want need can must do get got apply
я мій моя моє мої мого мою мені мене ми в у на до з із і та або як де що є хочу треба потрібно потрібен потрібна по для про
ال أنا في من إلى على عن مع أو و كيف أين ما هل أريد لدي عندي أحتاج`

// item is a flow or an elsewhere with the words by which it is found.
type item struct {
	hit   Hit
	words map[string]*itemWords // by language
}

// itemWords are folded when they are first searched: nobody searches in all languages.
type itemWords struct {
	once        sync.Once
	read        func() (title string, keywords []string)
	title, keys []word
}

// index lists the items.
func (c *Catalog) index() {
	c.joining = map[string]bool{}
	for _, w := range foldedWords(joiningWords) {
		c.joining[w] = true
	}
	for _, f := range c.Flows {
		it := item{hit: Hit{Flow: f}, words: map[string]*itemWords{}}
		for _, lang := range f.Languages {
			it.words[lang] = &itemWords{read: func() (string, []string) {
				title, _ := f.Text(lang, "title")
				return title, f.Keywords(lang)
			}}
		}
		c.items = append(c.items, it)
	}
	for _, e := range c.Elsewhere {
		it := item{hit: Hit{Elsewhere: e}, words: map[string]*itemWords{}}
		for lang, t := range e.texts {
			it.words[lang] = &itemWords{read: func() (string, []string) { return t.title, t.keywords }}
		}
		c.items = append(c.items, it)
	}
}

// wordsOf are the item's words in a language; nil where it does not speak it.
func (c *Catalog) wordsOf(it *item, lang string) *itemWords {
	words := it.words[lang]
	if words != nil {
		words.once.Do(func() {
			title, keywords := words.read()
			words.title, words.keys = c.telling(title), c.telling(strings.Join(keywords, " "))
		})
	}
	return words
}

// telling are the words of a text, each once, without those that only join others.
func (c *Catalog) telling(text string) []word {
	words := slices.DeleteFunc(foldedWords(text), func(w string) bool { return c.joining[w] })
	slices.Sort(words)
	var known []word
	for _, w := range slices.Compact(words) {
		known = append(known, word{w, lettersOf(w)})
	}
	return known
}

// ranked is an item that answers.
type ranked struct {
	item  *item
	grade grade
	exact int     // words that are there as they were written
	told  float64 // how much the words that it answers to tell
}

// answering lists the items that answer to each of the wanted words.
func (c *Catalog) answering(answers []fit, wanted int) []Hit {
	var found []ranked
	for i := range c.items {
		r := ranked{item: &c.items[i]}
		for _, f := range answers[i*wanted : (i+1)*wanted] {
			r.add(f)
		}
		if r.grade < gradeNot {
			found = append(found, r)
		}
	}
	return hitsOf(found)
}

func (r *ranked) add(f fit) {
	r.grade = max(r.grade, f.grade)
	if f.exact {
		r.exact++
	}
}

// partly lists the items that answer to the most telling of the wanted words: a word tells the more, the fewer answer to it.
func (c *Catalog) partly(answers []fit, wanted []wantedWord) []Hit {
	answer := make([]int, len(wanted))
	for at, f := range answers {
		if f.grade < gradeNot {
			answer[at%len(wanted)]++
		}
	}
	var found []ranked
	best := 0.0
	for i := range c.items {
		r := ranked{item: &c.items[i]}
		for n, w := range wanted {
			if f := answers[i*len(wanted)+n]; f.grade < gradeNot && len(w.text) >= shortest {
				r.add(f)
				r.told += 1 / float64(answer[n])
			}
		}
		if r.told > 0 {
			found, best = append(found, r), max(best, r.told)
		}
	}
	found = slices.DeleteFunc(found, func(r ranked) bool { return r.told < best/2 })
	return hitsOf(found)
}

// hitsOf puts the best first: by what they tell, how well they fit, how much of it exactly, and own services before others.
func hitsOf(found []ranked) []Hit {
	slices.SortStableFunc(found, func(a, b ranked) int {
		return cmp.Or(cmp.Compare(b.told, a.told), cmp.Compare(a.grade, b.grade), cmp.Compare(b.exact, a.exact))
	})
	var hits []Hit
	for _, r := range found {
		hits = append(hits, r.item.hit)
	}
	return hits
}

// fit says how well the item answers to a word in any of the languages, no further than worst.
func (c *Catalog) fit(it *item, languages []string, w wantedWord, worst grade) fit {
	best := fit{grade: gradeNot}
	for _, lang := range languages {
		words := c.wordsOf(it, lang)
		if words == nil {
			continue
		}
		w.among(words.title, gradeTitle, worst, &best)
		if best.grade > gradeTitle {
			w.among(words.keys, gradeWord, worst, &best)
		}
	}
	return best
}

// among looks for the word among some known ones; begins is the grade of one that it begins.
func (w wantedWord) among(known []word, begins, worst grade, best *fit) {
	for _, k := range known {
		missing := bits.OnesCount64(w.letters &^ k.letters)
		switch {
		case missing == 0 && strings.HasPrefix(k.text, w.text):
			*best = fit{min(best.grade, begins), best.exact || k.text == w.text}
		case best.grade > gradeInside && w.joins(k, missing):
			best.grade = gradeInside
		case best.grade > gradeNearly && worst >= gradeNearly && w.mistakes > 0 && missing <= w.mistakes && nearly(k.text, w.text, w.mistakes):
			best.grade = gradeNearly
		}
	}
}

// joins reports whether one of two words is a part of the other: "Loch" of "Schlagloch", "Hund" and "Steuer" of "Hundesteuer".
// What is written may be joined of more than is known, if a known word of some length begins or ends it.
func (w wantedWord) joins(known word, missing int) bool {
	if missing == 0 && len(w.text) >= shortest && strings.Contains(known.text, w.text) {
		return true
	}
	if known.letters&^w.letters != 0 || len(known.text) < shortest || len(w.text) <= len(known.text) {
		return false
	}
	return strings.HasPrefix(w.text, known.text) || len(known.text) > shortest && strings.HasSuffix(w.text, known.text)
}
