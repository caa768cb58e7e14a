// What a form's fields are called hides the form's own properties; what pictures and forms are called, the document's.
/** @param {import("@playwright/test").Page} page @param {() => Promise<void>} compared */
export default async function steps(page, compared) {
  await compared();
  await page.evaluate(() => {
    const form = document.querySelector("form");
    form.setAttribute("class", "narrow");
    form.append("and a text");
    form.querySelector("[name=name]").remove();
    form.querySelector("button").textContent = "Buy";
    form.scrollTop = 60;
  });
  await compared();
}
