/** What happens on the page. */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => {
    const base = document.createElement("base");
    base.href = "deep/";
    document.head.append(base);
  });
  await compared();
  await page.evaluate(() => {
    const style = document.createElement("style");
    style.textContent = ".two { background: url(a.svg) }";
    document.head.append(style);
    document.querySelector("section").innerHTML = '<div class="two"></div><div style="background: url(a.svg) 3px 3px"></div><img src="a.svg" alt="">';
  });
  await page.waitForTimeout(300);
  await compared();
  await page.evaluate(() => (document.querySelector("base").href = "./"));
  await page.evaluate(() => (document.querySelector("img").src = "deep/a.svg"));
  await page.waitForTimeout(300);
}
