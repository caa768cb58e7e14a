/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(async () => {
    const blank = document.querySelector("#blank").contentDocument;
    blank.body.innerHTML = "<b style='color: purple'>built by script</b>";
    const sheet = new blank.defaultView.CSSStyleSheet();
    sheet.replaceSync("body { background: mistyrose }");
    blank.adoptedStyleSheets = [sheet];

    const shadow = document.querySelector("#host").attachShadow({ mode: "open" });
    const frame = document.createElement("iframe");
    frame.height = "60";
    shadow.append("in the shadow", frame);
    frame.contentDocument.write("<!doctype html><body style='background: aliceblue'>written");
    frame.contentDocument.close();
    const inner = frame.contentDocument.body.appendChild(frame.contentDocument.createElement("div"));
    inner.attachShadow({ mode: "open" }).innerHTML = "<style>i { color: green }</style><i>a shadow in a frame</i>";

    const scrolled = document.querySelector("iframe.wide").contentWindow;
    scrolled.scrollTo(0, 120);
    scrolled.document.querySelector("#tall").textContent = "changed";
    // A shadow root attached to what was there already tells nobody: the audit finds it.
    await new Promise((resolve) => setTimeout(resolve, 1_000));
  });
}
