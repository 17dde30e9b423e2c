"""Channels carry messages out. CHANNELS is the register: to add one, write one file beside `webhook.py` and one line
here."""

from collections.abc import Mapping

from channels import apprise, mail, webhook
from channels.base import Channel

CHANNELS: Mapping[str, Channel] = {
    "apprise": apprise,
    "mail": mail,
    "webhook": webhook,
}
