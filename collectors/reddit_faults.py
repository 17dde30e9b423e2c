"""What can go wrong with Reddit, by what has to be done about it. The messages are sentences for the analyst."""

from collectors.base import CollectorError


class RedditFault(CollectorError):
    """The family. `name` stands in the log of polls."""

    name = "error"


class NoPermit(RedditFault):
    """The shared allowance has nothing left for this; ask again after `seconds`. No request was made."""

    name = "no permit"

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        super().__init__("the shared allowance of requests is used up for now")


class TooMany(RedditFault):
    """Reddit answered 429: everybody who shares the allowance is silent for a while."""

    name = "error:429"


class Unreachable(RedditFault):
    """No answer, or one that says that Reddit has trouble (5xx). Ask again, less and less often."""

    name = "error:unreachable"


class Unreadable(RedditFault):
    """An answer that is not what was asked for: a web page, cut JSON, another shape. Nothing of it is kept."""

    name = "error:unreadable"


class Closed(RedditFault):
    """The place is private, banned, quarantined, renamed or gone. Other places are not concerned."""

    name = "closed"


class CredentialsRefused(RedditFault):
    """Reddit does not accept the credentials; asking again with them only makes it worse."""

    name = "credentials refused"
