"""Static files as the browser gets them: joined, hashed, compressed, named in a manifest.

The names are flat: ``static/js/app.js`` is ``app.js``, ``static/img/favicon.svg`` is ``favicon.svg``; the
stylesheets are joined into ``app.css``, and those of few pages into sheets of their own (``BESIDE``). An address
changes with its content, so browsers may keep it.
"""

import gzip
import hashlib
import json
import re
import secrets
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

import brotli

from course_app.web import fonts

LAYERS = ("reset", "tokens", "base", "layout", "components", "print")
BESIDE = ("admin", "work")
"""Folders of styles that only the pages of staff, of letters and of imports load."""
PREFIX = "/static/"
BUILD_VERSION = 1
"""Raise when the same sources should give other files."""
COMPRESSED = frozenset({".css", ".js", ".svg", ".json", ".txt"})
STALE_SECONDS = 7 * 24 * 3600
"""How long a file stays that no manifest names any more."""

_CSS_URL = re.compile(r"""url\(\s*["']?([^"')]+?)["']?\s*\)""")
_JS_IMPORT = re.compile(r"""(\bfrom\s*|\bimport\s*\(?\s*)(["'])\./([\w.-]+\.js)\2""")
_CSS_STRING = re.compile(r"""("[^"\n]*"|'[^'\n]*')""")
_JS_COMMENT = re.compile(r"^[ \t]*(?://.*|/\*(?:[^*]|\*(?!/))*\*/)[ \t]*\n", re.MULTILINE)


class AssetError(Exception):
    """The static files do not fit together: an unknown name, a name used twice, a circle of imports."""


@dataclass(frozen=True, slots=True)
class Manifest:
    """Which hashed file stands behind each name."""

    files: Mapping[str, str]

    def url(self, name: str) -> str:
        """Return the address of ``name``.

        Raises:
            AssetError: there is no such file.
        """
        try:
            return PREFIX + self.files[name]
        except KeyError:
            raise AssetError(f"No static file is called {name!r}.") from None


def build(static_dir: Path, cache_dir: Path, fonts_dir: Path | None = None) -> Manifest:
    """Make the files of ``static_dir`` ready in ``cache_dir``; when they are already, only read the manifest.

    Several processes may do so at once: a file appears whole or not at all, the manifest last. Cut fonts are kept in
    ``fonts_dir``, which several caches may share (default: ``cache_dir/fonts``).

    Raises:
        AssetError: the files do not fit together.
    """
    found = built(static_dir, cache_dir)
    if found:
        return found
    sources = _read(static_dir)
    key = _key(sources)
    cache_dir.mkdir(parents=True, exist_ok=True)
    files: dict[str, str] = {}
    for name, data in _finished(sources, fonts.cut_all(fonts_dir or cache_dir / "fonts")).items():
        files[name] = _hashed(name, data)
        _store(cache_dir / files[name], data)
    text = json.dumps({"key": key, "files": files}, indent=1, sort_keys=True)
    _replace(cache_dir / "manifest.json", text.encode())
    _sweep(cache_dir, files)
    return Manifest(MappingProxyType(files))


def built(static_dir: Path, cache_dir: Path) -> Manifest | None:
    """Return the manifest of an earlier ``build`` of the same files, None when there was none."""
    return _known(cache_dir, _key(_read(static_dir)))


def load(cache_dir: Path) -> Manifest:
    """Return the manifest of an earlier ``build``.

    Raises:
        FileNotFoundError: there was none.
    """
    files = json.loads((cache_dir / "manifest.json").read_bytes())["files"]
    return Manifest(MappingProxyType(files))


def join_css(sources: Mapping[str, str]) -> str:
    """Return the learner's stylesheet: the layers in order, within that of the components first these, then pages.

    ``sources`` are texts by path under ``css/``, e.g. ``tokens.css``, ``components/card.css``, ``pages/lesson.css``.
    """
    components = sorted(path for path in sources if path.startswith(("components/", "pages/")))
    parts = [f"@layer {','.join(LAYERS)};"]
    for layer in LAYERS:
        paths = components if layer == "components" else [f"{layer}.css"]
        parts.append(f"@layer {layer}{{{''.join(sources[path] for path in paths if path in sources)}}}")
    return minified("\n".join(parts))


def _beside(styles: Mapping[str, str], folder: str) -> str:
    """Return a stylesheet that some pages load beside the learner's."""
    joined = "".join(text for path, text in sorted(styles.items()) if path.startswith(folder))
    return minified(f"@layer {','.join(LAYERS)};@layer components{{{joined}}}")


