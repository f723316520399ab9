"""The public halves of every key that ever signed here: what verifies must outlive what signs."""

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from sqlalchemy import Connection, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from course_app.credentials import did
from course_app.credentials.models import SigningKeyRow
from course_app.infrastructure import signing_keys
from course_app.infrastructure.config import Settings
from course_app.infrastructure.signing_keys import BADGE, LEAF, ROOT, SigningKeyError, SigningKeys

Reader = Connection | Session
_key = SigningKeyRow.__table__


@dataclass(frozen=True, slots=True)
class PublicKey:
    """A public key; ``name`` is the fingerprint of a certificate, or the key of badges itself."""

    kind: str
    name: str
    public: str
    first_seen_at: datetime | None
    retired_at: datetime | None
    compromised: bool

    @property
    def state(self) -> str:
        """Return in force, retired or compromised."""
        if self.compromised:
            return "compromised"
        return "retired" if self.retired_at else "in force"


def register(session: Session, keys: SigningKeys, now: datetime) -> None:
    """Keep the public halves of the keys in force; those they took the place of are retired."""
    known = set(session.scalars(select(SigningKeyRow.name)))
    for kind, name, public in _in_force(keys):
        if name in known:
            continue
        try:
            with session.begin_nested():
                session.add(SigningKeyRow(kind=kind, name=name, public=public, first_seen_at=now, compromised=False))
        except IntegrityError:
            continue  # another worker kept it in the same moment
        retire = update(SigningKeyRow).where(
            SigningKeyRow.kind == kind, SigningKeyRow.name != name, SigningKeyRow.retired_at.is_(None)
        )
        session.execute(retire.values(retired_at=now))


def is_registered(reader: Reader, keys: SigningKeys) -> bool:
    """Return whether all keys in force are kept."""
    names = [name for _kind, name, _public in _in_force(keys)]
    return len(reader.execute(select(_key.c.name).where(_key.c.name.in_(names))).all()) == len(names)


def mark_compromised(session: Session, name: str) -> None:
    """Trust a key no more: it leaves the published document, and what it signed no longer verifies."""
    session.execute(update(SigningKeyRow).where(SigningKeyRow.name == name).values(compromised=True))


def public_keys(reader: Reader, settings: Settings) -> list[PublicKey]:
    """Return every key, the oldest first; those in force also when nothing was signed with them yet."""
    kept = [_value(row) for row in reader.execute(select(_key).order_by(_key.c.id))]
    names = {each.name for each in kept}
    try:
        new = _in_force(signing_keys.load(settings.keys))
    except SigningKeyError:
        new = ()
    return kept + [PublicKey(kind, name, public, None, None, False) for kind, name, public in new if name not in names]


def state_of(reader: Reader, name: str) -> str:
    """Return how a key stands: in force, retired or compromised; empty when it is not ours."""
    row = reader.execute(select(_key).where(_key.c.name == name)).first()
    return _value(row).state if row else ""


def badge_keys(keys: list[PublicKey]) -> list[str]:
    """Return the keys of badges that are good, in multibase."""
    return [each.name for each in keys if each.kind == BADGE and not each.compromised]


def roots(keys: list[PublicKey]) -> tuple[bytes, ...]:
    """Return the roots that are good, as DER."""
    good = [each.public for each in keys if each.kind == ROOT and not each.compromised]
    return tuple(x509.load_pem_x509_certificate(each.encode()).public_bytes(Encoding.DER) for each in good)


@lru_cache(maxsize=2)
def _in_force(keys: SigningKeys) -> tuple[tuple[str, str, str], ...]:
    badge = did.multibase(keys.badge)
    return (
        (ROOT, signing_keys.fingerprint(keys.root), signing_keys.pem(keys.root)),
        (LEAF, signing_keys.fingerprint(keys.leaf.certificate), signing_keys.pem(keys.leaf.certificate)),
        (BADGE, badge, badge),
    )


def _value(row: Any) -> PublicKey:
    return PublicKey(row.kind, row.name, row.public, row.first_seen_at, row.retired_at, row.compromised)
