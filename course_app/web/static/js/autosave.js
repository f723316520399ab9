// A form that saves itself: three seconds after the last key, on leaving a field, on leaving the page.
// data-wait sets other milliseconds; data-conflict="submit" sends the form itself when it met a newer text.
// It posts to its own action with X-Requested-With: fetch and reads {saved_at, version}, {sentence} or, with 409, {conflict: url}.

const WAIT = 3000;
const SLOW = 400;
const RETRY = 10000;
const RETRY_AT_MOST = 60000;

export function start(form) {
  const note = form.querySelector("[data-saved]");
  const wait = Number(form.dataset.wait) || WAIT;
  const version = form.elements.version;
  let dirty = false;
  let stopped = false;
  let failures = 0;
  let timer = 0;
  let running = null;

  function say(state, words, ...more) {
    if (!note) return;
    note.className = `saved-note saved-note-${state}`;
    note.replaceChildren(words, ...more.flatMap((part) => [" ", part]));
  }

  function sayFailed(words) {
    const retry = document.createElement("button");
    retry.type = "button";
    retry.className = "link-button";
    retry.textContent = note?.dataset.retry;
    retry.addEventListener("click", save);
    say("failed", words || note?.dataset.failed, retry);
  }

  function sayConflict(url) {
    if (form.dataset.conflict === "submit") {
      const both = document.createElement("button");
      both.className = "link-button";
      both.textContent = note?.dataset.conflict;
      say("failed", both);
      return;
    }
    const link = document.createElement("a");
    link.href = url;
    link.textContent = note?.dataset.conflict;
    // The text of this page goes along, so that the answer can show both.
    link.addEventListener("click", (event) => {
      event.preventDefault();
      form.submit();
    });
    say("failed", link);
  }

  function later(delay) {
    clearTimeout(timer);
    timer = setTimeout(save, delay);
  }

  function body() {
    const data = new FormData(form);
    for (const [name, value] of [...data]) if (value instanceof File) data.delete(name);
    return data;
  }

  async function send() {
    const response = await fetch(form.action, {
      method: "POST",
      body: body(),
      headers: { "X-Requested-With": "fetch", Accept: "application/json" },
      keepalive: true,
    });
    return { status: response.status, ...(await response.json()) };
  }

  async function attempt() {
    clearTimeout(timer);
    dirty = false;
    const slow = setTimeout(() => say("saving", note?.dataset.saving), SLOW);
    let answer = {};
    try {
      answer = await send();
    } catch {
      answer = {};
    }
    clearTimeout(slow);
    if (answer.conflict) {
      stopped = true;
      sayConflict(answer.conflict);
    } else if (answer.saved_at) {
      failures = 0;
      if (version && answer.version !== undefined) version.value = answer.version;
      say("saved", note?.dataset.savedAt.replace("{time}", clock(answer.saved_at)));
      form.dispatchEvent(new CustomEvent("saved", { detail: answer }));
    } else {
      failures += 1;
      dirty = true;
      sayFailed(answer.sentence);
      later(Math.min(RETRY * 2 ** (failures - 1), RETRY_AT_MOST));
    }
  }

  function save() {
    if (!dirty || stopped || running) return running;
    running = attempt().finally(() => {
      running = null;
      if (dirty && !failures) later(wait);
    });
    return running;
  }

  form.addEventListener("input", (event) => {
    if (event.target.type === "file") return;
    dirty = true;
    later(wait);
  });
  form.addEventListener("focusout", (event) => {
    if (event.relatedTarget?.type !== "submit") save();
  });
  form.addEventListener("keydown", (event) => {
    if (!event.ctrlKey && !event.metaKey) return;
    if (event.key === "s") {
      event.preventDefault();
      dirty = true;
      save();
    } else if (event.key === "Enter") {
      form.requestSubmit();
    }
  });
  // The version that is on its way must arrive before the form itself is sent, or the form would be refused as stale.
  form.addEventListener("submit", async (event) => {
    clearTimeout(timer);
    if (running) {
      event.preventDefault();
      await running;
      dirty = false;
      form.requestSubmit(event.submitter);
    } else {
      dirty = false;
      stopped = true;
    }
  });
  document.addEventListener("visibilitychange", () => document.hidden && save());
  addEventListener("pagehide", save);
  addEventListener("online", save);
  addEventListener("pageshow", (event) => {
    if (event.persisted) stopped = false;
  });
  addEventListener("beforeunload", (event) => {
    if (dirty && failures) event.preventDefault();
  });

  // What was typed before this module came, or put back by the browser.
  if (version) version.value = version.defaultValue;
  if ([...form.elements].some(changed)) {
    dirty = true;
    later(wait);
  }
}

function changed(control) {
  if (control.type === "checkbox" || control.type === "radio") return control.checked !== control.defaultChecked;
  if (control.options) {
    const preset = [...control.options].findIndex((option) => option.defaultSelected);
    return control.selectedIndex !== Math.max(preset, 0);
  }
  return control.type !== "hidden" && control.type !== "file" && control.defaultValue !== undefined && control.value !== control.defaultValue;
}

function clock(moment) {
  const time = new Date(moment);
  if (Number.isNaN(time.getTime())) return moment;
  return time.toLocaleTimeString(document.documentElement.lang, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
}
