"""What is said of a row that is odd and of a file that cannot be read, with the remedy in each sentence.

The browser reads files with the same words: see ``terms``.
"""

from course_app.people.importing.found import RowTrouble, UnreadableError

LONGEST_QUOTE = 40

PLACES = {"table": "Row", "linkedin": "Row", "google": "Row", "cards": "Card", "paste": "Line"}
"""What a place in each kind of file is called."""

SENTENCES = {
    "date": "the date “{text}” is not a date. The person was read without it.",
    "two-dates": "the date “{text}” can be read in two ways. The person was read without it.",
    "email": "“{text}” is not an e-mail address. The person was read without it.",
    "phone": "“{text}” is not a phone number. The person was read without it.",
    "link": "“{text}” is not a web address. The person was read without it.",
    "name": "the name “{text}” is longer than a name can be here. It was cut; mend it on your list.",
    "quote": "a quotation mark is opened and never closed. The row was read as it stands; look at it before you tick.",
    "cells": "there are more cells than headings, so that some may be misplaced. Look at it before you tick.",
    "comma": "what stands after the comma is not an e-mail address. The whole line was taken as the name.",
    "card": "the card has no end. It was read as far as it goes.",
    "rows": "the rows from here on were not read, because 20,000 are the most at once. Split the file to reach them.",
}

REFUSALS = {
    "empty": "This file is empty. Export it again, or choose another one.",
    "large": "This file is larger than 5 MB. Export fewer people at once, or split the file.",
    "excel": "This is a workbook of a spreadsheet. Open it there, save it as CSV, and choose that file.",
    "pdf": "This is a PDF. Export a CSV or a vCard file instead.",
    "picture": "This is a picture. Export a CSV or a vCard file instead.",
    "page": "This is a web page and not the file itself. Download the export, and choose that file.",
    "binary": "This is not a file of text. Export a CSV or a vCard file, and choose that one.",
    "columns": "This table has more columns than any list of people. Export it again, or choose another file.",
    "zip": "This zip cannot be opened. Unpack it, and choose the file Connections.csv in it.",
    "zip-locked": "This zip is locked with a password. Unpack it, and choose the file Connections.csv in it.",
    "zip-large": "Connections.csv in this zip is larger than 5 MB. Unpack it, and split the file.",
    "zip-heavy": "This zip is larger than 5 MB. Unpack it, and choose the file Connections.csv in it.",
    "zip-without": "There is no Connections.csv in this zip. Unpack it, and choose a CSV or vCard file in it.",
}


def sentence(trouble: RowTrouble, kind: str) -> str:
    """Return a trouble in a file of this kind as the learner reads it."""
    text = trouble.text if len(trouble.text) <= LONGEST_QUOTE else f"{trouble.text[:LONGEST_QUOTE]}…"
    return f"{PLACES[kind]} {trouble.row}: {SENTENCES[trouble.kind].replace('{text}', text)}"


def refusal(kind: str) -> UnreadableError:
    """Return the refusal of a file, to be raised."""
    return UnreadableError(kind, REFUSALS[kind])
