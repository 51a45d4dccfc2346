package main_test

import (
	"go/ast"
	"go/token"
	"slices"
	"strings"
)

// packageNames returns by folder the variables and the functions that are
// declared at package level outside of tests.
func packageNames(files []sourceFile) (variables, funcs map[string]map[string]bool) {
	variables, funcs = map[string]map[string]bool{}, map[string]map[string]bool{}
	for _, f := range files {
		if f.test {
			continue
		}
		if variables[f.folder] == nil {
			variables[f.folder], funcs[f.folder] = map[string]bool{}, map[string]bool{}
		}
		for _, fn := range functions(f) {
			if fn.Recv == nil {
				funcs[f.folder][fn.Name.Name] = true
			}
		}
		for _, spec := range packageVariables(f) {
			for _, name := range spec.Names {
				variables[f.folder][name.Name] = true
			}
		}
	}
	return variables, funcs
}

func packageVariables(f sourceFile) []*ast.ValueSpec {
	var specs []*ast.ValueSpec
	for _, decl := range f.syntax.Decls {
		if group, ok := decl.(*ast.GenDecl); ok && group.Tok == token.VAR {
			for _, spec := range group.Specs {
				specs = append(specs, spec.(*ast.ValueSpec))
			}
		}
	}
	return specs
}

func functions(f sourceFile) []*ast.FuncDecl {
	var fns []*ast.FuncDecl
	for _, decl := range f.syntax.Decls {
		if fn, ok := decl.(*ast.FuncDecl); ok {
			fns = append(fns, fn)
		}
	}
	return fns
}

// startupCalls returns the calls that run to give the package's variables their
// values; those in function literals run later.
func startupCalls(f sourceFile) []*ast.CallExpr {
	var calls []*ast.CallExpr
	for _, spec := range packageVariables(f) {
		for _, value := range spec.Values {
			ast.Inspect(value, func(n ast.Node) bool {
				if call, ok := n.(*ast.CallExpr); ok {
					calls = append(calls, call)
				}
				_, later := n.(*ast.FuncLit)
				return !later
			})
		}
	}
	return calls
}

// dearAtStartup names what is wrong with a call at package level; own are the
// package's functions.
func dearAtStartup(call *ast.CallExpr, own map[string]bool) string {
	switch fun := call.Fun.(type) {
	case *ast.FuncLit:
		return "a function that is called at once"
	case *ast.Ident:
		if own[fun.Name] {
			return fun.Name
		}
	case *ast.SelectorExpr:
		name := selector(fun)
		if strings.HasPrefix(name, "regexp.") || strings.HasSuffix(name, ".Must") || name == "goldmark.New" {
			return name
		}
	}
	return ""
}

// selector returns "x.Y" for the expression x.Y when x is a plain name.
func selector(e *ast.SelectorExpr) string {
	if x, ok := e.X.(*ast.Ident); ok {
		return x.Name + "." + e.Sel.Name
	}
	return ""
}

// assigned returns the names at the root of what a function assigns to: x in
// x = 1, x[i] = 1, x.y++.
func assigned(fn *ast.FuncDecl) []*ast.Ident {
	var names []*ast.Ident
	note := func(e ast.Expr) {
		if id := root(e); id != nil {
			names = append(names, id)
		}
	}
	ast.Inspect(fn, func(n ast.Node) bool {
		switch s := n.(type) {
		case *ast.AssignStmt:
			if s.Tok != token.DEFINE {
				for _, e := range s.Lhs {
					note(e)
				}
			}
		case *ast.IncDecStmt:
			note(s.X)
		}
		return true
	})
	return names
}

func root(e ast.Expr) *ast.Ident {
	for {
		switch x := e.(type) {
		case *ast.Ident:
			return x
		case *ast.IndexExpr:
			e = x.X
		case *ast.SelectorExpr:
			e = x.X
		case *ast.ParenExpr:
			e = x.X
		default:
			return nil
		}
	}
}

