// The clerk's desk: joins the channel, the board and the call, and carries out what the clerk touches or types.
import { h, button, icon, morph } from './dom.js';
import { load, t, language, span } from './texts.js';
import { Channel } from './channel.js';
import * as boards from './board.js';
import { Call, view, stage, caption } from './call.js';
import * as mirror from './mirror.js';

const place = document.getElementById('content');
const bar = document.getElementById('presence');
const live = document.getElementById('live');
const dialog = document.getElementById('dialog');
const tab = crypto.randomUUID();

const desk = { me: null, board: null, call: null, online: false, over: '', ring: null, page: 'queue', ahead: 0 };

const channel = () => desk.channel;
const now = () => Date.now() + desk.ahead;

let painting = 0;
function paint() {
  painting ||= requestAnimationFrame(() => {
    painting = 0;
    draw();
  });
}

function draw() {
  morph(bar, h('div', {}, presence()));
  if (desk.over) return morph(place, h('div', {}, h('div', { class: 'one' }, h('h1', {}, t(`${desk.over}.title`)), h('p', {}, t(`${desk.over}.text`)), button(t(`${desk.over}.back`), 'reload', { kind: 'primary', sign: 'repeat' }))));
  for (const link of document.querySelectorAll('[data-do="page"]')) link.toggleAttribute('aria-current', !desk.call && link.dataset.arg === desk.page);
  if (desk.call) {
    morph(place, h('div', {}, view(desk.call)));
    stage(document.getElementById('stage'), desk.call);
    const lines = document.getElementById('lines');
    if (lines) lines.scrollTop = lines.scrollHeight;
    const page = document.getElementById('mirror');
    if (desk.call.page && page && !page.firstChild) mirror.show(page, desk.call.page);
  } else if (desk.board) {
    morph(place, h('div', {}, desk.page === 'fleet' ? boards.fleet(desk.board) : boards.queue(desk.board, now())));
  }
}

// title is set at once and not with the page, which a browser does not paint while its tab lies behind another.
function title() {
  if (desk.over) return `${t(`${desk.over}.title`)} · ${desk.town ?? ''}`;
  if (desk.call) return `${t('call.title')} · ${desk.town ?? ''}`;
  const n = desk.board?.waiting.length ?? 0;
  return `${n ? `(${n}) ` : ''}${t('nav.queue')} · ${desk.town ?? ''}`;
}

function presence() {
  if (desk.over) return [];
  if (!desk.me) return [h('span', { class: 'muted' }, t('net.connecting'))];
  const state = desk.call ? 'busy' : desk.board?.state ?? 'away';
  const lamp = { available: 'ok', busy: 'clerk', away: 'none' }[state];
  return [
    !desk.online && h('span', { class: 'tag warn', role: 'alert' }, t('net.lost')),
    h('span', { class: 'state' }, h('span', { class: `lamp ${lamp}` }), t(`attendance.${state}`)),
    h('span', { class: 'muted who' }, desk.me.office ? `${desk.me.name}, ${desk.me.office}` : desk.me.name),
    !desk.call && button(t(state === 'away' ? 'presence.ready' : 'presence.pause'), 'presence', { sign: 'clock', arg: state === 'away' ? 'available' : 'away' }),
  ];
}

// say tells who hears the page what changed.
function say(text) {
  live.textContent = text;
}

function receive(type, body) {
  const call = desk.call;
  const mine = call && body.call === call.id;
  switch (type) {
    case 'welcome':
      desk.me = body;
      desk.town = body.town;
      for (const link of document.querySelectorAll('[data-role]')) link.hidden = !body.roles?.includes(link.dataset.role);
      break;
    case 'board': board(body); break;
    case 'accepted': accepted(body); break;
    case 'ringing': ringing(body); break;
    case 'stopped':
      if (desk.ring?.call === body.call) closeRing();
      break;
    case 'signal':
      if (mine) call.heard(body);
      break;
    case 'joined':
      if (mine) call.joined(body.who);
      break;
    case 'left':
      if (mine && body.who === call.me.id) finish(t(gone(call, body)));
      else if (mine) call.left(body);
      break;
    case 'ended':
      if (mine) finish(t('call.ended', { reason: t(`reason.${body.reason}`) }));
      break;
    case 'superseded':
      channel().end();
      close('over');
      break;
    case 'refused':
      notice(t(`refused.${body.code}`));
      if (call && body.call === call.id && body.code === 'call') finish('');
      break;
  }
  document.title = title();
  paint();
}

