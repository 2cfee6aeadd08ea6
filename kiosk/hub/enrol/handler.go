package enrol

import (
	"encoding/json"
	"net/http"

	"golang.org/x/time/rate"

	"buergerterminal/kiosk/link"
)

// Events of the log.
const (
	EventEnrolled = "enrol.enrolled" // a terminal has its first certificate
	EventRenewed  = "enrol.renewed"
	EventRefused  = "enrol.refused" // with the code
)

// Enrolments are rare. What comes more often than this is somebody who guesses.
const (
	enrolmentRate  = 1 // a second
	enrolmentBurst = 20
)

// Handler serves enrolment and renewal. Log gets nothing personal, and nothing of a request that was refused.
func (r *Registry) Handler(log func(event string, pairs ...any)) http.Handler {
	limit := rate.NewLimiter(enrolmentRate, enrolmentBurst)
	mux := http.NewServeMux()
	mux.HandleFunc("POST "+link.EnrolPath, func(w http.ResponseWriter, req *http.Request) {
		if !limit.Allow() {
			w.Header().Set("Retry-After", "10")
			link.Refuse(w, http.StatusTooManyRequests, link.ProblemBusy, "too many enrolments at once")
			return
		}
		asked, ok := readEnrolment(w, req)
		if !ok {
			return
		}
		enrolled, err := r.Enrol(req.Context(), asked.Code, asked.Request)
		finish(w, log, EventEnrolled, enrolled, err)
	})
	mux.HandleFunc("POST "+link.RenewPath, func(w http.ResponseWriter, req *http.Request) {
		id, err := r.Identify(req)
		if err != nil {
			finish(w, log, "", link.Enrolled{}, err)
			return
		}
		asked, ok := readEnrolment(w, req)
		if !ok {
			return
		}
		enrolled, err := r.Renew(req.Context(), id, asked.Request)
		finish(w, log, EventRenewed, enrolled, err)
	})
	return mux
}

func readEnrolment(w http.ResponseWriter, req *http.Request) (e link.Enrolment, ok bool) {
	if err := json.NewDecoder(http.MaxBytesReader(w, req.Body, link.MaxEnrolment)).Decode(&e); err != nil {
		link.Refuse(w, http.StatusBadRequest, link.ProblemRequest, "the enrolment cannot be read")
		return e, false
	}
	return e, true
}

// finish answers with the certificate or with the reason that a terminal may know.
func finish(w http.ResponseWriter, log func(string, ...any), event string, enrolled link.Enrolled, err error) {
	if err == nil {
		log(event, "terminal", enrolled.Terminal, "serial", enrolled.Serial)
		link.Answer(w, http.StatusOK, "application/json", enrolled)
		return
	}
	code := CodeOf(err)
	log(EventRefused, "code", string(code))
	switch code {
	case CodeCode:
		link.Refuse(w, http.StatusForbidden, link.ProblemCodeUsed, "the code is unknown, used or too old")
	case CodeOther:
		link.Refuse(w, http.StatusForbidden, link.ProblemOther, "the code is for another terminal, for which it stays good")
	case CodeRequest:
		link.Refuse(w, http.StatusBadRequest, link.ProblemRequest, "no request for a certificate with a key on P-256")
	case CodeStore, CodeSetup:
		link.Refuse(w, http.StatusInternalServerError, link.ProblemStore, "the hub cannot issue a certificate")
	default:
		link.Refuse(w, http.StatusUnauthorized, link.ProblemUnauthorized, "the terminal's identity does not count")
	}
}
