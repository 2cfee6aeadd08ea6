package link

import (
	"encoding/json"
	"net/http"
	"strconv"
)

// Answer writes what the hub says to a request, as JSON of a media type. Nothing that it says is kept on the way.
func Answer(w http.ResponseWriter, status int, mediaType string, content any) {
	raw, err := json.Marshal(content)
	if err != nil {
		http.Error(w, http.StatusText(http.StatusInternalServerError), http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", mediaType)
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("Content-Length", strconv.Itoa(len(raw)))
	w.WriteHeader(status)
	w.Write(raw)
}

// Refuse answers with a Problem (RFC 9457).
func Refuse(w http.ResponseWriter, status int, code ProblemCode, title string) {
	Answer(w, status, ProblemType, Problem{Status: status, Code: code, Title: title})
}
