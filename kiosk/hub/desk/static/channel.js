// The desk's live channel to the hub: one WebSocket that comes back by itself.
const protocol = 'buergerterminal.desk.v1';
const silence = 15000;
const waits = [500, 1000, 2000, 4000, 8000];

export class Channel {
  // hello gives the first message of each connection; receive takes (type, body); state takes whether the hub is there.
  constructor({ hello, receive, state }) {
    Object.assign(this, { hello, receive, state, tries: 0, ended: false, heard: 0 });
    this.clock = new Worker('/desk/assets/beat.js');
    this.clock.onmessage = () => this.beat();
    this.open();
  }

  open() {
    const scheme = location.protocol === 'https:' ? 'wss' : 'ws';
    const socket = new WebSocket(`${scheme}://${location.host}/desk/live`, protocol);
    this.socket = socket;
    this.heard = Date.now();
    socket.onopen = () => {
      this.tries = 0;
      this.send('hello', this.hello());
      this.state(true);
    };
    socket.onmessage = (event) => {
      this.heard = Date.now();
      const { type, body } = JSON.parse(event.data);
      this.receive(type, body ?? {});
    };
    socket.onclose = (event) => {
      if (this.socket !== socket || this.ended) return;
      this.state(false, event.code);
      const wait = waits[Math.min(this.tries++, waits.length - 1)];
      setTimeout(() => !this.ended && this.open(), wait * (0.5 + Math.random()));
    };
  }

  beat() {
    if (this.ended) return;
    if (this.socket.readyState === WebSocket.OPEN && Date.now() - this.heard > silence) {
      this.socket.close();
      return;
    }
    this.send('beat', {});
  }

  // send reports whether the message went out; what does not is not kept, for the hub sends its state anew.
  send(type, body) {
    if (this.socket.readyState !== WebSocket.OPEN) return false;
    this.socket.send(JSON.stringify({ type, body }));
    return true;
  }

  end() {
    this.ended = true;
    this.clock.terminate();
    this.socket.close(1000);
  }
}
