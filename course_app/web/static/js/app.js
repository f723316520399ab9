// What every page may need at once; the rest is fetched when the page has use for it.

const modules = {
  "form[data-autosave]": () => import("./autosave.js"),
  "form[data-quiz]": () => import("./quiz.js"),
  "[data-position]": () => import("./position.js"),
  "[data-module~=move]": () => import("./move.js"),
  "[data-copy]": () => import("./copy.js"),
  "form[data-desk]": () => import("./desk.js"),
  "[data-waiting]": () => import("./waiting.js"),
  "[data-editor]": () => import("./editor.js"),
  "[data-timer]": () => import("./timer.js"),
  "[data-sample]": () => import("./sample.js"),
};

// What a lesson can do without until the reader moves: it would only make the first view later.
const patient = { "[data-position]": "scroll", "form[data-autosave]:not([data-wait])": "focusin", 'form[data-quiz=""]': "focusin" };

const root = document.documentElement;

for (const [selector, fetched] of Object.entries(modules)) {
  for (const element of document.querySelectorAll(selector)) {
    const begin = () => fetched().then((module) => module.start(element));
    const sign = patient[Object.keys(patient).find((waiting) => element.matches(waiting))];
    if (!sign) begin();
    else (sign === "scroll" ? window : element).addEventListener(sign, begin, { once: true, passive: true });
  }
}

document.querySelector("[data-feedback] [tabindex]")?.focus();

// Text size, letters, colours: at once. An account keeps them by the form's own button; a visitor's browser keeps them here.
const kept = "display";

function show(choices) {
  for (const name of ["size", "letters", "theme"]) if (choices[name]) root.dataset[name] = choices[name];
}

if (!("account" in root.dataset)) {
  try {
    show(JSON.parse(localStorage.getItem(kept)) ?? {});
  } catch {
    localStorage.removeItem(kept);
  }
}

for (const form of document.querySelectorAll("form[data-display]")) {
  if (!("account" in root.dataset)) {
    for (const name of ["size", "letters", "theme"]) if (root.dataset[name]) form.elements[name].value = root.dataset[name];
  }
  form.addEventListener("change", () => {
    const choices = Object.fromEntries(new FormData(form));
    show(choices);
    if ("account" in root.dataset) return;
    localStorage.setItem(kept, JSON.stringify({ size: choices.size, letters: choices.letters, theme: choices.theme }));
  });
}

// Nothing of a learner stays in a shared browser.
for (const form of document.querySelectorAll("form[data-signout]")) {
  form.addEventListener("submit", () => {
    sessionStorage.clear();
    for (const key of Object.keys(localStorage)) if (key.startsWith("quiz:")) localStorage.removeItem(key);
  });
}

// An open menu closes on Escape and on a click elsewhere.
const menus = "details[data-menu][open]";

document.addEventListener("keydown", (event) => {
  const menu = event.key === "Escape" && document.querySelector(menus);
  if (!menu) return;
  menu.open = false;
  menu.querySelector("summary").focus();
});

document.addEventListener("click", (event) => {
  for (const menu of document.querySelectorAll(menus)) if (!menu.contains(event.target)) menu.open = false;
});
