"""Invented posts that have nothing to do with each other, and copies of posts as people make them."""

import random
from collections.abc import Callable

OPENINGS = """Tonight This morning Yesterday Again Suddenly Honestly Slowly Finally Apparently Somehow""".split()
WHO = """neighbours volunteers nurses drivers students fishermen bakers teachers reporters pensioners musicians plumbers
    soldiers tourists farmers officials children gardeners sailors lawyers""".split()
DID = """carried painted repaired counted watched remembered ignored praised questioned described moved collected shared
    burned lifted photographed borrowed traded covered missed""".split()
WHAT = """blankets windows letters generators bridges songs bicycles shelters maps candles bread ladders radios wells
    puppies trains notebooks curtains tomatoes engines""".split()
WHERE = """river station school market roof cellar harbour stadium library hospital garage orchard courtyard tunnel
    square kitchen platform balcony forest warehouse""".split()
HOW = "while because before after until though when as since unless if whereas once wherever".split()
NEAR = "near behind beside under opposite above inside below beyond outside past along".split()
AND = "and or without plus not with beside instead-of like despite".split()
EXTRA = "honestly today really please everyone indeed friends listen".split()


def unrelated(chance: random.Random, number: int) -> list[str]:
    """So many texts of 16 words and more; no two share many pairs of words."""
    return [_text(chance) for _ in range(number)]


def _text(chance: random.Random) -> str:
    sentences = []
    for _ in range(chance.randint(1, 3)):
        first = f"{chance.choice(OPENINGS)} {chance.randint(2, 97)} {chance.choice(WHO)} {chance.choice(DID)}"
        second = f"{chance.choice(WHAT)} {chance.choice(AND)} {chance.choice(WHAT)} {_place(chance)}"
        third = f"{chance.choice(HOW)} {chance.choice(WHO)} {chance.choice(DID)} {chance.choice(WHAT)} {_place(chance)}"
        sentences.append(f"{first} {second} {third}.")
    return " ".join(sentences)


def _place(chance: random.Random) -> str:
    return f"{chance.choice(NEAR)} {chance.choice(WHERE)} {chance.randint(2, 97)}"


def _typo(text: str, chance: random.Random) -> str:
    place = chance.randrange(len(text) - 1)
    return text[:place] + text[place + 1] + text[place] + text[place + 2 :]


def _insertion(text: str, chance: random.Random) -> str:
    words = text.split()
    words.insert(chance.randrange(len(words)), chance.choice(EXTRA))
    return " ".join(words)


def _truncation(text: str, chance: random.Random) -> str:
    return text[: int(len(text) * chance.uniform(0.72, 0.95))] + "…"


EDITS: dict[str, Callable[[str, random.Random], str]] = {
    "typo": _typo,
    "insertion": _insertion,
    "truncation": _truncation,
    "hashtag added": lambda text, chance: f"{text} #{chance.choice(WHERE)}",
    "comment before": lambda text, chance: f"{chance.choice(EXTRA)} {chance.choice(EXTRA)} this: {text}",
    "link changed": lambda text, chance: f"{text} https://t.co/{chance.randrange(10**6)}",
    "repost": lambda text, chance: f"RT @demo_{chance.randrange(99)}: {text}",
    "case": lambda text, _: text.upper(),
    "punctuation": lambda text, _: text.replace(" ", ", ", 2).replace(".", "!!!"),
    "emoji": lambda text, chance: f"{chance.choice('🙏😢🕯')} {text} 💔",
}
KINDS = tuple(EDITS)


def edited(text: str, kind: str, chance: random.Random) -> str:
    """A copy with one change of this kind."""
    return EDITS[kind](text, chance)
