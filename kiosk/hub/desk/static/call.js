// One call: connections, picture, text, the mirror and what the clerk asks for. Nothing of it outlives the call.
import { h, button, icon, morph } from './dom.js';
import { t, span, known } from './texts.js';
import { Peer } from './peer.js';
import { Sender, Receiver } from './t140.js';
import * as mirror from './mirror.js';
import { step, tags } from './board.js';

const terminal = 'terminal';
const camera = { audio: { echoCancellation: true, noiseSuppression: true }, video: { width: 640, height: 480, frameRate: 30 } };

// capture asks for camera and microphone, then for either; a clerk without both can still write.
async function capture() {
  for (const wish of [camera, { audio: camera.audio }, { video: camera.video }]) {
    try {
      return await navigator.mediaDevices.getUserMedia(wish);
    } catch {
      // the next wish is smaller
    }
  }
  return null;
}

// lacking is what the others get nothing of.
function lacking(media) {
  const [sound, picture] = [media?.getAudioTracks().length, media?.getVideoTracks().length];
  if (sound && picture) return '';
  if (sound) return 'camera';
  return picture ? 'microphone' : 'both';
}

export class Call {
  // send(type, body) goes to the hub; changed() asks for the tools to be painted anew; board() is the newest board.
  constructor({ accepted, send, changed, board }) {
    Object.assign(this, { send, changed, board, peers: new Map(), texts: new Map(), lines: [], open: new Map(), pictures: [], asked: new Map(), begun: Date.now() });
    Object.assign(this, { muted: false, dark: false, held: false, ended: false, grant: '', admission: '', admissions: new Map(), shared: { audio: false, video: false }, serial: 0, draft: '', level: 1 });
    this.page = null;
    this.sender = new Sender((block) => this.sendText(block));
    this.take(accepted);
  }

  take(accepted) {
    this.id = accepted.call;
    this.epoch = accepted.epoch;
    this.me = accepted.who;
    this.terminal = accepted.terminal;
    this.case = accepted.case ?? this.case;
    this.ice = accepted.ice;
    this.wanted = accepted.peers ?? [];
  }

  async begin() {
    const asking = setTimeout(() => this.lack('asking'), 1000); // by then the browser shows its question
    this.media = await capture();
    clearTimeout(asking);
    if (this.ended) {
      this.stopMedia();
      return;
    }
    this.lack(lacking(this.media));
    this.apply(); // what was switched off meanwhile
    for (const { who, offer } of this.wanted) this.connect(who, offer);
    this.changed();
  }

  connect(who, offers) {
    this.peers.get(who.id)?.close();
    const peer = new Peer({ who, offers, ice: this.ice, media: this.media, handlers: {
      signal: (kind, data) => this.signal(who.id, kind, data),
      track: (stream) => { peer.shown = stream; this.changed(); },
      message: (channel, data) => this.message(who, channel, data),
      state: () => this.changed(),
    } });
    this.peers.set(who.id, peer);
    if (!this.texts.has(who.id)) this.texts.set(who.id, new Receiver((text, done) => this.line(who, text, done)));
    return peer;
  }

  signal(to, kind, data) {
    this.send('signal', { call: this.id, to, epoch: this.epoch, kind, data });
  }

  // heard is a signal of another participant. One that offers may come before it is announced.
  async heard({ from, kind, data, epoch }) {
    if (kind === 'text') return this.message(this.who(from), 'text', data);
    if (kind === 'form') return this.message(this.who(from), 'form', data);
    let peer = this.peers.get(from);
    if (kind === 'offer' && (!peer || peer.offers)) peer = this.connect(this.who(from), false);
    try {
      await peer?.signal(kind, data);
    } catch (error) {
      console.warn(`call: ${kind} was not taken: ${error.name}`);
      if (peer?.offers && !peer.connected) peer.offer(true);
    }
  }

  who(id) {
    return this.peers.get(id)?.who ?? this.joining?.get(id) ?? { id, name: '', office: '', as: id === terminal ? '' : 'second' };
  }

  joined(who) {
    (this.joining ??= new Map()).set(who.id, who);
    this.changed();
  }

  left({ who, lost }) {
    this.peers.get(who)?.close();
    this.peers.delete(who);
    this.joining?.delete(who);
    this.open.delete(who);
    this.admissions.delete(who);
    this.note(t(lost ? 'call.lost' : 'call.left', { name: this.name(this.who(who)) }));
  }

  name(who) {
    if (who.id === terminal) return t('call.citizen');
    return who.name || t(`as.${who.as || 'second'}`);
  }

