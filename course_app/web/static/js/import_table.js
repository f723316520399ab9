// Tables to people: the same rules as importing/tables.py, headings.py and columns.py.

import { MOST_ROWS, MOST_TRIED, address, checked, cut, dated, firstOf, fold, isAnybody, known, link, named, number, orderOf, readDate, refuse, tidy } from "./import_text.js";

const DELIMITERS = [",", ";", "\t"];
const LOOKED_AT = 20;
const HEADER_WITHIN = 20;
const LONGEST_CELL = 131072;
const LONGEST_HEADING = 60;
const MOST_COLUMNS = 400;
const GUESSED_FROM = 50;
const SAMPLES = 3;

const filledRow = (row) => row.some((cell) => cell.trim());

function cells(text) {
  const [delimiter, rest] = delimiterOf(text);
  const table = cutUp(rest, delimiter, MOST_TRIED);
  if (table.rows.some((row) => row.length > MOST_COLUMNS)) throw refuse("columns");
  return table;
}

function delimiterOf(text) {
  const end = text.indexOf("\n");
  const first = end < 0 ? text : text.slice(0, end);
  if (first.length === 5 && first.toLowerCase().startsWith("sep=") && DELIMITERS.includes(first[4])) {
    return [first[4], end < 0 ? "" : text.slice(end + 1)];
  }
  const start = firstLines(text);
  let best = null;
  for (const delimiter of DELIMITERS) {
    const [heads, alike] = fitness(cutUp(start, delimiter, LOOKED_AT).rows);
    if (!best || heads > best.heads || (heads === best.heads && alike > best.alike)) best = { delimiter, heads, alike };
  }
  return [best.delimiter, text];
}

function firstLines(text) {
  let end = 0;
  for (let line = 0; line < 3 * LOOKED_AT; line += 1) {
    end = text.indexOf("\n", end) + 1;
    if (!end) return text.slice(0, LONGEST_CELL);
  }
  return text.slice(0, Math.min(end, LONGEST_CELL));
}

function fitness(rows) {
  const header = headerOf(rows);
  const widths = rows.filter(filledRow).map((row) => row.length);
  const width = header >= 0 ? rows[header].length : (widths.at(-1) ?? 0);
  return [header < 0 ? 0 : width, width > 1 ? widths.filter((each) => each === width).length : 0];
}

function cutUp(text, delimiter, most) {
  const lines = text.split("\n");
  if (!lines.at(-1)) lines.pop();
  const rows = [];
  const unclosed = new Set();
  let place = 0;
  while (place < lines.length && rows.length < most) {
    const found = record(lines, place, delimiter, true);
    if (found.cells) {
      rows.push(found.cells);
      place = found.next;
      continue;
    }
    const careless = found.next === place + 1 ? record(lines.slice(place, place + 1), 0, delimiter, false).cells : null;
    rows.push(careless ?? lines[place].split(delimiter));
    if (!careless) unclosed.add(rows.length);
    place += 1;
  }
  return { rows, unclosed };
}

// One row of cells and the line behind it; no cells when a quotation mark stays open or, in strict reading, closes in a word.
function record(lines, place, delimiter, strict) {
  let line = lines[place];
  let next = place + 1;
  if (!line) return { cells: [], next };
  const found = [];
  let at = 0;
  for (;;) {
    let value = "";
    if (line[at] === '"') {
      at += 1;
      for (;;) {
        const end = line.indexOf('"', at);
        if (end < 0) {
          value += `${line.slice(at)}\n`;
          if (value.length > LONGEST_CELL || next >= lines.length) return { next };
          line = lines[next];
          next += 1;
          at = 0;
        } else if (line[end + 1] === '"') {
          value += line.slice(at, end + 1);
          at = end + 2;
        } else {
          value += line.slice(at, end);
          at = end + 1;
          break;
        }
      }
      if (at < line.length && line[at] !== delimiter && strict) return { next };
    }
    let stop = line.indexOf(delimiter, at);
    if (stop < 0) stop = line.length;
    value += line.slice(at, stop);
    if (value.length > LONGEST_CELL) return { next };
    found.push(value);
    at = stop + 1;
    if (stop === line.length) return { cells: found, next };
  }
}

