package accounts

import "errors"

// Code says what went wrong with an account, a session or a login. Each code has a text in both languages.
type Code string

// The codes.
const (
	CodeSetup       Code = "accounts.setup"       // options that cannot work
	CodeStore       Code = "accounts.store"       // the database failed
	CodeCredentials Code = "accounts.credentials" // name, password or passkey are wrong, or the account is disabled
	CodeThrottled   Code = "accounts.throttled"   // too many attempts
	CodeBusy        Code = "accounts.busy"        // too many logins at once
	CodeSession     Code = "accounts.session"     // not logged in, or not any more
	CodeStale       Code = "accounts.stale"       // the login is too long ago for this step
	CodeRole        Code = "accounts.role"        // the role or the authority does not allow it
	CodeOrigin      Code = "accounts.origin"      // the request comes from another site
	CodeInput       Code = "accounts.input"       // a form or message cannot be read
	CodeName        Code = "accounts.name"        // a login name with other characters, or too long
	CodeNameTaken   Code = "accounts.name-taken"  // the login name belongs to another account
	CodeDisplay     Code = "accounts.display"     // no name to be shown, or too long
	CodeRoles       Code = "accounts.roles"       // no role, or one that does not exist
	CodeAuthority   Code = "accounts.authority"   // an authority's id with other characters
	CodeSkill       Code = "accounts.skill"       // a service or language that is none
	CodeOwnAccount  Code = "accounts.own-account" // nobody takes the keys of the house from himself
	CodeTooShort    Code = "accounts.too-short"   // password
	CodeTooLong     Code = "accounts.too-long"    // password
	CodeCommon      Code = "accounts.common"      // password
	CodeRepeat      Code = "accounts.repeat"      // the two passwords differ
	CodeNotFound    Code = "accounts.not-found"   // no such account, session or passkey
	CodeLink        Code = "accounts.link"        // the one-time link is used, old or wrong
	CodeCeremony    Code = "accounts.ceremony"    // the answer fits no question that is open in this browser
	CodePasskey     Code = "accounts.passkey"     // the passkey cannot be accepted
	CodeProvider    Code = "accounts.provider"    // the town's login service cannot be reached or answers wrongly
	CodeNoRole      Code = "accounts.no-role"     // the town's login service gives this person no role here
	CodeDisabled    Code = "accounts.disabled"    // the account is disabled; told only to who proved to own it
	CodeForeign     Code = "accounts.foreign"     // the account belongs to the town's login service: no password, link or passkey here
)

func codes() []Code {
	return []Code{CodeSetup, CodeStore, CodeCredentials, CodeThrottled, CodeBusy, CodeSession, CodeStale, CodeRole, CodeOrigin, CodeInput,
		CodeName, CodeNameTaken, CodeDisplay, CodeRoles, CodeAuthority, CodeSkill, CodeOwnAccount, CodeTooShort, CodeTooLong, CodeCommon,
		CodeRepeat, CodeNotFound, CodeLink, CodeCeremony, CodePasskey, CodeProvider, CodeNoRole, CodeDisabled, CodeForeign}
}

// Error is a failure with its code. Its text is technical and names no person.
type Error struct {
	Code Code
	Err  error // nil where the code says all
}

func (e *Error) Error() string {
	if e.Err == nil {
		return string(e.Code)
	}
	return string(e.Code) + ": " + e.Err.Error()
}

func (e *Error) Unwrap() error { return e.Err }

// CodeOf returns the code of the first Error in err's chain, or the empty code.
func CodeOf(err error) Code {
	var e *Error
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}

func fault(code Code) error { return &Error{Code: code} }
