// A sample PDF beside its form, made anew a moment after a change. Without it the button opens the sample.

const PAUSE = 700;

export function start(place) {
  const form = place.closest("form");
  const frame = document.createElement("iframe");
  const said = document.createElement("p");
  let timer = 0;
  let asked = "";

  frame.title = place.dataset.title;
  said.className = "hint";
  said.setAttribute("role", "status");
  place.append(said, frame);
  place.hidden = false;

  async function show() {
    const values = new FormData(form);
    for (const name of ["csrf_token", "logo", "no_logo"]) values.delete(name);
    const query = String(new URLSearchParams(values));
    if (query === asked) return;
    asked = query;
    said.textContent = place.dataset.making;
    const address = `${place.dataset.sample}?${query}`;
    const answer = await fetch(address).catch(() => null);
    if (query !== asked) return; // something else was typed meanwhile
    if (!answer?.ok) {
      said.textContent = place.dataset.refused;
      return;
    }
    // Not the bytes at hand: a frame made of them would take over the policy of this page, which shows no documents.
    frame.src = `${address}#toolbar=0&navpanes=0&view=Fit`;
    said.textContent = "";
  }

  form.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, PAUSE);
  });
  show();
}
