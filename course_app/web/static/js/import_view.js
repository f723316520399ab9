// The sift tray: what was read, searched, grouped, in order, a page at a time. The same rules as importing/sifting.py and matching.py.

import { fold } from "./import_text.js";

const PAGE = 50;
const SURPRISES = 10;
const MOST_COMPANIES = 40;

export function decadeOf(person) {
  const year = person.connected.slice(0, 4);
  return /^[0-9]{4}$/.test(year) ? `${year.slice(0, 3)}0` : "";
}

function count(keys) {
  const found = new Map();
  for (const key of keys) if (key) found.set(key, (found.get(key) ?? 0) + 1);
  return found;
}

export function groupsOf(people) {
  const named = people.filter((person) => person.name);
  const decades = [...count(named.map(decadeOf))].sort(([one], [two]) => (one < two ? -1 : 1));
  const spelt = new Map();
  const companies = new Map();
  for (const [company, many] of count(named.map((person) => person.company))) {
    const key = fold(company);
    if (!spelt.has(key)) spelt.set(key, company);
    companies.set(key, (companies.get(key) ?? 0) + many);
  }
  const large = [...companies].filter(([key, many]) => key && many > 1);
  large.sort((one, two) => two[1] - one[1] || (one[0] < two[0] ? -1 : 1));
  return {
    decades: decades.map(([label, many]) => ({ value: `decade-${label}`, label, count: many })),
    companies: large.slice(0, MOST_COMPANIES).map(([key, many]) => ({ value: `company-${key}`, label: spelt.get(key), count: many })),
    named: named.length,
    nameless: people.length - named.length,
  };
}

export function arranged(people, look) {
  if (look.chosen?.length) return look.chosen.filter((place) => place < people.length);
  let places = [...people.keys()].filter((place) => inGroup(people[place], look.group));
  const words = fold(look.search).split(" ").filter(Boolean);
  if (words.length) {
    places = places.filter((place) => {
      const { name, company, position, email } = people[place];
      const text = fold(`${name} ${company} ${position} ${email}`);
      return words.every((word) => text.includes(word));
    });
  }
  if (look.order === "file") return places;
  const keys = new Map(places.map((place) => [place, look.order === "name" ? fold(people[place].name) : age(people[place])]));
  return places.sort((one, two) => (keys.get(one) < keys.get(two) ? -1 : Number(keys.get(one) > keys.get(two))));
}

function inGroup(person, group) {
  if (group === "nameless" || !person.name) return group === "nameless" && !person.name;
  const dash = group.indexOf("-");
  const value = group.slice(dash + 1);
  if (dash > 0 && group.slice(0, dash) === "decade") return decadeOf(person) === value;
  if (dash > 0 && group.slice(0, dash) === "company") return fold(person.company) === value;
  return true;
}

function age(person) {
  return decadeOf(person) ? person.connected.replaceAll("-", "").padEnd(8, "0") : "9";
}

export function surprise(people, look, ticked) {
  const places = arranged(people, { search: look.search, group: look.group, order: "file" }).filter((place) => !ticked.has(place));
  const chosen = [];
  while (chosen.length < SURPRISES && places.length) {
    const at = Math.floor(Math.random() * places.length);
    chosen.push(places[at]);
    places[at] = places.at(-1);
    places.pop();
  }
  return chosen.sort((one, two) => one - two);
}

export function pageOf(places, page) {
  const pages = Math.max(Math.ceil(places.length / PAGE), 1);
  const now = Math.min(Math.max(page, 1), pages);
  return { page: now, pages, shown: places.slice((now - 1) * PAGE, now * PAGE) };
}

export function isKnown(person, known) {
  return Boolean((person.name && known.names.has(fold(person.name))) || (person.email && known.addresses.has(person.email.toLowerCase())));
}
