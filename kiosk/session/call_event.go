package session

import "time"

// Events of the desk and of the call, as the hub and the participants send them.
type (
	// DeskLinked says that the live channel to the hub came or went.
	DeskLinked struct{ Up bool }
	// DeskChanged tells whether somebody can be had.
	DeskChanged struct {
		Open   bool
		Clerks int
		Until  time.Time
	}
	// Approached says that somebody stands before the terminal (presence sensor).
	Approached struct{}

	CallQueued struct { // the place in the queue, at each change
		Place int
		Wait  time.Duration
		Again bool
	}
	CallAccepted     struct{ Who Participant }
	CallPictureSeen  struct{ Who string } // the first decoded picture of a participant
	CallConnected    struct{ Who string } // or connected again
	CallReconnecting struct{ Who string }
	CallQuality      struct{ Rung Rung }
	CallText         struct{ Who, Block string } // T.140
	CallPointed      struct{ Who, Node string }  // "" ends it
	// CallSuggested, CallFilled and CallPressed name an element; On is what touching it means, nil where the page has no
	// such element any more.
	CallSuggested struct {
		Who, ID, Node string
		On            Event
		Value         string
	}
	CallFilled struct {
		Who, ID string
		On      Event
		Value   string
	}
	CallPressed struct {
		Who, ID string
		On      Event
	}
	CallAsked struct {
		Who, ID string
		What    Wanted
	}
	CallWithdrawn struct{ Who, ID string } // takes a CallSuggested or CallAsked back
	CallHeld      struct {
		Who string
		On  bool
	}
	CallJoined struct{ Who Participant }
	CallLeft   struct {
		Who         string
		Lost, Moved bool
	}
	CallEnded struct{ Reason EndReason }
	// CallRefused says that the hub did not take the call; Closed: because nobody is there any more.
	CallRefused struct{ Closed bool }
	// CallbackNoted says that the wish to be called back is stored, CallbackRefused that it is not.
	CallbackNoted   struct{}
	CallbackRefused struct{}
)

// Events of the citizen's hand in a call.
type (
	StartCall        struct{ Text bool } // Text: by writing
	WriteInstead     struct{}            // while waiting
	LeaveQueue       struct{}
	OpenAppointment  struct{}                    // to the service of appointments; what is open is laid aside
	GoOnAlone        struct{}                    // back to the page; the place in the queue stays
	AllowLive        struct{ Audio, Video bool } // neither: by writing
	AdmitNewcomer    struct{ Who string }        // lets one who came later see and hear
	RefuseNewcomer   struct{ Who string }        // or does not
	EndCall          struct{}                    // hangs up
	OpenWriting      struct{}                    // the page of what is written
	ToggleMicrophone struct{}                    // off, and on again
	ToggleCamera     struct{}
	TakeSuggestion   struct{}
	LeaveSuggestion  struct{}
	AllowFilling     struct{}
	RefuseFilling    struct{}
	TakeRequest      struct{}
	LeaveRequest     struct{}
	OpenCallback     struct{}
	ChooseSlot       struct{ N int } // of State.Slots
)

func (DeskLinked) event()       {}
func (DeskChanged) event()      {}
func (Approached) event()       {}
func (CallQueued) event()       {}
func (CallAccepted) event()     {}
func (CallPictureSeen) event()  {}
func (CallConnected) event()    {}
func (CallReconnecting) event() {}
func (CallQuality) event()      {}
func (CallText) event()         {}
func (CallPointed) event()      {}
func (CallSuggested) event()    {}
func (CallFilled) event()       {}
func (CallPressed) event()      {}
func (CallAsked) event()        {}
func (CallWithdrawn) event()    {}
func (CallHeld) event()         {}
func (CallJoined) event()       {}
func (CallLeft) event()         {}
func (CallEnded) event()        {}
func (CallRefused) event()      {}
func (CallbackNoted) event()    {}
func (CallbackRefused) event()  {}
func (StartCall) event()        {}
func (WriteInstead) event()     {}
func (LeaveQueue) event()       {}
func (OpenAppointment) event()  {}
func (GoOnAlone) event()        {}
func (AllowLive) event()        {}
func (AdmitNewcomer) event()    {}
func (RefuseNewcomer) event()   {}
func (EndCall) event()          {}
func (OpenWriting) event()      {}
func (ToggleMicrophone) event() {}
func (ToggleCamera) event()     {}
func (TakeSuggestion) event()   {}
func (LeaveSuggestion) event()  {}
func (AllowFilling) event()     {}
func (RefuseFilling) event()    {}
func (TakeRequest) event()      {}
func (LeaveRequest) event()     {}
func (OpenCallback) event()     {}
func (ChooseSlot) event()       {}
