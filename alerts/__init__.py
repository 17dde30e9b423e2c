"""Alerts decide when to speak. RULES is the register: to add a rule, write one file beside `volume.py` and one line
here."""

from collections.abc import Mapping

from alerts import volume
from alerts.base import Rule

RULES: Mapping[str, Rule] = {
    "volume": volume,
}
