package t1

import (
	"context"
	"errors"
	"fmt"

	"buergerterminal/devices"
)

// exchange is one command and its response on a link.
type exchange struct {
	*Link
	command   []byte // not yet received by the card, the block under way included
	pending   Block  // the information block under way
	response  []byte
	receiving bool // the card has begun its response
	delivered bool // the last block of the command has left at least once
	tries     int  // since something went forward
	idle      int  // blocks that were valid and brought nothing forward
}

// run sends the command and collects the response. A *lostError asks for a resynchronisation.
func (e *exchange) run(ctx context.Context) ([]byte, error) {
	next := e.information()
	for {
		answer, err := e.exchange(ctx, next)
		switch {
		case errors.Is(err, ErrGarbled):
			reason := OtherError
			if errors.Is(err, ErrBlockCheck) {
				reason = CheckError
			}
			next, err = e.again(next, reason, err)
		case err != nil:
			return nil, err
		case answer.Kind() == Information:
			var done bool
			if next, done, err = e.receive(next, answer); done {
				return e.finish()
			}
		case answer.Kind() == Ready:
			next, err = e.ready(next, answer)
		default:
			next, err = e.supervise(ctx, next, answer)
		}
		if err != nil {
			return nil, err
		}
	}
}

// information makes the block that carries the next part of the command.
func (e *exchange) information() Block {
	size := min(len(e.command), e.ifsc)
	e.pending = InformationBlock(e.ns, size < len(e.command), e.command[:size])
	e.delivered = e.delivered || !e.pending.More()
	return e.pending
}

// again asks for a repeat, rules 7.1 and 7.2: with a ready block, and after an invalid answer to a ready block with the same one.
func (e *exchange) again(last Block, reason byte, why error) (Block, error) {
	e.tries++
	if e.tries >= attempts { // rule 7.4.2
		return Block{}, &lostError{why}
	}
	e.counters.Repeats++
	if last.Kind() == Ready {
		return last, nil
	}
	return ReadyBlock(e.nr, reason), nil
}

// receive takes a part of the response.
func (e *exchange) receive(last, answer Block) (next Block, done bool, err error) {
	if !e.receiving && e.pending.More() || answer.Sequence() != e.nr {
		next, err = e.again(last, OtherError, fmt.Errorf("an information block out of turn: %02X", answer.PCB))
		return next, false, err
	}
	if !e.receiving { // the first part of the response also says that the command has arrived
		e.receiving = true
		e.ns ^= 1
	}
	e.nr ^= 1
	e.tries = 0
	e.response = append(e.response, answer.Data...)
	if len(answer.Data) == 0 {
		err = e.idled()
	}
	if len(e.response) > longestResponse {
		return Block{}, false, devices.Errorf(devices.FaultProtocol, "a response of more than %d bytes", longestResponse)
	}
	return ReadyBlock(e.nr, NoError), err == nil && !answer.More(), err
}

func (e *exchange) finish() ([]byte, error) {
	if len(e.response) < shortestResponse {
		return nil, devices.Errorf(devices.FaultProtocol, "a response of %d bytes", len(e.response))
	}
	return e.response, nil
}

// ready understands a ready block: the card wants the next part of the command, or something again.
func (e *exchange) ready(last, answer Block) (Block, error) {
	forward := answer.Sequence() != e.ns
	switch {
	case e.receiving: // it did not understand the last ready block
		return e.again(ReadyBlock(e.nr, NoError), OtherError, fmt.Errorf("%02X while the response is received", answer.PCB))
	case forward && e.pending.More():
		e.command = e.command[len(e.pending.Data):]
		e.ns ^= 1
		e.tries = 0
		return e.information(), nil
	case forward: // it wants more than the command has
		return e.again(last, OtherError, fmt.Errorf("%02X after the last part of the command", answer.PCB))
	}
	if _, err := e.again(last, OtherError, fmt.Errorf("the card asks again: %02X", answer.PCB)); err != nil {
		return Block{}, err
	}
	return e.pending, nil
}

// supervise answers the card's request.
func (e *exchange) supervise(ctx context.Context, last, request Block) (Block, error) {
	answer := Block{PCB: request.PCB | Answer, Data: request.Data}
	switch request.PCB {
	case WaitingTime:
		e.extension = int(request.Data[0])
		return e.supervised(answer)
	case Size:
		e.ifsc = int(request.Data[0])
		return e.supervised(answer)
	case Abort:
		if _, err := e.exchange(ctx, answer); err != nil && !errors.Is(err, ErrGarbled) {
			return Block{}, err
		}
		if err := e.resynchronise(ctx); err != nil {
			return Block{}, err
		}
		return Block{}, devices.Errorf(devices.FaultChipBroken, "the card gave the command up")
	}
	return e.again(last, OtherError, fmt.Errorf("a control block that no card may send here: %02X", request.PCB))
}

// supervised copies the answer, whose data are still the transport's. The card is well, so the attempts count anew.
func (e *exchange) supervised(answer Block) (Block, error) {
	e.tries = 0
	answer.Data = append([]byte(nil), answer.Data...)
	return answer, e.idled()
}

// idled counts a block that brought nothing forward, and ends the patience with a card that sends nothing else.
func (e *exchange) idled() error {
	if e.idle++; e.idle > idling {
		return devices.Errorf(devices.FaultChipBroken, "%d blocks brought nothing forward", idling)
	}
	return nil
}
