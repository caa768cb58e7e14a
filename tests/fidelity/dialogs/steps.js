/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(() => {
    document.querySelector("#opens").open = true;
    document.querySelector("#plain").show();
    document.querySelector("#first").showModal();
    document.querySelector("#second").showModal();
  });
}