const heading = (cell) => (cut(cell, LONGEST_HEADING) === cell ? fold(cell) : "");

let ranks;

function rankOf(folded) {
  ranks ??= new Map(Object.entries(known().headings).flatMap(([field, names]) => names.map((name, rank) => [name, { field, rank }])));
  return ranks.get(folded);
}

function headerOf(rows) {
  let best = 0;
  let place = -1;
  let first = true;
  for (const [index, row] of rows.slice(0, HEADER_WITHIN).entries()) {
    if (!filledRow(row)) continue;
    const count = new Set(row.map((cell) => rankOf(heading(cell))?.field).filter(Boolean)).size;
    if (count > best && (count > 1 || first)) [best, place] = [count, index];
    first = false;
  }
  return place;
}

function mapped(headings) {
  const found = {};
  headings.forEach((folded, place) => {
    const rank = rankOf(folded);
    if (rank) (found[rank.field] ??= []).push([rank.rank, place]);
  });
  const sorted = (places) => places.sort((one, two) => one[0] - two[0] || one[1] - two[1]).map(([, place]) => place);
  return Object.fromEntries(Object.entries(found).map(([field, places]) => [field, sorted(places)]));
}

function kindOf(headings) {
  const there = new Set(headings);
  const fits = ([, marks]) => marks.some((mark) => mark.every((each) => there.has(each)));
  return Object.entries(known().kinds).find(fits)?.[0] ?? "table";
}

const hasName = (columns) => ["name", "given", "family"].some((field) => columns[field]?.length);

// columns: {field: [places]} as the learner matched them; header: the row of the headings from 1, 0 for none.
export function readTable(text, columns, header, tell) {
  const table = cells(text);
  const place = header === undefined ? findHeader(table.rows) : Math.min(header, table.rows.length) - 1;
  const headings = place >= 0 ? table.rows[place].map(heading) : [];
  let kind = kindOf(headings);
  let guessed = mapped(headings);
  const looksLike = hasName(guessed) ? "" : origin(table.rows);
  if (!hasName(guessed)) guessed = { ...guesses(table.rows.slice(place + 1), looksLike), ...guessed };
  if (columns) kind = "table";
  const picked = columns ?? guessed;
  const found = people(table, place, picked, tell);
  return { kind, ...found, columns: shown(table.rows, place, picked), header: place + 1, sure: kind !== "table" && hasName(picked), looksLike };
}

function findHeader(rows) {
  const place = headerOf(rows);
  if (place >= 0) return place;
  const filled = rows.slice(0, GUESSED_FROM).flatMap((row, index) => (filledRow(row) ? [index] : []));
  if (!filled.length) return -1;
  const width = rows[filled.at(-1)].length;
  const top = filled.find((index) => rows[index].length === width);
  const below = filled.filter((index) => index > top).flatMap((index) => rows[index]);
  return width > 1 && !rows[top].some(telling) && below.some(telling) ? top : -1;
}

function telling(cell) {
  const text = tidy(cell);
  return Boolean(address(text) || link(text) || number(text));
}

function origin(rows) {
  const start = rows.slice(0, GUESSED_FROM).flat().map((cell) => cell.toLowerCase());
  if (start.some((cell) => cell.includes("linkedin.com/in/"))) return "linkedin";
  return start.some((cell) => cell.includes("* mycontacts") || cell.includes(" ::: ")) ? "google" : "";
}

