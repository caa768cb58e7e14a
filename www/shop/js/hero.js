/** The list page's carousel. It turns by itself until somebody touches it, and never for those who asked for less motion. */
import { element, hook } from './dom.js';

/** How long a slide stays, in ms. */
const slideStays = 7000;

const hero = hook('hero');
const slides = [...hero.querySelectorAll('.slide')];
const playButton = hook('hero-play');
let current = 0;
let playing = !matchMedia('(prefers-reduced-motion: reduce)').matches;

const dots = slides.map((slide, index) =>
  element('button', { class: 'dot', type: 'button', 'aria-label': `Slide ${index + 1}: ${slide.dataset.name}`, click: () => choose(index) }),
);
hook('hero-dots').append(...dots);

function show(index) {
  current = (index + slides.length) % slides.length;
  slides.forEach((slide, at) => {
    slide.classList.toggle('current', at === current);
    slide.inert = at !== current;
    dots[at].setAttribute('aria-current', String(at === current));
  });
}

function choose(index) {
  play(false);
  show(index);
}

function play(on) {
  playing = on;
  playButton.setAttribute('aria-label', on ? 'Stop the slides' : 'Play the slides');
  playButton.querySelector('.pause').toggleAttribute('hidden', !on);
  playButton.querySelector('.play').toggleAttribute('hidden', on);
}

for (const slide of slides) slide.style.setProperty('--tint', slide.dataset.tint);
hook('hero-previous').addEventListener('click', () => choose(current - 1));
hook('hero-next').addEventListener('click', () => choose(current + 1));
playButton.addEventListener('click', () => play(!playing));
setInterval(() => {
  if (playing && !document.hidden && !hero.matches(':hover, :focus-within')) show(current + 1);
}, slideStays);
play(playing);
show(0);
