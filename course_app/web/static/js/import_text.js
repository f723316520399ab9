// Single cells: tidy texts, addresses, numbers, links, names, dates. The same rules as importing/cells.py, checking.py and dates.py.

export const MOST_ROWS = 20000;
export const MOST_TRIED = 22000;
const MOST_SIGNS = 2000;
const LONGEST_DATE = 60;
const NO_YEAR = 1604;
const OLDEST = 1900;
const NEWEST = 2200;
const TOGETHER = "\u2e80";
const PLAIN = { ł: "l", ø: "o", đ: "d", ı: "i", æ: "ae", œ: "oe", þ: "th", ð: "d" };
const ADDRESS = /^[^\s@<>()"',;:\\[\]]+@[^\s@<>()"',;:\\[\]]+\.[^\s@<>()"',;:\\[\].]{2,}$/;
const WEB = /^(https?:\/\/)?[^\s/?#@:"'<>\\]+\.[^\s/?#@:"'<>\\.]{2,}(?::[0-9]{1,5})?(?:[/?#][^\s"<>\\]*)?$/i;
const NUMBERS = /^([0-9]{1,4})([./-])([0-9]{1,2})\2([0-9]{1,4})\.?$/;
const PARTIAL =
  /^(?:([0-9]{4})-?([0-9]{2})-?([0-9]{2})|([0-9]{4})-([0-9]{1,2})|([0-9]{4})|--([0-9]{2})-?([0-9]{2})|--([0-9]{2}))(?:[T ][0-9]{2}.*)?$/;

let terms;
let months;

export function learn(told) {
  terms = told;
  months = new Map(told.months.flatMap((starts, index) => starts.map((start) => [start, index + 1])));
}

export function known() {
  return terms;
}

export function refuse(kind) {
  return Object.assign(new Error(kind), { refusal: kind });
}

export function sentence(trouble, kind) {
  const signs = [...trouble.text];
  const text = signs.length <= 40 ? trouble.text : `${signs.slice(0, 40).join("")}…`;
  return `${terms.places[kind]} ${trouble.row}: ${terms.sentences[trouble.kind].replaceAll("{text}", () => text)}`;
}

export function fold(name) {
  const spread = lower(lower(name).normalize("NFKD")).replace(/[łøđıæœþð]/g, (sign) => PLAIN[sign]);
  const kept = spread.replace(/[\p{Cf}'’‘ʼ´`.]|(?=[\0-\u06ff])\p{Mn}/gu, "").replace(/[^\p{L}\p{N}\p{M}]+/gu, " ");
  return kept.trim().normalize("NFC");
}

function lower(text) {
  return text.toLowerCase().toUpperCase().toLowerCase().replaceAll("ς", "σ");
}

export function tidy(text) {
  return text
    .slice(0, MOST_SIGNS)
    .normalize("NFC")
    .replace(/[\u202a-\u202e\u2066-\u2069\ufeff]/g, "")
    .replace(/[\t\n\r]/g, " ")
    .replace(/[\p{Cc}\p{Cs}]/gu, "")
    .replace(/\s+/g, " ")
    .trim();
}

export function cut(text, most) {
  return text.length <= most ? text : [...text].slice(0, most).join("");
}

export function firstOf(text) {
  return text.includes(":::") ? (text.split(":::").map((each) => each.trim()).find(Boolean) ?? "") : text;
}

export function address(text) {
  const plain = text.replace(/^mailto:/i, "").replace(/^[<> ]+|[<> ]+$/g, "");
  return plain.length <= terms.longest.email && ADDRESS.test(plain) ? plain : "";
}

export function number(text) {
  const plain = text.replace(/^tel:/i, "");
  return (plain.match(/\p{Nd}/gu)?.length ?? 0) >= 3 && plain.length <= terms.longest.phone ? plain : "";
}

export function link(text) {
  const found = text.length <= terms.longest.link - 8 && WEB.exec(text);
  if (!found) return "";
  return found[1] ? text : `https://${text}`;
}

const READERS = { email: address, phone: number, link };

export function checked(row, kind, text, troubles) {
  const found = text && READERS[kind](text);
  if (text && !found) troubles.push({ row, kind, text });
  return found;
}

export function named(row, given, family, name, troubles) {
  if (given && family && given >= TOGETHER && family >= TOGETHER) {
    given = family + given;
    family = "";
  }
  let whole = given || family ? `${given} ${family}`.trim() : name;
  if (!given) family = "";
  const { given: most } = terms.longest;
  const long = (text) => text.length > most && [...text].length > most;
  if (long(given) || long(family) || (!given && long(whole))) {
    troubles.push({ row, kind: "name", text: whole });
    given = cut(given, most).trim();
    family = cut(family, most).trim();
    whole = given ? `${given} ${family}`.trim() : cut(whole, most).trim();
  }
  return { given, family, name: whole };
}

export function isAnybody({ name, email, phone, link, company }) {
  return Boolean(name || email || phone || link || company);
}

export function dated(row, text, order, troubles, birthday) {
  if (!text) return "";
  const found = readDate(text, order, birthday);
  if (found.twoWays !== undefined) {
    if (!birthday && found.twoWays) return String(found.twoWays);
    troubles.push({ row, kind: "two-dates", text });
    return "";
  }
  if (found.wrong) {
    troubles.push({ row, kind: "date", text });
    return "";
  }
  return found.text;
}

export function orderOf(texts) {
  let day = false;
  let month = false;
  for (const text of texts) {
    const found = text.length <= LONGEST_DATE && NUMBERS.exec(withoutTime(text));
    if (!found || found[1].length > 2 || found[2] === ".") continue;
    day ||= Number(found[1]) > 12;
    month ||= Number(found[3]) > 12;
  }
  if (day === month) return "unknown";
  return day ? "day" : "month";
}

const WRONG = { wrong: true };

// A date as {text}, "" for none; or {wrong}, or {twoWays: its year}.
export function readDate(text, order, birthday) {
  if (text.length > LONGEST_DATE) return WRONG;
  if (/^[0/.\- ]*$/.test(text)) return { text: "" };
  const plain = withoutTime(text);
  const found = NUMBERS.exec(plain);
  if (found) return ofNumbers(found, order, birthday);
  if (plain.startsWith("-") || /^[0-9-]*[0-9][0-9-]*$/.test(plain)) {
    return readPartial(plain.startsWith(String(NO_YEAR)) ? `--${plain.slice(4).replace(/^-+/, "")}` : plain);
  }
  return ofWords(plain, birthday);
}

function withoutTime(text) {
  return text.replace(/[,T ]*[0-9]{1,2}:[0-9]{2}.*|([0-9])T[0-9].*/s, (_all, digit) => digit ?? "").trim();
}

export function readPartial(text) {
  const found = PARTIAL.exec(text.trim());
  if (!found) return WRONG;
  const part = (...places) => places.map((place) => found[place]).find((each) => each !== undefined);
  const whole = (digits) => (digits === undefined ? null : Number(digits));
  return partial(whole(part(1, 4, 6)), whole(part(2, 5, 7, 9)), whole(part(3, 8)));
}

function partial(year, month, day) {
  if (year === null && month === null) return WRONG;
  if (year !== null && !(year >= OLDEST && year <= NEWEST)) return WRONG;
  if (month !== null && !(month >= 1 && month <= 12)) return WRONG;
  if (day !== null && !(day >= 1 && day <= new Date(Date.UTC(year ?? 2000, month, 0)).getUTCDate())) return WRONG;
  const two = (value) => String(value).padStart(2, "0");
  if (year === null) return { text: `--${two(month)}${day === null ? "" : two(day)}` };
  if (month === null) return { text: String(year), year };
  return { text: day === null ? `${year}-${two(month)}` : `${year}${two(month)}${two(day)}`, year };
}

function ofNumbers(found, order, birthday) {
  const [, first, sign, second, third] = found;
  if (first.length === 4) return date(first, Number(second), Number(third), birthday);
  if (first.length === 3) return WRONG;
  const one = Number(first);
  const two = Number(second);
  if (sign === "." || order === "day" || one > 12) return date(third, two, one, birthday);
  if (order === "month" || two > 12 || one === two) return date(third, one, two, birthday);
  const either = date(third, one, two, birthday);
  return either.wrong ? WRONG : { twoWays: either.year ?? 0 };
}

function ofWords(text, birthday) {
  let month = 0;
  const numbers = [];
  for (const word of text.match(/[0-9]+|[\p{L}\p{Nl}\p{No}]+/gu) ?? []) {
    if (/^[0-9]/.test(word)) numbers.push(word);
    else if (!month) {
      const plain = fold(word);
      month = months.get(plain.slice(0, 4)) ?? months.get(plain.slice(0, 3)) ?? 0;
    }
  }
  if (!month || numbers.length < 1 || numbers.length > 2 || /(?![0-9])\p{Nd}/u.test(text)) return WRONG;
  if (numbers.length === 1) {
    if (numbers[0].length === 4) return partial(Number(numbers[0]), month, null);
    return numbers[0].length > 2 ? WRONG : partial(null, month, Number(numbers[0]));
  }
  const [day, year] = numbers[0].length === 4 ? [numbers[1], numbers[0]] : numbers;
  return day.length > 2 ? WRONG : date(year, month, Number(day), birthday);
}

function date(digits, month, day, birthday) {
  let year = Number(digits);
  if (digits.length === 2) year = birthday ? null : 2000 + year;
  else if (digits.length !== 4) return WRONG;
  return partial(year === NO_YEAR ? null : year, month, day);
}
