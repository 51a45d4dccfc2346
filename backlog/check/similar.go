package check

import (
	"encoding/binary"
	"math/bits"
	"slices"
)

// Means are similar when their words have a Jaccard index of at least 4/5 (common
// words over all words) and each has at least minSimilar different ones. Of very
// long means the first maxSimilar different words are compared.
const (
	minSimilar = 4
	maxSimilar = 200
	// maxPartners is how many similar texts are named for one.
	maxPartners = 3
)

// similarTexts finds, for each text, the texts before it that are similar: at most
// three indexes into texts, rising. Texts are tokenised as the rules of wording do.
//
// It never compares all pairs. Words are ordered from rare to common; two similar
// sets must share one of their first few words, so it is enough to look where
// those are posted, and there only at sets whose size and place leave room for
// enough common words (the prefix and position filters of set-similarity joins).
func similarTexts(texts []string) [][]int {
	ix := newSimilarIndex(texts)
	partners := make([][]int, len(texts))
	for text, set := range ix.sets {
		if len(set) >= minSimilar {
			partners[text] = ix.match(text, set)
		}
	}
	return partners
}

// similarIndex holds the sets of words seen so far.
type similarIndex struct {
	sets     [][]int32 // by text: different words, rare ones first
	groups   []similarGroup
	byKey    map[string]int32 // group of equal sets, by the set's bytes
	postings [][]posting      // by word
	key      []byte
	compared []int32 // by group: the text it was last compared with
}

// similarGroup is a set of words and the texts that have exactly these.
type similarGroup struct {
	set     []int32
	sign    uint64 // a bit for each word: bounds the overlap before it is counted
	members []int  // the first maxPartners texts
}

// posting lists the groups of one size in which a word stands at one place.
type posting struct {
	size, place int
	groups      []int32
}

// newSimilarIndex turns texts into sets of words in the order of how rare they are.
func newSimilarIndex(texts []string) *similarIndex {
	words := map[string]int32{}
	var counts []int32
	sets := make([][]int32, len(texts))
	var t tokens
	for i, text := range texts {
		t.read(text)
		set := make([]int32, 0, t.len())
		for k := range t.len() {
			if len(set) == maxSimilar {
				break
			}
			word, known := words[string(t.word(k))]
			if !known {
				word = int32(len(counts))
				words[string(t.word(k))] = word
				counts = append(counts, 0)
			}
			if !slices.Contains(set, word) {
				set = append(set, word)
				counts[word]++
			}
		}
		sets[i] = set
	}
	rank := ranks(counts)
	for _, set := range sets {
		for k, word := range set {
			set[k] = rank[word]
		}
		slices.Sort(set)
	}
	return &similarIndex{sets: sets, byKey: map[string]int32{}, postings: make([][]posting, len(counts))}
}

// ranks numbers words from the rarest to the most common.
func ranks(counts []int32) []int32 {
	order := make([]int32, len(counts))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(a, b int32) int {
		if counts[a] != counts[b] {
			return int(counts[a] - counts[b])
		}
		return int(a - b)
	})
	rank := make([]int32, len(counts))
	for place, word := range order {
		rank[word] = int32(place)
	}
	return rank
}

// match returns the texts similar to this one among those matched before, and
// adds this one.
func (ix *similarIndex) match(text int, set []int32) []int {
	ix.key = ix.key[:0]
	for _, word := range set {
		ix.key = binary.LittleEndian.AppendUint32(ix.key, uint32(word))
	}
	own, known := ix.byKey[string(ix.key)]
	var found []int
	if known {
		found = slices.Clone(ix.groups[own].members)
	}
	if len(found) < maxPartners {
		found = ix.search(text, set, own, known, found)
	}
	if !known {
		ix.add(text, set)
	} else if group := &ix.groups[own]; len(group.members) < maxPartners {
		group.members = append(group.members, text)
	}
	slices.Sort(found)
	return found
}

// search looks for similar sets other than the text's own group.
func (ix *similarIndex) search(text int, set []int32, own int32, known bool, found []int) []int {
	sign := signature(set)
	for place, word := range set[:prefix(len(set))] {
		for _, p := range ix.postings[word] {
			need := overlap(len(set), p.size)
			if min(len(set)-place, p.size-p.place) < need {
				continue
			}
			for _, g := range p.groups {
				group := &ix.groups[g]
				if ix.compared[g] == int32(text) || known && g == own || !mayOverlap(set, sign, group, need) {
					continue
				}
				ix.compared[g] = int32(text)
				if common(set, group.set) < need {
					continue
				}
				for _, member := range group.members {
					if found = append(found, member); len(found) == maxPartners {
						return found
					}
				}
			}
		}
	}
	return found
}

// add makes a new group of the text and posts its first words.
func (ix *similarIndex) add(text int, set []int32) {
	g := int32(len(ix.groups))
	ix.byKey[string(ix.key)] = g
	ix.groups = append(ix.groups, similarGroup{set: set, sign: signature(set), members: []int{text}})
	ix.compared = append(ix.compared, -1)
	for place, word := range set[:prefix(len(set))] {
		list := ix.postings[word]
		at := slices.IndexFunc(list, func(p posting) bool { return p.size == len(set) && p.place == place })
		if at < 0 {
			at = len(list)
			list = append(list, posting{size: len(set), place: place})
		}
		list[at].groups = append(list[at].groups, g)
		ix.postings[word] = list
	}
}

// overlap is the least number of common words of two similar sets of n and m
// words: c/(n+m−c) ≥ 4/5.
func overlap(n, m int) int { return (4*(n+m) + 8) / 9 }

// prefix is how many of its first words a set of n words must be posted under, so
// that every similar set shares one of them.
func prefix(n int) int { return n - (4*n+4)/5 + 1 }

// signature has a bit for each word of the set; different words may share one.
func signature(set []int32) uint64 {
	var sign uint64
	for _, word := range set {
		sign |= 1 << (uint32(word) * 0x9E3779B1 >> 26)
	}
	return sign
}

// mayOverlap reports whether set and group can have need words in common: each bit
// that only one side has is a word that the other has not.
func mayOverlap(set []int32, sign uint64, group *similarGroup, need int) bool {
	return len(set)-bits.OnesCount64(sign&^group.sign) >= need && len(group.set)-bits.OnesCount64(group.sign&^sign) >= need
}

// common counts the words that two rising sets share.
func common(a, b []int32) int {
	n := 0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i] == b[j]:
			n, i, j = n+1, i+1, j+1
		case a[i] < b[j]:
			i++
		default:
			j++
		}
	}
	return n
}

// duplicateTexts finds, for each text, the first text before it that is equal to
// it in letters and digits, case ignored: its index, or −1.
func duplicateTexts(texts []string) []int {
	first := make(map[string]int, len(texts))
	equal := make([]int, len(texts))
	var t tokens
	var key []byte
	for i, text := range texts {
		t.read(text)
		key = key[:0]
		for _, c := range string(t.lower) {
			if isWord(c) {
				key = append(key, string(c)...)
			}
		}
		equal[i] = -1
		if len(key) == 0 {
			continue
		}
		if j, seen := first[string(key)]; seen {
			equal[i] = j
		} else {
			first[string(key)] = i
		}
	}
	return equal
}
