// The citizen's page as semantic HTML, from link.Mirror. It shows what the citizen sees and holds nothing of its own.
import { h, icon, morph } from './dom.js';
import { t } from './texts.js';

// strong turns **words** into a stronger span; soft hyphens and line ends stay as they are.
function words(text) {
  return text.split('**').map((part, i) => (i % 2 ? h('strong', {}, part) : part));
}

// tags says as what an element is read. What is not here is a group.
const tags = {
  title: 'h3', heading: 'h4', text: 'p', error: 'p', confirm: 'p', note: 'div', stack: 'div', grid: 'div', split: 'div',
};
const roles = {
  choice: 'radio', check: 'checkbox', compact: 'radio', switch: 'switch', button: 'button', area: 'button', hit: 'button', option: 'button',
  quick: 'button', key: 'button', tile: 'button', reason: 'button', start: 'button', progress: 'group', meter: 'meter', keyboard: 'group', qr: 'img', scan: 'img', signature: 'img', video: 'img', field: 'textbox', datepart: 'textbox',
};
const chosen = new Set(['radio', 'checkbox', 'switch']);

function element(node, mirror) {
  const role = roles[node.role];
  const attributes = {
    class: ['n', `n-${node.role}`, node.kind && `k-${node.kind}`, node.tone && `t-${node.tone}`, node.zone && `z-${node.zone}`,
      node.chosen && 'chosen', node.wrong && 'wrong', node.active && 'active', node.secret && 'secret',
      node.id && node.id === mirror.focus && 'focus', node.id && node.id === mirror.pointed && 'pointed', node.columns > 1 && `c-${node.columns}`].filter(Boolean).join(' '),
    'data-key': node.id || undefined,
    lang: node.lang,
    role,
    'aria-checked': role && chosen.has(role) ? String(Boolean(node.chosen)) : undefined,
    'aria-invalid': node.wrong ? 'true' : undefined,
    'aria-readonly': role === 'textbox' ? 'true' : undefined,
    'aria-label': role === 'img' || role === 'textbox' ? node.name || t(`mirror.${node.role}`) : undefined,
  };
  if (node.id && node.role !== 'keyboard') {
    Object.assign(attributes, { 'data-do': 'point', 'data-arg': node.id, tabindex: '0' });
  }
  const body = [];
  if (node.role === 'progress') body.push(progress(node));
  if (node.role === 'keyboard') body.push(h('span', { class: 'detail' }, t('mirror.keyboard')));
  if (node.icon) body.push(icon(node.icon));
  if (node.secret) body.push(h('span', { class: 'hidden' }, t('mirror.secret')));
  else {
    const value = node.value ? h('span', { class: 'value' }, node.active ? caret(node) : node.value) : node.active ? h('span', { class: 'value' }, h('span', { class: 'caret' })) : null;
    const fielded = node.role === 'field' || node.role === 'datepart';
    if (node.name && !(fielded && !value && !node.name)) body.push(h('span', { class: 'name' }, words(node.name)));
    if (value || fielded) body.push(value ?? h('span', { class: 'value' }));
    if (node.detail) body.push(h('span', { class: 'detail' }, words(node.detail)));
  }
  if (node.children?.length) body.push(h('div', { class: 'children' }, node.children.map((child) => element(child, mirror))));
  return h(tags[node.role] ?? 'div', attributes, body);
}

function progress(node) {
  const steps = [];
  for (let i = 0; i < (node.steps || 0); i++) steps.push(h('span', { class: i < node.step ? 'done' : i === node.step ? 'open' : '' }));
  return h('span', { class: 'steps', 'aria-hidden': 'true' }, steps);
}

function caret(node) {
  const runes = [...node.value];
  const at = Math.min(node.caret ?? runes.length, runes.length);
  return [runes.slice(0, at).join(''), h('span', { class: 'caret' }), runes.slice(at).join('')];
}

// rules are what no program has checked of the answers on the page: the clerk reads them and looks.
function rules(mirror) {
  if (!mirror.unresolved?.length) return null;
  return h('section', { class: 'unresolved', 'data-key': 'unresolved' }, h('h4', {}, t('mirror.unresolved')),
    h('ul', {}, mirror.unresolved.map((rule) => h('li', { lang: 'de' }, rule))));
}

// linear is one channel of a colour as WCAG 2.2 counts its light.
function linear(channel) {
  const part = channel / 255;
  return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
}

// readable reports whether white words can be read on a colour, and it as words on white: 7 to 1, as on the terminal.
export function readable(colour) {
  const [r, g, b] = [1, 3, 5].map((at) => linear(parseInt(colour.slice(at, at + 2), 16)));
  return 1.05 / (0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05) >= 7;
}

// paint gives the page the municipality's colour, where it has one that can be read.
function paint(place, colour) {
  const own = /^#[0-9a-f]{6}$/.test(colour ?? '') && readable(colour);
  place.classList.toggle('accented', own);
  if (own) place.style.setProperty('--accent', colour);
  else place.style.removeProperty('--accent');
}

// show puts a mirror into its place. The zones are those of the look: read above the horizon, act below.
export function show(place, mirror) {
  const zones = { top: [], read: [], act: [], way: [], bar: [], keyboard: [] };
  const where = { head: 'top', progress: 'top', read: 'read', act: 'act', back: 'way', forward: 'way', bar: 'bar', keyboard: 'keyboard' };
  for (const node of mirror.nodes ?? []) zones[where[node.zone] ?? 'act'].push(element(node, mirror));
  const page = h('div', { class: 'page', lang: mirror.lang, dir: mirror.rtl ? 'rtl' : 'ltr', 'data-page': mirror.page },
    Object.entries(zones).map(([name, nodes]) => h('div', { class: `zone zone-${name}`, 'data-key': `zone-${name}` }, nodes)));
  paint(place, mirror.accent);
  morph(place, h('div', {}, mirror.covered && h('p', { class: 'covered', 'data-key': 'covered' }, t('mirror.covered')), page, rules(mirror)));
}

export function clear(place) {
  place.replaceChildren();
  paint(place, '');
}

// find is the node with an id, or null.
export function find(mirror, id) {
  const search = (nodes) => {
    for (const node of nodes ?? []) {
      if (node.id === id) return node;
      const below = search(node.children);
      if (below) return below;
    }
    return null;
  };
  return id ? search(mirror?.nodes) : null;
}

// named is what a node is called in a sentence: a single field has the question of its page for a name.
export function named(node, mirror) {
  const single = ['field', 'datepart'].includes(node.role) ? mirror?.nodes?.find((one) => one.role === 'title')?.name : '';
  return (node.name || single || node.value || t(`mirror.${node.role}`)).replaceAll('**', '').replaceAll('\u00AD', '').replaceAll('\n', ' ');
}
