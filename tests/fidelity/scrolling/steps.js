/** What happens on the page. */
export default async function steps(page) {
  await page.evaluate(async () => {
    const instantly = { behavior: "instant" };
    document.querySelector(".outer").scrollTo({ top: 120, ...instantly });
    document.querySelector(".inner").scrollTo({ top: 77, left: 210, ...instantly });
    document.querySelector(".snap").scrollTo({ left: 300, ...instantly });
    scrollTo({ top: 90, ...instantly });
    await new Promise((resolve) => setTimeout(resolve, 300));
  });
}
