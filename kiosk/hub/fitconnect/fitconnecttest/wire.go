package fitconnecttest

import (
	"encoding/base64"
	"encoding/json"
	"encoding/pem"
	"io"
	"net/http"
	"strconv"
	"strings"
)

func answer(w http.ResponseWriter, status int, content any) {
	raw, err := json.Marshal(content)
	if err != nil {
		panic(err) // of our own making
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(status)
	w.Write(raw)
}

func problem(w http.ResponseWriter, status int, code string) {
	answer(w, status, map[string]string{"errorCode": code, "description": "a description that nobody may log"})
}

// read takes a body of a type and of a size.
func read(w http.ResponseWriter, r *http.Request, kind string, most int64) ([]byte, bool) {
	if r.Header.Get("Content-Type") != kind {
		problem(w, http.StatusUnsupportedMediaType, "content-type")
		return nil, false
	}
	raw, err := io.ReadAll(io.LimitReader(r.Body, most+1))
	if err != nil {
		problem(w, http.StatusBadRequest, "body")
		return nil, false
	}
	if int64(len(raw)) > most {
		problem(w, http.StatusRequestEntityTooLarge, "too-large")
		return nil, false
	}
	return raw, true
}

// pageOf is the part of a log that a request asks for.
func pageOf(log []string, r *http.Request) []string {
	offset, _ := strconv.Atoi(r.URL.Query().Get("offset"))
	limit, err := strconv.Atoi(r.URL.Query().Get("limit"))
	if err != nil || limit < 1 {
		limit = 10
	}
	offset = min(max(offset, 0), len(log))
	return append([]string{}, log[offset:min(offset+limit, len(log))]...)
}

func pemOf(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: der})
}

// tagOf is the last part of a JWE.
func tagOf(jwe string) string { return jwe[strings.LastIndexByte(jwe, '.')+1:] }

// idOf is the jti of a signed event.
func idOf(token string) string {
	var c struct {
		ID string `json:"jti"`
	}
	raw, err := base64.RawURLEncoding.DecodeString(strings.Split(token, ".")[1])
	if err != nil || json.Unmarshal(raw, &c) != nil {
		panic("an event of our own cannot be read")
	}
	return c.ID
}

// unsigned is a JWT with the algorithm none.
func unsigned(claims map[string]any) string {
	raw, err := json.Marshal(claims)
	if err != nil {
		panic(err) // of our own making
	}
	b64 := base64.RawURLEncoding.EncodeToString
	return b64([]byte(`{"alg":"none","typ":"secevent+jwt","kid":"`+signingKid+`"}`)) + "." + b64(raw) + "."
}
