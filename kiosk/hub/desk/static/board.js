// The first page: who waits, where, since when, for what, in which language.
import { h, button, icon } from './dom.js';
import { t, known, language, span, clock, day, fault } from './texts.js';

const numbers = 12; // up to twelve are written as words

const late = 300; // seconds of waiting that are shown as too long

export function headline(board) {
  const n = board.waiting.length;
  if (n === 0) return t('board.nobody');
  return n === 1 ? t('board.one') : t('board.many', { n: n <= numbers ? t(`number.${n}`) : n });
}

const waited = (board, one, now) => Math.max(0, (now - new Date(one.since)) / 1000);

export function step(one) {
  if (!one.flow || !one.steps) return t('board.not-begun');
  if (one.step > one.steps) return t('board.at-end');
  const part = one.part && known(`part.${one.part}`) ? t(`part.${one.part}`) : '';
  return t(part ? 'board.step-part' : 'board.step', { n: one.step || 1, of: one.steps, part });
}

export function tags(one) {
  return [
    h('span', { class: one.fits ? 'tag' : 'tag clerk' }, language(one.language)),
    ...(one.needs ?? []).map((need) => h('span', { class: need === 'device' ? 'tag warn' : 'tag clerk' }, t(`need.${need}`))),
    one.text && !one.needs?.includes('writes') && h('span', { class: 'tag clerk' }, t('need.writes')),
    one.again && h('span', { class: 'tag warn' }, t('board.again')),
  ];
}

function card(board, one, index, first, now) {
  const seconds = waited(board, one, now);
  return h('li', { class: `card case${first ? ' first' : ''}`, 'data-key': one.call },
    h('span', { class: 'place num', 'aria-hidden': 'true' }, String(index + 1)),
    h('span', {}, h('span', { class: `wait num${seconds >= late ? ' late' : ''}`, 'data-since': one.since }, span(seconds)), h('span', { class: 'second' }, t('board.waits'))),
    h('span', {}, h('span', { class: 'strong line' }, one.title || t('board.no-flow')), h('span', { class: 'second' }, step(one))),
    h('span', {}, h('span', { class: 'line' }, one.site || one.terminal), h('span', { class: 'tags' }, tags(one))),
    button(t('board.accept'), 'accept', { arg: one.call, kind: first ? 'primary' : 'accent', 'aria-label': t('board.accept-of', { title: one.title || t('board.no-flow'), site: one.site || one.terminal }) }));
}

function callbacks(board) {
  if (!board.callbacks?.length) return null;
  return [h('h2', { class: 'apart' }, t('board.callbacks')), h('ul', { class: 'card rows' }, board.callbacks.map((one) => h('li', { 'data-key': one.id, class: 'callback' },
    h('span', { class: 'strong num' }, t('board.from', { time: day(one.from) })),
    h('span', {}, h('span', { class: 'line' }, one.title || t('board.no-flow')), h('span', { class: 'second' }, language(one.language))),
    h('span', { class: 'muted' }, one.site),
    h('span', { class: 'end' },
      h('a', { class: 'button', href: `tel:${one.phone.replace(/[^+0-9]/g, '')}` }, icon('phone'), h('span', {}, one.phone)),
      button(t('board.callback-done'), 'callback-done', { arg: one.id, sign: 'check' })))))];
}

export function standing(one) {
  if (!one.online) return { lamp: 'danger', words: t('terminal.offline', { time: day(one.since) }) };
  if (one.health?.length) return { lamp: 'danger', words: t('terminal.fault', { fault: one.health.map(fault).join(', '), time: day(one.since) }) };
  if (one.outbox > 0) return { lamp: 'warn', words: t('terminal.outbox', { n: one.outbox }) };
  return { lamp: 'ok', words: t('terminal.ready') };
}

export function terminals(board) {
  return h('ul', { class: 'standings' }, (board.terminals ?? []).map((one) => {
    const { lamp, words } = standing(one);
    return h('li', { 'data-key': one.terminal }, h('span', { class: `lamp ${lamp}` }), h('span', {}, h('span', { class: 'line' }, one.site || one.terminal), h('span', { class: 'second' }, words)));
  }));
}

function today(board) {
  const facts = [[board.today.calls, 'today.calls'], [span(board.today.waitMean), 'today.wait'], [board.today.arrived, 'today.arrived'], [t('percent', { n: board.today.doneShare }), 'today.done']];
  return h('section', { class: 'card side' }, h('h2', {}, t('today.title')), h('dl', { class: 'facts' }, facts.map(([value, key]) => h('div', {}, h('dt', {}, t(key)), h('dd', { class: 'num' }, String(value))))));
}

function colleagues(board) {
  if (!board.colleagues?.length) return null;
  return h('section', { class: 'card side' }, h('h2', {}, t('colleagues.title')), h('ul', { class: 'standings' }, board.colleagues.map((one) => h('li', { 'data-key': one.clerk },
    h('span', { class: `lamp ${{ available: 'ok', busy: 'clerk', away: 'none' }[one.state]}` }),
    h('span', {}, h('span', { class: 'line' }, one.name), h('span', { class: 'second' }, t(`attendance.${one.state}`)))))));
}

// queue is the page of the queue at the moment now.
export function queue(board, now) {
  const longest = Math.max(0, ...board.waiting.map((one) => waited(board, one, now)));
  const first = board.waiting.findIndex((one) => one.fits);
  return h('div', { class: 'two' },
    h('section', { 'aria-labelledby': 'headline' },
      h('div', { class: 'title' }, h('h1', { id: 'headline' }, headline(board)), board.waiting.length > 0 && h('span', { class: 'muted' }, t('board.longest'), ' ', h('span', { class: 'num', 'data-longest': true }, span(longest)))),
      !board.open && h('p', { class: 'note' }, icon('clock'), h('span', {}, new Date(board.until).getFullYear() > 2000 ? t('board.closed-until', { time: day(board.until) }) : t('board.closed'))),
      board.waiting.length ? h('ol', { class: 'cases' }, board.waiting.map((one, i) => card(board, one, i, i === first, now)))
        : h('div', { class: 'card empty' }, icon('help-person'), h('p', {}, t(board.state === 'away' ? 'board.empty-away' : 'board.empty'))),
      callbacks(board)),
    h('aside', {}, today(board), h('section', { class: 'card side' }, h('h2', {}, t('terminal.title')), board.terminals?.length ? terminals(board) : h('p', { class: 'second' }, t('terminal.none'))), colleagues(board)));
}

// fleet is the page of the terminals.
export function fleet(board) {
  return h('div', { class: 'one' }, h('div', { class: 'title' }, h('h1', {}, t('terminal.title'))),
    board.terminals?.length ? h('section', { class: 'card side' }, terminals(board)) : h('p', {}, t('terminal.none')),
    h('p', { class: 'second' }, t('board.at', { time: clock(board.now) })));
}
