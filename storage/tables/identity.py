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
