package mount

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestUnmarshalText(t *testing.T) {
	for text, want := range map[string]Mount{
		"public":            {"", "public"},
		"=a=b":              {"", "a=b"},
		"v1=public-1.0":     {"v1", "public-1.0"},
		"v1=/srv/a=b":       {"v1", "/srv/a=b"},
		"api/peaq-1.0=tree": {"api/peaq-1.0", "tree"},
		"MCR=tree":          {"MCR", "tree"},
	} {
		var got Mount
		if err := got.UnmarshalText([]byte(text)); err != nil || got != want {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
	for text, says := range map[string]string{
		"":             "directory is empty",
		"v1=":          "directory is empty",
		"=":            "directory is empty",
		"/v1=tree":     "no path prefix",
		"v1/=tree":     "no path prefix",
		"a//b=tree":    "no path prefix",
		"../v1=tree":   "no path prefix",
		".v1=tree":     "no path prefix",
		"_v1=tree":     "no path prefix",
		"v 1=tree":     "no path prefix",
		"v1;=tree":     "no path prefix",
		"é=tree":       "no path prefix",
		"v1\n=tree":    "no path prefix",
		"mcr=tree":     "mcr is a path of the tree",
		"v1/ready=t":   "ready is a path of the tree",
		"health=t":     "health is a path of the tree",
		"index.html=t": "index.html is a path of the tree",
		"card/x=t":     "card is a path of the tree",
	} {
		var got Mount
		err := got.UnmarshalText([]byte(text))
		if err == nil || !strings.Contains(err.Error(), says) || strings.Contains(err.Error(), "\n") {
			t.Errorf("%q is %+v, %v", text, got, err)
		}
	}
}

func TestValidate(t *testing.T) {
	for _, mounts := range [][]Mount{Root("a"), {{"", "a"}, {"v1", "a"}}, {{"v1", "a"}, {"v1/b", "b"}, {"v", "c"}}} {
		if err := Validate(mounts); err != nil {
			t.Errorf("%+v: %v", mounts, err)
		}
	}
	for _, mounts := range [][]Mount{nil, {{"", "a"}, {"", "b"}}, {{"v1", "a"}, {"v2", "b"}, {"v1", "c"}}, {{"a b", "a"}}, {{"mcr", "a"}}} {
		if err := Validate(mounts); err == nil {
			t.Errorf("%+v is taken", mounts)
		}
	}
}

// TestCut: the first mount of the nested ones that a path is under has it.
func TestCut(t *testing.T) {
	mounts := Nested([]Mount{{"", "root"}, {"v1", "one"}, {"v1/b", "two"}, {"v", "three"}})
	got := map[string]string{}
	for _, path := range []string{"/", "/mcr/x", "/v1", "/v1/", "/v1/mcr/x", "/v10/x", "/v1/b/mcr/x", "/v1/bc", "/v/mcr", "/V1/x", "*", ""} {
		for _, m := range mounts {
			if below, ok := m.Cut(path); ok {
				got[path] = m.Dir + " " + below
				break
			}
		}
	}
	want := map[string]string{
		"/": "root /", "/mcr/x": "root /mcr/x", "/v1": "one ", "/v1/": "one /", "/v1/mcr/x": "one /mcr/x", "/v10/x": "root /v10/x",
		"/v1/b/mcr/x": "two /mcr/x", "/v1/bc": "one /bc", "/v/mcr": "three /mcr", "/V1/x": "root /V1/x", "": "root ",
	}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Error(diff)
	}
}
