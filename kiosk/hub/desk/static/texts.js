// The words of the desk, in the clerk's language.
let words = {};
let titles = {};
export let lang = 'de';

// dates is whose way of writing days and hours holds: in a German town hall no desk counts to twelve, or puts the month first.
const dates = () => (lang === 'en' ? 'en-GB' : lang);

export async function load(language) {
  lang = language;
  const [texts, health] = await Promise.all(['texts', 'health'].map((name) => fetch(`/desk/assets/${name}.${language}.json`).then((r) => r.json())));
  words = texts;
  titles = health;
}

// t is the text of a key, with {name} replaced. A key that is missing shows itself, which the tests look for.
export function t(key, values = {}) {
  return (words[key] ?? `[${key}]`).replace(/\{(\w+)\}/g, (_, name) => values[name] ?? '');
}

export const known = (key) => key in words;

// language is the name of a language in the clerk's own; browsers do not know all that terminals speak.
export function language(tag) {
  if (known(`language.${tag}`)) return t(`language.${tag}`);
  try {
    return new Intl.DisplayNames([lang], { type: 'language' }).of(tag);
  } catch {
    return tag;
  }
}

// fault is the title of a health code.
export const fault = (code) => titles[code] ?? code;

// span is a duration as minutes and seconds.
export function span(seconds) {
  const s = Math.max(0, Math.floor(seconds));
  const two = (n) => String(n).padStart(2, '0');
  return s < 3600 ? `${Math.floor(s / 60)}:${two(s % 60)}` : `${Math.floor(s / 3600)}:${two(Math.floor(s / 60) % 60)}:${two(s % 60)}`;
}

export const clock = (at) => new Intl.DateTimeFormat(dates(), { hour: '2-digit', minute: '2-digit' }).format(new Date(at));

const week = 6 * 24 * 3600 * 1000; // after that the name of the day says too little

export function day(at) {
  const date = new Date(at);
  const today = new Date();
  if (date.toDateString() === today.toDateString()) return clock(at);
  if (Math.abs(today - date) > week) return new Intl.DateTimeFormat(dates(), { day: 'numeric', month: 'numeric', year: 'numeric', hour: '2-digit', minute: '2-digit' }).format(date);
  return new Intl.DateTimeFormat(dates(), { weekday: 'short', hour: '2-digit', minute: '2-digit' }).format(date);
}
