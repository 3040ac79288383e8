// Copies an answer with its references, and keeps what the reader thought of it.
import { request } from "./connection.js";

export function setUpTakingAway() {
  for (const answer of document.querySelectorAll(".gp-answer")) dress(answer);
  window.addEventListener("beforeprint", () => {
    for (const sources of document.querySelectorAll(".gp-sources")) sources.open = true;
  });
}

export function dress(answer) {
  const copy = answer.querySelector("[data-copy]");
  if (copy) {
    copy.hidden = false;
    copy.addEventListener("click", () => copyText(copy, answer.querySelector(".gp-copy").value));
  }
  const form = answer.querySelector("[data-feedback]");
  form?.addEventListener("submit", (event) => {
    event.preventDefault();
    rate(form, answer.dataset.answer);
  });
}

async function copyText(button, text) {
  try {
    await navigator.clipboard.writeText(text);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Copying is not allowed here: use Markdown";
  }
  setTimeout(() => (button.textContent = "Copy with references"), 3000);
}

async function rate(form, id) {
  const thanks = form.querySelector("[data-thanks]");
  const helpful = form.elements.helpful.value === "yes";
  try {
    await request("/api/feedback", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ answer_id: id, helpful, reason: form.elements.reason.value }),
    });
    thanks.textContent = "Saved on this server, thank you.";
  } catch (error) {
    thanks.textContent = error.message;
  }
}
