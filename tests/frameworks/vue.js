// The order form as a Vue app: v-model with its modifiers.
import { createApp, reactive, computed } from "vue/dist/vue.esm-bundler.js";

import { COLORS, EMPTY, SIZES, problems } from "./order.js";

createApp({
  setup() {
    const order = reactive(structuredClone(EMPTY));
    const wrong = computed(() => problems(order));
    return {
      order,
      wrong,
      COLORS,
      SIZES,
      touch: (/** @type {any} */ { target }) => order.touched.includes(target.id) || order.touched.push(target.id),
      addTag: () => {
        if (order.draft) order.tags.push(order.draft);
        order.draft = "";
      },
      pick: (/** @type {string} */ color) => Object.assign(order, { color, open: false }),
      postcode: (/** @type {any} */ event) => {
        order.postcode = event.target.value.toUpperCase().replace(/[^A-Z0-9 ]/g, "");
        event.target.value = order.postcode;
      },
      state: computed(() => JSON.stringify({ ...order, wrong: Object.keys(wrong.value) })),
    };
  },
  template: `
    <form @submit.prevent="order.sent++">
      <label>Name <input id="name" v-model="order.name" @blur="touch"></label>
      <label>Postcode <input id="postcode" :value="order.postcode" @input="postcode" @blur="touch"></label>
      <label>E-mail <input id="email" type="email" v-model="order.email" @blur="touch"></label>
      <p v-if="order.touched.includes('email') && wrong.email" role="alert">{{ wrong.email }}</p>
      <label>Note <textarea id="note" maxlength="40" v-model="order.note" @blur="touch"></textarea></label>
      <p>{{ order.note.length }} of 40</p>
      <label>Reference <input id="reference" v-model.lazy.trim="order.reference"></label>
      <label>Tags <input id="draft" v-model="order.draft" @blur="touch" @keydown.enter.prevent="addTag" @keydown.,.prevent="addTag"></label>
      <label>Size <select id="size" v-model="order.size">
        <option v-for="size in SIZES" :key="size" :value="size" :disabled="size === '42'">{{ size || "choose" }}</option>
      </select></label>
      <label>Extras <select id="extras" multiple v-model="order.extras"><option>laces</option><option>box</option><option>bag</option></select></label>
      <label><input id="gift" type="checkbox" v-model="order.gift"> a gift</label>
      <label v-if="order.gift">Greeting <input id="greeting" v-model="order.greeting" @blur="touch"></label>
      <label v-for="way in ['home', 'shop']" :key="way"><input :id="way" type="radio" name="delivery" :value="way" v-model="order.delivery"> {{ way }}</label>
      <label>Pairs <input id="pairs" type="number" min="1" max="5" v-model.number="order.pairs"></label>
      <label>Firmness <input id="firmness" type="range" min="0" max="100" step="10" v-model.number="order.firmness"></label>
      <label>Day <input id="day" type="date" v-model="order.day" @blur="touch"></label>
      <div id="card" contenteditable @input="order.card = $event.currentTarget.textContent"></div>
      <div class="choice" @focusout="order.open = false">
        <button type="button" id="color" :aria-expanded="order.open" @focus="order.open = true" @click="order.open = !order.open">{{ order.color || "colour" }}</button>
        <ul v-if="order.open" role="listbox"><li v-for="color in COLORS" :key="color" :id="color" role="option" @mousedown.prevent="pick(color)">{{ color }}</li></ul>
      </div>
      <p id="hint" @mouseenter="order.hints++">What is a size?</p>
      <button id="send" :disabled="Object.keys(wrong).length > 0">Order</button>
    </form>
    <output id="state">{{ state }}</output>`,
}).mount("#app");
