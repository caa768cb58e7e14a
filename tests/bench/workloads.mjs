// What a page does while it is recorded. Each function runs in the page: it makes use of nothing outside of itself, and does
// the same thing whoever records.

/** @typedef {{ name: string, path: string, prepare?: () => void, run: () => void | Promise<void> }} Workload */

/** @type {Workload[]} */
export const BURSTS = [
  {
    name: "append 10,000",
    path: "/blank",
    run: () => {
      const list = document.getElementById("list");
      for (let index = 0; index < 10_000; index++) {
        const row = document.createElement("li");
        row.className = `row tone-${index % 7}`;
        row.textContent = `Row number ${index}`;
        list.append(row);
      }
    },
  },
  {
    // What was added stays for two frames; what is gone within one costs a recorder that reads final states nothing.
    name: "add and remove, 20 frames of 500 each",
    path: "/blank",
    run: async () => {
      const list = document.getElementById("list");
      for (let frame = 0; frame < 20; frame++) {
        for (let index = 0; index < 500; index++) {
          const row = document.createElement("li");
          row.className = "row";
          row.append(document.createElement("b"), `Frame ${frame}, row ${index}`);
          list.append(row);
        }
        for (let index = 0; frame >= 2 && index < 500; index++) list.firstElementChild.remove();
        await new Promise(requestAnimationFrame);
      }
    },
  },
  {
    name: "shuffle 5,000 rows",
    path: "/blank",
    prepare: () => {
      const list = document.getElementById("list");
      for (let index = 0; index < 5_000; index++) {
        const row = document.createElement("li");
        row.className = "row";
        row.textContent = `Row number ${index}`;
        list.append(row);
      }
    },
    run: () => {
      const list = document.getElementById("list");
      const rows = [...list.children];
      let state = 12345;
      for (let index = rows.length - 1; index > 0; index--) {
        state = (state * 1103515245 + 12345) % 2147483648;
        const other = state % (index + 1);
        [rows[index], rows[other]] = [rows[other], rows[index]];
      }
      for (const row of rows) list.append(row);
    },
  },
  {
    name: "deep nesting, 40 chains of 120",
    path: "/blank",
    run: () => {
      const list = document.getElementById("list");
      for (let chain = 0; chain < 40; chain++) {
        /** @type {HTMLElement} */
        let parent = list.appendChild(document.createElement("li"));
        for (let depth = 0; depth < 120; depth++) {
          const child = document.createElement("div");
          child.title = `level ${depth}`;
          child.append(`Level ${depth}`);
          // Each node into a page that already shows its parent: the order that costs recorders most.
          parent.append(child);
          parent = child;
        }
      }
    },
  },
  {
    name: "10,000 attribute changes",
    path: "/blank",
    prepare: () => {
      const list = document.getElementById("list");
      for (let index = 0; index < 2_000; index++) {
        const row = document.createElement("li");
        row.className = "row";
        row.textContent = `Row number ${index}`;
        list.append(row);
      }
    },
    run: () => {
      const rows = document.getElementById("list").children;
      for (let index = 0; index < rows.length; index++) {
        const row = /** @type {HTMLElement} */ (rows[index]);
        row.className = `row tone-${index % 7}`;
        row.title = `The row number ${index}`;
        row.setAttribute("aria-selected", String(index % 3 === 0));
        row.dataset.position = String(index);
        row.style.paddingLeft = `${index % 20}px`;
      }
    },
  },
  {
    name: "text ticking at 60 Hz, 20 texts for 2 s",
    path: "/blank",
    prepare: () => {
      const list = document.getElementById("list");
      for (let index = 0; index < 20; index++) list.append(Object.assign(document.createElement("li"), { textContent: "0" }));
    },
    run: async () => {
      const texts = [...document.getElementById("list").children].map((row) => /** @type {Text} */ (row.firstChild));
      for (let frame = 0; frame < 120; frame++) {
        texts.forEach((text, index) => (text.data = `€ ${(frame * 1.37 + index).toFixed(2)}`));
        await new Promise(requestAnimationFrame);
      }
    },
  },
];

/** @type {Workload} */
export const TODOS = {
  name: "to-do list in plain JavaScript: five times add 100, complete all, delete all",
  path: "/todo",
  run: async () => {
    const field = /** @type {HTMLInputElement} */ (document.querySelector(".new-todo"));
    for (let iteration = 0; iteration < 5; iteration++) {
      for (let index = 0; index < 100; index++) {
        field.value = `Something to do ${index}`;
        field.dispatchEvent(new Event("change", { bubbles: true }));
      }
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      for (const toggle of document.querySelectorAll(".toggle")) /** @type {HTMLElement} */ (toggle).click();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
      for (const button of document.querySelectorAll(".destroy")) /** @type {HTMLElement} */ (button).click();
      await new Promise((resolve) => requestAnimationFrame(() => setTimeout(resolve)));
    }
  },
};
