"""How hard a Danish text is to read: LIX, words a sentence and the share of long words."""

import re

WORD, MARK = re.compile(r"[^\W\d_]+"), re.compile(r"[.:?!]+(?=\s|$)|$")
LONG = 7


def lix(text: str) -> float:
    """Words a sentence, and a hundred times the share of words of seven letters or more; a line without a mark at its
    end is a sentence too. Under 25 is very easy, 25 to 34 easy, from 45 on hard.
    """
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    words = [word for line in lines for word in WORD.findall(line)]
    if not words:
        return 0
    sentences = sum(len([mark for mark in MARK.findall(line) if mark]) or 1 for line in lines)
    return len(words) / sentences + 100 * sum(len(word) >= LONG for word in words) / len(words)
