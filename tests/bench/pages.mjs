// The pages that are measured. Owns their markup; what happens in them is in `workloads.mjs`.

/** Twelve thousand elements, as a long list of products has them: 2,400 cards of five. */
export function grid() {
  const cards = Array.from({ length: 2_400 }, (_, index) => {
    const price = (40 + ((index * 7) % 160)).toFixed(2);
    return `<li class="card tone-${index % 7}" data-product="${index}"><a href="/product/${index}" title="Shoe ${index}">
      <h3 class="name">Shoe number ${index}</h3><p class="price">€ ${price}</p>
      <span class="badge ${index % 3 ? "" : "new"}">${index % 3 ? "" : "New"}</span></a></li>`;
  });
  return `<!doctype html><html lang="en"><title>Grid</title><style>.grid { display: grid; grid-template-columns: repeat(8, 1fr) }
    .card { padding: 4px } .new { color: red }</style><body><ul class="grid">${cards.join("\n")}</ul></body></html>`;
}

/** A list of 100,000 rows, each one element with a text. */
export function rows() {
  const items = Array.from({ length: 100_000 }, (_, index) => `<div class="row">Row ${index}</div>`);
  return `<!doctype html><html lang="en"><title>Rows</title><style>.row { height: 20px }</style><body>${items.join("")}</body></html>`;
}

/** An empty list, which a workload fills. */
export const BLANK = `<!doctype html><html lang="en"><title>Bursts</title>
  <style>#list { margin: 0; padding: 0 } .row { height: 18px; list-style: none }</style>
  <body><h1>Bursts</h1><ul id="list"></ul></body></html>`;

/**
 * The to-do list that Speedometer 3 has in plain JavaScript: a field, a list that is written anew by its template, a
 * footer that counts. Written for this benchmark; the steps are Speedometer's.
 */
export const TODO = `<!doctype html><html lang="en"><title>To do</title>
  <style>.completed label { text-decoration: line-through; color: #999 } .todo-list { padding: 0; list-style: none }
    .view { display: flex; gap: 8px; padding: 8px; border-bottom: 1px solid #eee }</style>
  <body><section class="todoapp">
    <header class="header"><h1>todos</h1><input class="new-todo" placeholder="What needs to be done?"></header>
    <main class="main"><ul class="todo-list"></ul></main>
    <footer class="footer"><span class="todo-count"><strong>0</strong> items left</span></footer>
  </section>
  <script>
    const list = document.querySelector(".todo-list");
    const count = document.querySelector(".todo-count");
    const field = document.querySelector(".new-todo");
    let nextId = 1;
    function recount() {
      const left = list.querySelectorAll("li:not(.completed)").length;
      count.innerHTML = "<strong>" + left + "</strong> " + (left === 1 ? "item" : "items") + " left";
    }
    field.addEventListener("change", () => {
      const id = nextId++;
      list.insertAdjacentHTML("beforeend", '<li data-id="' + id + '"><div class="view">' +
        '<input class="toggle" type="checkbox"><label></label><button class="destroy">×</button></div></li>');
      list.lastElementChild.querySelector("label").textContent = field.value;
      field.value = "";
      recount();
    });
    list.addEventListener("click", ({ target }) => {
      const item = target.closest("li");
      if (target.matches(".toggle")) item.classList.toggle("completed", target.checked);
      if (target.matches(".destroy")) item.remove();
      recount();
    });
  </script></body></html>`;