// close ends all that this window does, and says why.
function close(why) {
  if (desk.call) finish('');
  if (dialog.open) dialog.close();
  desk.over = why;
  document.title = title();
  paint();
}

// gone says why this desk takes no part any more.
function gone(call, { moved, lost }) {
  if (call.admission === 'refused') return 'call.not-wanted';
  if (moved) return 'call.moved';
  return lost ? 'call.lost-self' : 'call.left-self';
}

function board(next) {
  const known = new Set(desk.board?.waiting.map((one) => one.call));
  const there = free(desk.board);
  desk.board = next;
  if (desk.bringing && desk.call && free(next) !== there) bring(desk.bringing);
  desk.ahead = new Date(next.now) - Date.now();
  if (next.waiting.some((one) => !known.has(one.call)) && !desk.call) {
    say(boards.headline(next));
    ring(next.state === 'available');
  }
}

// heed lets the desk ring: a browser allows no sound to a page that nobody has touched.
function heed() {
  desk.audio ??= new AudioContext();
  if (desk.audio.state === 'suspended') desk.audio.resume();
}

// ring plays two quiet tones; a browser that has not been touched yet stays silent.
function ring(wanted) {
  const audio = desk.audio;
  if (!wanted || audio?.state !== 'running') return;
  [660, 880].forEach((pitch, i) => {
    const tone = new OscillatorNode(audio, { frequency: pitch });
    const level = new GainNode(audio, { gain: 0.08 });
    tone.connect(level).connect(audio.destination);
    tone.start(audio.currentTime + i * 0.18);
    tone.stop(audio.currentTime + i * 0.18 + 0.15);
  });
}

function accepted(body) {
  closeRing();
  notice('');
  if (desk.call?.id === body.call) {
    desk.call.take(body);
    for (const { who, offer } of body.peers ?? []) if (!desk.call.peers.has(who.id)) desk.call.connect(who, offer);
    return;
  }
  desk.call?.end();
  const call = new Call({ accepted: body, send: (type, message) => channel().send(type, message), changed: paint, board: () => desk.board });
  call.mirrored = (page) => {
    const into = document.getElementById('mirror');
    if (into) mirror.show(into, page);
  };
  desk.call = call;
  say(t('call.begun', { site: body.case?.site ?? '' }));
  draw();
  call.begin();
}

function finish(words) {
  desk.call?.end();
  desk.call = null;
  if (dialog.open) dialog.close();
  place.replaceChildren();
  if (words) notice(words);
  paint();
}

function ringing(body) {
  desk.ring = body;
  ring(true);
  showRing();
}

// showRing asks until it is answered: somebody waits for that.
function showRing() {
  const body = desk.ring;
  open(h('div', {}, h('h2', {}, t(body.moved ? 'ring.transfer' : 'ring.invite', { name: body.from, as: t(`as.${body.as}`) })),
    h('p', {}, `${body.case.title || t('board.no-flow')} · ${body.case.site} · ${language(body.case.language)}`),
    h('div', { class: 'ways' }, button(t('ring.join'), 'join', { kind: 'primary', arg: body.call }), button(t('ring.decline'), 'decline', { arg: body.call }))));
}

function closeRing() {
  if (desk.ring && dialog.open) dialog.close();
  desk.ring = null;
}

// free are the colleagues who can be brought in, in one text.
const free = (of) => JSON.stringify((of?.colleagues ?? []).filter((one) => one.state === 'available'));

