"""Collectors bring posts in: one file for each place or family of formats. They keep no state and see no database.

READERS is the register of file formats: the surest claim reads a file, and of equals the first. To add one, write a
module with `recognise` and `outcomes` (see base.Reader) beside `reddit_archive.py` and put one line here.
COLLECTORS is the register of the kinds of sources that an event file can name, with their options.
"""

from collections.abc import Mapping

from collectors import folder, mixed, reddit, reddit_archive, reddit_csv, reddit_plain
from collectors.base import Collector, Reader
from collectors.x_export import (
    api_v2,
    api_v11,
    apify,
    by_meaning,
    deletions,
    fourcat_csv,
    minet,
    monitors,
    plain_tables,
    snscrape,
    snscrape_csv,
    twarc_csv,
    twint,
    twint_csv,
    v11_csv,
    web_exporter,
    web_json,
    x_analytics,
    x_archive,
)

READERS: Mapping[str, Reader] = {
    "reddit archive": reddit_archive,
    "reddit plain": reddit_plain,
    "x api v2": api_v2,
    "x api v1.1": api_v11,
    "x account archive": x_archive,
    "x web": web_json,
    "twitter-web-exporter": web_exporter,
    "snscrape": snscrape,
    "apify": apify,
    "twint": twint,
    "minet": minet,
    "mixed": mixed,
    "twarc csv": twarc_csv,
    "4cat csv": fourcat_csv,
    "x analytics": x_analytics,
    "monitors": monitors,
    "plain tables": plain_tables,
    "x api v1.1 csv": v11_csv,
    "snscrape csv": snscrape_csv,
    "twint csv": twint_csv,
    "reddit csv": reddit_csv,
    "by meaning": by_meaning,
    "deletions": deletions,
}

COLLECTORS: Mapping[str, Collector] = {
    "folder": folder,
    "reddit": reddit,
}
