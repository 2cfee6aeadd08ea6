// The desk's live channel to the hub: one WebSocket that comes back by itself.
const protocol = 'buergerterminal.desk.v1';
const silence = 15000;
const waits = [500, 1000, 2000, 4000, 8000];

// signedOut asks why the hub is not there. A handshake that is refused tells a script nothing; the page tells it, for who is
// not signed in any more is led away from it.
async function signedOut() {
  try {
    const answer = await fetch(location.pathname, { redirect: 'manual', cache: 'no-store' });
    return answer.type === 'opaqueredirect' || answer.status === 401 || answer.status === 403;
  } catch {
    return false; // the hub is away
  }
}

export class Channel {
  // hello gives the first message of each connection; receive takes (type, body); state takes whether the hub is there; out
  // is called once nobody is signed in any more.
  constructor({ hello, receive, state, out }) {
    Object.assign(this, { hello, receive, state, out, tries: 0, ended: false, heard: 0 });
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
    socket.onclose = () => {
      if (this.socket !== socket || this.ended) return;
      this.state(false);
      const wait = waits[Math.min(this.tries++, waits.length - 1)];
      setTimeout(() => this.again(), wait * (0.5 + Math.random()));
    };
  }

  // again comes back, unless nobody is signed in: then no try would ever succeed.
  async again() {
    const out = !this.ended && await signedOut();
    if (this.ended) return;
    if (!out) return this.open();
    this.end();
    this.out();
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
