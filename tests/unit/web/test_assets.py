import gzip
import json
import os
import re
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from course_app.web import assets, fonts

ROOT = Path(__file__).parents[3]
STATIC = ROOT / "course_app" / "web" / "static"
SHARED = ROOT / ".course" / "test-assets"
KIB = 1024


@pytest.fixture(scope="module")
def built():
    return assets.build(STATIC, SHARED)


@pytest.fixture
def sources(tmp_path):
    folder = tmp_path / "static"
    for path, text in {
        "css/reset.css": "* { margin: 0; }",
        "css/tokens.css": ":root { --ink: #000; }",
        "css/components/card.css": '.card { background: url("paper.svg"); }',
        "css/admin/editor.css": ".editor { color: red; }",
        "img/paper.svg": "<svg/>",
        "js/app.js": '// Why.\nimport { a } from "./a.js";\nconst b = () => import("./b.js");\n',
        "js/a.js": "export const a = 1;\n",
        "js/b.js": 'import { a } from "./a.js";\nexport const b = a;\n',
    }.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)
    return folder


def build(sources, cache):
    return assets.build(sources, cache, SHARED / "fonts")


def text(manifest, cache, name):
    return (cache / manifest.files[name]).read_text()


def test_the_same_sources_give_the_same_files(sources, tmp_path):
    first, second = build(sources, tmp_path / "one"), build(sources, tmp_path / "two")
    assert first == second
    for name in first.files.values():
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_an_address_changes_with_the_content_and_with_what_the_content_names(sources, tmp_path):
    before = build(sources, tmp_path / "cache")
    (sources / "js/a.js").write_text("export const a = 2;\n")
    (sources / "img/paper.svg").write_text("<svg></svg>")
    after = build(sources, tmp_path / "cache")
    changed = {name for name in before.files if before.files[name] != after.files[name]}
    assert changed == {"a.js", "b.js", "app.js", "paper.svg", "app.css"}


def test_stylesheets_and_scripts_name_the_hashed_files(sources, tmp_path):
    cache = tmp_path / "cache"
    manifest = build(sources, cache)
    assert f'url("{manifest.files["paper.svg"]}")' in text(manifest, cache, "app.css")
    assert f'from "./{manifest.files["a.js"]}"' in text(manifest, cache, "app.js")
    assert f'import("./{manifest.files["b.js"]}")' in text(manifest, cache, "app.js")


def test_the_layers_stand_in_their_order_and_admin_styles_apart(sources, tmp_path):
    cache = tmp_path / "cache"
    manifest = build(sources, cache)
    style = text(manifest, cache, "app.css")
    assert "@layer reset,tokens,base,layout,components,print;" in style
    assert style.index("margin:0") < style.index("--ink:#000") < style.index(".card{")
    assert ".editor" not in style
    assert "@layer components{.editor{color:red}}" in text(manifest, cache, "admin.css")


def test_a_second_build_writes_nothing(sources, tmp_path):
    cache = tmp_path / "cache"
    build(sources, cache)
    before = {path: path.stat().st_mtime_ns for path in cache.iterdir()}
    assert build(sources, cache) == assets.load(cache)
    assert {path: path.stat().st_mtime_ns for path in cache.iterdir()} == before


def test_a_lost_file_is_made_again(sources, tmp_path):
    cache = tmp_path / "cache"
    manifest = build(sources, cache)
    (cache / manifest.files["app.css"]).unlink()
    (cache / "manifest.json").write_text("{ half of i")
    assert build(sources, cache) == manifest
    assert (cache / manifest.files["app.css"]).exists()


def test_several_may_build_at_once(sources, tmp_path):
    cache = tmp_path / "cache"
    with ThreadPoolExecutor(4) as pool:
        manifests = list(pool.map(lambda _: build(sources, cache), range(4)))
    assert all(manifest == manifests[0] for manifest in manifests)
    assert json.loads((cache / "manifest.json").read_text())["files"] == manifests[0].files
    assert not list(cache.glob("*~"))


def test_what_no_manifest_names_goes_after_a_week(sources, tmp_path):
    cache = tmp_path / "cache"
    cache.mkdir()
    old, young = cache / "app.00000000.css", cache / "app.11111111.css"
    old.write_text("")
    young.write_text("")
    os.utime(old, (0, 0))
    build(sources, cache)
    assert not old.exists()
    assert young.exists()