  message(who, channel, data) {
    if (channel === 'text') return this.texts.get(who.id)?.take(typeof data === 'string' ? data : new TextDecoder().decode(data));
    if (who.id !== terminal) return undefined;
    return channel === 'picture' ? this.piece(data) : this.form(JSON.parse(data));
  }

  form({ type, body }) {
    switch (type) {
      case 'mirror':
        if (this.page && body.version <= this.page.version) return;
        this.page = body;
        if (this.pointed && !mirror.find(body, this.pointed)) this.pointed = '';
        this.mirrored?.(body);
        break;
      case 'grant': this.grant = body.state; break;
      case 'shared': this.shared = body; break;
      case 'admission': this.admitted(body); break;
      case 'done': this.answered(body); break;
      case 'picture': this.incoming = { ...body, pieces: [], got: 0 }; break;
    }
    this.changed();
  }

  // admitted takes the citizen's answer to whether somebody who came later may see and hear them.
  admitted({ who, state }) {
    if (who === this.me.id) this.admission = state;
    else {
      this.admissions.set(who, state);
      this.status = t(`admission.${state}`, { name: this.name(this.who(who)) });
    }
  }

  answered({ id, outcome }) {
    const asked = this.asked.get(id);
    if (!asked) return;
    asked.outcome = outcome;
    this.status = t(`outcome.${outcome}`, { what: asked.words });
    if (outcome !== 'shown') this.asked.delete(id);
  }

  piece(data) {
    const picture = this.incoming;
    if (!picture) return;
    picture.pieces.push(data);
    picture.got += data.byteLength;
    if (picture.got < picture.size) return;
    this.incoming = null;
    const url = URL.createObjectURL(new Blob(picture.pieces, { type: picture.media }));
    this.pictures.push({ url, what: picture.what, name: picture.name, page: picture.page });
    this.changed();
  }

  line(who, text, done) {
    if (done) {
      if (text) this.lines.push({ from: who.id, name: this.name(who), text });
      this.open.delete(who.id);
    } else if (text) this.open.set(who.id, { name: this.name(who), text });
    else this.open.delete(who.id);
    this.changed();
  }

  note(text) {
    this.status = text;
    this.changed();
  }

  sendText(block) {
    for (const [id, peer] of this.peers) if (!peer.send('text', block)) this.signal(id, 'text', block);
  }

  write(text) {
    this.draft = text;
    this.sender.line(text);
  }

  endLine() {
    if (!this.draft) return;
    this.lines.push({ from: 'me', name: t('call.me'), text: this.draft });
    this.draft = '';
    this.sender.end();
    this.changed();
  }

  sendForm(type, body) {
    const raw = JSON.stringify({ type, body });
    if (!this.peers.get(terminal)?.send('form', raw)) this.signal(terminal, 'form', raw);
  }

  // leads reports whether this desk may do more than point.
  get leads() {
    return this.admission !== 'asked' && (this.me.as === 'clerk' || this.me.as === 'second');
  }

  point(id) {
    this.pointed = id;
    this.sendForm('point', { node: id });
    this.changed();
  }

  ask(type, body, words) {
    const id = `${this.me.id}.${++this.serial}`;
    this.asked.set(id, { type, words });
    this.sendForm(type, { id, ...body });
    this.status = t('outcome.sent', { what: words });
    this.changed();
  }

  // lack says what is missing of camera and microphone, as long as it is.
  lack(what) {
    this.lacks = what;
    this.changed();
  }

  mute() {
    this.muted = !this.muted;
    this.apply();
  }

  darken() {
    this.dark = !this.dark;
    this.apply();
  }

  hold() {
    this.held = !this.held;
    this.sendForm('holding', { on: this.held });
    this.apply();
  }

  apply() {
    for (const track of this.media?.getAudioTracks() ?? []) track.enabled = !this.muted && !this.held;
    for (const track of this.media?.getVideoTracks() ?? []) track.enabled = !this.dark && !this.held;
    this.changed();
  }

  volume(level) {
    this.level = level;
    for (const video of document.querySelectorAll('video[data-far]')) video.volume = level;
  }

  stopMedia() {
    for (const track of this.media?.getTracks() ?? []) track.stop();
    this.media = null;
  }

  end() {
    this.ended = true;
    this.stopMedia();
    for (const peer of this.peers.values()) peer.close();
    for (const picture of this.pictures) URL.revokeObjectURL(picture.url);
    clearTimeout(this.sender.timer);
    this.peers.clear();
    this.texts.clear();
    this.open.clear();
    this.asked.clear();
    this.lines = [];
    this.pictures = [];
    this.page = this.incoming = null;
    this.draft = '';
  }

