// Shows when the server cannot be reached, and hides it again.

export function watchConnection() {
  window.addEventListener("offline", () => showOffline(true));
  window.addEventListener("online", () => showOffline(false));
}

export function showOffline(isOffline) {
  document.getElementById("offline").hidden = !isOffline;
}

// Gives the response, or throws an Error with words for the reader.
export async function request(address, options = {}) {
  let response;
  try {
    response = await fetch(address, options);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    showOffline(true);
    throw new Error("The server cannot be reached. Check that it is running, then try again.");
  }
  showOffline(false);
  if (!response.ok) throw new Error(await reason(response));
  return response;
}

async function reason(response) {
  try {
    return (await response.json()).detail;
  } catch {
    return `The server answered with ${response.status}. Try again.`;
  }
}

// Turns text from our own server, which has escaped it, into elements: the first, or one of them.
export async function fetchPart(address, which = "body > *") {
  const text = await (await request(address)).text();
  const parsed = new DOMParser().parseFromString(text, "text/html");
  return document.importNode(parsed.querySelector(which), true);
}
