// A question: digits choose, Enter checks. What is chosen or typed is kept in this browser until it has arrived, so that a
// reload, a crash or a closed laptop loses nothing; an answer given off-line is sent when the line is back.
// The value of data-quiz is the attempt's idempotency key; without one nothing is kept. Signing out removes it all.

const SLOW = 400;
const KEPT_FOR = 7 * 24 * 3600 * 1000;

export function start(form) {
  const key = form.dataset.quiz && `quiz:${form.dataset.quiz}`;
  const status = form.querySelector("[data-quiz-status]");
  const check = form.querySelector("[data-busy]");
  let sent = false;

  function entries() {
    return [...new FormData(form)].filter(([name, value]) => name !== "csrf_token" && typeof value === "string");
  }

  // state: typed, sent (perhaps not arrived), or offline (to be sent).
  function keep(state) {
    if (!key) return;
    try {
      localStorage.setItem(key, JSON.stringify({ state, at: Date.now(), entries: entries() }));
    } catch {
      // No room, or not allowed: the form itself still holds it.
    }
  }

  function tell(words) {
    if (!status) return;
    status.hidden = !words;
    status.textContent = words ?? "";
  }

  function restore() {
    forget(document.querySelector("[data-feedback]"));
    const { state, entries: given } = read(key) ?? {};
    if (!given) return;
    for (const control of form.querySelectorAll("input[type=radio], input[type=checkbox]")) control.checked = false;
    for (const [name, value] of given) put(form, name, value);
    const offline = state === "offline";
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
      keep("offline");
      tell(status?.dataset.offline);
      return;
    }
    sent = true;
    keep("sent");
    tell("");
    setTimeout(() => {
      if (check) check.textContent = check.dataset.busy;
    }, SLOW);
  });

  form.addEventListener("input", () => keep("typed"));

  addEventListener("online", () => {
    if (read(key)?.state === "offline") form.requestSubmit(check);
  });
  addEventListener("pageshow", (event) => {
    if (event.persisted) sent = false;
  });
  restore();
}

function read(key) {
  try {
    return JSON.parse(key && localStorage.getItem(key));
  } catch {
    return null;
  }
}

// What is old goes; with feedback on the page, what was sent has arrived.
function forget(arrived) {
  for (const key of Object.keys(localStorage)) {
    if (!key.startsWith("quiz:")) continue;
    const found = read(key);
    if (!found || Date.now() - found.at > KEPT_FOR || (arrived && found.state === "sent")) localStorage.removeItem(key);
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
