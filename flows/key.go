package flows

import (
	"strconv"
	"strings"
)

// Key is the answer's key of a field in a row of a repeated group; for row < 0 it is the field's id alone.
func Key(group string, row int, field string) string {
	if row < 0 {
		return field
	}
	return group + "[" + strconv.Itoa(row) + "]." + field
}

// key is the key of the field's answer in a row.
func (f *Field) key(row int) string { return f.keys()[row] }

// rowKeys are the keys of a repeated field's answers in all rows.
func (f *Field) rowKeys() []string {
	keys := make([]string, f.page.Repeat.Max)
	for i := range keys {
		keys[i] = Key(f.page.Repeat.ID, i, f.ID)
	}
	return keys
}

// SplitKey takes an answer's key apart. row is -1 and group "" outside a repeated group.
func SplitKey(key string) (group string, row int, field string) {
	open := strings.IndexByte(key, '[')
	if open < 0 {
		return "", -1, key
	}
	length := strings.Index(key[open:], "].")
	if length < 0 {
		return "", -1, key
	}
	digits := key[open+1 : open+length]
	n, err := strconv.ParseUint(digits, 10, 16)
	if err != nil || strconv.FormatUint(n, 10) != digits {
		return "", -1, key
	}
	return key[:open], int(n), key[open+length+2:]
}
