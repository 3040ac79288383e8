// Asks without leaving the page: shows statements as they come, then the whole answer.
import { changeTo, goTo } from "./address.js";
import { fetchPart, request } from "./connection.js";
import { events } from "./events.js";
import { dress } from "./take-away.js";

const NAMES = ["organisation", "indicator", "theme", "year", "kind", "evidence"];

export function setUpAsking() {
  const form = document.getElementById("ask-form");
  if (!form) return;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    ask(form);
  });
  form.elements.question.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      form.requestSubmit();
    }
  });
  for (const link of document.querySelectorAll("[data-example]")) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      form.elements.question.value = link.textContent;
      form.requestSubmit();
    });
  }
  document.querySelector(".gp-answer:target h2")?.focus();
}

async function ask(form) {
  const question = form.elements.question.value.trim();
  if (!question || form.dataset.busy) return;
  const button = form.querySelector("button[type=submit]");
  const waiting = show(question);
  form.dataset.busy = "1";
  button.disabled = true;
  say("Searching");
  try {
    await beginConversation(form);
    const answer = await stream(form, question, waiting);
    const whole = await fetchPart(`/answers/${answer.id}?part=1`);
    dress(whole);
    waiting.replaceWith(whole);
    settle(form, whole, answer);
  } catch (error) {
    fail(waiting, error.message);
  } finally {
    delete form.dataset.busy;
    button.disabled = false;
  }
}

function show(question) {
  const waiting = document.getElementById("waiting").content.firstElementChild.cloneNode(true);
  waiting.querySelector("h2").textContent = question;
  document.getElementById("answers").append(waiting);
  for (const old of document.querySelectorAll("#answers > .nhsuk-error-summary")) old.remove();
  // From here on it is a conversation: what the page begins with makes room for it.
  for (const part of document.querySelectorAll(".gp-examples, .gp-lede")) part.remove();
  document.querySelector("h1").classList.add("nhsuk-u-visually-hidden");
  waiting.scrollIntoView({ block: "start" });
  return waiting;
}

async function beginConversation(form) {
  if (form.elements.conversation_id.value) return;
  const headers = { "Content-Type": "application/json" };
  const response = await request("/api/conversations", { method: "POST", headers, body: "{}" });
  const { id } = await response.json();
  form.elements.conversation_id.value = id;
}

async function stream(form, question, waiting) {
  const response = await request("/api/ask/stream", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({
      question,
      filters: chosen(form),
      conversation_id: form.elements.conversation_id.value,
    }),
  });
  const step = waiting.querySelector("[data-step]");
  let answer = null;
  for await (const { name, data } of events(response)) {
    if (name === "retrieved") step.textContent = found(data.hits);
    else if (name === "token") step.textContent = "Writing, and checking every sentence…";
    else if (name === "statement") add(waiting, data);
    else if (name === "answer") answer = data;
    else if (name === "error") throw new Error(data.detail);
  }
  if (!answer) throw new Error("The answer broke off. Ask again.");
  return answer;
}

function chosen(form) {
  const filters = {};
  for (const name of NAMES) {
    const values = new FormData(form).getAll(name).map((value) => value.trim()).filter(Boolean);
    if (values.length) filters[name] = values;
  }
  return filters;
}

function found(hits) {
  const documents = new Set(hits.map((hit) => hit.document_id)).size;
  return `Reading ${hits.length} passages from ${documents} documents…`;
}

function add(waiting, statement) {
  const template = [...document.querySelectorAll("template[data-group]")].find((each) =>
    each.dataset.evidence.split(" ").includes(statement.evidence),
  );
  if (!template) return; // the whole answer shows it
  const groups = waiting.querySelector("[data-groups]");
  let group = groups.querySelector(`.gp-group--${template.dataset.group}`);
  if (!group) {
    group = template.content.firstElementChild.cloneNode(true);
    groups.append(group);
  }
  const item = document.createElement("li");
  item.className = "gp-statement";
  item.textContent = statement.text;
  group.querySelector("ul").append(item);
}

function settle(form, whole, answer) {
  form.elements.question.value = "";
  form.querySelector("label[for=question]").textContent = "Ask a follow-up question";
  form.querySelector(".gp-new").hidden = false;
  const id = form.elements.conversation_id.value;
  const address = `/conversations/${id}`;
  (location.pathname === address ? changeTo : goTo)(address);
  const count = answer.statements.length;
  say(count ? `Answer with ${count} statements and ${answer.citations.length} sources` : answer.summary);
  whole.querySelector("h2").focus({ preventScroll: true });
  whole.scrollIntoView({ block: "start" });
}

function fail(waiting, reason) {
  const box = document.getElementById("failed").content.firstElementChild.cloneNode(true);
  box.querySelector("[data-reason]").textContent = reason.charAt(0).toUpperCase() + reason.slice(1);
  waiting.replaceWith(box);
  box.scrollIntoView({ block: "center" });
}

function say(text) {
  document.getElementById("live").textContent = text;
}
