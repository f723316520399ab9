"""What the PDF engine leaves to be done for two standards in one file, and for speed.

The arguments are the engine's own objects; only this module and ``pdf`` know them.
"""

from dataclasses import dataclass
from typing import Any

UA_CLAIM = b"""<rdf:Description rdf:about="" xmlns:pdfuaid="http://www.aiim.org/pdfua/ns/id/">\
<pdfuaid:part>1</pdfuaid:part></rdf:Description>\
<rdf:Description rdf:about="" xmlns:pdfaExtension="http://www.aiim.org/pdfa/ns/extension/" \
xmlns:pdfaSchema="http://www.aiim.org/pdfa/ns/schema#" xmlns:pdfaProperty="http://www.aiim.org/pdfa/ns/property#">\
<pdfaExtension:schemas><rdf:Bag><rdf:li rdf:parseType="Resource">\
<pdfaSchema:schema>PDF/UA identification schema</pdfaSchema:schema>\
<pdfaSchema:namespaceURI>http://www.aiim.org/pdfua/ns/id/</pdfaSchema:namespaceURI>\
<pdfaSchema:prefix>pdfuaid</pdfaSchema:prefix>\
<pdfaSchema:property><rdf:Seq><rdf:li rdf:parseType="Resource">\
<pdfaProperty:name>part</pdfaProperty:name><pdfaProperty:valueType>Integer</pdfaProperty:valueType>\
<pdfaProperty:category>internal</pdfaProperty:category>\
<pdfaProperty:description>Part of ISO 14289 the file conforms to</pdfaProperty:description>\
</rdf:li></rdf:Seq></pdfaSchema:property></rdf:li></rdf:Bag></pdfaExtension:schemas></rdf:Description>"""


def claim_accessibility(metadata: Any) -> None:
    """Add the PDF/UA-1 claim, and the description of its namespace that PDF/A asks for, to the same XMP block."""
    generate = metadata.generate_rdf_metadata

    def generate_with_claim(*arguments: Any) -> bytes:
        xmp: bytes = generate(*arguments)
        return xmp.replace(b"</rdf:RDF>", UA_CLAIM + b"</rdf:RDF>")

    metadata.generate_rdf_metadata = generate_with_claim


def finish(document: Any, pdf: Any) -> None:
    """Complete a file between its composition and its writing."""
    _mend_figure_boxes(document, pdf)
    _mend_silent_glyphs(pdf)
    _name_files_once(pdf)
    _write_once(pdf)


@dataclass(slots=True)
class _Written:
    """An object of the file whose bytes are final."""

    number: int
    data: bytes
    compressible: bool
    free: str = "n"
    generation: int = 0
    offset: int = 0

    @property
    def indirect(self) -> bytes:
        return b"%d 0 obj\n%b\nendobj" % (self.number, self.data)


def _write_once(pdf: Any) -> None:
    """Fix every object's bytes: the writer would make and compress each twice, once to hash the file."""
    pdf.objects[1:] = [_Written(thing.number, thing.data, thing.compressible) for thing in pdf.objects[1:]]


def _name_files_once(pdf: Any) -> None:
    """Name each attached file once among those that belong to the document: the engine does it twice."""
    if "AF" in pdf.catalog:
        pdf.catalog["AF"][:] = dict.fromkeys(pdf.catalog["AF"])


def _mend_silent_glyphs(pdf: Any) -> None:
    """Give a text to the glyphs that have none of their own, as happens where several draw one cluster.

    PDF/A wants one for each; a joiner is invisible, and says nothing in the scripts where this occurs.
    """
    for thing in pdf.objects:
        stream = getattr(thing, "stream", None)
        if stream and stream[0] == b"/CIDInit /ProcSet findresource begin":
            stream[:] = [line.replace(b"> <>", b"> <200d>") for line in stream]


def _mend_figure_boxes(document: Any, pdf: Any) -> None:
    """Turn the boxes of figures from CSS pixels, y down, into the points, y up, that PDF means by them."""
    heights = dict(zip(pdf.page_references, (page.height for page in document.pages), strict=True))
    for thing in pdf.objects:
        if isinstance(thing, dict) and thing.get("S") == "/Figure" and "A" in thing:
            box = thing["A"]["BBox"]
            height = heights[thing["Pg"]]
            left, top, right, bottom = box
            box[:] = [0.75 * left, 0.75 * (height - bottom), 0.75 * right, 0.75 * (height - top)]
