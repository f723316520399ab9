// The editor of a source: numbers beside its lines, problems that lead to theirs, a preview that follows every save.
// Without this script the same page saves by its button and shows the preview anew.

const STILL_THERE = 60000;

export function start(editor) {
  const source = editor.querySelector("#source");
  const form = source.form;
  const gutter = editor.querySelector("[data-gutter]");
  const frame = editor.querySelector("[data-preview] iframe");
  const mirror = document.createElement("div");
  mirror.className = "editor-mirror";
  mirror.setAttribute("aria-hidden", "true");
  source.parentElement.append(mirror);
  let marked = new Map(
    source.dataset.marked.trim().split(" ").filter(Boolean).map((each) => each.split(":")).map(([n, what]) => [Number(n), what]),
  );

  // A line may be broken over several rows: a copy of the text tells how high each one is.
  function number() {
    const rows = source.value.split("\n").map((text) => {
      const row = document.createElement("div");
      row.textContent = text || " ";
      return row;
    });
    mirror.style.width = `${source.clientWidth}px`;
    mirror.replaceChildren(...rows);
    const heights = rows.map((row) => row.getBoundingClientRect().height);
    gutter.replaceChildren(
      ...heights.map((height, at) => {
        const line = document.createElement("div");
        line.textContent = at + 1;
        line.style.height = `${height}px`;
        if (marked.has(at + 1)) line.className = `gutter-${marked.get(at + 1)}`;
        return line;
      }),
    );
    mirror.replaceChildren();
    follow();
  }

  function follow() {
    gutter.scrollTop = source.scrollTop;
  }

  function go(line) {
    const before = source.value.split("\n").slice(0, line - 1);
    const at = before.join("\n").length + (line > 1 ? 1 : 0);
    const end = source.value.indexOf("\n", at);
    source.focus();
    source.setSelectionRange(at, end < 0 ? source.value.length : end);
    source.scrollTop = Math.max(0, (gutter.children[line - 1]?.offsetTop ?? 0) - source.clientHeight / 3);
  }

  function put(text) {
    source.focus();
    const at = source.selectionStart;
    const lead = at && source.value[at - 1] !== "\n" ? "\n\n" : "";
    source.setRangeText(`${lead}${text}`, at, source.selectionEnd, "end");
    source.dispatchEvent(new Event("input", { bubbles: true }));
  }

  function show(answer) {
    for (const field of editor.querySelectorAll("[data-version]")) field.value = answer.version;
    editor.querySelector("[data-facts]").textContent = answer.facts;
    editor.querySelector("[data-problem-count]").textContent = answer.said;
    marked = new Map();
    for (const each of answer.problems) {
      if (marked.get(each.line) !== "error") marked.set(each.line, each.severity);
    }
    const list = editor.querySelector("[data-problems]");
    list.replaceChildren(...answer.problems.map((each) => row(each, list.dataset.line)));
    number();
    again();
  }

  function row(each, words) {
    const item = document.createElement("li");
    item.className = `problem problem-${each.severity}`;
    const link = document.createElement("a");
    link.className = "problem-place";
    link.href = `#line-${each.line}`;
    link.dataset.go = each.line;
    link.textContent = words.replace("{n}", each.line);
    const said = document.createElement("span");
    said.append(link, ` ${each.code} ${each.sentence}`);
    const hint = document.createElement("span");
    hint.className = "problem-hint";
    hint.textContent = each.hint;
    const mark = document.createElement("span");
    mark.className = "problem-mark";
    mark.setAttribute("aria-hidden", "true");
    item.append(mark, said, hint);
    return item;
  }

  // The page in the frame is loaded anew where it was read.
  function again() {
    if (!frame) return;
    const top = frame.contentWindow?.scrollY ?? 0;
    frame.addEventListener("load", () => frame.contentWindow?.scrollTo(0, top), { once: true });
    frame.src = address();
  }

  function address() {
    const look = editor.querySelector("[data-look]");
    const plain = frame.src.split("?")[0];
    const theme = look.elements.theme.value;
    return theme === "auto" ? plain : `${plain}?theme=${theme}`;
  }

  async function here() {
    if (document.hidden) return;
    try {
      const body = new FormData();
      body.set("csrf_token", form.elements.csrf_token.value);
      const response = await fetch(editor.dataset.here, { method: "POST", body, headers: { "X-Requested-With": "fetch" } });
      if (!response.ok) return;
      const { words } = await response.json();
      const lock = document.querySelector("[data-lock]");
      const line = document.createElement("p");
      line.textContent = words;
      if (lock.textContent.trim() !== words) lock.replaceChildren(...(words ? [line] : []));
    } catch {
      // Offline: nothing to say.
    }
  }

  source.addEventListener("scroll", follow, { passive: true });
  source.addEventListener("input", number);
  new ResizeObserver(number).observe(source);
  form.addEventListener("saved", (event) => show(event.detail));
  editor.addEventListener("click", (event) => {
    const link = event.target.closest("[data-go]");
    const piece = event.target.closest("[data-snippet]");
    if (link) {
      event.preventDefault();
      go(Number(link.dataset.go));
    } else if (piece) {
      put(document.getElementById(piece.dataset.snippet).textContent);
    }
  });
  for (const piece of editor.querySelectorAll("[data-snippet]")) piece.hidden = false;
  const look = editor.querySelector("[data-look]");
  look?.addEventListener("change", () => {
    const box = editor.querySelector("[data-preview]");
    box.classList.toggle("editor-phone", look.elements.width.value === "phone");
    box.classList.toggle("editor-desk", look.elements.width.value !== "phone");
    again();
  });
  const wanted = location.hash.match(/^#line-(\d+)$/);
  number();
  document.fonts.ready.then(number);
  if (wanted) go(Number(wanted[1]));
  here();
  setInterval(here, STILL_THERE);
}
