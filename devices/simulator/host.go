package simulator

import (
	"context"
	"errors"
	"fmt"
	"os"

	"golang.org/x/sync/errgroup"

	"buergerterminal/devices"
)

// Options say what is simulated, and where.
type Options struct {
	Dir    string                 // gets a link for each device (idcard, cardreader, scanner, printer) and the control socket
	Models map[devices.Kind]Model // what hangs on the lines
	Script Script                 // what goes wrong by itself; empty means nothing
	Ready  func()                 // called once when every line and the control socket are there; may be nil
}

// Run simulates the devices until ctx ends, or until a model breaks its contract. It then takes its links and its
// socket away and leaves nothing running. The end of ctx is no error.
//
// Dir is made if it is missing, for this user alone. Two simulations cannot share a directory.
func Run(ctx context.Context, o Options) error {
	if err := os.MkdirAll(o.Dir, 0o700); err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	socket, err := listen(ctx, o.Dir)
	if err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	all := map[string]*device{}
	for kind, m := range o.Models {
		all[string(kind)] = newDevice(kind, m, o.Dir)
	}
	if err := o.Script.fits(all); err != nil {
		return errors.Join(fmt.Errorf("simulator: %w", err), socket.Close())
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return answer(ctx, socket, all) })
	plugged := plugAll(all)
	if plugged == nil {
		for _, d := range all {
			group.Go(func() error { return d.serve(ctx) })
		}
		group.Go(func() error { return hangUp(ctx, all) })
		group.Go(func() error { return o.Script.play(ctx, all) })
		if o.Ready != nil {
			o.Ready()
		}
	} else {
		group.Go(func() error { return errors.Join(plugged, endAll(all)) })
	}
	if err := group.Wait(); err != nil {
		return fmt.Errorf("simulator: %w", err)
	}
	return nil
}

func plugAll(all map[string]*device) error {
	for _, d := range all {
		if err := d.plug(); err != nil {
			return fmt.Errorf("%s: %w", d.kind, err)
		}
	}
	return nil
}

// hangUp pulls every cable for good when ctx ends, which ends every Serve.
func hangUp(ctx context.Context, all map[string]*device) error {
	<-ctx.Done()
	return endAll(all)
}

func endAll(all map[string]*device) error {
	var failed error
	for _, d := range all {
		failed = errors.Join(failed, d.end())
	}
	return failed
}
