"""Collectors bring posts in: one file for each place or family of formats. They keep no state and see no database.

READERS is the register of file formats: the surest claim reads a file, and of equals the first. To add one, write a
module with `recognise` and `outcomes` (see base.Reader) beside `reddit_archive.py` and put one line here.
COLLECTORS is the register of the kinds of sources that an event file can name, with their options.
"""

from collections.abc import Mapping

from collectors import folder, reddit, reddit_archive
from collectors.base import Collector, Reader
from collectors.x_export import api_v2, api_v11, by_meaning

READERS: Mapping[str, Reader] = {
    "reddit archive": reddit_archive,
    "x api v2": api_v2,
    "x api v1.1": api_v11,
    "by meaning": by_meaning,
}

COLLECTORS: Mapping[str, Collector] = {
    "folder": folder,
    "reddit": reddit,
}
