"""The floor: the least that a signed-in page of the same content costs in Flask.

`python -m tests.bench.floor PORT FOLDER WORKERS`: a signed cookie, three reads from SQLite by index, a template.
FOLDER holds ``lesson.html`` (what stands between the tags of the body) and gets the database.
"""

import multiprocessing
import sqlite3
import sys
import threading
from pathlib import Path

from flask import Flask, render_template, session
from granian import Granian
from granian.constants import Interfaces

PAGE = """<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>{{ title }}</title></head>
<body><header><nav>{% for name in menu %}<a href="/{{ name }}">{{ name }}</a>{% endfor %}</nav>{{ name }}</header>
{{ lesson | safe }}
<ol>{% for subject in done %}<li>{{ subject }}</li>{% endfor %}</ol>
<form method="post"><button>Done</button></form></body></html>"""
PEOPLE = 200


def make_database(path: Path, lesson: str) -> None:
    """Fill the tables that the three reads look into."""
    with sqlite3.connect(path) as database:
        database.executescript(
            "PRAGMA journal_mode=WAL;"
            "CREATE TABLE account (id INTEGER PRIMARY KEY, name TEXT);"
            "CREATE TABLE lesson (id INTEGER PRIMARY KEY, title TEXT, html TEXT);"
            "CREATE TABLE fact (id INTEGER PRIMARY KEY, account_id INTEGER, subject TEXT);"
            "CREATE INDEX fact_account ON fact (account_id);"
        )
        database.execute("INSERT INTO lesson VALUES (1, 'A lesson', ?)", (lesson,))
        database.executemany("INSERT INTO account VALUES (?, ?)", [(n, f"Person {n}") for n in range(1, PEOPLE)])
        facts = [(n, f"start/lesson-{k}") for n in range(1, PEOPLE) for k in range(5)]
        database.executemany("INSERT INTO fact (account_id, subject) VALUES (?, ?)", facts)
    database.close()


def make_app(path: Path) -> Flask:
    """Return the application."""
    app = Flask("floor", template_folder=str(path.parent))
    app.secret_key = "floor" * 8
    local = threading.local()

    def ask(query: str, value: int) -> list[tuple[str, ...]]:
        if not hasattr(local, "database"):
            local.database = sqlite3.connect(path, isolation_level=None)
        return local.database.execute(query, (value,)).fetchall()

    @app.get("/enter/<int:number>")
    def enter(number: int) -> str:
        session["account"] = number
        return "in"

    @app.get("/lesson")
    def lesson() -> str:
        account = session["account"]
        ((name,),) = ask("SELECT name FROM account WHERE id = ?", account)
        ((title, html),) = ask("SELECT title, html FROM lesson WHERE id = ?", 1)
        done = [subject for (subject,) in ask("SELECT subject FROM fact WHERE account_id = ?", account)]
        menu = ("today", "course", "people", "certificate")
        return render_template("page.html", name=name, title=title, lesson=html, done=done, menu=menu)

    return app


def main() -> None:
    """Serve with the settings that `course serve` has."""
    port, folder, workers = int(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3])
    (folder / "page.html").write_text(PAGE)
    make_database(folder / "floor.db", (folder / "lesson.html").read_text())
    app = make_app(folder / "floor.db")
    multiprocessing.set_start_method("fork")
    server = Granian(
        "floor:app",
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=4,
        log_enabled=False,
    )
    server.serve(target_loader=lambda _target: app)


if __name__ == "__main__":
    main()
