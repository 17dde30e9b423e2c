"""The names of the files in an X account archive: which hold posts. Everything else in it (messages, contacts,
advertising data, pictures) is left closed."""

import pathlib
import re
from collections.abc import Sequence

POSTS_FILE = re.compile(r"(?:.*/)?(?:(?:community-)?tweets?(?:-part\d+)?\.js|data/js/tweets/\d{4}_\d\d\.js)")
NOTES_FILE = re.compile(r"note-tweets?(?:-part\d+)?\.js")
DELETED_FILE = re.compile(r"deleted-tweets?(?:-part\d+)?\.js")
MARKS = ("manifest.js", "account.js", "tweet-headers.js", "user_details.js", "deleted-tweets.js")


def posts_of_archive(names: Sequence[str]) -> list[str] | None:
    """The names of an archive's files of posts in order; None when these are no files of an account archive."""
    posts = [name for name in names if POSTS_FILE.fullmatch(name.replace("\\", "/"))]
    return sorted(posts, key=lambda name: (len(name), name)) if posts else None


def without_other_parts(files: list[pathlib.Path]) -> list[pathlib.Path]:
    """The files without those that lie in the folder of an account archive and hold none of its posts."""
    posts = {file for file in files if POSTS_FILE.fullmatch(file.as_posix())}
    homes = {_home(file) for file in posts if _has_marks(file)}
    return [file for file in files if file in posts or homes.isdisjoint(file.parents)] if homes else files


def _has_marks(file: pathlib.Path) -> bool:
    return any((folder / mark).is_file() for folder in (file.parent, file.parent.parent) for mark in MARKS)


def _home(file: pathlib.Path) -> pathlib.Path:
    """The folder of the archive as a whole: that above `data`."""
    folder = next((each for each in file.parents if each.name == "data"), None)
    return folder.parent if folder else file.parent