function guesses(rows, looksLike) {
  const found = {};
  const filled = rows.filter(filledRow).slice(0, GUESSED_FROM);
  const width = Math.max(0, ...filled.map((row) => row.length));
  const plain = [];
  for (let place = 0; place < width; place += 1) {
    const texts = filled.flatMap((row) => (place < row.length ? [tidy(row[place])] : [])).filter(Boolean);
    const field = seems(texts, looksLike === "linkedin");
    if (!field && texts.length) plain.push(place);
    else if (field) found[field] ??= [place];
  }
  if (looksLike === "linkedin" && plain.length > 1) return { ...found, given: [plain[0]], family: [plain[1]] };
  return plain.length ? { ...found, name: [plain[0]] } : found;
}

function seems(texts, dates) {
  if (!texts.length) return "";
  const most = (reads) => texts.filter(reads).length * 2 > texts.length;
  if (most(address)) return "email";
  if (most(link)) return "link";
  if (dates && most((text) => readDate(text, "day", false).text)) return "connected";
  const digits = (text) => (text.match(/\p{Nd}/gu)?.length ?? 0) * 2 > [...text].length;
  return most(digits) && texts.some(number) ? "phone" : "";
}

function shown(rows, place, columns) {
  const fieldAt = new Map(Object.entries(columns).flatMap(([field, places]) => places.map((each) => [each, field])));
  const below = rows.slice(place + 1, place + 1 + GUESSED_FROM).filter(filledRow);
  const heads = place >= 0 ? rows[place] : [];
  const width = Math.max(heads.length, ...below.map((row) => row.length));
  const found = [];
  for (let at = 0; at < width; at += 1) {
    const texts = below.flatMap((row) => (at < row.length ? [cut(tidy(row[at]), 60)] : []));
    const samples = texts.filter(Boolean).slice(0, SAMPLES);
    const head = at < heads.length ? cut(tidy(heads[at]), 60) : "";
    if (head || samples.length) found.push({ place: at, heading: head, samples, field: fieldAt.get(at) ?? "" });
  }
  return found;
}

function people(table, place, columns, tell) {
  const rows = [];
  const troubles = [];
  const width = place >= 0 ? table.rows[place].length : 0;
  const order = (field) => orderOf(table.rows.slice(place + 1).map((row) => cell(row, columns[field] ?? [])));
  const orders = { connected: order("connected"), born: order("born") };
  for (let index = place + 1; index < table.rows.length; index += 1) {
    const row = table.rows[index];
    if (!filledRow(row)) continue;
    if (rows.length === MOST_ROWS) {
      troubles.push({ row: index + 1, kind: "rows", text: "" });
      break;
    }
    if (table.unclosed.has(index + 1)) troubles.push({ row: index + 1, kind: "quote", text: "" });
    else if (width && row.slice(width).some((each) => each.trim())) troubles.push({ row: index + 1, kind: "cells", text: "" });
    const found = person(index + 1, row, columns, orders, troubles);
    if (isAnybody(found)) rows.push(found);
    if (index % 1000 === 0) tell?.(rows.length);
  }
  return { rows, troubles };
}

function cell(row, places) {
  for (const place of places) {
    const text = place < row.length ? tidy(row[place]) : "";
    if (text) return firstOf(text);
  }
  return "";
}

function person(row, texts, columns, orders, troubles) {
  const text = (field) => cell(texts, columns[field] ?? []);
  const given = text("given");
  const family = text("family");
  let name = text("name");
  let email = checked(row, "email", text("email"), troubles);
  if (!given && !family && address(name)) {
    email ||= address(name);
    name = "";
  }
  const company = cut(text("company"), known().longest.company);
  if (!given && !family && name === company) name = "";
  return {
    row,
    ...named(row, given, family, name, troubles),
    email,
    phone: checked(row, "phone", text("phone"), troubles),
    link: checked(row, "link", text("link"), troubles),
    company,
    position: cut(text("position"), known().longest.position),
    connected: dated(row, text("connected"), orders.connected, troubles, false),
    born: dated(row, text("born"), orders.born, troubles, true),
  };
}
