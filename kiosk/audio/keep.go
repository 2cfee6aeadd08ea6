package audio

import "time"

// restAfter is how long the device stays open after the last sound. A terminal is idle for most of the day: an open device
// would wake it up fifty times a second, and keep the loudspeaker's amplifier from its rest.
const restAfter = 30 * time.Second

// keeper has the machine's own device open while something sounds, and a while longer.
type keeper struct {
	mixer   *mixer
	open    func() (closeDevice func(), err error)
	close   func()        // of the open device; nil while it rests
	wake    chan struct{} // something is to sound; holds one
	stop    chan struct{}
	stopped chan struct{}
}

// newKeeper opens the device, so that its lack is known at once.
func newKeeper(m *mixer, open func() (closeDevice func(), err error)) (*keeper, error) {
	closeDevice, err := open()
	if err != nil {
		return nil, err
	}
	return &keeper{mixer: m, open: open, close: closeDevice, wake: make(chan struct{}, 1), stop: make(chan struct{}), stopped: make(chan struct{})}, nil
}

// run lets the device rest when nothing was played for restAfter, and opens it when something is to sound. A device that was
// unplugged plays nothing either: it is closed in the same way, and the next sound tries anew. What could not be played in
// its moment is dropped, for a warning must not sound when it is over. A device that listens does not rest.
func (k *keeper) run(listens bool) {
	defer close(k.stopped)
	rest := time.NewTimer(restAfter)
	defer rest.Stop()
	for {
		select {
		case <-k.stop:
			k.end()
			return
		case <-k.wake:
			if k.close == nil && k.begin() {
				rest.Reset(restAfter)
			}
		case <-rest.C:
			if listens || k.mixer.played() {
				rest.Reset(restAfter)
				continue
			}
			k.end()
		}
	}
}

func (k *keeper) begin() bool {
	closeDevice, err := k.open()
	if err != nil {
		k.mixer.drop()
		return false
	}
	k.close = closeDevice
	return true
}

func (k *keeper) end() {
	if k.close != nil {
		k.close()
	}
	k.close = nil
	k.mixer.drop()
}

// sound asks for the device; it does not wait.
func (k *keeper) sound() {
	select {
	case k.wake <- struct{}{}:
	default:
	}
}

// quit closes the device and waits until it is closed.
func (k *keeper) quit() {
	close(k.stop)
	<-k.stopped
}
