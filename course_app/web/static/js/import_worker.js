// Reads a file beside the page, so that the page never waits, and keeps what was read: whoever is not ticked stays here.

import { isCards, readCards, readPaste } from "./import_cards.js";
import { textOf } from "./import_file.js";
import { readTable } from "./import_table.js";
import { known, learn, sentence } from "./import_text.js";
import { arranged, decadeOf, groupsOf, isKnown, pageOf, surprise } from "./import_view.js";

const MOST_TROUBLES = 50;

let text = "";
let sift;
let there;

const tell = (count) => postMessage({ count });

const tasks = {
  start(told) {
    learn(told.terms);
    there = { names: new Set(told.known.names), addresses: new Set(told.known.addresses) };
  },
  async file({ file }) {
    text = await textOf(file);
    sift = isCards(text) ? readCards(text, tell) : readTable(text, undefined, undefined, tell);
    return about();
  },
  names(told) {
    text = "";
    sift = readPaste(told.names);
    return about();
  },
  match({ columns, header }) {
    sift = readTable(text, columns, header, tell);
    return { ...about(), sure: true };
  },
  look({ look, page, ticked }) {
    if (look.surprise) look.chosen = surprise(sift.rows, look, new Set(ticked));
    const places = arranged(sift.rows, look);
    const found = pageOf(places, page);
    const rows = found.shown.map((place) => ({ place, person: sift.rows[place], known: isKnown(sift.rows[place], there) }));
    return { rows, page: found.page, pages: found.pages, total: places.length, chosen: look.chosen ?? [] };
  },
  picks({ ticked }) {
    return { kind: sift.kind, people: ticked.map((place) => sift.rows[place]) };
  },
};

function about() {
  const { kind, rows, troubles, columns, header, sure, looksLike } = sift;
  return {
    kind,
    count: rows.length,
    troubles: troubles.slice(0, MOST_TROUBLES).map((trouble) => sentence(trouble, kind)),
    troubleCount: troubles.length,
    columns,
    header,
    sure,
    looksLike,
    dated: rows.some(decadeOf),
    groups: groupsOf(rows),
    everybody: kind === "paste" ? rows.flatMap((person, place) => (person.name && !isKnown(person, there) ? [place] : [])) : [],
  };
}

onmessage = async ({ data }) => {
  try {
    postMessage({ done: data.id, result: await tasks[data.task](data) });
  } catch (error) {
    if (!error.refusal) console.error(error.message);
    postMessage({ done: data.id, refused: known().refusals[error.refusal ?? "binary"] });
  }
};
