/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(async () => {
    const [navigates, moves, goes, stays] = ["navigates", "moves", "goes", "stays"].map((id) => document.getElementById(id));
    const loaded = (frame) => new Promise((resolve) => frame.addEventListener("load", resolve, { once: true }));
    const arrivals = [loaded(navigates), loaded(moves)];
    navigates.src = "two.html";
    document.querySelector("#there").prepend(moves);
    goes.remove();
    stays.contentDocument.body.append(document.querySelector("#wanderer"), "and text");
    await Promise.all(arrivals);
    moves.contentDocument.body.append("told after the move");
    await recording_.flush();
    document.body.append(document.querySelector("#there"));
    await Promise.all([loaded(moves), loaded(stays)]);
    stays.contentDocument.body.append("told after the second move");
  });
}
