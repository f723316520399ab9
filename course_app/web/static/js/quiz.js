// A question: digits choose, Enter checks, an answer given off-line is kept until the line is back.
// The value of data-quiz is the attempt's idempotency key; without one nothing is kept.

const SLOW = 400;

export function start(form) {
  const key = form.dataset.quiz && `quiz:${form.dataset.quiz}`;
  const status = form.querySelector("[data-quiz-status]");
  const check = form.querySelector("[data-busy]");
  let sent = false;

  function entries() {
    return [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  }

  function keep(offline) {
    if (key) sessionStorage.setItem(key, JSON.stringify({ offline, entries: entries() }));
  }

  function tell(words) {
    if (!status) return;
    status.hidden = !words;
    status.textContent = words ?? "";
  }

  function restore() {
    if (document.querySelector("[data-feedback]")) forgetSent();
    const stored = key && sessionStorage.getItem(key);
    if (!stored) return;
    const { offline, entries: given } = JSON.parse(stored);
    for (const [name, value] of given) put(form, name, value);
    if (offline && navigator.onLine) form.requestSubmit(check);
    else if (offline) tell(status?.dataset.offline);
  }

  form.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const group = event.target.closest("fieldset");
    const choosing = event.target.matches("input[type=radio], input[type=checkbox]");
    if (choosing && /^[1-9]$/.test(event.key)) {
      const wanted = group?.querySelectorAll("input[type=radio]:enabled, input[type=checkbox]:enabled")[event.key - 1];
      if (!wanted) return;
      event.preventDefault();
      wanted.click();
      wanted.focus();
    } else if (event.key === "Enter" && event.target.matches("input")) {
      event.preventDefault();
      form.requestSubmit(check);
    }
  });

  form.addEventListener("submit", (event) => {
    if (event.submitter?.name === "move") return;
    if (sent || !navigator.onLine) {
      event.preventDefault();
      if (sent) return;
      keep(true);
      tell(status?.dataset.offline);
      return;
    }
    sent = true;
    keep(false);
    tell("");
    setTimeout(() => {
      if (check) check.textContent = check.dataset.busy;
    }, SLOW);
  });

  addEventListener("online", () => {
    if (key && JSON.parse(sessionStorage.getItem(key))?.offline) form.requestSubmit(check);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) sent = false;
  });
  restore();
}

// Feedback is on the page: what was sent has arrived.
function forgetSent() {
  for (const key of Object.keys(sessionStorage)) {
    if (key.startsWith("quiz:") && !JSON.parse(sessionStorage.getItem(key)).offline) sessionStorage.removeItem(key);
  }
}

function put(form, name, value) {
  for (const control of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
    if (control.type === "radio" || control.type === "checkbox") {
      if (control.value === value) control.checked = true;
    } else if (control.type !== "hidden" && control.type !== "submit") {
      control.value = value;
    }
  }
}
