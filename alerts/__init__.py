"""Alerts decide when to speak. The registers by family: to add a rule, write one file beside `authors.py` and one line
here. DEFAULTS are the rules of an event whose file names none; word tone is never among them."""

from collections.abc import Mapping

from alerts import authors, coverage_lost, service_unwell, silence, taking_over, texts, theme, tone, volume
from alerts.base import CountRule, Rule, StateRule, WindowRule
from alerts.parts import TOTALS

COUNT_RULES: Mapping[str, CountRule] = {
    "authors": authors,
    "volume": volume,
    "texts": texts,
    "theme": theme,
    "silence": silence,
}
WINDOW_RULES: Mapping[str, WindowRule] = {
    "theme": theme,
    "tone": tone,
    "taking_over": taking_over,
}
STATE_RULES: Mapping[str, StateRule] = {
    "coverage_lost": coverage_lost,
    "service_unwell": service_unwell,
}
RULES: Mapping[str, Rule] = {**COUNT_RULES, **WINDOW_RULES, **STATE_RULES}
DEFAULTS = ("authors", "theme", "coverage_lost", "service_unwell")

__all__ = ["COUNT_RULES", "DEFAULTS", "RULES", "STATE_RULES", "TOTALS", "WINDOW_RULES"]
