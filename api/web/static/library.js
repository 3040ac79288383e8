// Adds documents by choosing or dropping, and says how far reading them has come.
import { fetchPart, request } from "./connection.js";

const PAUSE = 400;

export function setUpLibrary() {
  const form = document.getElementById("upload-form");
  if (form) setUpForm(form);
  const job = document.querySelector("[data-job]");
  if (job && !["done", "failed"].includes(job.dataset.state)) {
    follow(`/api/jobs/${job.dataset.job}`, (text) => {
      job.querySelector("[data-step]").textContent = text;
    });
  }
}

function setUpForm(form) {
  const drop = form.querySelector("[data-drop]");
  form.querySelector("[data-can-drop]").hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    for (const file of form.elements.file.files) upload(form, file);
  });
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("gp-drop--over");
    });
  }
  drop.addEventListener("dragleave", () => drop.classList.remove("gp-drop--over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    drop.classList.remove("gp-drop--over");
    for (const file of event.dataTransfer.files) upload(form, file);
  });
}

function upload(form, file) {
  const line = document.createElement("p");
  line.className = "gp-job";
  form.querySelector("#uploads").append(line);
  const say = (text) => (line.textContent = `${file.name}: ${text}`);
  const body = new FormData(form);
  body.set("file", file);
  const sending = new XMLHttpRequest(); // fetch cannot tell how much has been sent
  sending.upload.addEventListener("progress", (event) => {
    if (event.lengthComputable) say(`sending, ${Math.round((100 * event.loaded) / event.total)}%`);
  });
  sending.addEventListener("error", () => say("the server cannot be reached; try again"));
  sending.addEventListener("load", () => {
    let told = {};
    try {
      told = JSON.parse(sending.responseText);
    } catch {
      told = { detail: `the server answered with ${sending.status}` };
    }
    if (sending.status !== 202) refuse(told.detail, say, line);
    else follow(`/api/jobs/${told.id}`, say, line);
  });
  say("sending");
  sending.open("POST", "/api/documents");
  sending.send(body);
}

async function follow(address, say, line) {
  for (;;) {
    let job;
    try {
      job = await (await request(address)).json();
    } catch (error) {
      say(error.message);
      return;
    }
    if (job.state === "done") return finish(job, say, line);
    if (job.state === "failed") return refuse(job.error, say, line);
    say(`${job.step}…`);
    await new Promise((resolve) => setTimeout(resolve, PAUSE));
  }
}

function refuse(reason, say, line) {
  line?.classList.add("gp-job--failed");
  say(`not added: ${reason}`);
}

function finish(job, say, line) {
  line?.classList.add("gp-job--done");
  say(job.report.unchanged.length ? "it was here already. " : "added. ");
  if (line && job.document_id) {
    const link = document.createElement("a");
    link.href = `/documents/${job.document_id}`;
    link.textContent = "See what was understood";
    line.append(link);
  }
  for (const warning of job.report.warnings) {
    const item = document.createElement("p");
    item.textContent = warning;
    line?.append(item);
  }
  showList();
}

// Renews the list of documents, so that a new one is there without loading the page again.
async function showList() {
  const list = await fetchPart("/documents", "#documents");
  document.getElementById("documents").replaceWith(list);
}
