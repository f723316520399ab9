// How far the reader came: the last heading that reached the upper part of the window, told to data-position at most every ten seconds.

const PAUSE = 10000;

export function start(text) {
  const headings = [...text.querySelectorAll("h2[id], h3[id]")];
  const token = document.querySelector("[name=csrf_token]")?.value;
  let told = text.dataset.heading ?? "";
  let last = told;
  let timer = 0;
  let earliest = 0;

  function look() {
    const line = innerHeight / 2;
    const passed = headings.filter((heading) => heading.getBoundingClientRect().top < line).at(-1);
    last = passed?.id ?? "";
    if (last !== told && !timer) timer = setTimeout(tell, Math.max(0, earliest - Date.now()));
  }

  function tell() {
    clearTimeout(timer);
    timer = 0;
    if (last === told || !token) return;
    told = last;
    earliest = Date.now() + PAUSE;
    fetch(text.dataset.position, {
      method: "POST",
      keepalive: true,
      headers: { "Content-Type": "application/json", "X-CSRFToken": token, "X-Requested-With": "fetch" },
      body: JSON.stringify({ heading: told }),
    }).catch(() => {});
  }

  let asked = false;
  addEventListener(
    "scroll",
    () => {
      if (asked) return;
      asked = true;
      requestAnimationFrame(() => {
        asked = false;
        look();
      });
    },
    { passive: true },
  );
  addEventListener("pagehide", tell);
  look();
}
