package fim

import (
	"testing"
	"testing/fstest"
)

func TestFolderIsAFileSystem(t *testing.T) {
	f := folder{"flow.toml": []byte("id"), "lists/a.csv": []byte("code"), "lists/b.csv": nil}
	if err := fstest.TestFS(f, "flow.toml", "lists/a.csv", "lists/b.csv"); err != nil {
		t.Error(err)
	}
}
