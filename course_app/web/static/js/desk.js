// The letter desk: after each save the checks say how the letter stands now, and "Show it" selects the place they mean.

export function start(form) {
  const checks = form.querySelector("[data-desk-checks]");
  const length = form.querySelector("[data-desk-length]");

  function ready() {
    for (const button of checks.querySelectorAll("[data-find]")) button.hidden = false;
  }

  function show(button) {
    const field = form.elements[button.dataset.find];
    const text = button.parentElement.querySelector("mark").textContent;
    const start = field.value.indexOf(text);
    field.focus();
    if (start >= 0) field.setSelectionRange(start, start + text.length);
  }

  checks.addEventListener("click", (event) => {
    const button = event.target.closest("[data-find]");
    if (button) show(button);
  });

  form.addEventListener("saved", ({ detail }) => {
    const focused = checks.contains(document.activeElement) ? document.activeElement.id : "";
    checks.replaceChildren(...new DOMParser().parseFromString(detail.checks, "text/html").body.childNodes);
    length.textContent = detail.length;
    ready();
    if (focused) document.getElementById(focused)?.focus();
  });

  ready();
}
