// The page of the import: the file is read in this browser, sifted here, and only who is ticked is sent.

const root = document.getElementById("import");
const columns = root.closest(".columns");
const known = JSON.parse(root.dataset.known);
const room = Number(root.dataset.room);

let worker;
let waiting = new Map();
let sift;
let ticked;
let look;
let page;

const fill = (text, values) => text.replace(/\{(\w+)\}/g, (all, name) => values[name] ?? all);
const clone = (id) => document.getElementById(id).content.cloneNode(true);

if (globalThis.Worker) {
  for (const [selector, shown] of [["[data-import-server]", false], ["[data-import-local]", true]]) root.querySelector(selector).hidden = !shown;
  root.querySelector("[data-import-file]").addEventListener("submit", (event) => {
    const [file] = event.target.elements.file.files;
    if (file) read(event, "file", { file });
  });
  root.querySelector("[data-import-names]").addEventListener("submit", (event) => {
    const names = event.target.elements.names.value;
    if (names.trim()) read(event, "names", { names });
  });
  root.querySelector("#file").addEventListener("change", (event) => event.target.files.length && event.target.form.requestSubmit());
  addEventListener("popstate", () => stage(null));
}

async function read(event, task, given) {
  event.preventDefault();
  const form = event.target;
  const screen = clone("import-reading");
  const words = screen.querySelector("[data-text]");
  begin((count) => (words.textContent = fill(words.dataset.text, { count: count.toLocaleString() })), () => {
    stage(null);
    form.submit();
  });
  screen.querySelector("[data-cancel]").addEventListener("click", () => {
    end();
    stage(null);
  });
  stage(screen);
  try {
    open(await ask(task, given));
  } catch (refusal) {
    end();
    stage(null);
    complain(form, refusal.message);
  }
}

function begin(tell, give) {
  end();
  worker = new Worker(root.dataset.worker, { type: "module" });
  worker.onmessage = ({ data }) => {
    if (data.count) {
      tell(data.count);
      return;
    }
    const { resolve, reject } = waiting.get(data.done);
    waiting.delete(data.done);
    if (data.refused) reject(new Error(data.refused));
    else resolve(data.result);
  };
  // A browser that cannot start it lets the server read.
  worker.onerror = give;
  ask("start", { terms: JSON.parse(root.dataset.import), known });
}

function ask(task, given) {
  const id = crypto.getRandomValues(new Uint32Array(1))[0];
  worker.postMessage({ id, task, ...given });
  return new Promise((resolve, reject) => waiting.set(id, { resolve, reject }));
}

function end() {
  worker?.terminate();
  worker = null;
  waiting = new Map();
}

// Show a screen in the place of the first one, or the first one again.
function stage(screen) {
  for (const old of root.querySelectorAll(":scope > [data-stage]")) old.remove();
  for (const child of root.children) child.hidden = Boolean(screen);
  const aside = columns.querySelector(":scope > .aside");
  if (aside) aside.hidden = Boolean(screen);
  columns.classList.toggle("columns-aside", !screen && Boolean(aside));
  if (!screen) return;
  const box = document.createElement("div");
  box.dataset.stage = "";
  box.append(screen);
  root.append(box);
  for (const button of box.querySelectorAll("[data-again]")) button.addEventListener("click", () => history.back());
}

// A screen that Back leaves.
function step(screen) {
  if (!history.state?.sifting) history.pushState({ sifting: true }, "");
  stage(screen);
  scrollTo(0, 0);
  root.querySelector("[data-stage] h1").focus();
}

function complain(form, words) {
  const control = form.elements.file ?? form.elements.names;
  const id = `${control.id}-errors`;
  document.getElementById(id)?.remove();
  const said = document.createElement("p");
  Object.assign(said, { id, className: "field-errors", textContent: words });
  said.setAttribute("role", "alert");
  control.before(said);
  control.setAttribute("aria-invalid", "true");
  control.setAttribute("aria-describedby", `${control.id}-hint ${id}`);
  control.focus();
}

function open(found) {
  sift = found;
  ticked = new Set(found.everybody);
  if (!found.sure) match();
  else if (found.count) tray();
  else nobody();
}

function nobody() {
  const screen = clone("import-none");
  const said = screen.querySelector("[data-table]");
  said.textContent = sift.kind === "paste" ? said.dataset.paste : said.dataset.table;
  step(screen);
}

function match() {
  const screen = clone("import-columns");
  const said = screen.querySelector("[data-said]");
  const problem = screen.querySelector("[data-problem]");
  const form = screen.querySelector("form");
  const list = screen.querySelector("[data-matching]");
  const words = document.getElementById("import-column").dataset;
  said.textContent = said.dataset[sift.looksLike || "table"];
  list.replaceChildren(
    ...sift.columns.map((column) => {
      const row = clone("import-column").firstElementChild;
      const select = row.querySelector("select");
      const label = row.querySelector("label");
      label.textContent = column.heading || fill(words.column, { n: column.place + 1 });
      row.querySelector(".matching-samples").textContent = column.samples.join(" · ") || words.empty;
      label.htmlFor = select.id = select.name = `column-${column.place}`;
      select.value = column.field;
      return row;
    }),
  );
  form.elements.headless.checked = !sift.header;
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = {};
    for (const { place } of sift.columns) {
      const field = form.elements[`column-${place}`].value;
      if (field) (chosen[field] ??= []).push(place);
    }
    problem.hidden = Boolean(chosen.name || chosen.given || chosen.family);
    problem.textContent = problem.dataset.text;
    if (!problem.hidden) {
      form.elements[`column-${sift.columns[0].place}`].focus();
      return;
    }
    open(await ask("match", { columns: chosen, header: form.elements.headless.checked ? 0 : sift.header || 1 }));
  });
  step(screen);
}

