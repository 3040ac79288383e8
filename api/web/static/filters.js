// Lets the filters take several organisations; without scripts there is one more box each time.

export function setUpFilters() {
  for (const part of document.querySelectorAll("[data-several]")) {
    const button = part.querySelector("[data-another]");
    button.hidden = false;
    button.addEventListener("click", () => {
      const boxes = part.querySelectorAll("input");
      const box = boxes[boxes.length - 1].cloneNode();
      box.removeAttribute("id");
      box.setAttribute("aria-label", "Another organisation");
      box.value = "";
      button.before(box);
      box.focus();
    });
  }
}