def minified(css: str) -> str:
    """Return ``css`` without comments and idle blanks; strings stay as they are."""
    css = re.sub(r"/\*.*?\*/", "", css, flags=re.DOTALL)
    pieces = _CSS_STRING.split(css)
    pieces[::2] = [re.sub(r"\s*([{};,>])\s*|(:)\s+", r"\1\2", re.sub(r"\s+", " ", piece)) for piece in pieces[::2]]
    return "".join(pieces).replace(";}", "}").strip()


def _read(static_dir: Path) -> dict[str, bytes]:
    paths = sorted(path for path in static_dir.rglob("*") if path.is_file() and not path.name.startswith("."))
    return {path.relative_to(static_dir).as_posix(): path.read_bytes() for path in paths}


def _key(sources: Mapping[str, bytes]) -> str:
    digest = hashlib.sha256(f"{BUILD_VERSION}{fonts.fingerprint()}".encode())
    for path, data in sources.items():
        digest.update(f"\0{path}\0{len(data)}\0".encode() + data)
    return digest.hexdigest()


def _known(cache_dir: Path, key: str) -> Manifest | None:
    try:
        manifest = json.loads((cache_dir / "manifest.json").read_bytes())
    except (FileNotFoundError, ValueError):
        return None
    there = {path.name for path in cache_dir.iterdir()}
    if manifest["key"] != key or not there.issuperset(manifest["files"].values()):
        return None
    return Manifest(MappingProxyType(manifest["files"]))


def _finished(sources: Mapping[str, bytes], cuts: fonts.Cuts) -> dict[str, bytes]:
    """Return the content of every file by its flat name, references rewritten to hashed names."""
    styles = {path.removeprefix("css/"): data.decode() for path, data in sources.items() if path.startswith("css/")}
    finished = dict(cuts.files)
    scripts: dict[str, str] = {}
    for path, data in sources.items():
        name = path.rpartition("/")[2]
        if path.startswith("css/"):
            continue
        if name in finished or name in scripts:
            raise AssetError(f"Two static files are called {name!r}.")
        if name.endswith(".js"):
            scripts[name] = _JS_COMMENT.sub("", data.decode())
        else:
            finished[name] = data
    for name, text in (
        ("app.css", cuts.css + join_css(styles)),
        *((f"{folder}.css", _beside(styles, f"{folder}/")) for folder in BESIDE),
    ):
        finished[name] = _CSS_URL.sub(_pointing(finished), text).encode()
    for name in scripts:
        _finish_script(name, scripts, finished, ())
    return finished


def _pointing(finished: Mapping[str, bytes]) -> Callable[[re.Match[str]], str]:
    def rewritten(match: re.Match[str]) -> str:
        name = match[1]
        if name not in finished:
            raise AssetError(f"A stylesheet names {name!r}, and there is no such file.")
        return f'url("{_hashed(name, finished[name])}")'

    return rewritten


def _finish_script(name: str, scripts: Mapping[str, str], finished: dict[str, bytes], above: tuple[str, ...]) -> None:
    if name in finished:
        return
    if name in above:
        raise AssetError(f"Scripts import each other in a circle: {' > '.join((*above, name))}.")
    if name not in scripts:
        raise AssetError(f"{above[-1]} imports {name!r}, and there is no such file.")

    def rewritten(match: re.Match[str]) -> str:
        wanted = match[3]
        _finish_script(wanted, scripts, finished, (*above, name))
        return f"{match[1]}{match[2]}./{_hashed(wanted, finished[wanted])}{match[2]}"

    finished[name] = _JS_IMPORT.sub(rewritten, scripts[name]).encode()


def _hashed(name: str, data: bytes) -> str:
    stem, dot, suffix = name.rpartition(".")
    return f"{stem}.{hashlib.sha256(data).hexdigest()[:8]}{dot}{suffix}"


def _store(path: Path, data: bytes) -> None:
    if path.suffix in COMPRESSED:
        _replace(path.with_name(f"{path.name}.gz"), gzip.compress(data, 9, mtime=0))
        _replace(path.with_name(f"{path.name}.br"), brotli.compress(data, quality=11))
    _replace(path, data)


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}~")
    draft.write_bytes(data)
    draft.replace(path)


def _sweep(cache_dir: Path, files: Mapping[str, str]) -> None:
    """Remove what earlier builds left. Not at once: another process may still serve an older manifest."""
    kept = {"manifest.json", *(name + end for name in files.values() for end in ("", ".gz", ".br"))}
    limit = time.time() - STALE_SECONDS
    for path in cache_dir.iterdir():
        if path.is_file() and path.name not in kept and path.stat().st_mtime < limit:
            path.unlink(missing_ok=True)
