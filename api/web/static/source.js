// Opens a source beside the answer; the address bar leads back to it.
import { changeTo, goTo, watchAddress } from "./address.js";
import { fetchPart } from "./connection.js";

export function setUpSources() {
  const panel = document.getElementById("source-panel");
  let opener = null;
  let isClosing = false;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-source]");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (!panel.open) opener = link;
    open(link.getAttribute("href"));
  });

  async function open(address) {
    try {
      const part = await fetchPart(`${address}?part=1`);
      panel.replaceChildren(closer(), part);
      if (panel.open) changeTo(address);
      else {
        goTo(address, { isPanel: true });
        panel.showModal();
      }
      panel.querySelector("h2").focus({ preventScroll: true });
      centre(panel.querySelector(".gp-text"), panel.querySelector("mark"));
    } catch (error) {
      location.assign(address);
    }
  }

  // Only the passage scrolls: where the quote stands stays in sight.
  function centre(text, mark) {
    if (mark) text.scrollTop = mark.offsetTop - text.offsetTop - text.clientHeight / 3;
  }

  function closer() {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "gp-panel__close";
    button.textContent = "Close";
    button.addEventListener("click", () => panel.close());
    return button;
  }

  panel.addEventListener("click", (event) => {
    if (event.target === panel) panel.close();
  });
  panel.addEventListener("close", () => {
    isClosing = Boolean(history.state?.isPanel);
    if (isClosing) history.back();
    opener?.focus();
  });
  watchAddress(() => {
    const isShown = panel.open || isClosing; // what lies beneath is what the address now says
    isClosing = false;
    panel.close();
    return isShown;
  });
  panel.addEventListener("keydown", (event) => {
    const turn = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    if (turn && !event.altKey) panel.querySelector(`a[rel=${turn}]`)?.click();
  });
}