function tray() {
  const screen = clone("import-tray");
  const part = (selector) => screen.querySelector(selector);
  const form = part("form");
  const words = part("[data-read]");
  words.textContent = fill(words.dataset.text, { count: sift.count.toLocaleString() });
  part("[data-dated]").hidden = !sift.dated;
  const again = part("[data-match]");
  again.hidden = !sift.columns.length || sift.kind !== "table";
  again.addEventListener("click", match);
  const troubles = part("[data-troubles]");
  troubles.hidden = !sift.troubleCount;
  const summary = troubles.querySelector("summary");
  summary.textContent = fill(summary.dataset.text, { count: sift.troubleCount.toLocaleString() });
  for (const trouble of sift.troubles) troubles.querySelector("ul").append(item(trouble));
  groups(form.elements.group);
  if (!sift.dated) {
    form.elements.order.options[0].remove();
    form.elements.order.value = "file";
  }
  // It finds while one types.
  form.querySelector("[value=find]").hidden = true;
  look = { search: "", group: "", order: form.elements.order.value };
  page = 1;

  let timer;
  form.addEventListener("input", (event) => {
    if (event.target.name === "tick") tick(form, event.target);
    else {
      clearTimeout(timer);
      timer = setTimeout(() => find(form), 150);
    }
  });
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const done = event.submitter?.value ?? "find";
    if (done === "next") send(form);
    else find(form, done === "surprise");
  });
  form.querySelector("[data-all]").addEventListener("click", () => {
    form.elements.search.value = form.elements.group.value = "";
    find(form);
  });
  for (const button of form.querySelectorAll("[data-turn]")) {
    button.addEventListener("click", async () => {
      page += Number(button.dataset.turn);
      await show(form);
      form.scrollIntoView();
      if (button.disabled) form.querySelector("[data-turn]:enabled")?.focus();
    });
  }
  step(screen);
  count(form);
  show(form);
}

function item(text) {
  const line = document.createElement("li");
  line.textContent = text;
  return line;
}

function groups(select) {
  const words = document.getElementById("import-row").dataset;
  const { decades, companies, named, nameless } = sift.groups;
  select.options[0].append(` (${named.toLocaleString()})`);
  select.options[0].textContent = select.options[0].textContent.replace("()", "").replace(/\s+/g, " ");
  for (const [label, group, wording] of [[words.connected, decades, (each) => fill(words.decade, { decade: each.label })], [words.company, companies, (each) => each.label]]) {
    if (!group.length) continue;
    const box = document.createElement("optgroup");
    box.label = label;
    box.append(...group.map((each) => new Option(`${wording(each)} (${each.count})`, each.value)));
    select.append(box);
  }
  if (nameless) select.append(new Option(`${words.none} (${nameless})`, "nameless"));
}

function find(form, surprise = false) {
  const { search, group, order } = form.elements;
  look = { search: search.value, group: group.value, order: order.value, surprise };
  page = 1;
  return show(form);
}

async function show(form) {
  const asked = look;
  const found = await ask("look", { look, page, ticked: [...ticked] });
  // Something else was asked for meanwhile.
  if (asked !== look) return;
  look = { ...look, surprise: false, chosen: found.chosen };
  page = found.page;
  const { chosen, none, one, text } = form.querySelector("[data-found]").dataset;
  const many = found.total === 1 ? one : fill(text, { count: found.total.toLocaleString() });
  form.querySelector("[data-found]").textContent = found.chosen.length ? chosen : found.total ? many : none;
  form.querySelector("[data-all]").hidden = !found.chosen.length && found.total > 0;
  form.querySelector("ol").replaceChildren(...found.rows.map(line));
  const pages = form.querySelector("[data-pages]");
  pages.hidden = found.pages === 1;
  const said = pages.querySelector("[data-text]");
  said.textContent = fill(said.dataset.text, { page: found.page, pages: found.pages });
  const [back, on] = pages.querySelectorAll("button");
  back.disabled = found.page === 1;
  on.disabled = found.page === found.pages;
}

function line({ place, person, known: there }) {
  const row = clone("import-row").firstElementChild;
  const box = row.querySelector("input");
  const { name, email, company, phone, link, position, connected } = person;
  box.name = "tick";
  box.value = place;
  box.checked = ticked.has(place) && !there;
  box.disabled = there;
  row.querySelector(".tray-name").textContent = name || email || company || phone || link;
  row.querySelector(".tray-detail").textContent = [position, name && company, name && email].filter(Boolean).join(" · ");
  const since = row.querySelector(".tray-since");
  if (there || connected.length < 4) since.remove();
  else since.textContent = fill(document.getElementById("import-row").dataset.since, { year: connected.slice(0, 4) });
  if (!there) row.querySelector(".tag").remove();
  return row;
}

function tick(form, box) {
  if (box.checked) ticked.add(Number(box.value));
  else ticked.delete(Number(box.value));
  form.querySelector("[data-problem]").hidden = true;
  count(form);
}

function count(form) {
  const words = form.querySelector("[data-tray-count]");
  words.dataset.text ??= words.textContent;
  words.textContent = fill(words.dataset.text, { ticked: ticked.size, room: Math.max(room - ticked.size, 0) });
}

async function send(form) {
  const problem = form.querySelector("[data-problem]");
  problem.hidden = ticked.size > 0 && ticked.size <= room;
  problem.textContent = ticked.size ? fill(problem.dataset.over, { room }) : problem.dataset.nobody;
  if (!problem.hidden) return;
  const picks = document.getElementById("import-picks");
  picks.elements.picks.value = JSON.stringify(await ask("picks", { ticked: [...ticked].sort((one, two) => one - two) }));
  picks.submit();
}