def test_compressed_files_lie_beside_text_and_not_beside_fonts(built):
    style = SHARED / built.files["app.css"]
    assert gzip.decompress(style.with_name(f"{style.name}.gz").read_bytes()) == style.read_bytes()
    assert style.with_name(f"{style.name}.br").exists()
    font = built.files["sans-400-latin.woff2"]
    assert not (SHARED / f"{font}.gz").exists()


@pytest.mark.parametrize(
    ("path", "content", "message"),
    [
        ("css/base.css", "a { background: url(none.svg); }", "none.svg"),
        ("js/a.js", 'import "./none.js";\n', "none.js"),
        ("js/a.js", 'import "./b.js";\n', "circle"),
        ("js/paper.svg", "<svg/>", "Two static files"),
    ],
)
def test_files_that_do_not_fit_together_are_refused(sources, tmp_path, path, content, message):
    (sources / path).write_text(content)
    with pytest.raises(assets.AssetError, match=message):
        build(sources, tmp_path / "cache")


def test_an_unknown_name_has_no_address(built):
    assert built.url("app.css") == f"/static/{built.files['app.css']}"
    assert re.fullmatch(r"/static/app\.[0-9a-f]{8}\.css", built.url("app.css"))
    with pytest.raises(assets.AssetError, match="none"):
        built.url("none.css")


@pytest.mark.parametrize(
    ("css", "small"),
    [
        ("/* why */ a , b > i { color : red ; }", "a,b>i{color :red}"),
        ('li::before { content: "/  " / ""; }', 'li::before{content:"/  " / ""}'),
        ("@media (width >= 45rem) { a:hover { margin: 0 auto; } }", "@media (width>= 45rem){a:hover{margin:0 auto}}"),
        ("p { inline-size: calc(1px + 2px); }", "p{inline-size:calc(1px + 2px)}"),
    ],
)
def test_styles_lose_only_what_means_nothing(css, small):
    assert assets.minified(css) == small


def packed(built, name):
    return len((SHARED / f"{built.files[name]}.gz").read_bytes())


ON_A_LESSON = {"app.js", "autosave.js", "position.js", "quiz.js"}


def lesson_scripts():
    """The scripts that a lesson or a check can load, and all that they name but what other pages have use for."""
    assert re.findall(r'"\./([\w.-]+\.js)"', (STATIC / "js" / "app.js").read_text())
    found, waiting = {"app.js"}, sorted(ON_A_LESSON - {"app.js"})
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += re.findall(r'"\./([\w.-]+\.js)"', (STATIC / "js" / name).read_text())
    return found


def test_a_lesson_loads_little(built):
    assert packed(built, "app.css") <= 12 * KIB
    assert sum(packed(built, name) for name in lesson_scripts()) <= 6 * KIB


def test_the_latin_letters_of_all_faces_fit_the_budget(built):
    sizes = [(SHARED / built.files[f"{face.slug}-latin.woff2"]).stat().st_size for face in fonts.FACES]
    assert sum(sizes) <= 50 * KIB


@pytest.mark.parametrize(
    ("script", "letters"),
    [
        ("latin", "Az0éß€→✓"),
        ("latin-ext", "Łőż"),
        ("vietnamese", "ơếử"),
        ("greek", "αΩ"),
        ("cyrillic", "Жя"),
    ],
)
def test_each_script_has_its_letters_in_every_face(built, script, letters):
    from fontTools.ttLib import TTFont

    for face in fonts.FACES:
        with TTFont(SHARED / built.files[f"{face.slug}-{script}.woff2"]) as font:
            assert {ord(letter) for letter in letters} <= font.getBestCmap().keys()


def test_fallback_fonts_take_the_room_of_the_real_ones(built):
    style = (SHARED / built.files["app.css"]).read_text()
    rules = re.findall(r'@font-face\{font-family:"[\w ]+ Fallback"[^}]+size-adjust:([\d.]+)%', style)
    assert len(rules) == len(fonts.FACES)
    assert all(85 < float(adjust) < 110 for adjust in rules)
    assert style.count("font-display:swap") == len(fonts.FACES) * len(fonts.SCRIPTS)
