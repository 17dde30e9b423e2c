"""Spares a page that is asked for again and again: the same content is answered with 304 and nothing else."""

import hashlib
import re

import fastapi
from fastapi.responses import Response

RECEIPT = re.compile(rb"/receipts/[^\"]+")


def unless_known(request: fastapi.Request, answer: Response) -> Response:
    """The answer with a tag of its content; 304 where whoever asks has just that content. The ids of live receipts
    name the minute in which they were made and are left out: the numbers beside them are not."""
    content = RECEIPT.sub(b"", bytes(answer.body))
    tag = f'"{hashlib.sha256(content).hexdigest()[:24]}"'
    if tag in request.headers.get("if-none-match", "")[:500]:
        return Response(status_code=304, headers={"ETag": tag})
    answer.headers["ETag"] = tag
    return answer
