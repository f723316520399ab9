// Files to texts: encodings, and the one member of a LinkedIn zip. The same rules as importing/decoding.py and archives.py.

import { refuse } from "./import_text.js";

const MOST_BYTES = 5000000;
const LARGEST_ZIP = 2000000000;
const LARGEST_DIRECTORY = 4000000;
const MOST_MEMBERS = 20000;
const MOST_RATIO = 200;
const LOOKED_AT = 4096;
const BEGINNINGS = [
  ["d0cf11e0", "excel"],
  ["25504446", "pdf"],
  ["89504e47", "picture"],
  ["ffd8ff", "picture"],
  ["47494638", "picture"],
];

export async function textOf(file) {
  const start = new Uint8Array(await file.slice(0, 4).arrayBuffer());
  const hex = [...start].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  if (hex === "504b0304" || hex === "504b0506") return decoded(await connections(file));
  for (const [beginning, kind] of BEGINNINGS) if (hex.startsWith(beginning)) throw refuse(kind);
  if (file.size > MOST_BYTES) throw refuse("large");
  return decoded(new Uint8Array(await file.arrayBuffer()));
}

export function decoded(data) {
  const text = sniffed(data).replace(/^\ufeff/, "").replace(/\r\n?/g, "\n");
  if (!text.trim()) throw refuse("empty");
  const start = text.slice(0, LOOKED_AT);
  const controls = start.match(/[\0-\x08\x0b\x0c\x0e-\x1f\ufffd]/g)?.length ?? 0;
  if (controls > 0.02 * start.length) throw refuse("binary");
  if (/^\s*(?:<!doctype|<html|<\?xml)/i.test(start)) throw refuse("page");
  return text;
}

export function sniffed(data) {
  const as = (encoding, bytes = data) => new TextDecoder(encoding, { ignoreBOM: true }).decode(bytes);
  if (data[0] === 0xff && data[1] === 0xfe) return as("utf-16le", data.subarray(2));
  if (data[0] === 0xfe && data[1] === 0xff) return as("utf-16be", data.subarray(2));
  const start = data.subarray(0, LOOKED_AT);
  const zeros = [0, 0];
  for (let at = 0; at < start.length; at += 1) if (!start[at]) zeros[at % 2] += 1;
  const places = [Math.ceil(start.length / 2), Math.floor(start.length / 2)];
  for (const [encoding, odd] of [["utf-16le", 1], ["utf-16be", 0]]) {
    if (places[odd] > 1 && zeros[odd] > 0.4 * places[odd] && zeros[0] + zeros[1] < 0.6 * start.length) return as(encoding);
  }
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    return as("windows-1252");
  }
}

async function connections(file) {
  if (file.size > LARGEST_ZIP) throw refuse("zip-heavy");
  const tail = new DataView(await file.slice(Math.max(0, file.size - 66000)).arrayBuffer());
  let end = tail.byteLength - 22;
  while (end >= 0 && tail.getUint32(end, true) !== 0x06054b50) end -= 1;
  if (end < 0) throw refuse("zip");
  const size = tail.getUint32(end + 12, true);
  const offset = tail.getUint32(end + 16, true);
  if (size > LARGEST_DIRECTORY || tail.getUint16(end + 10, true) > MOST_MEMBERS || offset + size > file.size) throw refuse("zip");
  const member = wanted(new DataView(await file.slice(offset, offset + size).arrayBuffer()));
  if (member.flags & 1) throw refuse("zip-locked");
  if (member.method !== 0 && member.method !== 8) throw refuse("zip");
  if (member.size > MOST_BYTES || member.size > MOST_RATIO * Math.max(member.packed, 1)) throw refuse("zip-large");
  const local = new DataView(await file.slice(member.offset, member.offset + 30).arrayBuffer());
  if (local.byteLength < 30 || local.getUint32(0, true) !== 0x04034b50) throw refuse("zip");
  const begin = member.offset + 30 + local.getUint16(26, true) + local.getUint16(28, true);
  return unpacked(file.slice(begin, begin + member.packed), member.method);
}

function wanted(directory) {
  const names = [];
  let found = null;
  for (let at = 0; at + 46 <= directory.byteLength; ) {
    if (directory.getUint32(at, true) !== 0x02014b50) throw refuse("zip");
    const length = directory.getUint16(at + 28, true);
    if (at + 46 + length > directory.byteLength) throw refuse("zip");
    const name = new TextDecoder().decode(new Uint8Array(directory.buffer, at + 46, length)).toLowerCase();
    names.push(name);
    if (!found && name.split(/[\\/]/).at(-1) === "connections.csv" && !name.startsWith("__macosx/")) {
      found = {
        flags: directory.getUint16(at + 8, true),
        method: directory.getUint16(at + 10, true),
        packed: directory.getUint32(at + 20, true),
        size: directory.getUint32(at + 24, true),
        offset: directory.getUint32(at + 42, true),
      };
    }
    at += 46 + length + directory.getUint16(at + 30, true) + directory.getUint16(at + 32, true);
  }
  if (names.some((name) => /^(?:xl|word|ppt)\//.test(name))) throw refuse("excel");
  if (!found) throw refuse("zip-without");
  return found;
}

// What a member says of its own size may be a lie, so that reading stops at the limit too.
async function unpacked(blob, method) {
  if (!globalThis.DecompressionStream) throw refuse("zip");
  const stream = method ? blob.stream().pipeThrough(new DecompressionStream("deflate-raw")) : blob.stream();
  const reader = stream.getReader();
  const parts = [];
  let size = 0;
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) break;
      size += value.length;
      if (size > MOST_BYTES) throw refuse("zip-large");
      parts.push(value);
    }
  } catch (error) {
    reader.cancel().catch(() => {});
    throw error.refusal ? error : refuse("zip");
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}
