"""The definition of a figure on one line: its measure, and the parameters that it can be computed from again."""

from collections.abc import Mapping


def spelt(measure: str, parts: Mapping[str, str]) -> str:
    """posts?event=strike&platform=reddit&day=2025-04-18; a value may say anything, & and % included."""
    return f"{measure}?" + "&".join(f"{name}={_safe(value)}" for name, value in parts.items())


def read(definition: str) -> tuple[str, dict[str, str]]:
    """The measure and its parameters; no parameters where it is none of ours."""
    measure, _, rest = definition.partition("?")
    pairs = (part.partition("=") for part in rest.split("&") if part)
    return measure, {name: value.replace("%26", "&").replace("%25", "%") for name, _, value in pairs}


def _safe(value: str) -> str:
    return value.replace("%", "%25").replace("&", "%26")
