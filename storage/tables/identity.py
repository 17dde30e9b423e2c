"""The number of a post: a function of its platform and native id, so that every order of arrival gives the same rows.

X ids are 63-bit numbers in time order and stand for themselves. Reddit's base-36 ids also grow with time and go below
zero, comments and submissions apart. A post without a usable id goes by a hash, below those.
"""

import hashlib

HASHES_BELOW = -(1 << 62)
REDDIT_KINDS = {"t3_": 0, "t1_": 1}
LONGEST_REDDIT_ID = 11  # 36**11 * 2 still lies above HASHES_BELOW


def post_number(platform: str, native_id: str) -> int:
    """A signed 64-bit number, unique for each post."""
    if platform == "x" and native_id.isdecimal() and native_id.isascii() and native_id[0] != "0":
        number = int(native_id)
        if number < 1 << 63:
            return number
    if platform == "reddit" and native_id[:3] in REDDIT_KINDS and _is_base36(native_id[3:]):
        return -1 - (2 * int(native_id[3:], 36) + REDDIT_KINDS[native_id[:3]])
    return HASHES_BELOW - 1 - (hash64(f"{platform}:{native_id}") & ((1 << 62) - 1))


def hash64(text: str) -> int:
    """The first 8 bytes of the text's SHA-256 as a signed number."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big", signed=True)


def uid(platform: str, native_id: str) -> str:
    """The name of a post for people and files: x:1491…, reddit:t1_…."""
    return f"{platform}:{native_id}"


def _is_base36(digits: str) -> bool:
    if not 0 < len(digits) <= LONGEST_REDDIT_ID or digits[0] == "0":
        return False
    return digits.isascii() and digits.isalnum() and digits.islower() | digits.isdecimal()


def native_id(number: int) -> str | None:
    """The native id behind a number, where it can be told: X ids and Reddit names, not hashes."""
    if number > 0:
        return str(number)
    if number <= HASHES_BELOW or number == 0:
        return None
    whole, kind = divmod(-1 - number, 2)
    return ("t1_" if kind else "t3_") + _base36(whole)


def url_of(platform: str, native: str, root: int | None) -> str | None:
    """The public page of a post, without the name of its author; None where there is no usable id."""
    if platform == "x":
        return None if native.startswith("h:") else f"https://x.com/i/status/{native}"
    if native.startswith("t3_"):
        return f"https://www.reddit.com/comments/{native[3:]}/"
    thread = native_id(root) if root is not None else None
    return f"https://www.reddit.com/comments/{thread[3:]}/_/{native[3:]}/" if thread else None


def _base36(number: int) -> str:
    digits = ""
    while True:
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
        if not number:
            return digits