  get connected() {
    return this.peers.get(terminal)?.connected ?? false;
  }

  get seconds() {
    return (Date.now() - this.begun) / 1000;
  }
}

// view is the page of the call; the mirror and the videos are filled in behind it.
export function view(call) {
  const node = mirror.find(call.page, call.pointed);
  return h('div', { class: 'call' },
    h('section', { class: 'pane-mirror', 'aria-labelledby': 'mirror-title' },
      h('div', { class: 'pane-head' }, h('h2', { id: 'mirror-title' }, t('mirror.page')), h('span', { class: 'second' }, t(call.admission === 'asked' ? 'mirror.asked' : 'mirror.hint'))),
      h('div', { class: 'mirror', id: 'mirror', 'data-keep': true, 'aria-live': 'off' })),
    h('section', { class: 'pane-talk', 'aria-labelledby': 'talk-title' },
      h('div', { class: 'pane-head' }, h('h2', { id: 'talk-title' }, call.case?.site || call.terminal || t('call.citizen')),
        h('span', { class: `strong num ${call.connected ? 'clerk-ink' : 'warn-ink'}` }, call.connected ? h('span', { 'data-begun': true }, span(call.seconds)) : t('call.connecting'))),
      h('div', { class: `stage${call.shared.video ? '' : ' unseen-citizen'}`, id: 'stage', 'data-keep': true }),
      h('p', { class: 'second share', role: 'status' }, sharing(call)),
      h('p', { class: 'lacks', role: 'status' }, call.lacks ? t(`lacks.${call.lacks}`) : ''),
      h('div', { class: 'controls' },
        button(t(call.muted ? 'call.unmute' : 'call.mute'), 'mute', { sign: call.muted ? 'microphone-off' : 'microphone', 'aria-pressed': String(call.muted) }),
        button(t(call.dark ? 'call.show' : 'call.hide'), 'darken', { sign: 'camera', 'aria-pressed': String(call.dark) }),
        button(t(call.held ? 'call.resume' : 'call.hold'), 'hold', { sign: 'clock', 'aria-pressed': String(call.held) }),
        button(t(call.me.as === 'clerk' ? 'call.end' : 'call.leave'), 'ask-end', { sign: 'end-call', kind: 'danger' })),
      h('label', { class: 'volume' }, h('span', { class: 'second' }, t('call.volume')), h('input', { type: 'range', min: '0', max: '1', step: '0.05', value: String(call.level), 'data-input': 'volume', 'data-keep': true })),
      transcript(call)),
    h('aside', { class: 'pane-tools' }, tools(call, node)));
}

function sharing(call) {
  if (call.admission === 'asked') return t('share.asked');
  if (call.shared.audio && call.shared.video) return t('share.both');
  if (call.shared.audio) return t('share.audio');
  if (call.shared.video) return t('share.video');
  return t('share.none');
}

function transcript(call) {
  const line = (name, text, mine, open) => h('p', { class: mine ? 'said mine' : 'said' }, h('span', { class: 'by' }, name), h('span', {}, text, open && h('span', { class: 'caret' })));
  return h('div', { class: 'card transcript' }, h('h2', {}, icon('chat'), t('text.title')),
    h('div', { class: 'lines', id: 'lines', role: 'log', 'aria-label': t('text.title') },
      call.lines.map((one) => line(one.name, one.text, one.from === 'me')), [...call.open.values()].map((one) => line(one.name, one.text, false, true))),
    h('input', { id: 'write', class: 'write', 'data-input': 'write', 'data-keep': true, autocomplete: 'off', maxlength: '500', 'aria-label': t('text.field'), placeholder: t('text.field') }));
}

function tools(call, node) {
  const one = call.case;
  return [
    one && h('p', { class: 'tags' }, tags({ ...one, fits: true })),
    h('section', { class: 'card tool' }, h('h2', {}, one?.title || t('board.no-flow')), one && h('p', { class: 'second' }, step({ ...one, ...progress(call.page) })), pointing(call, node)),
    call.leads && h('section', { class: 'card tool' }, h('h2', {}, t('ask.title')), h('div', { class: 'pair' },
      [['scan', 'scan'], ['sign', 'signature'], ['id', 'card'], ['print', 'print']].map(([sign, what]) => button(t(`ask.${what}`), 'request', { sign, arg: what, kind: 'start' })))),
    pictures(call),
    call.me.as === 'clerk' && h('section', { class: 'card tool' }, h('h2', {}, t('bring.title')), h('div', { class: 'pair' },
      button(t('bring.interpreter'), 'bring', { sign: 'language', arg: 'interpreter', kind: 'start' }),
      button(t('bring.second'), 'bring', { sign: 'family', arg: 'second', kind: 'start' }),
      button(t('bring.transfer'), 'bring', { sign: 'arrow', arg: 'transfer', kind: 'start' })), attending(call)),
    h('p', { class: 'status', role: 'status', 'aria-live': 'polite' }, call.status ?? ''),
    h('p', { class: 'note' }, icon('lock'), h('span', {}, t(call.connected ? 'call.sealed' : 'call.unrecorded'))),
  ];
}