function open(content) {
  desk.bringing = null;
  dialog.replaceChildren(content);
  if (!dialog.open) dialog.showModal();
}

let fading = 0;
function notice(text) {
  const box = document.getElementById('notice');
  box.textContent = text;
  box.hidden = !text;
  clearTimeout(fading);
  fading = setTimeout(() => { box.hidden = true; }, 10000);
}

function askEnd() {
  const call = desk.call;
  if (call.me.as !== 'clerk') return channel().send('end', { call: call.id, reason: 'solved' });
  return open(h('div', {}, h('h2', {}, t('end.title')), h('div', { class: 'column' }, ['solved', 'appointment', 'elsewhere', 'abuse'].map((reason) => button(t(`reason.${reason}`), 'end', { arg: reason, kind: 'start' }))),
    h('div', { class: 'ways' }, button(t('end.back'), 'close-dialog', { sign: 'back' }))));
}

// speaks says as the queue does: who speaks "de" speaks "de-leicht" too.
const speaks = (one, language) => [language, language?.split('-')[0]].some((tag) => one.languages?.includes(tag));

function bring(as) {
  const fits = (one) => as === 'transfer' || as === 'second' || one.interpret || speaks(one, desk.call.case?.language);
  const there = (desk.board?.colleagues ?? []).filter((one) => one.state === 'available' && fits(one));
  open(h('div', {}, h('h2', {}, `${t('bring.title')}: ${t(`bring.${as}`)}`),
    there.length ? h('ul', { class: 'standings' }, there.map((one) => h('li', {}, h('span', { class: 'lamp ok' }), h('span', {}, button(one.name, as === 'transfer' ? 'transfer' : 'invite', { arg: JSON.stringify({ clerk: one.clerk, as: one.signs && as === 'interpreter' ? 'signs' : as }), kind: 'start' }), h('span', { class: 'second' }, [one.office, ...(one.languages ?? []).map(language)].filter(Boolean).join(' · ')))))) : h('p', {}, t('bring.nobody')),
    as === 'transfer' && h('p', {}, button(t('bring.queue'), 'transfer', { arg: '{}', kind: 'start', sign: 'clock' })),
    h('div', { class: 'ways' }, button(t('end.back'), 'close-dialog', { sign: 'back' }))));
  desk.bringing = as; // who comes or goes meanwhile is shown
}

function keys() {
  open(h('div', {}, h('h2', {}, t('keys.title')), h('dl', { class: 'keys' }, Object.keys(shortcuts).map((key) => h('div', {}, h('dt', {}, `Alt + Shift + ${key}`), h('dd', {}, t(`keys.${key}`))))),
    h('div', { class: 'ways' }, button(t('end.back'), 'close-dialog', { sign: 'back' }))));
}

const value = () => document.getElementById('value')?.value ?? '';
const pointed = () => mirror.named(mirror.find(desk.call.page, desk.call.pointed) ?? { role: 'text' }, desk.call.page);

const actions = {
  page: (name) => { desk.page = name; },
  accept: (call) => { channel().send('accept', { call }); },
  presence: (state) => { channel().send('presence', { state }); },
  'callback-done': (id) => { channel().send('callback-done', { id }); },
  join: (call) => { channel().send('join', { call }); closeRing(); },
  decline: (call) => { channel().send('decline', { call }); closeRing(); },
  mute: () => desk.call.mute(),
  darken: () => desk.call.darken(),
  hold: () => desk.call.hold(),
  point: (id) => desk.call.point(id),
  unpoint: () => desk.call.point(''),
  suggest: () => desk.call.ask('suggest', { page: desk.call.page.page, node: desk.call.pointed, value: value() }, pointed()),
  fill: () => desk.call.ask('fill', { page: desk.call.page.page, node: desk.call.pointed, value: value() }, pointed()),
  press: () => desk.call.ask('press', { page: desk.call.page.page, node: desk.call.pointed }, pointed()),
  request: (what) => desk.call.ask('request', { what }, t(`ask.${what}`)),
  bring,
  invite: (arg) => { channel().send('invite', { call: desk.call.id, ...JSON.parse(arg) }); dialog.close(); },
  transfer: (arg) => {
    const { clerk } = JSON.parse(arg);
    channel().send('transfer', clerk ? { call: desk.call.id, clerk } : { call: desk.call.id, flow: desk.call.case?.flow ?? '', language: desk.call.case?.language ?? '' });
    dialog.close();
  },
  'ask-end': askEnd,
  end: (reason) => { channel().send('end', { call: desk.call.id, reason }); dialog.close(); },
  enlarge: (i) => {
    const one = desk.call.pictures[Number(i)];
    open(h('div', { class: 'enlarged' }, h('h2', {}, caption(one)), h('img', { src: one.url, alt: caption(one) }), h('div', { class: 'ways' }, button(t('end.back'), 'close-dialog', { sign: 'back' }))));
  },
  'close-dialog': () => dialog.close(),
  keys,
  reload: () => location.reload(),
};

