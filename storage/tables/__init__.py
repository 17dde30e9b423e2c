"""Every noun of groundswell as a table, and the checked post that a collector yields. See docs/words.md."""

from storage.tables.alert import (
    Address,
    Delivery,
    Detection,
    Episode,
    EpisodeMark,
    Judged,
    Notice,
    NoticeQuote,
)
from storage.tables.correction import Correction, VoiceLabel
from storage.tables.digest import Digest, Edition, Quote, Translation
from storage.tables.echo import TextDue, TextLink, TextMark
from storage.tables.event import Event, Lease, Revision, Source
from storage.tables.file import File, FilePart, Quarantined, Waiting
from storage.tables.forgotten import Forgotten, SealedHour
from storage.tables.listing import Allowance, Listing, Poll, RequestCount, Sighting
from storage.tables.post import AuthorAlias, Membership, NewPost, Origin, Post, PostText, Tombstone
from storage.tables.receipt import Answer, AnswerMembers, ApiToken, ShareLink
from storage.tables.rescore import Rescore, VersionInUse
from storage.tables.score import RelevanceLabel, Score, Scorer, Theme, ThemeHit, ThemeLabel
from storage.tables.series import Bucket, Coverage, DirtyMinute, Facet, Mood, TextCluster
from storage.tables.user import AuditLine, LoginSession, User

__all__ = [
    "Address",
    "Allowance",
    "Answer",
    "AnswerMembers",
    "ApiToken",
    "AuditLine",
    "AuthorAlias",
    "Bucket",
    "Correction",
    "Coverage",
    "Delivery",
    "Detection",
    "Digest",
    "DirtyMinute",
    "Edition",
    "Episode",
    "EpisodeMark",
    "Event",
    "Facet",
    "File",
    "FilePart",
    "Forgotten",
    "Judged",
    "Lease",
    "Listing",
    "LoginSession",
    "Membership",
    "Mood",
    "NewPost",
    "Notice",
    "NoticeQuote",
    "Origin",
    "Poll",
    "Post",
    "PostText",
    "Quarantined",
    "Quote",
    "RelevanceLabel",
    "RequestCount",
    "Rescore",
    "Revision",
    "Score",
    "Scorer",
    "SealedHour",
    "ShareLink",
    "Sighting",
    "Source",
    "TextCluster",
    "TextDue",
    "TextLink",
    "TextMark",
    "Theme",
    "ThemeHit",
    "ThemeLabel",
    "Tombstone",
    "Translation",
    "User",
    "VersionInUse",
    "VoiceLabel",
    "Waiting",
]
