"""The sections of a sheet: what belongs together stays together, and short ones stand beside each other."""

from xml.etree.ElementTree import Element

from course_app.printing.markup import has_class, make, words

BRIEF_ITEM = 72
BRIEF_PARAGRAPH = 330
COLUMNS_FROM = 3
"""So many brief sections in a row always stand in two columns, two of them only where room is scarce."""


def divide(root: Element) -> None:
    """Wrap every ``h2`` with what follows it into a ``section``, and brief ones by twos into a ``div``."""
    sections = _sections(root)
    run: list[Element] = []
    for child in [*root, make("end")]:
        if child in sections and _brief(child):
            run.append(child)
            continue
        if len(run) > 1:
            _stand_beside(root, run)
        run = []


def _sections(root: Element) -> list[Element]:
    sections: list[Element] = []
    for child in list(root):
        if child.tag == "h2":
            section = make("section")
            root.insert(list(root).index(child), section)
            sections.append(section)
        if sections:
            root.remove(child)
            sections[-1].append(child)
    return sections


def _brief(section: Element) -> bool:
    return all(_brief_block(block) for block in section[1:]) and len(section) > 1


def _brief_block(block: Element) -> bool:
    match block.tag:
        case "p":
            return len(words(block)) <= BRIEF_PARAGRAPH
        case "ul" | "ol":
            if has_class(block, "cards"):
                return False
            lengths = [len(words(item)) for item in block]
            return sum(lengths) <= BRIEF_ITEM * len(lengths)
        case "div":
            return has_class(block, "sheet")
    return False


def _stand_beside(root: Element, run: list[Element]) -> None:
    name = "pair" if len(run) >= COLUMNS_FROM else "pair-if-close"
    for at in range(0, len(run), 2):
        pair = make("div", class_=name)
        root.insert(list(root).index(run[at]), pair)
        for section in run[at : at + 2]:
            root.remove(section)
            pair.append(section)
        if len(pair) == 1:
            pair.append(make("div"))
