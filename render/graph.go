package render

import (
	"github.com/po-backlog/po/backlog"
)

// mostNodes is how many items a graph shows.
const mostNodes = 25

// Graph is a drawing of items and what they depend on. A terminal leaves it out.
type Graph struct {
	Nodes []Node
	Edges []Edge
	Left  int // how many items there was no room for
}

// Node is an item of a [Graph].
type Node struct {
	ID, Title string
	Kind      NodeKind
}

// NodeKind is what a change did to an item of a [Graph].
type NodeKind uint8

// The kinds of [Node].
const (
	NodeSame NodeKind = iota
	NodeChanged
	NodeAdded
	NodeRemoved
	NodeMissing // no item has this id
)

// Edge says that an item depends on another, both by their place in the nodes.
type Edge struct {
	From, To int
	Kind     EdgeKind
}

// EdgeKind is what a change did to a dependency.
type EdgeKind uint8

// The kinds of [Edge].
const (
	EdgeSame EdgeKind = iota
	EdgeAdded
	EdgeRemoved
)

// dependency is an edge by its ids.
type dependency struct{ from, to backlog.ID }

// graphing is a graph in the making.
type graphing struct {
	old, new *backlog.Backlog
	touched  map[backlog.ID]bool
	order    []dependency // each once
	was, is  map[dependency]bool
}

// dependencies is the graph of the items that changes touch: what they depend on
// and what depends on them, before or after. Items without either are left out.
func dependencies(old, new *backlog.Backlog, changes []backlog.Change) Graph {
	g := graphing{old: old, new: new, touched: map[backlog.ID]bool{}, was: map[dependency]bool{}, is: map[dependency]bool{}}
	ids := backlog.ChangedItems(changes)
	for _, id := range ids {
		g.touched[id] = true
	}
	g.collect(new, g.is)
	g.collect(old, g.was)
	return g.graph(ids)
}

// collect notes the dependencies of a state that begin or end at an item that is
// touched. Former ids count as the present ones.
func (g *graphing) collect(b *backlog.Backlog, into map[dependency]bool) {
	for it := range b.Items() {
		for _, to := range it.DependsOn {
			if on, err := b.Item(to); err == nil {
				to = on.ID
			}
			d := dependency{it.ID, to}
			if into[d] || !g.touched[it.ID] && !g.touched[to] {
				continue
			}
			if !g.was[d] && !g.is[d] {
				g.order = append(g.order, d)
			}
			into[d] = true
		}
	}
}

// graph gives the nodes, those that are touched first, and the edges between
// those there is room for.
func (g *graphing) graph(touched []backlog.ID) Graph {
	var ids []backlog.ID
	place := map[backlog.ID]int{}
	take := func(id backlog.ID) {
		if _, there := place[id]; !there {
			place[id] = len(ids)
			ids = append(ids, id)
		}
	}
	bound := map[backlog.ID]bool{}
	for _, d := range g.order {
		bound[d.from], bound[d.to] = true, true
	}
	for _, id := range touched {
		if bound[id] {
			take(id)
		}
	}
	for _, d := range g.order {
		take(d.from)
		take(d.to)
	}
	out := Graph{Left: max(0, len(ids)-mostNodes)}
	for _, id := range ids[:min(len(ids), mostNodes)] {
		out.Nodes = append(out.Nodes, g.node(id))
	}
	for _, d := range g.order {
		e := Edge{From: place[d.from], To: place[d.to]}
		switch {
		case e.From >= mostNodes || e.To >= mostNodes:
			continue
		case !g.was[d]:
			e.Kind = EdgeAdded
		case !g.is[d]:
			e.Kind = EdgeRemoved
		}
		out.Edges = append(out.Edges, e)
	}
	return out
}

func (g *graphing) node(id backlog.ID) Node {
	n := Node{ID: string(id)}
	was, before := g.old.Item(id)
	is, after := g.new.Item(id)
	switch {
	case before != nil && after != nil:
		n.Kind = NodeMissing
	case after != nil:
		n.Kind, n.Title = NodeRemoved, was.Title
	case before != nil:
		n.Kind, n.Title = NodeAdded, is.Title
	case g.touched[id]:
		n.Kind, n.Title = NodeChanged, is.Title
	default:
		n.Title = is.Title
	}
	return n
}
