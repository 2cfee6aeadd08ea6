// Builds elements, and changes a part of the page into another without losing focus, caret or a running video.
import { paths } from './icons.js';

const SVG = 'http://www.w3.org/2000/svg';

// h makes an element. Attributes that are false, null or undefined are left out; true becomes an empty one.
export function h(tag, attributes, ...children) {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes ?? {})) {
    if (value === false || value === null || value === undefined) continue;
    element.setAttribute(name, value === true ? '' : value);
  }
  element.append(...children.flat(Infinity).filter((c) => c !== null && c !== undefined && c !== false && c !== ''));
  return element;
}

// icon is never without a word beside it, so it is hidden from who hears the page.
export function icon(name) {
  const svg = document.createElementNS(SVG, 'svg');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS(SVG, 'path');
  path.setAttribute('d', paths[name] ?? '');
  svg.append(path);
  return svg;
}

// button says with data-do which action of the page it means, and with data-arg on what.
export function button(words, action, options = {}) {
  const { sign, arg, kind, ...rest } = options;
  return h('button', { type: 'button', class: `button ${kind ?? ''}`.trim(), 'data-do': action, 'data-arg': arg, ...rest }, sign && icon(sign), h('span', {}, words));
}

// same reports whether one element can become the other by changing attributes and children.
function same(a, b) {
  return a.nodeType === b.nodeType && a.nodeName === b.nodeName && (a.nodeType !== 1 || (a.dataset?.key ?? '') === (b.dataset?.key ?? ''));
}

// morph changes the children of from into those of to. An element with data-keep stays as it is.
export function morph(from, to) {
  const wanted = [...to.childNodes];
  const keyed = new Map([...from.children].filter((c) => c.dataset?.key).map((c) => [c.dataset.key, c]));
  let at = from.firstChild;
  for (const want of wanted) {
    let have = want.dataset?.key ? keyed.get(want.dataset.key) : null;
    if (have && have !== at) from.insertBefore(have, at);
    have ??= at && same(at, want) && !at.dataset?.key ? at : null;
    if (!have || !same(have, want)) {
      from.insertBefore(want, at);
      continue;
    }
    change(have, want);
    at = have.nextSibling;
  }
  while (at) {
    const next = at.nextSibling;
    at.remove();
    at = next;
  }
}

function change(have, want) {
  if (have.nodeType !== 1) {
    if (have.nodeValue !== want.nodeValue) have.nodeValue = want.nodeValue;
    return;
  }
  if (have.hasAttribute('data-keep')) return;
  for (const { name } of [...have.attributes]) if (!want.hasAttribute(name)) have.removeAttribute(name);
  for (const { name, value } of want.attributes) if (have.getAttribute(name) !== value) have.setAttribute(name, value);
  morph(have, want);
}
