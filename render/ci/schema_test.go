package ci

import (
	"strings"
	"testing"

	"github.com/santhosh-tekuri/jsonschema/v6"
)

// TestSchemas holds SARIF against the schema of the standard (OASIS, SARIF 2.1.0 errata 01), and GitLab's report against the keys that
// its manual names.
func TestSchemas(t *testing.T) {
	for format, file := range map[string]string{"sarif": "testdata/sarif-schema-2.1.0.json", "gitlab": "testdata/gitlab-codequality.json"} {
		schema, err := jsonschema.NewCompiler().Compile(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, findings := range []int{0, 1, 30, mostResults + 1} {
			doc, err := jsonschema.UnmarshalJSON(strings.NewReader(write(t, format, report(t, findings))))
			if err != nil {
				t.Fatal(err)
			}
			if err := schema.Validate(doc); err != nil {
				t.Errorf("%s of %d findings: %v", format, findings, err)
			}
		}
	}
}
