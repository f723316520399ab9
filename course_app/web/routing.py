"""Rules of addresses that are cheap to make."""

from collections.abc import Callable
from typing import Any

from werkzeug.routing import Rule


class PatientRule(Rule):
    """A rule that writes the function which builds its address when it is first asked for.

    Werkzeug writes two for each rule at once. With 260 pages that is most of the time it takes to make the
    application, and each command of the terminal and each test makes one.
    """

    def _compile_builder(self, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        write = super()._compile_builder
        place = "_build_unknown" if append_unknown else "_build"

        def build(rule: Rule, **values: Any) -> tuple[str, str]:
            written = write(append_unknown).__get__(rule, None)
            setattr(rule, place, written)
            address: tuple[str, str] = written(**values)
            return address

        return build
