// Keeps the address bar true to what is shown, so that Back leads where a reader expects.
let shown = place();

function place() {
  return location.pathname + location.search;
}

// Shows an address for what has just appeared; Back leads to what was there before.
export function goTo(address, state = {}) {
  history.pushState(state, "", address);
  shown = place();
}

// Shows another address in the same place of the history.
export function changeTo(address) {
  history.replaceState(history.state, "", address);
  shown = place();
}

// Every address is a page of its own: Back to one that is not shown any more fetches it.
export function watchAddress(close) {
  // Back or Forward may have been pressed before this ran.
  const [fetched] = performance.getEntriesByType("navigation");
  const address = new URL(fetched?.name ?? location.href);
  if (address.pathname + address.search !== shown) location.reload();
  window.addEventListener("popstate", () => {
    if (place() === shown) return; // only the part behind "#" has changed
    shown = place();
    if (!close()) location.reload();
  });
}
