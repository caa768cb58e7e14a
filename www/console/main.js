import init from './console.js';

// The address is said outright: glue that was made by wasm-bindgen's library does not know it.
init({ module_or_path: new URL('console_bg.wasm', import.meta.url) }).catch((error) => {
  console.error(error);
  const main = document.createElement('main');
  main.className = 'front';
  main.setAttribute('role', 'alert');
  main.textContent =
    'The console could not start. Reload the page; if that does not help, use a current version of your browser.';
  document.getElementById('console').replaceChildren(main);
});
