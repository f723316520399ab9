// Put things in order: the buttons and the numbers move the lines in place instead of posting the form.

export function start(list) {
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  list.after(said);

  function settle(item, spoken) {
    const items = [...list.children];
    items.forEach((line, index) => {
      line.querySelector("input").value = index + 1;
      const [up, down] = line.querySelectorAll("button");
      up.disabled = index === 0;
      down.disabled = index === items.length - 1;
    });
    if (!spoken) return;
    said.textContent = list.dataset.said
      .replace("{words}", item.querySelector(".order-words").textContent.trim())
      .replace("{place}", items.indexOf(item) + 1)
      .replace("{count}", items.length);
  }

  function moveTo(item, place) {
    const others = [...list.children].filter((line) => line !== item);
    list.insertBefore(item, others[place] ?? null);
    settle(item, true);
  }

  list.addEventListener("click", (event) => {
    const button = event.target.closest("button[name=move]");
    if (!button) return;
    event.preventDefault();
    const item = button.closest("li");
    const place = [...list.children].indexOf(item);
    moveTo(item, button.value.endsWith("-up") ? place - 1 : place + 1);
    (button.disabled ? item.querySelector("button:enabled") : button).focus();
  });

  list.addEventListener("change", (event) => {
    const item = event.target.closest("li");
    const count = list.children.length;
    moveTo(item, Math.min(Math.max(Math.round(event.target.value) || 1, 1), count) - 1);
    event.target.focus();
  });
}