// progress is the open step as the mirror shows it, which is newer than what the case said when the call began.
function progress(page) {
  const node = page?.nodes?.find((one) => one.role === 'progress');
  return node ? { step: node.step + 1, steps: node.steps, part: '' } : {};
}

function pointing(call, node) {
  if (!node) return h('p', { class: 'second apart-small' }, t('point.none'));
  const fill = node.act === 'fill';
  const answer = node.act === 'press' || fill;
  return [
    h('p', { class: 'second apart-small' }, t('point.shown')),
    h('p', { class: 'strong pointed-at' }, h('span', { class: 'lamp clerk' }), mirror.named(node, call.page)),
    h('div', { class: 'column' },
      fill && call.leads && h('label', {}, h('span', { class: 'unseen' }, t('point.value')), h('input', { id: 'value', class: 'write', 'data-keep': true, autocomplete: 'off', 'data-key': `value-${call.pointed}`, placeholder: t('point.value') })),
      answer && call.leads && button(t(fill ? 'point.suggest-value' : 'point.suggest'), 'suggest', { sign: 'check', kind: 'accent start' }),
      answer && call.leads && button(t(fill ? 'point.fill' : 'point.press'), fill ? 'fill' : 'press', { sign: fill ? 'pen' : 'hand', kind: 'start' }),
      button(t('point.end'), 'unpoint', { sign: 'close', kind: 'start' })),
    h('p', { class: 'second' }, t(answer ? `grant.${call.grant || 'none'}` : 'point.only')),
  ];
}

function pictures(call) {
  if (!call.pictures.length && !call.incoming) return null;
  return h('section', { class: 'card tool' }, h('h2', {}, t('picture.title')),
    h('ul', { class: 'pictures' }, call.pictures.map((one, i) => h('li', { 'data-key': one.url },
      h('button', { type: 'button', class: 'thumb', 'data-do': 'enlarge', 'data-arg': String(i) }, h('img', { src: one.url, alt: '' }), h('span', { class: 'second' }, caption(one)))))),
    call.incoming && h('p', { class: 'second', role: 'status' }, t('picture.coming', { n: Math.round((100 * call.incoming.got) / call.incoming.size) })));
}

export const caption = (one) => (one.what === 'signature' ? t('ask.signature') : t('picture.scan', { name: one.name || t('ask.scan'), page: one.page || 1 }));

function attending(call) {
  const others = [...call.peers.values()].filter((peer) => peer.who.id !== terminal);
  if (!others.length) return null;
  return h('ul', { class: 'standings apart-small' }, others.map((peer) => h('li', { 'data-key': peer.who.id }, h('span', { class: `lamp ${peer.connected ? 'ok' : 'warn'}` }), h('span', {}, h('span', { class: 'line' }, peer.who.name), h('span', { class: 'second' }, [known(`as.${peer.who.as}`) && t(`as.${peer.who.as}`), call.admissions.get(peer.who.id) === 'asked' && t('admission.waits')].filter(Boolean).join(' · '))))));
}

// stage puts the pictures into their place: the citizen large, the others and the clerk small.
export function stage(place, call) {
  const wanted = new Map();
  for (const [id, peer] of call.peers) if (peer.shown) wanted.set(id, peer.shown);
  if (call.media?.getVideoTracks().length) wanted.set('me', call.media);
  for (const video of [...place.querySelectorAll('video')]) if (!wanted.has(video.dataset.who)) {
    video.srcObject = null;
    video.remove();
  }
  let small = 0;
  for (const [id, stream] of wanted) {
    let video = place.querySelector(`video[data-who="${CSS.escape(id)}"]`);
    if (!video) {
      video = h('video', { autoplay: true, playsinline: true, 'data-who': id, 'data-far': id !== 'me', 'aria-label': id === 'me' ? t('call.me') : call.name(call.who(id)) });
      video.muted = id === 'me';
      video.volume = call.level;
      place.append(video);
    }
    if (video.srcObject !== stream) video.srcObject = stream;
    video.className = id === terminal ? 'large' : `small s-${small++}`;
  }
  place.classList.toggle('unseen-citizen', !call.shared.video);
}

export { morph };
