package simulator

import (
	"context"
	"fmt"
	"io"
)

// Echo is a loop-back plug: what is sent comes back. It follows the speed of the terminal.
type Echo struct{}

// Serve implements Model.
func (Echo) Serve(_ context.Context, line io.ReadWriter) error {
	b := make([]byte, chunk)
	for {
		n, err := line.Read(b)
		if err != nil {
			return err
		}
		if _, err := line.Write(b[:n]); err != nil {
			return err
		}
	}
}

// Control implements Model: a plug knows nothing beyond the faults of every line.
func (Echo) Control(_ context.Context, command string, _ []string) (string, error) {
	return "", fmt.Errorf("the loop-back plug does not know %q", command)
}

// Complaints implements Model; a plug takes everything.
func (Echo) Complaints() []string { return nil }
