package live

import (
	"context"

	"buergerterminal/kiosk/hub/queue"
	"buergerterminal/kiosk/link"
)

// settle tells the desk what holds for its call and for those into which it is asked.
func (d *desk) settle(ctx context.Context) {
	d.mu.Lock()
	defer d.mu.Unlock()
	l := d.live
	parts, err := l.config.Queue.Parts(ctx, d.who.ID)
	if err == nil {
		err = d.settleCall(ctx, parts)
	}
	if err == nil {
		err = d.settleRinging(ctx, parts)
	}
	if err != nil {
		l.failed("desk", err)
		l.again(d)
	}
}

// settleCall needs the lock.
func (d *desk) settleCall(ctx context.Context, parts []queue.Part) error {
	mine := ""
	for _, p := range parts {
		if p.Taken {
			mine = p.Call
		}
	}
	if d.told.call != "" && d.told.call != mine {
		if err := d.tell(ctx, d.told.call); err != nil {
			return err
		}
		d.told, d.terminal = view{}, ""
	}
	if mine == "" {
		return nil
	}
	return d.tell(ctx, mine)
}

// tell needs the lock.
func (d *desk) tell(ctx context.Context, call string) error {
	l := d.live
	now, c, err := l.load(ctx, call)
	if err != nil {
		return err
	}
	site, err := l.standings.site(ctx, c.Terminal)
	if err != nil {
		return err
	}
	side := deskSide{self: seatID(call, d.who.ID), about: l.about(c, site, d.lang), terminal: c.Terminal}
	if now.has(side.self) {
		side.ice = l.config.ICE(call, side.self)
	}
	for _, m := range toDesk(d.told, now, side) {
		d.send(m)
	}
	if d.told, d.terminal = now, c.Terminal; !now.has(side.self) {
		d.told, d.terminal = view{}, ""
	}
	if now.stage == over {
		l.config.Over(call)
	}
	return nil
}

// settleRinging needs the lock.
func (d *desk) settleRinging(ctx context.Context, parts []queue.Part) error {
	rings := map[string]bool{}
	for _, p := range parts {
		if p.Taken {
			delete(d.ringing, p.Call) // the desk was told that it is in
			continue
		}
		rings[p.Call] = true
		if d.ringing[p.Call] {
			continue
		}
		if err := d.ring(ctx, p); err != nil {
			return err
		}
	}
	for call := range d.ringing {
		if !rings[call] {
			d.send(link.Stopped{Call: call})
		}
	}
	d.ringing = rings
	return nil
}

func (d *desk) ring(ctx context.Context, p queue.Part) error {
	c, err := d.live.config.Queue.Find(ctx, p.Call)
	if err != nil {
		return err
	}
	from, err := d.live.names.of(ctx, c.Clerk)
	if err != nil {
		return err
	}
	site, err := d.live.standings.site(ctx, c.Terminal)
	if err != nil {
		return err
	}
	d.send(link.Ringing{Call: p.Call, From: from.name, As: p.Role, Moved: p.Handed, Case: d.live.about(c, site, d.lang)})
	return nil
}
