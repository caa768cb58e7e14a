// The page on which agents are tried out: fields of all kinds, a shadow root, a frame, links that lead away, what is out of bounds.

/** The page in the frame. */
export const INNER = `<!doctype html><body style="margin:0"><div id="deep" style="position:absolute;left:30px;top:40px;width:120px;height:50px;background:#eee">deep</div>
  <button id="inner-button" style="position:absolute;left:30px;top:110px" onclick="this.textContent = 'pressed'">press</button>
  <div style="height:900px"></div></body>`;

/** The page, for `/page`; its frame is `/inner`. */
export const PAGE = `<!doctype html><html lang="en"><head><title>Trainers</title><style>
  body { margin: 20px; font: 16px sans-serif } #box { width: 300px; height: 120px; background: #dde }
  #far { margin-top: 1500px; height: 100px; background: #ded } #scroller { height: 80px; overflow: auto; width: 300px }
  iframe { border: 7px solid #888; padding: 5px; width: 400px; height: 220px; margin-top: 10px }</style></head><body>
  <div id="box">box</div>
  <form id="form"><input id="name" name="name"><input id="short" maxlength="3"><input id="email" type="email">
    <input id="number" type="number" value="5" step="5"><input id="date" type="date"><textarea id="note"></textarea>
    <input id="gift" type="checkbox"><label id="gift-label" for="gift">gift</label>
    <input id="red" type="radio" name="color" checked><input id="blue" type="radio" name="color">
    <select id="size"><option>41</option><option disabled>42</option><option>43</option></select>
    <select id="extras" multiple><option>laces</option><option>box</option><option>bag</option></select>
    <input id="range" type="range" min="10" max="30" step="5" value="10"><button id="add">Add</button></form>
  <div id="editable" contenteditable="true">note</div>
  <details id="details"><summary id="summary">more</summary>text</details>
  <div id="scroller"><p style="height:600px">tall</p></div>
  <a id="here" href="#there">here</a> <a id="away" href="https://elsewhere.example/">away</a>
  <a id="window" href="/inner" target="_blank">window</a> <a id="file" href="/inner" download>file</a>
  <a id="script" href="javascript:document.title='ran'">script</a>
  <input id="password" type="password"><input id="card" autocomplete="cc-number"><input id="once" autocomplete="one-time-code">
  <label id="password-label" for="password">password</label><input id="upload" type="file">
  <div data-alongside="no-control"><button id="buy">Buy</button><input id="kept"></div>
  <button id="off" disabled>Off</button>
  <shop-card id="card-host"></shop-card>
  <iframe id="frame" src="/inner"></iframe>
  <div id="far">far</div>
  <script>
    const shadow = document.getElementById("card-host").attachShadow({ mode: "open" });
    shadow.innerHTML = '<div id="inside" style="width:150px;height:60px;background:#edd">inside</div><input id="inside-field">';
    document.getElementById("form").addEventListener("submit", (event) => { event.preventDefault(); document.title = "sent"; });
    document.getElementById("buy").onclick = () => { document.title = "bought"; };
  </script></body></html>`;
