/** What moves is paused here; what is left may be compared as it is, and must not be brought to its end for that. */
export const animations = "allow";

/** What happens on the page. */
export default async function steps(page, compared) {
  await page.evaluate(async () => {
    const find = (id) => document.getElementById(id);
    const filled = { duration: 60, fill: "forwards", easing: "ease-out" };
    find("entry").animate({ opacity: [0, 1], transform: ["translateY(20px)", "none"] }, filled);
    find("both").animate([{ opacity: 0 }, { opacity: 0.6 }], filled);
    find("both").animate([{ scale: "1" }, { scale: "0.7" }], { ...filled, composite: "add" });
    const paused = find("paused").animate([{ width: "110px", backgroundColor: "teal" }, { width: "190px", backgroundColor: "rgb(255, 0, 0)", offset: 0.8 }, { width: "30px" }], 1_000);
    paused.pause();
    paused.currentTime = 400;
    find("pseudo").animate({ transform: ["none", "translateX(40px)"], opacity: [1, 0.5] }, { ...filled, pseudoElement: "::after" });
    const endless = find("endless").animate({ rotate: ["0deg", "1turn"] }, { duration: 2_000, iterations: Infinity });
    endless.pause();
    endless.currentTime = 5_250;
    find("backwards").animate({ opacity: [0.3, 1] }, { duration: 100, delay: 1e7, fill: "backwards" });
    find("over").animate({ opacity: [0, 0.2] }, 30);
    find("custom").animate({ "--width": ["10px", "70px"], borderTop: ["0 solid red", "6px solid red"], width: ["var(--width)", "calc(var(--width) + 9px)"] }, filled);
    find("reversed").animate({ opacity: [0.2, 1] }, { ...filled, fill: "both" }).reverse();
    find("springy").animate({ transform: ["none", "translateX(30px)"] }, { ...filled, easing: "linear(0, 0.5 30%, 1.2 60%, 1)" });
    find("circle").animate({ r: ["10px", "18px"], fill: ["teal", "red"] }, filled);
    document.querySelector("iframe").contentDocument.querySelector("p").animate({ opacity: [0, 0.4] }, filled);
    find("host").shadowRoot.querySelector("p").animate({ translate: ["0", "60px"] }, filled);
    await new Promise((resolve) => setTimeout(resolve, 200));
  });
  await compared();
  await page.evaluate(async () => {
    const find = (id) => document.getElementById(id);
    const committed = find("committed").animate({ opacity: [1, 0.3], translate: ["0", "0 8px"] }, { duration: 40, fill: "forwards" });
    const cancelled = find("cancelled").animate({ opacity: [1, 0] }, { duration: 40, fill: "forwards" });
    // What is new with its animation.
    document.body.insertAdjacentHTML("beforeend", `<div class="late entry">late</div>`);
    document.querySelector(".late").animate({ opacity: [0, 1] }, { duration: 40, fill: "forwards" });
    await Promise.all([committed.finished, cancelled.finished]);
  });
  await compared();
  await page.evaluate(() => {
    const find = (id) => document.getElementById(id);
    const [committed] = find("committed").getAnimations();
    committed.commitStyles();
    committed.cancel();
    find("cancelled").getAnimations()[0].cancel();
    find("entry").getAnimations()[0].effect.setKeyframes({ opacity: [0, 0.5] });
    find("paused").getAnimations()[0].currentTime = 700;
    const endless = find("endless").getAnimations()[0];
    endless.effect.updateTiming({ duration: 4_000 });
    // Another place does not end an animation, and another element has none.
    find("moved").animate({ left: ["0", "50px"] }, { duration: 1, fill: "forwards" }).finish();
    find("elsewhere").append(find("moved"), find("reversed"));
    find("both").replaceWith(find("both").cloneNode(true));
  });
}
