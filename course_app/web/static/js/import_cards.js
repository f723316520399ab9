// vCards and pasted names to people: the same rules as importing/cards.py and pasting.py.

import { sniffed } from "./import_file.js";
import { MOST_ROWS, MOST_TRIED, address, checked, cut, dated, isAnybody, known, named, refuse, tidy } from "./import_text.js";

const MOST_SIGNS = 5000000;
const LONGEST_VALUE = 2000;
const WANTED = new Set(["FN", "N", "EMAIL", "TEL", "URL", "ORG", "TITLE", "BDAY", "KIND", "X-ABSHOWAS", "BEGIN", "END", "AGENT"]);
const PROPERTY = /^(?:[\w-]{1,40}\.)?([\w-]{1,40})((?:;(?:"[^"\n]{0,200}"|[^":\n]){0,400})?):/;

export function isCards(text) {
  return text.slice(0, 200).replace(/^[\ufeff \t\n]+/, "").toUpperCase().startsWith("BEGIN:VCARD");
}

export function readCards(text, tell) {
  const rows = [];
  const troubles = [];
  for (const [card, whole] of cards(text)) {
    if (rows.length === MOST_ROWS || card.number > MOST_TRIED) {
      troubles.push({ row: card.number, kind: "rows", text: "" });
      break;
    }
    if (!whole) troubles.push({ row: card.number, kind: "card", text: "" });
    const found = person(card, troubles);
    if (isAnybody(found)) rows.push(found);
    if (card.number % 1000 === 0) tell?.(rows.length);
  }
  return { kind: "cards", rows, troubles, columns: [], header: 0, sure: true, looksLike: "" };
}

function* cards(text) {
  let card = null;
  let count = 0;
  let inside = 0;
  let afterAgent = false;
  for (const [name, parameters, value] of properties(text)) {
    if (inside || (afterAgent && name === "BEGIN")) {
      inside += { BEGIN: 1, END: -1 }[name] ?? 0;
    } else if (name === "BEGIN") {
      if (card) yield [card, false];
      count += 1;
      card = { number: count, values: new Map() };
    } else if (name === "END" && card) {
      yield [card, true];
      card = null;
    } else if (card) {
      const before = card.values.get(name);
      if (!before || (/\bPREF\b/.test(parameters) && !/\bPREF\b/.test(before[1]))) card.values.set(name, [value, parameters]);
    }
    afterAgent = name === "AGENT" && !value.trim();
  }
  if (card) yield [card, false];
}

function* properties(text) {
  const lines = text.split("\n");
  let at = 0;
  while (at < lines.length) {
    const line = lines[at];
    at += 1;
    const found = PROPERTY.exec(line);
    if (!found) continue;
    const name = found[1].toUpperCase();
    const parameters = found[2].toUpperCase();
    const wanted = WANTED.has(name);
    const soft = parameters.includes("QUOTED-PRINTABLE");
    const parts = [line.slice(found[0].length)];
    let length = 0;
    let last = line;
    while (at < lines.length && (/^[ \t]/.test(lines[at]) || (soft && last.endsWith("=")))) {
      const following = lines[at];
      if (wanted && length < LONGEST_VALUE) {
        const joined = soft && last.endsWith("=");
        if (joined) parts.push(parts.pop().slice(0, -1), following);
        else parts.push(following.slice(1));
        length += following.length;
      }
      last = following;
      at += 1;
    }
    if (!wanted) continue;
    const value = cut(parts.join(""), LONGEST_VALUE);
    yield [name, parameters, soft ? unquoted(value) : value];
  }
}

function unquoted(value) {
  const bytes = [];
  for (const part of value.split(/(=[0-9A-Fa-f]{2})/)) {
    if (/^=[0-9A-Fa-f]{2}$/.test(part)) bytes.push(parseInt(part.slice(1), 16));
    else bytes.push(...new TextEncoder().encode(part));
  }
  return sniffed(new Uint8Array(bytes));
}

function person(card, troubles) {
  const row = card.number;
  const raw = (name) => card.values.get(name)?.[0] ?? "";
  const text = (name) => tidy(plain(raw(name)));
  const [family, given = ""] = parts(raw("N")).map((part) => tidy(plain(part)));
  let name = text("FN");
  let company = cut(tidy(plain(parts(raw("ORG"))[0])), known().longest.company);
  let email = checked(row, "email", text("EMAIL"), troubles);
  const isCompany = tidy(raw("X-ABSHOWAS")).toUpperCase() === "COMPANY" || tidy(raw("KIND")).toLowerCase() === "org";
  if (!given && !family && (name === company || isCompany || address(name))) {
    company ||= address(name) ? "" : name;
    email ||= address(name);
    name = "";
  }
  const names = named(row, given, family, name, troubles);
  let [born, said] = card.values.get("BDAY") ?? ["", ""];
  if (/X-APPLE-OMIT-YEAR=([0-9]{4})/.test(said) && born.length > 4 && /^\p{Nd}{4}/u.test(born)) born = `--${born.slice(4).replace(/^-+/, "")}`;
  return {
    row,
    ...names,
    email,
    phone: checked(row, "phone", text("TEL"), troubles),
    link: checked(row, "link", text("URL"), troubles),
    company,
    position: cut(text("TITLE"), known().longest.position),
    connected: "",
    born: dated(row, tidy(plain(born)), "unknown", troubles, true),
  };
}

function parts(value) {
  const found = [""];
  for (let at = 0; at < value.length; at += 1) {
    if (value[at] === ";") {
      found.push("");
      continue;
    }
    found[found.length - 1] += value[at];
    if (value[at] === "\\" && at + 1 < value.length) {
      at += 1;
      found[found.length - 1] += value[at];
    }
  }
  return found;
}

function plain(value) {
  return value.replace(/\\([^])/gu, (_all, sign) => (sign === "n" || sign === "N" ? "\n" : sign));
}

export function readPaste(text) {
  if (text.length > MOST_SIGNS) throw refuse("large");
  const lines = text.replace(/\r\n?/g, "\n");
  if (isCards(lines)) return readCards(lines);
  const rows = [];
  const troubles = [];
  let tried = 0;
  for (const [index, line] of lines.split("\n").entries()) {
    if (!line.trim()) continue;
    tried += 1;
    if (rows.length === MOST_ROWS || tried > MOST_TRIED) {
      troubles.push({ row: index + 1, kind: "rows", text: "" });
      break;
    }
    const found = pasted(index + 1, line, troubles);
    if (isAnybody(found)) rows.push(found);
  }
  return { kind: "paste", rows, troubles, columns: [], header: 0, sure: true, looksLike: "" };
}

function pasted(row, whole, troubles) {
  const line = whole.replace(/^\s{0,20}(?:[-*•–·]|[0-9]{1,3}[.)])\s+/, "");
  const texts = line.split(/[,;\t<>]/).map((cell) => tidy(cell).replace(/^"+|"+$/g, ""));
  const place = texts.findIndex((cell) => address(cell));
  const before = texts.slice(0, place < 0 ? undefined : place).filter(Boolean);
  if (place < 0 && before.length > 1 && !line.includes("\t")) troubles.push({ row, kind: "comma", text: "" });
  const names = named(row, "", "", before.join(line.includes("\t") ? " " : ", "), troubles);
  const email = place < 0 ? "" : address(texts[place]);
  return { row, ...names, email, phone: "", link: "", company: "", position: "", connected: "", born: "" };
}
