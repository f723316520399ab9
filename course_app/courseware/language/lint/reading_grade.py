"""How hard an English text is to read, by the Flesch-Kincaid grade.

Grade = 0.39 · words / sentences + 11.8 · syllables / words − 15.59 (Kincaid, Fishburne, Rogers and Chissom 1975,
Naval Technical Training Command, Research Branch Report 8-75). Syllables are counted by a rule: each run of vowel
letters is one, save for silent endings; the rule is right for more than nine words in ten, and its slips, in both
directions, even out over a page. Figures are left out. A title, a line of a list and a paragraph each end a sentence.
"""

import re
from collections.abc import Iterable
from functools import lru_cache

WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
# A point ends a sentence, save where the sentence goes on in small letters: "Who is it?" she asks.
_SENTENCE_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)(?!\s+[a-zà-öø-ÿ])")
_VOWELS = re.compile(r"[aeiouyàâäáåæèéêëìîïíòôöóøùûüúœ]+")
# Vowel letters that are spoken apart: ser-i-al, sci-ence, cre-ate, do-ing, i-de-a, be-yond, ear-li-est, cur-i-ous.
_APART = re.compile(
    r"i[ao](?!u)|[^eou]iu|eo(?!u)|(?<![gq])ua(?!r)|(?<=n)ua(?=r)|uo|[aeiouy]ing$|[^q]ue(?:l|nt|nce)"
    r"|(?<=[a-z]{3})ier$|iet|ien[ct]|(?<!pr)iest$|[bdlnrv]ious|crea|react|realit|[aeiouy][^aeiouy]ea$|(?:id|ar)eas$"
    r"|eum$|[aeiou]y(?!ed$)[aeiou]|(?:any|every)one|oe[mt]|coo(?:p(?=e)|r(?=d))"
)
# And those that are not, though they look it: na-tion, quar-ter, mar-riage; and words that swallow a vowel.
_TOGETHER = re.compile(
    r"(?:[tscx]i|gi)(?:on|ous|al|an|en|a)|que(?=s?$)|quo|(?<=[aeiouy])gue(?=s?$)|ia(?:ge|r)|[aeiou]ious|ieu|people|business"
    r"|every|evening|wednes|someone|eye"
)
# A last "e" is silent, save in ta-ble; so is that of "-es" and "-ed", save after a hiss, in need-ed and in set-tled.
_SILENT_END = re.compile(
    r"(?:[^aeiouyl]|[aeiouy]l|rl)e$|(?:[^aeiouylscxgzh]|[^cs]h|[aeiouy]l)es$|(?<!hund)(?:[^aeioutdyl]|[aeiouylr]l)ed$"
)
_SILENT_INSIDE = re.compile(
    r"[^aeiouy]ely$|eful|eless|[^aeiouyl]ement$"
    r"|^(?:some|home|safe|side|house|voice|name|time|note|life|there|where|whole|fore|before|ware|else|close)"
    r"(?=[^aeiouyrsdl][a-z])"
)


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return how many syllables the English ``word`` has, one at least."""
    plain = word.casefold().replace("’", "'").removesuffix("'s").replace("'", "")
    count = len(_VOWELS.findall(plain))
    count += len(_APART.findall(plain)) - len(_TOGETHER.findall(plain))
    count -= bool(_SILENT_END.search(plain)) + bool(_SILENT_INSIDE.search(plain))
    return max(count, 1)


def grade(paragraphs: Iterable[str]) -> float | None:
    """Return the grade of plain paragraphs, each of which ends a sentence; None for less than 100 words."""
    words = sentences = spoken = 0
    for paragraph in paragraphs:
        found = WORD.findall(paragraph)
        if not found:
            continue
        words += len(found)
        spoken += sum(map(syllables, found))
        ends = _SENTENCE_END.findall(paragraph)
        closed = bool(_SENTENCE_END.search(paragraph.rstrip()[-4:]))
        sentences += len(ends) + (not closed)
    if words < 100:
        return None
    return 0.39 * words / sentences + 11.8 * spoken / words - 15.59