// declares reports whether a function has a parameter, result or local of the
// name, which then hides the package's variable.
func declares(fn *ast.FuncDecl, name string) bool {
	found := false
	ast.Inspect(fn, func(n ast.Node) bool {
		var names []*ast.Ident
		switch d := n.(type) {
		case *ast.Field:
			names = d.Names
		case *ast.ValueSpec:
			names = d.Names
		case *ast.AssignStmt:
			if d.Tok == token.DEFINE {
				for _, e := range d.Lhs {
					names = append(names, root(e))
				}
			}
		case *ast.RangeStmt:
			if d.Tok == token.DEFINE {
				names = append(names, root(d.Key))
				if d.Value != nil {
					names = append(names, root(d.Value))
				}
			}
		}
		found = found || slices.ContainsFunc(names, func(id *ast.Ident) bool { return id != nil && id.Name == name })
		return !found
	})
	return found
}

func mainFunction(f sourceFile) *ast.FuncDecl {
	if f.syntax.Name.Name != "main" {
		return nil
	}
	for _, fn := range functions(f) {
		if fn.Recv == nil && fn.Name.Name == "main" {
			return fn
		}
	}
	return nil
}

// undocumented returns the exported names of a declaration that lack a comment.
func undocumented(decl ast.Decl) []*ast.Ident {
	switch d := decl.(type) {
	case *ast.FuncDecl:
		if d.Name.IsExported() && exportedReceiver(d) && !errorMethod(d) && !speaksOf(d.Doc, d.Name.Name) {
			return []*ast.Ident{d.Name}
		}
	case *ast.GenDecl:
		var bare []*ast.Ident
		for _, spec := range d.Specs {
			bare = append(bare, undocumentedSpec(d, spec)...)
		}
		return bare
	}
	return nil
}

func undocumentedSpec(group *ast.GenDecl, spec ast.Spec) []*ast.Ident {
	switch s := spec.(type) {
	case *ast.TypeSpec:
		ownDoc := s.Doc
		if !group.Lparen.IsValid() {
			ownDoc = group.Doc
		}
		if s.Name.IsExported() && !speaksOf(ownDoc, s.Name.Name) {
			return []*ast.Ident{s.Name}
		}
	case *ast.ValueSpec:
		if group.Doc == nil && s.Doc == nil && s.Comment == nil {
			return slices.DeleteFunc(slices.Clone(s.Names), func(n *ast.Ident) bool { return !n.IsExported() })
		}
	}
	return nil
}

// errorMethod reports whether the method is one that makes a type an error: its
// type's comment says all there is to say.
func errorMethod(d *ast.FuncDecl) bool {
	return d.Recv != nil && slices.Contains([]string{"Error", "Unwrap"}, d.Name.Name)
}

// exportedReceiver is also true of a function without receiver.
func exportedReceiver(d *ast.FuncDecl) bool {
	if d.Recv == nil {
		return true
	}
	exported := true
	ast.Inspect(d.Recv.List[0].Type, func(n ast.Node) bool {
		if id, ok := n.(*ast.Ident); ok {
			exported = id.IsExported()
			return false
		}
		return true
	})
	return exported
}

// speaksOf reports whether the comment begins with the name, an article before
// it allowed.
func speaksOf(doc *ast.CommentGroup, name string) bool {
	words := strings.Fields(doc.Text())
	if len(words) > 1 && slices.Contains([]string{"A", "An", "The"}, words[0]) {
		words = words[1:]
	}
	if len(words) == 0 {
		return false
	}
	rest, ok := strings.CutPrefix(words[0], name)
	return ok && strings.Trim(rest, ",:'’s") == ""
}

// selectors returns every x.Y of a file.
func selectors(f sourceFile) []*ast.SelectorExpr {
	var found []*ast.SelectorExpr
	ast.Inspect(f.syntax, func(n ast.Node) bool {
		if e, ok := n.(*ast.SelectorExpr); ok {
			found = append(found, e)
		}
		return true
	})
	return found
}
