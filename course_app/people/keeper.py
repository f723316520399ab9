"""Whose people: the learner's account, key and day, handed to everything that reads or changes people."""

import hmac
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app

from course_app.infrastructure import clock
from course_app.infrastructure.crypto import DataKey
from course_app.web.access import Visitor


@dataclass(frozen=True, slots=True)
class BlindIndex:
    """Keyed hashes of addresses and numbers in the form that is compared; ``country`` is that of national numbers."""

    secret: bytes
    country: str = ""

    def __repr__(self) -> str:
        return "BlindIndex(…)"

    def email(self, address: str) -> bytes | None:
        """Return the hash of an e-mail address, None for ''."""
        plain = address.strip().casefold()
        return self._hash(f"email {plain}") if plain else None

    def phone(self, number: str) -> bytes | None:
        """Return the hash of a phone number in its international form, of its digits when it has none, None for ''."""
        digits = "".join(each for each in number if each.isdecimal())
        if not digits:
            return None
        import phonenumbers

        try:
            read = phonenumbers.parse(number, self.country or None)
            plain = phonenumbers.format_number(read, phonenumbers.PhoneNumberFormat.E164)
        except phonenumbers.NumberParseException:
            plain = digits
        return self._hash(f"phone {plain}")

    def _hash(self, text: str) -> bytes:
        return hmac.digest(self.secret, text.encode(), "sha256")


@dataclass(frozen=True, slots=True)
class Keeper:
    """Who keeps a list: account and data key, today's date of that learner, and this moment."""

    account_id: int
    key: DataKey
    index: BlindIndex
    today: date
    now: datetime


def keeper(account_id: int, key: DataKey, today: date, now: datetime) -> Keeper:
    """Return the keeper of an account's people."""
    return Keeper(account_id, key, current_app.extensions["blind_index"], today, now)


def keeper_of(learner: Visitor) -> Keeper:
    """Return the visitor as the keeper of their people."""
    key = current_app.extensions["data_key"](learner.wrapped_key)
    return keeper(learner.id, key, clock.today(learner.time_zone), clock.now())
