package session

// Effect is work that the state asks kiosk to do. Its result comes back as an event.
type Effect interface{ effect() }

// The effects, all of them.
type (
	// ReadCard waits for a document in the reader until StopCard; Again where a reading has just failed, so that what the citizen has
	// laid there since then counts. Results: CardRead, CardFailed.
	ReadCard struct{ Again bool }
	// StopCard ends the waiting.
	StopCard struct{}
	// ReadChip reads the chip of the document that the card's page shows, until StopChip. Result: ChipEnded.
	ReadChip struct{}
	// StopChip ends the reading.
	StopChip struct{}
	// ScanPage scans one sheet. Results: ScanMoved, then ScanDone or ScanFailed.
	ScanPage struct{ Mode string }
	// CancelScan stops the scanner at once; the running ScanPage then ends without an event.
	CancelScan struct{}
	// Submit seals and stores the application of the state that Step returned. Results: Stored or StoreFailed, later Delivered, and Accepted
	// where the authority signs what it takes.
	Submit struct{}
	// PrintReceipt prints the receipt of the state that Step returned. Result: PrintEnded.
	PrintReceipt struct{ Copy bool }
	// Sound plays a tone; nothing waits for it.
	Sound struct{ Tone Tone }
	// Wipe forgets whatever of the visit lives outside the State: running work, pictures, keys.
	Wipe struct{}
)

func (ReadCard) effect()     {}
func (StopCard) effect()     {}
func (ReadChip) effect()     {}
func (StopChip) effect()     {}
func (ScanPage) effect()     {}
func (CancelScan) effect()   {}
func (Submit) effect()       {}
func (PrintReceipt) effect() {}
func (Sound) effect()        {}
func (Wipe) effect()         {}
