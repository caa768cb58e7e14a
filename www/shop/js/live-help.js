/** The page that shows what can be asked of the chat: a button for each call, and a list of what it answers. */
import './shell.js';
import { element, hook } from './dom.js';

/** What the page may listen to. */
const EVENTS = [
  'ready', 'open', 'close', 'message', 'unread', 'cobrowse:start', 'cobrowse:stop', 'cobrowse:pause', 'cobrowse:resume',
  'cobrowse:grant', 'cobrowse:revoke', 'cobrowse:code', 'call:request', 'call:ring', 'call:start', 'call:end', 'call:error', 'error',
];

/** How many lines the list keeps. */
const LINES = 100;

let pairs = 0;

/** @type {{ title: string, lead: string, calls: [string, string, ...unknown[]][] }[]} */
const GROUPS = [
  {
    title: 'The panel',
    lead: 'Opening fetches the chat where it is not there yet.',
    calls: [
      ['open', 'Open it'],
      ['close', 'Close it'],
      ['toggle', 'The one or the other'],
      ['newMessage', 'With words in the field: it is the shopper who sends them', 'Do you have these in size 44?'],
    ],
  },
  {
    title: 'The launcher',
    lead: 'The round button in the corner.',
    calls: [
      ['hide', 'Hide it'],
      ['show', 'Show it'],
    ],
  },
  {
    title: 'Its looks',
    lead: 'At once, and until the page goes. Words on any colour stay readable.',
    calls: [
      ['setTheme', 'In plum', { accent: '#7a1fa2' }],
      ['setTheme', 'In yellow', { accent: '#ffd400' }],
      ['setTheme', 'In the other corner', { position: 'start' }],
      ['setTheme', 'With words', { label: 'Ask us', icon: 'question' }],
      ['setTheme', 'With square corners', { radius: 0 }],
      ['setTheme', 'Always dark', { scheme: 'dark' }],
      ['setTheme', 'With another greeting', { greeting: 'Which way are you going?' }],
      ['setTheme', 'As the shop has it', { accent: null, position: null, label: null, icon: null, radius: null, scheme: null, greeting: null }],
      ['setLocale', 'In German', 'de'],
      ['setLocale', 'In English', 'en'],
    ],
  },
  {
    title: 'Who she is',
    lead: 'Unsigned, so agents see “Not verified”. A name that your server has signed comes with identify.',
    calls: [
      ['update', 'A name and an address', { name: 'Clara Hoffmann', email: 'clara@example.org' }],
      ['reset', 'Forget her, as at a log-out'],
    ],
  },
  {
    title: 'What she does',
    lead: 'Agents see it beside the conversation. Nothing is sent before the chat was opened.',
    calls: [
      ['track', 'Something she did', 'added_to_basket', { article: 'Brandung', size: 44, price: 129 }],
      ['page', 'Another page of an app'],
    ],
  },
  {
    title: 'Her page',
    lead: 'She is asked first. No script can agree for her.',
    calls: [
      ['startCobrowse', 'Ask whether to share this page'],
      ['stopCobrowse', 'Stop sharing'],
      ['cobrowseCode', 'Six digits for the phone'],
    ],
  },
  {
    title: 'Video',
    lead: 'Agents call from the conversation. A shop that has a meeting service of its own brings rooms, where its site wants them.',
    calls: [
      ['video', 'A room of this page’s own', { request: () => '/live-help.html?room', end: () => {} }],
      ['video', 'None any more', undefined],
    ],
  },
  {
    title: 'The script itself',
    lead: 'After destroy nothing is left, until the page is loaded again.',
    calls: [
      ['diagnose', 'How it stands'],
      ['boot', 'Anew, with other settings', { label: 'Booted' }],
      ['destroy', 'Take it away, and keep her conversation', { keep: true }],
    ],
  },
];

/** @param {string} text @param {unknown} [detail] @param {string} [kind] */
function note(text, detail, kind = 'call') {
  hook('heard-nothing').hidden = true;
  const list = hook('heard');
  const more = detail === undefined ? '' : JSON.stringify(detail);
  const time = new Date().toLocaleTimeString([], { hour12: false });
  list.append(element('div', { class: `heard-line ${kind}` }, element('time', {}, time), element('code', {}, text), element('span', {}, more)));
  while (list.childElementCount > LINES + 1) list.children[1].remove();
  list.scrollTop = list.scrollHeight;
}

/** A call as somebody would write it. @param {string} name @param {unknown[]} given */
const written = (name, given) => `Alongside.${name}(${given.map((value) => shown(value)).join(', ')})`;

/** @param {unknown} value @returns {string} */
function shown(value) {
  if (typeof value === 'function' || value === undefined) return String(value);
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{ ${Object.entries(value).map(([key, inner]) => `${key}: ${shown(inner)}`).join(', ')} }`;
}

/** @param {string} name @param {unknown[]} given */
function call(name, given) {
  const chat = /** @type {any} */ (window).Alongside;
  if (!chat || !('diagnose' in chat)) return note('There is no chat on this page any more. Load it again.', undefined, 'error');
  // An app would have gone somewhere by now.
  if (name === 'page') history.replaceState(null, '', `?pair=${(pairs += 1)}`);
  note(written(name, given), chat[name](...given));
}

function show() {
  const place = hook('calls');
  for (const { title, lead, calls } of GROUPS) {
    const rows = calls.map(([name, what, ...given]) =>
      element('li', { class: 'call' },
        element('button', { type: 'button', class: 'button quiet', 'data-test': `call-${name}`, click: () => call(name, given) }, what),
        element('code', {}, written(name, given))));
    place.append(element('section', { class: 'panel' }, element('h2', {}, title), element('p', { class: 'muted' }, lead), element('ul', { class: 'calls' }, ...rows)));
  }
}

function listen() {
  const page = /** @type {any} */ (window);
  // Before the script has run it is a list of what to do then.
  page.Alongside = page.Alongside ?? [];
  for (const name of EVENTS) page.Alongside.push(['on', name, (/** @type {unknown} */ detail) => note(name, detail, name === 'error' ? 'error' : 'event')]);
}

show();
listen();
hook('clear').addEventListener('click', () => {
  for (const line of hook('heard').querySelectorAll('.heard-line')) line.remove();
  hook('heard-nothing').hidden = false;
});
