package objects_test

import (
	"fmt"
	"math/rand/v2"
	"sync"
	"sync/atomic"
	"testing"

	"github.com/go-git/go-git/v5/plumbing"

	"github.com/po-backlog/po/backlog/git/internal/objects"
)

// TestReadBesideGC reads all objects over and over, with one store that lives as long and with fresh ones, while git packs them anew
// each time in another way. However fast either side is, nothing is ever missing, damaged or wrong.
func TestReadBesideGC(t *testing.T) {
	r := newRepo(t)
	r.grow(rand.New(rand.NewPCG(7, 8)), "main", 30, true)
	truth := r.truth()
	rounds := 24
	if testing.Short() {
		rounds = 6
	}
	var over atomic.Bool
	var rest sync.WaitGroup
	old := r.store()
	for reader := range 3 {
		rest.Go(func() {
			for passes := 0; !over.Load() || passes == 0; passes++ {
				s := old
				if reader > 0 {
					s = objects.Open(objects.Options{Dir: r.objects()})
				}
				readAgain(t, s, truth)
				if reader > 0 {
					if err := s.Close(); err != nil {
						t.Error(err)
					}
				}
			}
		})
	}
	for round := range rounds {
		way := [][]string{
			{"repack", "-adfq", "--depth=1"}, {"repack", "-adfq", "--window=1"}, {"gc", "-q"}, {"repack", "-adFq"}, {"repack", "-adfq", "--max-pack-size=1m"},
			{"multi-pack-index", "write"}, {"-c", "pack.indexVersion=1", "repack", "-adfq", fmt.Sprint("--depth=", round)},
		}[round%7]
		r.git("", way...)
	}
	over.Store(true)
	rest.Wait()
}

func readAgain(t *testing.T, s *objects.Store, truth map[plumbing.Hash]string) {
	for id, want := range truth {
		if kind, data, err := s.Read(id); err != nil || kind.String()+" "+string(data) != want {
			t.Errorf("%s: a %s of %d bytes, %v", id, kind, len(data), err)
			return
		}
	}
}
