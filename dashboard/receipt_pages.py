"""Where a number comes from: the receipt of a figure or of all figures of an answer, as a page and for programs."""

from typing import Annotated, Any

import fastapi
from fastapi.responses import HTMLResponse

from config import clock
from dashboard.opened import Opened, database
from dashboard.shown import page
from digests import receipts
from digests.live import LONGEST

router = fastapi.APIRouter()
NO_RECEIPT = "There is no receipt of that id here."
Id = Annotated[str, fastapi.Path(max_length=LONGEST, description="K7Q2MX4R, K7Q2MX4R.12, or one that begins live-.")]


@router.get("/receipts/{id}", include_in_schema=False)
def receipt_page(id: Id) -> HTMLResponse:  # noqa: A002 (the word that people know it by)
    """What the number means, the posts behind it, and whether it is the same now."""
    with database().read() as session:
        found = _found(session, id)
        opened = Opened(session, found.event, found.file)
        told = receipts.receipt(session, found, now=clock.now())
        caption = receipts.caption(told) if "figures" not in told else ""
        return page(
            "receipt.html", title="Receipt", event=opened.event, file=opened.file, told=told, caption=caption, tab=""
        )


@router.get("/api/receipts/{id}", tags=["receipts"])
def receipt(id: Id) -> dict[str, Any]:  # noqa: A002
    """The same as JSON: definition, filter, posts, coverage, state then and now, and why it changed."""
    with database().read() as session:
        return receipts.receipt(session, _found(session, id), now=clock.now())


def _found(session: Any, given: str) -> receipts.Found:
    found = receipts.find(session, given)
    if found is None:
        raise fastapi.HTTPException(404, NO_RECEIPT)
    return found
