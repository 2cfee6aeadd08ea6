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

// key is the key of the field's answer in a row. The keys of all rows are made at once, when the first is asked for.
func (f *Field) key(row int) string {
	f.keying.Do(func() {
		f.keys = make([]string, f.page.Repeat.Max)
		for i := range f.keys {
			f.keys[i] = Key(f.page.Repeat.ID, i, f.ID)
		}
	})
	return f.keys[row]
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
