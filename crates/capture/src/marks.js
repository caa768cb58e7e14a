// The words of `data-alongside`. One of them says nothing about what is seen: `no-control` keeps an agent's hands off what
// the page shows, and may stand beside the others.

const NO_CONTROL = "no-control";

/** What a mark says about what is seen; null where it says nothing of that. @param {string | null} mark */
export function modeMark(mark) {
  if (mark === null || !mark.toLowerCase().includes(NO_CONTROL)) return mark;
  const rest = words(mark).filter((word) => word !== NO_CONTROL).join(" ");
  return rest || null;
}

/** Whether a mark forbids an agent to act. @param {string | null} mark */
export function forbidsControl(mark) {
  return mark !== null && words(mark).some((word) => word === NO_CONTROL || word === "block");
}

/** @param {string} mark */
function words(mark) {
  return mark.trim().toLowerCase().split(/\s+/);
}
