"""Write terms/_spelling.txt: the words that the rules of reasons know, to which misspelt words are mended.

python eval/reasons/spelling.py [--check]      --check: tell whether the file is what would be written

A word of the dictionary (or of TRADE) is known if a rule meets it alone, spells it out, or must meet an example that holds it.
The commonest words of English are left out, unless a rule meets them alone: they tell nothing. Short words of a sensitive
purpose are left out too: a slip of one letter makes `march` of many. What examples hold and the dictionary lacks is right as
it stands.
"""

from __future__ import annotations

import re
import sys

from plainview import reasons
from plainview.reasons import spelling
from plainview.reasons.reading import SENSITIVE

# Of the trade and of American spelling: the dictionary lacks them.
TRADE = set(
    "harassment harassing offense offenses neighbor neighbors neighborhood misdemeanor fentanyl traveler oxycodone narcan "
    "carjack carjacker shotspotter runaway methamphetamine gunshot detainee detainees telehealth mifepristone misoprostol "
    "fugitive counterfeiter trespasser rehab license shoplift shoplifted shoplifter gunfire takeover sideshow sexting "
    "airsoft".split()
)
PARTS = set("hit run car gun dui dwi veh susp burg inv stolen auto theft check case drug drugs wanted person of and".split())
ALSO_RIGHT = set("merch subj suspveh uspis usms usss uscis usbp jttf hidta ncis flock axon".split())
COMMONEST, SHORT = 3500, 7


def lines() -> list[str]:
    readers, ordinary = reasons.load(), spelling.ordinary()
    rules = readers.terms.rules
    common = set(sorted(ordinary, key=lambda word: -ordinary[word])[:COMMONEST])
    shown = {word for one in readers.terms.examples if one.hit for word in _long_words(one.text)}
    written = {word for one in readers.terms.examples for word in _long_words(one.text)}
    spelt = {word for rule in rules for word in re.findall(r"(?<![a-z\[])[a-z]{5,}(?![a-z\]*+?{(])", rule.pattern)}
    files: dict[str, set[str]] = {}
    for word in {*ordinary, *TRADE}:
        if len(word) >= spelling.SHORTEST:
            files[word] = {rules[i].file for i in readers.terms.hits(word.encode(), "") if rules[i].kind == "word"}
    met = {word for word, found in files.items() if found}
    told = met | (((spelt | shown) & {*ordinary, *TRADE}) - common) | TRADE | PARTS
    told -= {word for word in told if len(word) < SHORT and files.get(word, set()) & (SENSITIVE | {"descriptor"})}
    return sorted(told) + [f"={word}" for word in sorted((written | ALSO_RIGHT) - told - {*ordinary})]


def _long_words(text: str) -> list[str]:
    return re.findall(r"[a-z]{5,}", text.lower())


def main(args: list[str]) -> int:
    head = "# Words that rules of reasons know; after =, words that are right as they stand. Made by eval/reasons/spelling.py.\n"
    text = head + "\n".join(lines()) + "\n"
    if "--check" in args:
        return int(spelling.KNOWN.read_text(encoding="utf-8") != text)
    spelling.KNOWN.write_text(text, encoding="utf-8")
    print(f"{len(text.splitlines()) - 1} words")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
