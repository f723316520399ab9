"""A file to people, whatever kind of file it is: its own first signs tell, never its name."""

from course_app.people.importing.archives import connections, is_zip
from course_app.people.importing.cards import is_cards, read_cards
from course_app.people.importing.columns import read_table
from course_app.people.importing.decoding import decoded
from course_app.people.importing.found import Sift


def text_of(data: bytes) -> str:
    """Return the text of a file; of a zip, that of Connections.csv in it.

    Raises:
        UnreadableError: it is no file of people; the sentence says what to do.
    """
    return decoded(connections(data) if is_zip(data) else data)


def read_text(text: str) -> Sift:
    """Return the people of a text: vCards or a table.

    Raises:
        UnreadableError: it is no list of people.
    """
    return read_cards(text) if is_cards(text) else read_table(text)


def read_file(data: bytes) -> Sift:
    """Return the people of a file.

    Raises:
        UnreadableError: it is no file of people; the sentence says what to do.
    """
    return read_text(text_of(data))
