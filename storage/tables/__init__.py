"""Every noun of groundswell as a table, and the checked post that a collector yields. See docs/words.md."""

from storage.tables.correction import Correction, VoiceLabel
from storage.tables.digest import Digest, Quote
from storage.tables.echo import TextDue, TextLink, TextMark
from storage.tables.event import Event, Lease, Revision, Source
from storage.tables.file import File, FilePart, Quarantined, Waiting
from storage.tables.post import AuthorAlias, Membership, NewPost, Origin, Post, PostText
from storage.tables.rescore import Rescore, VersionInUse
from storage.tables.score import Score, Scorer, Theme, ThemeHit, ThemeLabel
from storage.tables.series import Bucket, Coverage, DirtyMinute, Facet, Mood, TextCluster

__all__ = [
    "AuthorAlias",
    "Bucket",
    "Correction",
    "Coverage",
    "Digest",
    "DirtyMinute",
    "Event",
    "Facet",
    "File",
    "FilePart",
    "Lease",
    "Membership",
    "Mood",
    "NewPost",
    "Origin",
    "Post",
    "PostText",
    "Quarantined",
    "Quote",
    "Rescore",
    "Revision",
    "Score",
    "Scorer",
    "Source",
    "TextCluster",
    "TextDue",
    "TextLink",
    "TextMark",
    "Theme",
    "ThemeHit",
    "ThemeLabel",
    "VersionInUse",
    "VoiceLabel",
    "Waiting",
]
