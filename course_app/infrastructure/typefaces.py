"""The typefaces, from Python packages: Source Serif Pro and Source Sans Pro, both under the OFL.

One file of a weight holds Latin, Latin Extended, Cyrillic, Greek and Vietnamese.
"""

import importlib.resources
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Face:
    """One font file under a family name of its own.

    Several files under one name make the PDF engine draw letters of the wrong file, while text extraction
    still looks right; the names ``Sans`` and ``Serif`` alone mean something else to the font system.
    """

    family: str
    package: str
    file: str
    weight: int

    @property
    def path(self) -> Path:
        """Where the font package keeps the file."""
        return Path(str(importlib.resources.files(self.package) / "files" / self.file))


SERIF = Face("Course Serif", "font_source_serif_pro", "SourceSerifPro-Regular.ttf", 400)
SERIF_STRONG = Face("Course Serif Strong", "font_source_serif_pro", "SourceSerifPro-Semibold.ttf", 600)
SANS = Face("Course Sans", "font_source_sans_pro", "SourceSansPro-Regular.ttf", 400)
SANS_STRONG = Face("Course Sans Strong", "font_source_sans_pro", "SourceSansPro-Semibold.ttf", 600)
SANS_ITALIC = Face("Course Sans Italic", "font_source_sans_pro", "SourceSansPro-It.ttf", 400)
FACES = (SERIF, SERIF_STRONG, SANS, SANS_STRONG, SANS_ITALIC)
