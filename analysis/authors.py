"""Authors as keyed hashes. With the key gone, nobody can get from a stored author back to a name by trying names."""

import hmac
from collections.abc import Callable

ID_BIT = 1  # the lowest bit of a key: 0 when it was made from the platform's account id, 1 from the changeable name


def author_keys(secret: bytes) -> Callable[[str, str | None, str | None], tuple[int | None, int | None]]:
    """A function of platform, account id and name that gives the author's key and the key of the name, each a signed
    64-bit number from HMAC-SHA-256, or None where nothing is known. The author's key is the id's, else the name's."""

    def key_of(content: str) -> int:
        digest = hmac.digest(secret, content.encode("utf-8", "surrogatepass"), "sha256")
        return int.from_bytes(digest[:8], "big", signed=True)

    def keys(platform: str, account: str | None, name: str | None) -> tuple[int | None, int | None]:
        by_name = key_of(f"{platform}:name:{name.lower()}") | ID_BIT if name else None
        by_id = key_of(f"{platform}:id:{account}") & ~ID_BIT if account else None
        return by_id if by_id is not None else by_name, by_name

    return keys


def community_without_name(community: str | None) -> str | None:
    """The community as it may be kept: Reddit's page of one user (`u_NAME`) says whose it is, and is not told apart."""
    return "u_…" if community and community[:2].lower() == "u_" else community
