package call

import "buergerterminal/kiosk/link"

const (
	pictureHigh = 512 << 10 // bytes that wait on the picture's channel before the next piece is held back
	pictureLow  = 128 << 10 // and when it goes on
	maxPictures = 4         // that wait for a participant
)

// sent is a picture under way to a participant.
type sent struct {
	announced []byte // link.Picture as a message
	data      []byte
	at        int
}

// pictures are those that wait for one participant. The bytes of a picture are let go with its last piece.
type pictures struct{ queue []sent }

// add takes a picture in, and reports false where too many wait.
func (q *pictures) add(announced, data []byte) bool {
	if len(q.queue) >= maxPictures {
		return false
	}
	q.queue = append(q.queue, sent{announced: announced, data: data})
	return true
}

// breakOff lets go what was begun: the pieces that are under way cannot be told from those that arrived. The citizen can
// send it again.
func (q *pictures) breakOff() {
	if len(q.queue) > 0 && q.queue[0].at > 0 {
		q.queue = q.queue[1:]
	}
}

// clear lets all go: whoever may not see the citizen any more gets nothing that still waits.
func (q *pictures) clear() { q.queue = nil }

// pump sends pieces until enough of them wait on the channel.
func (q *pictures) pump(w *wire) {
	for len(q.queue) > 0 && w.picture.BufferedAmount() <= pictureHigh {
		s := &q.queue[0]
		if s.at == 0 {
			w.say(w.form, string(s.announced))
		}
		end := min(s.at+link.PictureChunk, len(s.data))
		if w.picture.Send(s.data[s.at:end]) != nil {
			return // the channel closes: the wire tells of it
		}
		if s.at = end; end == len(s.data) {
			q.queue[0] = sent{}
			q.queue = q.queue[1:]
		}
	}
}
