"""``course guide build`` and ``course content sheets``: write printed matter to the disk, to be looked at."""

from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import click

from course_app.courseware.commands import content as content
from course_app.courseware.folder import FolderError, read_folder
from course_app.courseware.language.course import read_course
from course_app.courseware.language.layout import COURSE_FILE
from course_app.courseware.releases import Release, make_release
from course_app.courseware.rendering.addresses import asset_name, hashes_of
from course_app.courseware.rendering.course import render_course
from course_app.courseware.room import context_of
from course_app.courseware.sync import content_folder, course_folders
from course_app.infrastructure import clock, pdf
from course_app.infrastructure.config import Settings, load_settings
from course_app.printing.composing import PAPERS
from course_app.printing.guide import NAME as GUIDE
from course_app.printing.matter import compose, names_of, press_of
from course_app.printing.press import printed

Pictures = dict[str, bytes]
paper_option = click.option("--paper", type=click.Choice(PAPERS), help="One paper; both by default.")


@click.group()
def guide() -> None:
    """Print the Guide of a course."""


@guide.command()
@click.argument("course", required=False)
@click.option("--out", type=click.Path(path_type=Path), help="File to write, or a folder; this folder by default.")
@paper_option
def build(course: str | None, out: Path | None, paper: str | None) -> None:
    """Write the Guide of COURSE as a PDF: a folder, or the name of one in the content folder.

    Without COURSE, the Guide of every course in the content folder is written.
    """
    settings = load_settings()
    for folder in _folders(settings, course):
        release, pictures = _read(settings, folder)
        if GUIDE not in names_of(release):
            _refuse_if(course, f"{folder} has no Guide.")
            continue
        _write(settings, release, pictures, (GUIDE,), _papers(paper), _guide_file(out))


@content.command()
@click.argument("course")
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), required=True, help="Folder to write to.")
@click.option("--only", multiple=True, metavar="NAME", help="A sheet; several times. All by default.")
@paper_option
def sheets(course: str, out: Path, only: tuple[str, ...], paper: str | None) -> None:
    """Write the sheets of COURSE as PDFs: a folder, or the name of one in the content folder."""
    settings = load_settings()
    for folder in _folders(settings, course):
        release, pictures = _read(settings, folder)
        there = [name for name in names_of(release) if name != GUIDE]
        unknown = [name for name in only if name not in there]
        if unknown or not there:
            names = ", ".join(there) or "none"
            raise click.UsageError(f"There is no sheet “{', '.join(unknown)}” in {folder}. There: {names}.")
        _write(settings, release, pictures, only or there, _papers(paper), lambda _course, file: out / file)


def _folders(settings: Settings, course: str | None) -> list[Path]:
    home = content_folder(settings)
    if course is None:
        return course_folders(home)
    for folder in (Path(course), home / course):
        if (folder / COURSE_FILE).exists():
            return [folder]
    raise click.UsageError(f"There is no course in {course}, and no folder {course} in {home}.")


def _refuse_if(course: str | None, sentence: str) -> None:
    if course is not None:
        raise click.UsageError(sentence)


def _read(settings: Settings, folder: Path) -> tuple[Release, Pictures]:
    """Return a course as it would be published now, and its pictures by the names in their addresses."""
    try:
        files = read_folder(folder)
    except FolderError as error:
        raise click.UsageError(error.message) from error
    reading = read_course(files)
    if reading.course is None or not reading.ok:
        raise click.ClickException(f"{folder} has problems. See them with: course content check {folder}")
    hashes, context = hashes_of(files), context_of(settings)
    rendering = render_course(reading.course, files, context, hashes=hashes)
    pictures = {asset_name(path, hashes[path]): data for path, data in files.items() if path.startswith("assets/")}
    return make_release(reading.course, rendering, hashes, context), pictures


def _papers(paper: str | None) -> tuple[str, ...]:
    return (paper,) if paper else PAPERS


def _guide_file(out: Path | None) -> Callable[[str, str], Path]:
    """Return where a Guide goes: the named file on the first paper, beside it for the others."""

    def place(course: str, file: str) -> Path:
        if out is None or out.is_dir():
            return (out or Path()) / f"{course}-{file}"
        letter = file.endswith(f"-{PAPERS[1]}.pdf")
        return out.with_stem(f"{out.stem}-{PAPERS[1]}") if letter else out

    return place


def _write(
    settings: Settings,
    release: Release,
    pictures: Pictures,
    names: Iterable[str],
    papers: tuple[str, ...],
    place: Callable[[str, str], Path],
) -> None:
    day = clock.now().date()
    for name in names:
        for paper in papers:
            data = _printed(settings, release, pictures, name, paper, day)
            path = place(release.course.id, f"{name}-{paper}.pdf")
            try:
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(data)
            except OSError as error:
                raise click.ClickException(f"{path} cannot be written: {error.strerror}.") from error
            click.echo(f"{path}: {counted(data)}, {len(data):,} bytes")


def _printed(settings: Settings, release: Release, pictures: Pictures, name: str, paper: str, day: date) -> bytes:
    composed = compose(release, name, press_of(settings), paper)
    assert composed is not None
    try:
        return printed(composed, day, pictures)
    except pdf.EngineMissingError as error:
        raise click.ClickException(str(error)) from error


def counted(data: bytes) -> str:
    """Return in words how many pages a PDF of ours has."""
    pages = pdf.page_count(data)
    return "1 page" if pages == 1 else f"{pages} pages"
