// The order form as a React app: every field controlled, its state in one reducer.
import { StrictMode, useReducer } from "react";
import { createRoot } from "react-dom/client";

import { COLORS, EMPTY, SIZES, problems } from "./order.js";

/** @param {any} order @param {any} change */
const change = (order, change) => ({ ...order, ...(typeof change === "function" ? change(order) : change) });

function Order() {
  const [order, set] = useReducer(change, EMPTY);
  const wrong = problems(order);
  const touch = (/** @type {any} */ { target }) =>
    set((order) => ({ touched: order.touched.includes(target.id) ? order.touched : [...order.touched, target.id] }));
  const text = (/** @type {string} */ key, /** @type {(text: string) => string} */ as = (text) => text) => ({
    id: key,
    value: order[key],
    onChange: (/** @type {any} */ event) => set({ [key]: as(event.target.value) }),
    onBlur: touch,
  });
  const addTag = (/** @type {any} */ event) => {
    if (event.key === "," || event.key === "Enter") {
      event.preventDefault();
      if (order.draft) set({ tags: [...order.tags, order.draft], draft: "" });
    }
  };
  return (
    <>
      <form onSubmit={(event) => { event.preventDefault(); set((order) => ({ sent: order.sent + 1 })); }}>
        <label>Name <input {...text("name")} /></label>
        <label>Postcode <input {...text("postcode", (text) => text.toUpperCase().replace(/[^A-Z0-9 ]/g, ""))} /></label>
        <label>E-mail <input type="email" {...text("email")} /></label>
        {order.touched.includes("email") && wrong.email && <p role="alert">{wrong.email}</p>}
        <label>Note <textarea maxLength={40} {...text("note")} /></label>
        <p>{order.note.length} of 40</p>
        <label>Reference <input id="reference" defaultValue="" onBlur={(event) => set({ reference: event.target.value })} /></label>
        <label>Tags <input {...text("draft")} onKeyDown={addTag} /></label>
        <label>Size <select id="size" value={order.size} onChange={(event) => set({ size: event.target.value })}>
          {SIZES.map((size) => <option key={size} value={size} disabled={size === "42"}>{size || "choose"}</option>)}
        </select></label>
        <label>Extras <select id="extras" multiple value={order.extras}
          onChange={(event) => set({ extras: [...event.target.selectedOptions].map((option) => option.value) })}>
          <option>laces</option><option>box</option><option>bag</option>
        </select></label>
        <label><input id="gift" type="checkbox" checked={order.gift} onChange={(event) => set({ gift: event.target.checked })} /> a gift</label>
        {order.gift && <label>Greeting <input {...text("greeting")} /></label>}
        {["home", "shop"].map((way) => (
          <label key={way}><input id={way} type="radio" name="delivery" value={way} checked={order.delivery === way}
            onChange={(event) => set({ delivery: event.target.value })} /> {way}</label>
        ))}
        <label>Pairs <input type="number" min="1" max="5" id="pairs" value={order.pairs}
          onChange={(event) => set({ pairs: event.target.value === "" ? "" : Number(event.target.value) })} /></label>
        <label>Firmness <input type="range" id="firmness" min="0" max="100" step="10" value={order.firmness}
          onChange={(event) => set({ firmness: Number(event.target.value) })} /></label>
        <label>Day <input type="date" {...text("day")} /></label>
        <div id="card" contentEditable suppressContentEditableWarning onInput={(event) => set({ card: event.currentTarget.textContent })} />
        <div className="choice" onBlur={() => set({ open: false })}>
          <button type="button" id="color" aria-expanded={order.open} onFocus={() => set({ open: true })}
            onClick={() => set({ open: !order.open })}>{order.color || "colour"}</button>
          {order.open && <ul role="listbox">{COLORS.map((color) => (
            <li key={color} id={color} role="option" onMouseDown={(event) => { event.preventDefault(); set({ color, open: false }); }}>{color}</li>
          ))}</ul>}
        </div>
        <p id="hint" onMouseEnter={() => set((order) => ({ hints: order.hints + 1 }))}>What is a size?</p>
        <button id="send" disabled={Object.keys(wrong).length > 0}>Order</button>
      </form>
      <output id="state">{JSON.stringify({ ...order, wrong: Object.keys(wrong) })}</output>
    </>
  );
}

createRoot(document.getElementById("app")).render(<StrictMode><Order /></StrictMode>);
