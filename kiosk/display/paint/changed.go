package paint

import (
	"image"
	"slices"
	"sort"
)

// changed returns the bounds of what differs between two lists of items: what went, what came, and what has another
// place in the painting order. Outside of them both lists paint the same.
func changed(before, after []item) []image.Rectangle {
	first := 0
	for first < len(before) && first < len(after) && before[first].key == after[first].key {
		first++
	}
	endB, endA := len(before), len(after)
	for endB > first && endA > first && before[endB-1].key == after[endA-1].key {
		endB, endA = endB-1, endA-1
	}
	before, after = before[first:endB], after[first:endA]
	keptBefore, keptAfter := common(before, after)
	var areas []image.Rectangle
	for i := range before {
		if !keptBefore[i] {
			areas = append(areas, before[i].bounds)
		}
	}
	for i := range after {
		if !keptAfter[i] {
			areas = append(areas, after[i].bounds)
		}
	}
	return areas
}

// common marks the items of a long list that both have in the same order. Items that occur once in each are found
// with certainty, and on a page nearly all do.
func common(before, after []item) (keptBefore, keptAfter []bool) {
	places := map[itemKey][]int{}
	for i := range before {
		places[before[i].key] = append(places[before[i].key], i)
	}
	var pairs [][2]int // index in after, index in before
	for i := range after {
		if at := places[after[i].key]; len(at) > 0 {
			pairs = append(pairs, [2]int{i, at[0]})
			places[after[i].key] = at[1:]
		}
	}
	keptBefore, keptAfter = make([]bool, len(before)), make([]bool, len(after))
	for _, p := range rising(pairs) {
		keptAfter[p[0]], keptBefore[p[1]] = true, true
	}
	return keptBefore, keptAfter
}

// rising returns the longest part of pairs whose second numbers rise.
func rising(pairs [][2]int) [][2]int {
	var tails []int // index of the pair that ends the best chain of each length
	previous := make([]int, len(pairs))
	for i, p := range pairs {
		n := sort.Search(len(tails), func(k int) bool { return pairs[tails[k]][1] >= p[1] })
		previous[i] = -1
		if n > 0 {
			previous[i] = tails[n-1]
		}
		if n == len(tails) {
			tails = append(tails, i)
		} else {
			tails[n] = i
		}
	}
	var chain [][2]int
	if len(tails) > 0 {
		for i := tails[len(tails)-1]; i >= 0; i = previous[i] {
			chain = append(chain, pairs[i])
		}
	}
	slices.Reverse(chain)
	return chain
}

// maxAreas is how many rectangles are repainted one by one; more become one.
const maxAreas = 12

// disjoint cuts areas to the page and joins those that touch, and all where there are many. It puts them into out, which
// it empties first.
func disjoint(out, areas []image.Rectangle, page image.Rectangle) []image.Rectangle {
	out = out[:0]
	for _, a := range areas {
		if a = a.Intersect(page); !a.Empty() {
			out = join(out, a)
		}
	}
	if len(out) <= maxAreas {
		return out
	}
	union := image.Rectangle{}
	for _, a := range out {
		union = union.Union(a)
	}
	return append(out[:0], union)
}

// join adds an area to areas that do not touch each other, so that they still do not.
func join(areas []image.Rectangle, a image.Rectangle) []image.Rectangle {
	for i := 0; i < len(areas); {
		if !a.Inset(-1).Overlaps(areas[i]) {
			i++
			continue
		}
		a = a.Union(areas[i])
		areas[i] = areas[len(areas)-1]
		areas = areas[:len(areas)-1]
		i = 0
	}
	return append(areas, a)
}
