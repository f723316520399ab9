// A clock that counts down a few minutes. Without it the page says the same in a sentence.

const TICK = 250;

export function start(place) {
  const seconds = Number(place.dataset.timer);
  const clock = document.createElement("span");
  const button = document.createElement("button");
  const said = document.createElement("span");
  let end = 0;
  let timer = 0;

  clock.className = "timer-clock";
  clock.setAttribute("role", "timer");
  said.setAttribute("role", "status");
  button.type = "button";
  button.className = "button button-secondary";

  function show(left) {
    clock.textContent = `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}`;
  }

  function rest() {
    clearInterval(timer);
    timer = 0;
    button.textContent = place.dataset.start;
    show(seconds);
  }

  function tick() {
    const left = Math.max(0, Math.ceil((end - Date.now()) / 1000));
    show(left);
    if (left) return;
    rest();
    said.textContent = place.dataset.over;
  }

  button.addEventListener("click", () => {
    said.textContent = "";
    if (timer) {
      rest();
      return;
    }
    end = Date.now() + seconds * 1000;
    button.textContent = place.dataset.stop;
    timer = setInterval(tick, TICK);
    tick();
  });

  rest();
  place.replaceChildren(clock, button, said);
  place.hidden = false;
}
