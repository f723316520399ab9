// Copy the text of the element that data-copy names; where that is not allowed, select it. The button is hidden without script.

const SHOWN = 2000;

export function start(button) {
  const words = button.lastChild;
  const verb = words.textContent;
  const said = document.createElement("span");
  said.className = "visually-hidden";
  said.setAttribute("role", "status");
  button.after(said);
  button.hidden = false;

  button.addEventListener("click", async () => {
    const source = document.getElementById(button.dataset.copy);
    try {
      await navigator.clipboard.writeText(source.value ?? source.innerText);
    } catch {
      select(source);
      return;
    }
    said.textContent = words.textContent = button.dataset.copied;
    setTimeout(() => {
      words.textContent = verb;
      said.textContent = "";
    }, SHOWN);
  });
}

function select(source) {
  if (source.select) {
    source.focus();
    source.select();
  } else {
    getSelection().selectAllChildren(source);
  }
}
