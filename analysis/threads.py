"""Threads: which other posts bring a post into an event."""


def thread_candidates(references: tuple[int | None, int | None], kind: str) -> list[int]:
    """The posts whose membership brings this one in: the root of its thread; the post it quotes or repeats; and, where
    the root is not known, the post it answers."""
    root, ref = references
    found = [root] if root is not None else []
    if ref is not None and (kind in ("quote", "repost") or root is None):
        found.append(ref)
    return found
