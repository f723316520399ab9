"""Templates stay compiled between two starts: turning 200 of them into Python takes longer than all the rest.

What a compiled template says depends on more than its source: addresses of pages and of hashed files are written
into it (see ``i18n``). So everything that goes in names the folder, and another site, version or asset has its own.
"""

import hashlib
import json
import shutil
from contextlib import suppress
from importlib.metadata import version
from pathlib import Path

from flask import Flask
from jinja2.bccache import Bucket, FileSystemBytecodeCache

from course_app.web import i18n


class CompiledTemplates(FileSystemBytecodeCache):
    """Keeps compiled templates below ``folder``; one that cannot be kept is compiled again next time."""

    def __init__(self, app: Flask, folder: Path) -> None:
        self._app = app
        self._folder = folder
        self._routes = -1
        super().__init__(str(folder))

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket when this template is kept."""
        self._settle()
        with suppress(OSError):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep what the bucket holds; a folder that takes nothing is no reason to fail."""
        self._settle()
        with suppress(OSError):
            Path(self.directory).mkdir(parents=True, exist_ok=True)
            super().dump_bytecode(bucket)

    def forget_others(self) -> None:
        """Remove what earlier versions of the site compiled."""
        self._settle()
        for folder in self._folder.glob("*/"):
            if folder != Path(self.directory):
                shutil.rmtree(folder, ignore_errors=True)

    def _settle(self) -> None:
        """Name the folder after all that is written into templates; pages may still be added at first."""
        rules = list(self._app.url_map.iter_rules())
        if len(rules) == self._routes:
            return
        self._routes = len(rules)
        manifest = self._app.extensions.get("assets")
        told = {
            "compiler": [version("jinja2"), hashlib.sha256(Path(i18n.__file__).read_bytes()).hexdigest()],
            "pages": sorted(f"{rule.endpoint} {rule.rule}" for rule in rules),
            "files": dict(manifest.files) if manifest else {},
        }
        name = hashlib.sha256(json.dumps(told, sort_keys=True).encode()).hexdigest()[:20]
        self.directory = str(self._folder / name)
