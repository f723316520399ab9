"""Ways out of the house: a letter as a link for a mail program or a telephone, and as a file.

The site itself never sends anything; what is made here is opened by the learner.
"""

from dataclasses import dataclass
from datetime import datetime
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from urllib.parse import quote

from course_app.domain.letters.slots import Sender, Sheet

LONGEST_LINK = 1_600
"""Encoded characters. Mail programs cut links from about 1,620 (Gmail) or 2,046 (Outlook) on; both were observed."""


@dataclass(frozen=True, slots=True)
class MailLink:
    """A ``mailto:`` link; where the body did not fit into it, the letter is to be copied."""

    url: str
    with_body: bool


def mail_link(address: str, sheet: Sheet) -> MailLink:
    """Return the link that opens a letter in the learner's mail program (RFC 6068).

    Above ``LONGEST_LINK`` encoded characters it carries address and subject only.
    """
    short = f"mailto:{_encoded(_line(address), '@')}?subject={_encoded(_line(sheet.subject))}"
    whole = f"{short}&body={_encoded(sheet.body)}"
    return MailLink(whole, True) if len(whole) <= LONGEST_LINK else MailLink(short, False)


def text_link(number: str, body: str) -> str:
    """Return the link that opens a text message to a number (RFC 5724)."""
    dialled = "".join(sign for sign in number if sign in "0123456789+")
    return f"sms:{dialled}?body={_encoded(body)}"


def mail_file(sender: Sender, name: str, address: str, sheet: Sheet, now: datetime) -> bytes:
    """Return a letter as an ``.eml`` file (RFC 5322), which mail programs open as one that is still to be sent.

    An address that no mail could have is left out, as is an empty one. ``now`` is aware of its time zone.
    """
    message = EmailMessage(policy=SMTP)
    message["X-Unsent"] = "1"
    message["Date"] = now
    for header, whose, where in (("From", sender.name, sender.email), ("To", name, address)):
        found = _address(whose, where)
        if found is not None:
            message[header] = found
    message["Subject"] = _line(sheet.subject)
    message.set_content(_sound(sheet.body).replace("\r\n", "\n").replace("\r", "\n"), cte="quoted-printable")
    return message.as_bytes()


def _address(name: str, where: str) -> Address | None:
    try:
        found = Address(_line(name), addr_spec=where.strip())
        str(found).encode("utf-8")
    except (MessageError, ValueError, IndexError):
        return None
    return found if found.domain and found.username.isascii() and found.domain.isascii() else None


def _encoded(text: str, safe: str = "") -> str:
    broken = _sound(text).replace("\r\n", "\n").replace("\r", "\n").replace("\n", "\r\n")
    return quote(broken, safe=safe)


def _line(text: str) -> str:
    """Return a text on one line, without control characters, so that it can stand in a header."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in _sound(text)).split())


def _sound(text: str) -> str:
    """Return a text that can be written as UTF-8: half a surrogate pair cannot."""
    return text.encode("utf-8", "replace").decode("utf-8")