const shortcuts = {
  A: () => document.querySelector('[data-do="accept"]')?.click(),
  M: () => desk.call?.mute(),
  V: () => desk.call?.darken(),
  H: () => desk.call?.hold(),
  T: () => document.getElementById('write')?.focus(),
  S: () => document.querySelector('#mirror [data-do="point"]')?.focus(),
  E: () => desk.call && askEnd(),
  P: () => document.querySelector('[data-do="presence"]')?.click(),
  K: keys,
};

function act(element) {
  const action = actions[element.dataset.do];
  if (!action) return;
  if (desk.call === null && element.closest('.call')) return;
  action(element.dataset.arg);
  paint();
}

document.addEventListener('click', (event) => {
  const element = event.target.closest('[data-do]');
  if (!element) return;
  event.preventDefault();
  act(element);
});

document.addEventListener('keydown', (event) => {
  if (event.altKey && event.shiftKey && shortcuts[event.code.replace('Key', '')]) {
    event.preventDefault();
    shortcuts[event.code.replace('Key', '')]();
    paint();
    return;
  }
  const target = event.target;
  if (target.id === 'write' && event.key === 'Enter' && !event.isComposing) {
    event.preventDefault();
    desk.call?.endLine();
    target.value = '';
    return;
  }
  if (target.id === 'value' && event.key === 'Enter' && !event.isComposing) {
    event.preventDefault();
    actions.suggest(); // the gentler of the two: the citizen confirms it
    paint();
    return;
  }
  if ((event.key === 'Enter' || event.key === ' ') && target.matches?.('[data-do="point"]')) {
    event.preventDefault();
    act(target);
  }
});

document.addEventListener('input', ({ target }) => {
  if (target.dataset.input === 'write') desk.call?.write(target.value);
  if (target.dataset.input === 'volume') desk.call?.volume(Number(target.value));
});

dialog.addEventListener('close', () => {
  desk.bringing = null;
  dialog.replaceChildren();
  if (desk.ring) showRing(); // a second Escape closes any dialog, and another one may have lain over the question
});

dialog.addEventListener('cancel', (event) => {
  if (desk.ring) event.preventDefault();
});

// The seconds that run on the page are written alone, so that nothing else is painted for them.
setInterval(() => {
  for (const element of place.querySelectorAll('[data-since]')) element.textContent = span((now() - new Date(element.dataset.since)) / 1000);
  const begun = place.querySelector('[data-begun]');
  if (begun && desk.call) begun.textContent = span(desk.call.seconds);
}, 1000);

for (const touch of ['pointerdown', 'keydown']) addEventListener(touch, heed, { capture: true, passive: true });

addEventListener('pagehide', () => desk.call?.end());

const { lang } = document.documentElement;
await load(lang);
desk.channel = new Channel({
  hello: () => (desk.call ? { tab, lang, call: desk.call.id, epoch: desk.call.epoch } : { tab, lang }),
  receive,
  state: (online) => {
    desk.online = online;
    paint();
  },
  out: () => close('out'),
});
paint();
