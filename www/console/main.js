import init from './console.js';

init().catch((error) => {
  console.error(error);
  const main = document.createElement('main');
  main.className = 'front';
  main.setAttribute('role', 'alert');
  main.textContent =
    'The console could not start. Reload the page; if that does not help, use a current version of your browser.';
  document.getElementById('console')?.replaceChildren(main);
});
