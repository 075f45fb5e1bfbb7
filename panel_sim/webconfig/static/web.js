/* What the pages do more where scripts run: fields follow choices at once, a code is copied, a sign-in is watched. */
"use strict";
document.documentElement.classList.add("scripted");

for (const one of document.querySelectorAll("[data-scriptless]")) one.hidden = true;
for (const one of document.querySelectorAll("[data-scripted]")) one.hidden = false;
for (const one of document.querySelectorAll("[data-submits]")) one.addEventListener("change", () => one.form.submit());
const focus = document.querySelector("[data-focus]");
if (focus) focus.focus();
const menu = document.querySelector("[data-menu]");
if (menu && matchMedia("(max-width: 47.99rem)").matches) menu.open = false;

const tab = document.querySelector(".tabs [aria-current]");
if (tab) tab.closest(".tabs").scrollLeft = tab.offsetLeft - 40;

function valueOf(form, name) {
  const found = form.elements.namedItem(name);
  if (!found) return null;
  return "value" in found ? found.value : "";
}

function follow(form) {
  for (const one of form.querySelectorAll("[data-when]")) {
    const when = JSON.parse(one.dataset.when);
    const counts = Object.entries(when).every(([name, wanted]) => {
      const value = valueOf(form, name);
      return value === null || wanted.includes(value);
    });
    one.classList.toggle("idle", !counts);
    if ("hides" in one.dataset) one.hidden = !counts;
    if (one.tagName === "FIELDSET") one.disabled = !counts;
    for (const field of one.querySelectorAll("input, select")) field.disabled = !counts;
  }
}
for (const form of document.querySelectorAll("form")) {
  if (form.querySelector("[data-steers]")) {
    form.addEventListener("change", (event) => { if ("steers" in event.target.dataset) follow(form); });
    follow(form);
  }
}

for (const button of document.querySelectorAll("[data-copies]")) {
  const field = document.getElementById(button.dataset.copies);
  button.addEventListener("click", async () => {
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
    } catch (refused) {
      if (!document.execCommand("copy")) return;
    }
    button.textContent = button.dataset.copied;
  });
}

for (const form of document.querySelectorAll("[data-busy]")) {
  form.addEventListener("submit", () => form.setAttribute("aria-busy", "true"));
}

const live = document.querySelector("[data-live]");
if (live) {
  const left = live.querySelector("[data-left]");
  let until = left ? Date.now() + 1000 * Number(left.dataset.left) : 0;
  const status = live.querySelector("[role=status]");
  const ask = async () => {
    try {
      const answer = await fetch(live.dataset.live, { cache: "no-store", redirect: "error" });
      const said = await answer.json();
      if (!answer.ok || said.state !== live.dataset.state) { location.replace(location.pathname); return; }
      until = Date.now() + 1000 * said.left;
    } catch (failed) {
      status.textContent = live.dataset.lost;
    }
    setTimeout(ask, 2000);
  };
  setTimeout(ask, 1500);
  if (left) setInterval(() => {
    const seconds = Math.max(0, Math.round((until - Date.now()) / 1000));
    const time = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
    left.textContent = left.dataset.leftText.replace("{time}", time);
  }, 1000);
}
